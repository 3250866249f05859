"""DRAFT: the words for what is seen, read from the old class list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from photoorg.settings import resources

_ITALIAN = {
    "dog": "cane", "cat": "gatto", "food": "cibo", "animal": "animale", "indoors": "al chiuso", "person": "persona",
    "outdoors": "all'aperto", "dining table": "tavolo da pranzo", "drink": "bevanda", "coffee": "caffè",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a tag may name."""

    name: str
    italian: str
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    italian_synonyms: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    at_least: float = 0.0
    hidden: bool = False
    place: str = ""


class Taxonomy:
    """Concepts by name, and what lies above them."""

    def __init__(self, concepts: Mapping[str, Concept], version: str = "draft") -> None:
        self.version = version
        self.concepts = concepts
        self.of_class = {wnid: one.name for one in concepts.values() for wnid in one.classes}
        self.of_object = {name: one.name for one in concepts.values() for name in one.objects}
        self._words = {
            word.casefold(): one.name
            for one in concepts.values()
            for word in (one.name + "s", one.italian, *one.synonyms, *one.italian_synonyms, one.name)
            if word
        }

    def ancestors(self, name: str) -> frozenset[str]:
        """Every concept that is true of a photo of this one, without itself."""
        concept = self.concepts.get(name)
        above = concept.parents if concept else ()
        return frozenset(above).union(*(self.ancestors(one) for one in above))

    def descendants(self, name: str) -> frozenset[str]:
        """Every concept that this one is true of."""
        return frozenset(one for one in self.concepts if name in self.ancestors(one))

    def find(self, word: str) -> str | None:
        """The concept that a word means."""
        return self._words.get(word.casefold())

    def name_in(self, name: str, language: str) -> str:
        """A concept's name in a language."""
        concept = self.concepts.get(name)
        return concept.italian if concept and concept.italian and language == "it" else name


@cache
def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """The taxonomy that photoorg comes with."""
    rows = json.loads((path or resources() / "taxonomy" / "imagenet.json").read_text(encoding="utf-8"))
    broader: dict[str, frozenset[str]] = {}
    classes: dict[str, list[str]] = {}
    for row in rows:
        above = frozenset(row["broader"]) - {row["name"]}
        broader[row["name"]] = broader.get(row["name"], above) & above
        classes.setdefault(row["name"], []).append(row["wnid"])
    for extra in ("indoors", "outdoors", "person", "dining table", "food", *(w for a in tuple(broader.values()) for w in a)):
        broader.setdefault(extra, frozenset())
    places = {"indoors": "indoors", "outdoors": "outdoors"}
    objects = {"dog": ("dog",), "cat": ("cat",), "person": ("person",), "dining table": ("dining table",)}
    return Taxonomy(
        {
            name: Concept(
                name, _ITALIAN.get(name, ""), tuple(sorted(above)), classes=tuple(classes.get(name, ())),
                objects=objects.get(name, ()), place=places.get(name, ""),
                synonyms=("puppy",) if name == "dog" else (),
            )
            for name, above in broader.items()
        }
    )  # fmt: skip
