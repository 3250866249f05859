"""The words that photos are tagged with: a tree of plain concepts in English and Italian.

`resources/taxonomy/concepts.json` holds one concept a line; docs/taxonomy.md says what its rules are.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from photoorg.folding import folded, name_key
from photoorg.outcomes import PhotoorgError
from photoorg.settings import resources
from photoorg.speech import readings

PERSON = "person"
"""The concept that people are counted for."""
FACE = "face"
"""What a finder of faces calls what it sees: to the taxonomy a person."""
PLACES = ("indoors", "outdoors")


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a photo can show, and the words for it.

    `name` is the English tag: singular, plain, lower case. `parents` are names of concepts that are true of every photo
    of this one. `classes` are the ImageNet wnids and `objects` the COCO names that mean exactly this. `at_least` is the
    confidence (0 to 1) that it needs whatever the settings say. A `hidden` one is never a tag, nor is a `heading`,
    which only holds other words together. `place` is "indoors" or "outdoors" where nearly every photo of it is taken
    there, else empty. A person's own tag may have no Italian word: `italian` is then empty.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    italian: str
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    italian_synonyms: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    at_least: float = 0.0
    hidden: bool = False
    heading: bool = False
    place: str = ""

    @property
    def is_tag(self) -> bool:
        """Whether a photo is ever tagged with it."""
        return not (self.hidden or self.heading)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that it is called, its name first."""
        said = (self.name, *self.synonyms, self.italian, *self.italian_synonyms)
        return tuple(dict.fromkeys(word for word in said if word))


@dataclass(frozen=True, slots=True)
class Own:
    """What a person's own vocabulary adds to a taxonomy.

    `words` (as they are compared, to names) win over all others. `renamed` tells of names (by `name_key`) what they
    are now; `colours` has the colour of each tag that has one.
    """

    words: Mapping[str, str] = field(default_factory=dict[str, str])
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    colours: Mapping[str, str] = field(default_factory=dict[str, str])


class Taxonomy:
    """All concepts and how they lie under one another. `version` changes with the file.

    `of_class` (wnid to name) is in the order of the wnids, which is the order of a classifier's 1000 outputs.
    """

    version: str
    concepts: Mapping[str, Concept]
    of_class: Mapping[str, str]
    of_object: Mapping[str, str]

    def __init__(self, concepts: Iterable[Concept], version: str = "", own: Own | None = None) -> None:
        """Raises PhotoorgError where a name is there twice, a parent is unknown or a concept lies under itself."""
        self.version = version
        self.own = own or Own()
        self.concepts = _by_name(concepts)
        every = self.concepts.values()
        self.of_class = dict(sorted((wnid, concept.name) for concept in every for wnid in concept.classes))
        self.of_object = {label: concept.name for concept in every for label in concept.objects}
        self._above: dict[str, frozenset[str]] = {}
        for name in self.concepts:
            self._climb(name, ())
        below: dict[str, set[str]] = {name: set() for name in self.concepts}
        for name, above in self._above.items():
            for ancestor in above:
                below[ancestor].add(name)
        self._below = {name: frozenset(names) for name, names in below.items()}
        self._named = {name_key(name): name for name in self.concepts}
        self._words = {**_words(self.concepts), **self.own.words}

    def _climb(self, name: str, path: tuple[str, ...]) -> frozenset[str]:
        if name in path:
            raise PhotoorgError(f"The taxonomy has {name!r} under itself.")
        if name not in self._above:
            if name not in self.concepts:
                raise PhotoorgError(f"The taxonomy has {path[-1]!r} under {name!r}, which it does not know.")
            parents = self.concepts[name].parents
            self._above[name] = frozenset(parents).union(*(self._climb(parent, (*path, name)) for parent in parents))
        return self._above[name]

    def ancestors(self, name: str) -> frozenset[str]:
        """Everything that is true of each photo of `name`, without itself; nothing for an unknown name."""
        return self._above.get(name, frozenset())

    def descendants(self, name: str) -> frozenset[str]:
        """Everything that lies under `name`, without itself; nothing for an unknown name."""
        return self._below.get(name, frozenset())

    def above(self) -> dict[str, frozenset[str]]:
        """Of each concept the tags that hold for every photo of it, all of them."""
        tags = frozenset(name for name, concept in self.concepts.items() if concept.is_tag)
        return {name: above & tags for name, above in self._above.items()}

    def called(self, name: str) -> str:
        """What a tag is called now: where a person renamed it or made it one with another, that one's name."""
        return self.own.renamed.get(name_key(name), name)

    def named(self, name: str) -> str | None:
        """The concept of that very name, whatever its case."""
        return self._named.get(name_key(name))

    def find(self, word: str) -> str | None:
        """The concept that `word` means: a name, synonym or plural in either language, a wnid or a COCO name.

        Case, accents, hyphens and spaces do not matter. Where the languages disagree ("ape"), English is meant.
        """
        for reading in readings(plain_word(word)):
            if reading in self._words:
                return self._words[reading]
        return None

    def of_region(self, label: str) -> str:
        """The concept that a region with a detector's `label` shows; an unknown label comes back as it is."""
        return self.of_object.get(PERSON if label == FACE else label, self.called(label))

    def name_in(self, name: str, language: str) -> str:
        """The word to show in `language` ("en" or "it"). A name that is no concept comes back as it is."""
        concept = self.concepts.get(name)
        return (concept.italian if concept and language == "it" else "") or name


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """The taxonomy of `path`, or the bundled one; read once. Raises PhotoorgError where it cannot be used."""
    return _load(path or resources() / "taxonomy" / "concepts.json")


