"""The keys of things that are seen in photos: small numbers that stand for classes and objects."""

from __future__ import annotations

import hashlib
from functools import cache

from photoorg.taxonomy import Taxonomy, load_taxonomy

OBJECTS_FROM = 1000
"""Keys below it are the places of classes in `of_class`, from it on those of objects."""


def key_concepts(taxonomy: Taxonomy) -> list[str]:
    """The concept that each key means."""
    classes = list(taxonomy.of_class.values())
    spare = [""] * (OBJECTS_FROM - len(classes))
    return [*classes, *spare, *(taxonomy.of_object[label] for label in sorted(taxonomy.of_object))]


@cache
def keys_here() -> tuple[str, int]:
    """What tells the bundled taxonomy's keys from those of another one, and how many there are."""
    concepts = key_concepts(load_taxonomy())
    return hashlib.sha256("\n".join(concepts).encode()).hexdigest()[:8], len(concepts)
