"""The parts that every page is made of. Pages make no raw Qt controls where a part exists."""
