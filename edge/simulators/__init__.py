"""Simulated devices: they speak the protocols of the real ones, byte for byte, on ptys."""
