"""Files of a register: layout, loading with exact locations, and writing without other changes."""
