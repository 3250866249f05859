"""The catalogue: what is known of every photo. The only SQL in photoorg."""
