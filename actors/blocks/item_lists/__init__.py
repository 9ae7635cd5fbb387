"""Implementation lists of service items: in, out, and followed."""
