"""The labelled pictures: what people who looked at them say is true, false or unsure.

`labels.jsonl` holds a picture a line: where it is from, what is in it, and which of the words that the models thought
of are true. The pictures are not kept here: a line names the package that carries its picture, where in it
(`member`; what follows a `!` lies inside that file) and the sha256 of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photoorg.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Picture:
    """One labelled picture. `asked` are the words that somebody judged; those neither true nor unsure are false.

    `objects` are all that is there of the 80 COCO classes. `people` is the range they were counted in. `place` is
    "indoors", "outdoors" or "" where it cannot be told. `everyday`: one of the photos that people take, with only its
    objects labelled. `nothing`: made up, and no thing is in it.
    """

    file: str
    source: str
    objects: Mapping[str, int]
    people: tuple[int, int]
    place: str
    graphic: bool
    true: frozenset[str]
    unsure: frozenset[str]
    asked: frozenset[str]
    everyday: bool = False
    nothing: bool = False

    def holds(self, concept: str, taxonomy: Taxonomy) -> bool | None:
        """Whether a concept is true of the picture; None where nobody has said."""
        if self.nothing:
            return False
        # A word that nobody was asked about is not known, though somebody may have named it: those who name words name
        # what is there, so that only true ones would count, and faint traces of a word would look like proof of it.
        known = concept in self.asked or bool(taxonomy.concepts[concept].objects)
        if known and concept in self.true:
            return True
        if concept in self.unsure:
            return None
        above = taxonomy.ancestors(concept)
        denied = any(name in self.asked and name not in self.true | self.unsure for name in above)
        return False if known or denied else None


def read_pictures(path: Path, taxonomy: Taxonomy) -> list[Picture]:
    """The pictures of a labels file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_picture(json.loads(line), taxonomy) for line in lines]


def _picture(entry: Mapping[str, Any], taxonomy: Taxonomy) -> Picture:
    objects: dict[str, int] = entry["objects"]
    words = [*entry["true"], *(taxonomy.of_object[name] for name in objects)]
    if entry["people"][1] > 0:
        words.append("person")
    named = {concept for word in words if (concept := taxonomy.find(word)) is not None}
    return Picture(
        file=entry["file"],
        source=entry["package"],
        objects=objects,
        people=(entry["people"][0], entry["people"][1]),
        place=entry["place"],
        graphic=entry["graphic"],
        true=frozenset(named).union(*(taxonomy.ancestors(name) for name in named)),
        unsure=frozenset(entry["unsure"]),
        asked=frozenset(entry["asked"]),
    )


def everyday_picture(file: str, objects: Mapping[str, int], taxonomy: Taxonomy) -> Picture:
    """A photo of which only the objects are known, all of them. It is a source of its own."""
    named = {taxonomy.of_object[name] for name in objects}
    true = frozenset(named).union(*(taxonomy.ancestors(name) for name in named))
    people = objects.get("person", 0)
    none = frozenset[str]()
    return Picture(f"test/{file}", file, objects, (people, people), "", False, true, none, none, everyday=True)


def nothing(name: str) -> Picture:
    """A made-up picture, of the source that its kind is."""
    none = frozenset[str]()
    return Picture(name, name.rpartition("-")[0], {}, (0, 0), "", True, none, none, none, nothing=True)
