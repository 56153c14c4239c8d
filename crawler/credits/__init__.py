"""Who wrote a text, and who is credited in it."""
