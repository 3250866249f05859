"""One file to pixels and facts, and back to thumbnails. Knows nothing of the catalogue."""
