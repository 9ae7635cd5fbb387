"""Screens: the touch pages of the kiosk, served to its own browser alone."""
