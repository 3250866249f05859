"""What a file says of its photo in words, whichever program wrote it: keywords, stars, texts, named people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
