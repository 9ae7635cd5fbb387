"""Faults on purpose: a real platform under load, what is done to it, and the judge of what it did.

The tests in `tests/faults` use the same parts, one fault at a time.
"""
