"""好差评: Ratings."""
