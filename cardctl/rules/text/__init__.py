"""Rules 7xx: meaningful titles and texts, in every language."""
