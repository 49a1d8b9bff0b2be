"""Files: where they are, reading and writing them with every place known, every byte kept."""
