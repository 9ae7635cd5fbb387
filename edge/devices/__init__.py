"""Devices: drivers that speak the real protocols. The states are in XFS4IoT's words."""
