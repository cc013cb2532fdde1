"""What a user wants done, one method each; the ports that others fill."""
