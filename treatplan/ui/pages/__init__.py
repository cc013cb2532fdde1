"""The pages of the window. A page draws its presenter's view and reports what the user does; it decides nothing."""
