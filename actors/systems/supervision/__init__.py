"""电子监察: Supervision."""
