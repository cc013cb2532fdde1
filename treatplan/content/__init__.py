"""Reads content packs and wording into values of the domain; whatever is wrong in a file is told by file and field."""
