"""Editing a plan: what a practitioner does to it, each act a value, applied by pure functions. `applying` leads."""
