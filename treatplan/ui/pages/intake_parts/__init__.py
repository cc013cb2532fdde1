"""The sections of the intake page, and the few controls that only they need."""
