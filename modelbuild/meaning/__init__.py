"""What words mean in photos: WordNet's part of it, and how well it is understood."""
