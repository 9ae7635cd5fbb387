"""What can be typed after `yimen`, by subject. Each is added to the whole in `main.py`."""
