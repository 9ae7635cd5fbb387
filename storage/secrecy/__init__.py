"""What is written down so that only who has the keys can read it."""
