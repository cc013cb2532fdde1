"""The clinic's services: every method takes a session and asks its permission; every change leaves its audit row."""
