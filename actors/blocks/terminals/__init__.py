"""The terminal (自助终端): the image of a kiosk on the platform, and what passes over its link."""
