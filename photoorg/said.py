"""What a file says of its photo in words, whichever program wrote it: keywords, stars, texts, named people."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

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
    language; "" is XMP's x-default, and of fields without languages. `release` is as the library has it.
    """

    keywords: tuple[KeywordPath, ...] = ()
    rating: int | None = None
    label: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    release: str = ""
    regions: tuple[NamedRegion, ...] = ()


NOTHING = Said()


def said_json(said: Said) -> str:
    """What is said as JSON, in ASCII, the same for the same: only what is there, by the names of the fields."""
    values: dict[str, object] = {
        "keywords": [list(path) for path in said.keywords],
        "rating": said.rating,
        "label": said.label,
        "texts": {name: dict(by_language) for name, by_language in said.texts.items() if by_language},
        "release": said.release,
        "regions": [[one.name, one.kind, one.x, one.y, one.width, one.height] for one in said.regions],
    }
    there = {name: value for name, value in values.items() if value is not None and value not in ("", [], {})}
    return json.dumps(there, separators=(",", ":"), sort_keys=True)


def said_from(kept: str) -> Said:
    """What `said_json` kept. What is of another shape is left out; no JSON at all says nothing."""
    try:
        parsed: object = json.loads(kept)
    except (ValueError, RecursionError):
        return NOTHING
    values = _mapping(parsed)
    rating = values.get("rating")
    return Said(
        keywords=tuple(path for one in _list(values.get("keywords")) if (path := tuple(map(_text, _list(one))))),
        rating=rating if isinstance(rating, int) else None,
        label=_text(values.get("label")),
        texts={
            name: {language: _text(text) for language, text in _mapping(by_language).items()}
            for name, by_language in _mapping(values.get("texts")).items()
        },
        release=_text(values.get("release")),
        regions=tuple(one for part in _list(values.get("regions")) if (one := _region(_list(part)))),
    )


def _region(parts: list[Any]) -> NamedRegion | None:
    if len(parts) != 6:
        return None
    name, kind, *place = parts
    if not all(isinstance(number, int | float) and math.isfinite(number) for number in place):
        return None
    return NamedRegion(_text(name), _text(kind), *place)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _mapping(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
