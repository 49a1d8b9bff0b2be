"""Many registers: where they are, what was taken of each, and one report over all of them."""
