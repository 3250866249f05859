"""Pixels to tags and vectors. Knows nothing of the catalogue."""
