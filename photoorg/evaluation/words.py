"""The words of tags: what a person may call them, and what is above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from photoorg.evaluation.labels import Find
from photoorg.evaluation.values import Ancestors
from photoorg.taxonomy import load_taxonomy


@dataclass(frozen=True, slots=True)
class Words:
    """Three views of the taxonomy: word to tag, tag to all above it, COCO's name of an object to tag."""

    find: Find
    ancestors: Ancestors
    objects: Mapping[str, str]


def load_words() -> Words:
    """The words of the taxonomy that is installed. Raises PhotoorgError when it cannot be read."""
    taxonomy = load_taxonomy()
    return Words(taxonomy.find, taxonomy.ancestors, taxonomy.of_object)