@cache
def _load(path: Path) -> Taxonomy:
    try:
        content = path.read_bytes()
        concepts = TypeAdapter(tuple[Concept, ...]).validate_json(content)
    except OSError as error:
        raise PhotoorgError(f"Cannot read the taxonomy {path}: {error.strerror or error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise PhotoorgError(f"{path}: {where}: {first['msg']}. Install photoorg again.") from error
    return Taxonomy(concepts, hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:12])


def docs_table(taxonomy: Taxonomy) -> str:
    """The top-level words for docs/taxonomy.md: word, Italian, how many words lie under it, and the first of them."""
    lines = ["| word | Italian | below | directly under it |", "|---|---|---:|---|"]
    for name, concept in sorted(taxonomy.concepts.items()):
        if not concept.parents and not concept.hidden:
            below = sorted(taxonomy.descendants(name))
            direct = [word for word in below if name in taxonomy.concepts[word].parents]
            shown = ", ".join(direct[:5]) + (", ..." if len(direct) > 5 else "")
            lines.append(f"| {name} | {concept.italian} | {len(below)} | {shown} |")
    return "\n".join(lines)


def _by_name(concepts: Iterable[Concept]) -> dict[str, Concept]:
    found: dict[str, Concept] = {}
    for concept in concepts:
        if concept.name in found:
            raise PhotoorgError(f"The taxonomy has {concept.name!r} twice.")
        found[concept.name] = concept
    return found


def _words(concepts: Mapping[str, Concept]) -> dict[str, str]:
    found: dict[str, str] = {}
    every = concepts.values()
    ways: tuple[Iterable[tuple[str, Iterable[str]]], ...] = (
        ((concept.name, (concept.name,)) for concept in every),
        ((concept.name, (*concept.objects, *concept.classes)) for concept in every),
        ((concept.name, concept.synonyms) for concept in every),
        ((concept.name, (concept.italian,)) for concept in every),
        ((concept.name, concept.italian_synonyms) for concept in every),
    )
    for name, words in itertools.chain(*ways):
        for word in words:
            found.setdefault(plain_word(word), name)
    return found


def plain_word(word: str) -> str:
    """A word as words are compared: without case, accents, hyphens and more than one space."""
    return " ".join(re.split(r"[\s_-]+", folded(word))).strip()
