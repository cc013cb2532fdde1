"""How the printed atlas looks."""
