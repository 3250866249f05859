"""What bare words may name besides tags: dates, albums, colours, folders and cameras. Each is a field and a value."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from photoorg.folding import folded
from photoorg.library.fields import BY_NAME

Named = tuple[tuple[str, str], ...]
"""Names of fields, each with a value as a query writes it; several are alternatives."""

LONGEST = 6  # words of a name
_MOST = 8  # ways in which folders write the same words
_WORD = re.compile(r"[^\W_]+")
_MONTHS = BY_NAME["month"].words
_AMBIGUOUS = {"may", "march", "set", "mar", "dec", "sep"}
_GREY = {"black and white", "bianco e nero", "monochrome", "greyscale", "grayscale"}
_DAYS = {"today", "yesterday", "oggi", "ieri"}
_YEARS = {"this year": 0, "last year": 1, "quest'anno": 0, "anno scorso": 1, "l'anno scorso": 1}
_MONTHS_AGO = {"this month": 0, "last month": 1, "questo mese": 0, "mese scorso": 1, "il mese scorso": 1}


@dataclass(frozen=True, eq=False)
class Nouns:
    """What a library has names for. `albums` are names; `paths` those of folders, from the library's down."""

    albums: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()

    def with_albums(self, albums: tuple[str, ...]) -> Nouns:
        """The same with other albums; itself where they are the same."""
        return self if albums == self.albums else replace(self, albums=albums)

    def find(self, text: str) -> Named:
        """What some words name, by the first that has such a name; nothing where none has."""
        wanted = " ".join(folded(text).split())
        ways = (_date, self._album, _colour, self._folder, self._camera)
        return next((found for way in ways if (found := way(wanted))), ())

    def _album(self, wanted: str) -> Named:
        name = self._albums.get(wanted)
        return (("album", name),) if name else ()

    def _folder(self, wanted: str) -> Named:
        return tuple(("folder", part) for part in self._folders.get(_spaced(wanted), ()))

    def _camera(self, wanted: str) -> Named:
        return tuple(("camera", part) for part in self._cameras.get(_spaced(wanted), ()))

    @cached_property
    def _albums(self) -> Mapping[str, str]:
        return {" ".join(folded(name).split()): name for name in self.albums}

    @cached_property
    def _folders(self) -> Mapping[str, tuple[str, ...]]:
        return _parts({part for path in self.paths for part in path.split("/")})

    @cached_property
    def _cameras(self) -> Mapping[str, tuple[str, ...]]:
        return _parts(self.cameras)


def _parts(names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """By words side by side, as they are looked for, how some names write them."""
    found: dict[str, dict[str, None]] = {}
    for name in names:
        for words, written in _runs(folded(name)):
            found.setdefault(words, {})[written] = None
    return {words: tuple(ways)[:_MOST] for words, ways in found.items()}


def _runs(name: str) -> Iterator[tuple[str, str]]:
    """The words of a name that stand side by side; no number alone, and no single letter."""
    words = list(_WORD.finditer(name))
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST, len(words))):
            text = " ".join(word[0] for word in words[first : last + 1])
            if len(text) > 1 and not text.replace(" ", "").isdigit():
                yield text, name[words[first].start() : words[last].end()]


def _spaced(text: str) -> str:
    return " ".join(_WORD.findall(text))


def _colour(wanted: str) -> Named:
    colour = BY_NAME["colour"]
    if wanted in _GREY:
        return (("is", "monochrome"),)
    name = colour.words.get(wanted, wanted)
    return (("colour", name),) if name in colour.choices else ()


def _date(wanted: str) -> Named:
    now = datetime.fromtimestamp(time.time()).astimezone()
    if wanted in _DAYS:
        return (("taken", wanted),)
    if wanted in _YEARS:
        return (("taken", f"{now.year - _YEARS[wanted]:04}"),)
    if wanted in _MONTHS_AGO:
        month = now.year * 12 + now.month - 1 - _MONTHS_AGO[wanted]
        return (("taken", f"{month // 12:04}-{month % 12 + 1:02}"),)
    month, _, year = wanted.partition(" ")
    if month not in _MONTHS or (not year and (month in _AMBIGUOUS or len(month) <= 3)):
        return ()
    if not year:
        return (("month", _MONTHS[month]),)
    return (("taken", f"{year}-{int(_MONTHS[month]):02}"),) if re.fullmatch(r"(?:19|20)[0-9]{2}", year) else ()
