"""Who reckons with the platform's tables."""

ANALYST = "analyst"
"""分析员: starts jobs over tables without personal data, and sees their results."""
