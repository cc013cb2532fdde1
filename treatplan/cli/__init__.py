"""The command line: one small file for each noun, on the same services as the window."""
