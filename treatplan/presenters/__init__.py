"""What is on the screen, without a screen: views, item models and the user's verbs. QtCore only."""
