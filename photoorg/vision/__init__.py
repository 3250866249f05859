"""Pixels to evidence and vectors, and evidence to tags. Knows nothing of the catalogue."""
