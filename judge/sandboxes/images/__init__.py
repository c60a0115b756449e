"""The sandbox images: their names, and how they are built."""
