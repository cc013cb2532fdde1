"""Puts the parts together; the only room that sees them all."""
