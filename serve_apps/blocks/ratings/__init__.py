"""好差评: one's own ratings, their follow-up, and what everybody may know of them."""
