"""A visit as it was: what was given beside what was planned, what was asked, what came of it, and its signing."""
