"""What the two kinds of contact sheet, page and PDF, are told: the words around the pictures, and the pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from photoorg.export.entries import Entry
from photoorg.export.wording import WORDS, Language, counted

Size = Literal["small", "medium", "large"]
Paper = Literal["A4", "letter"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands on a sheet: its file, of which kind (image/jpeg), its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


FindPicture = Callable[[Entry], Picture | None]
"""Gives the picture of a photo, or None where it has none."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet looks. An empty title is the word for one; `note` stands below it.

    `part` is which of how many sheets it is, for very many pictures make several; `first` the number of its first one.

    `captions`, `alt_texts`, `tags`, `releases`, `credits`: whether they stand below each picture.
    """

    title: str = ""
    note: str = ""
    language: Language = "en"
    size: Size = "medium"
    captions: bool = True
    alt_texts: bool = False
    tags: bool = False
    releases: bool = False
    credits: bool = True
    paper: Paper = "A4"
    landscape: bool = False
    part: tuple[int, int] = (1, 1)
    first: int = 1


def lead(pictures: int, look: Look) -> str:
    """The line below the title: how many pictures there are, and which part of all it is."""
    number, of = look.part
    told = counted(pictures, look.language)
    return f"{told}, {WORDS[look.language]['part'].format(number, of)}" if of > 1 else told
