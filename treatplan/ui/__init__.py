"""The window: widgets that draw what the presenters say and report what the user does."""
