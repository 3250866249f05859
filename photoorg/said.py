"""What a file says of its photo in words, whichever program wrote it: keywords, stars, texts, named people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

SIDECAR = ".xmp"
"""How the name of a file ends in which programs keep what they say of the photo beside it."""

LARGEST_SIDECAR = 8 << 20
"""Bytes; a larger one is left alone."""

KeywordPath = tuple[str, ...]
"""A keyword with those above it, the topmost first: ("places", "Italy", "Rome"). A flat one stands alone."""


@dataclass(frozen=True, slots=True)
class NamedRegion:
    """A part of the picture with a name. `kind` as the file has it: Face, Pet, Focus, BarCode; `name` may be empty.

    Fractions of width and height of the picture as it is shown, upright; `x` and `y` are its centre.
    """

    name: str
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Said:
    """What is said. Empty, or None: nothing is.

    `keywords` are the union of all fields that programs keep keywords in, each once. `rating` is 1 to 5, 0 for none, -1
    for rejected. `label` is as the file has it, such as "Red". `texts`: by the names of the table in texts.py, and by
    language; "" is XMP's x-default, and of fields without languages. `release` is as the library has it. `lacking` are
    keywords that some fields have and the one that every program knows has not, though it has others: who takes one out
    there alone means it. That is how it is said, and no difference in what is.
    """

    keywords: tuple[KeywordPath, ...] = ()
    rating: int | None = None
    label: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    release: str = ""
    regions: tuple[NamedRegion, ...] = ()
    lacking: tuple[str, ...] = field(default=(), compare=False)


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class FileSaid:
    """What a file on the disk says. Not `whole`: there may be more than could be read; `notice` tells what is odd."""

    said: Said
    whole: bool = True
    notice: str = ""


def said_json(said: Said) -> str:
    """As JSON, without what says nothing: the same of two that are equal and lack the same."""
    texts = {name: dict(sorted(each.items())) for name, each in sorted(said.texts.items()) if each}
    regions = [[one.name, one.kind, one.x, one.y, one.width, one.height] for one in said.regions]
    values: dict[str, Any] = {
        "keywords": said.keywords, "rating": said.rating, "label": said.label, "texts": texts,
        "release": said.release, "regions": regions, "lacking": said.lacking,
    }  # fmt: skip
    kept = {name: value for name, value in values.items() if value is not None and value not in ("", (), [], {})}
    return json.dumps(kept, separators=(",", ":"))


def said_from(text: str) -> Said:
    """What `said_json` has written. Raises ValueError or TypeError where it is something else."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("not what a file says")
    found = cast("dict[str, Any]", found)
    rating = found.get("rating")
    return Said(
        keywords=tuple(tuple(_text(part) for part in path) for path in found.get("keywords", ())),
        rating=None if rating is None else int(rating),
        label=_text(found.get("label", "")),
        texts={name: _texts(each) for name, each in dict(found.get("texts", {})).items()},
        release=_text(found.get("release", "")),
        regions=tuple(_region(*one) for one in found.get("regions", ())),
        lacking=tuple(_text(one) for one in found.get("lacking", ())),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _texts(each: object) -> dict[str, str]:
    return {language: _text(value) for language, value in cast("dict[str, Any]", dict(cast("Any", each))).items()}


def _region(*values: object) -> NamedRegion:
    name, kind, *numbers = values
    x, y, width, height = (float(cast("Any", number)) for number in numbers)
    return NamedRegion(_text(name), _text(kind), x, y, width, height)
