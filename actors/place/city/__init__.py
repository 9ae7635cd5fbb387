"""The sample city: places, units, staff, people and kiosks, with their sources in the README."""
