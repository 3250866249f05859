"""What is made of a picture for an export: plain values, as a helper process is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from photoorg.said import NOTHING, Said

Keep = Literal["all", "rights", "none"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is laid over a picture: a `text`, or else the picture in the file `image`.

    `place` is such as "bottom right", or "centre"; `width` its share of the picture's, `opacity` how much it hides,
    both 0 to 1.
    """

    text: str = ""
    image: str = ""
    place: str = "bottom right"
    width: float = 0.25
    opacity: float = 0.6


@dataclass(frozen=True, slots=True)
class Recipe:
    """How. `format` is original (the file's bytes, as far as metadata allow) or one of CODERS in encoding.py.

    `box` is (width, height) in pixels, None to keep all; `way` says how a picture gets into it: "longest" bounds its
    longest side, "crop" cuts it to exactly that around `centre` (fractions of width and height), "pad" fits it in with
    `background` around it. `sharpen` is for what: none, screen or print. `most_bytes` 0 sets no bound.

    `keep` are the metadata that stay, `gps` whether the place may be among them, and `said` is what is written into the
    file in words: also what a copy is to say alone, where it is `whole`.
    """

    format: str = "jpeg"
    box: tuple[int, int] | None = None
    way: Literal["longest", "crop", "pad"] = "longest"
    background: str = "#ffffff"
    enlarge: bool = False
    centre: tuple[float, float] = (0.5, 0.5)
    sharpen: Literal["none", "screen", "print"] = "none"
    quality: int = 85
    most_bytes: int = 0
    dpi: int = 0
    mark: Mark | None = None
    keep: Keep = "none"
    gps: bool = False
    said: Said = NOTHING
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file that was made: its bytes, its picture's (width, height), and whether the coded picture was copied."""

    data: bytes
    size: tuple[int, int]
    copied: bool = False


def plain(recipe: Recipe) -> Mapping[str, Any]:
    """A recipe as JSON can hold it."""
    return asdict(recipe)


def recipe_from(values: Mapping[str, Any]) -> Recipe:
    """The recipe that was made `plain`. It comes from the app itself, so it is taken as it is."""
    said, given = values["said"], dict(values)
    paths = tuple(tuple(path) for path in said["keywords"])
    given["said"] = Said(paths, said["rating"], said["label"], said["texts"], said["release"])
    given["mark"] = Mark(**values["mark"]) if values["mark"] else None
    for name in ("box", "centre"):
        given[name] = values[name] and tuple(values[name])
    return Recipe(**given)
