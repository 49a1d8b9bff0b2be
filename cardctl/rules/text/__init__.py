"""7xx: titles and texts that say something, in every language."""
