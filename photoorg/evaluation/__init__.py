"""How good the tags are on photos whose content is known: a person's own, or those of a test."""
