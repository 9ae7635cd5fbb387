"""Datasets of the sample city: divisions and holidays, from public data that the platform has."""
