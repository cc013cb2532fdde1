"""The command line: one small file for each noun, on the services."""
