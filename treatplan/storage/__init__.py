"""The only home of the database: the encrypted clinic file, its keys, its lock, and the rows in it."""
