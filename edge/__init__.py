"""The kiosk's agent: devices, a spool on disk, one link to the platform, a screen for people."""

SOFTWARE = "0.1.0"
"""The agent's version, as the platform is told."""
