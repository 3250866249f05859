"""Names of exported files by a template: "{date:%Y-%m}/{tag}" and the like, safe on every system and never twice.

To add a field: one entry of FIELDS.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from photoorg.export.entries import Entry
from photoorg.outcomes import PhotoorgError

MOST_BYTES = 180
"""Of a name without its ending: most systems allow 255, and a number, an ending and other programs want some."""
_MOST_FOLDERS = 8
_MOST_WIDTH = 12
_PARTS = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}|[{}]")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
# Windows takes these for devices, whatever ending they have.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")
_NONE: Mapping[int, str] = {}
_DATE_CODES = frozenset("YymdHMSjBbAaUWV%-")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name is made of: the photo, its place in the export from 1 on, and the language of its tags."""

    entry: Entry
    counter: int
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of templates. `text` gives its value, "" for none; `takes` is what may stand behind a colon."""

    name: str
    doc: str
    text: Callable[[Named, str], str]
    takes: str = ""


def _date(named: Named, form: str) -> str:
    """Where a photo does not say when it was taken, its file's time does."""
    entry = named.entry
    when = None
    if entry.taken:
        when = datetime.fromisoformat(entry.taken)
    else:
        try:
            when = datetime.fromtimestamp(entry.source_mtime_ns / 1e9, UTC)
        except (OverflowError, OSError, ValueError):
            return ""
    return when.strftime(form or "%Y-%m-%d")


def _counter(named: Named, form: str) -> str:
    return f"{named.counter:0{int(form or 1)}d}"


def _tag(named: Named, _form: str) -> str:
    tags = named.entry.tags_it if named.language == "it" else named.entry.tags
    return tags[0] if tags else ""


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("name", "The file's own name.", lambda named, _: named.entry.source.stem),
        Field("title", "Your title, else the file's own name.",
              lambda named, _: named.entry.title or named.entry.source.stem),
        Field("date", "When it was taken, else when its file was changed: as 2024-05-31, or {date:%Y-%m}.",
              _date, "date"),
        Field("counter", "Its place in the export, such as {counter:04}.", _counter, "number"),
        Field("tag", "Its first tag, your own before the others.", _tag),
        Field("rating", "Your stars, 0 to 5.", lambda named, _: str(max(0, named.entry.rating))),
        Field("label", "Your colour label.", lambda named, _: named.entry.label),
        Field("album", "The first album that it is in.", lambda named, _: next(iter(named.entry.albums), "")),
        Field("camera", "The camera.", lambda named, _: named.entry.camera),
        Field("creator", "Who made it.", lambda named, _: named.entry.texts.get("creator", "")),
        Field("folder", "The folder that it lies in.", lambda named, _: named.entry.source.parent.name),
        Field("format", "What the original is, such as jpeg.", lambda named, _: named.entry.format),
        Field("id", "Its number in the library.", lambda named, _: str(named.entry.photo_id)),
    )
}  # fmt: skip

Piece = tuple[str, str] | str
"""A part of a template: text, or a field with what stands behind its colon."""


@lru_cache(maxsize=64)
def template(text: str) -> tuple[Piece, ...]:
    """A template, taken apart. Raises PhotoorgError that says what is wrong with it."""
    pieces: list[Piece] = []
    at = 0
    for found in _PARTS.finditer(text):
        pieces.append(text[at : found.start()])
        at = found.end()
        match found[0]:
            case "{{" | "}}":
                pieces.append(found[0][0])
            case "{" | "}":
                raise PhotoorgError(f"The template {text} has a {found[0]} without the other one.")
            case _:
                pieces.append(_field(found[1].strip(), found[2] or "", text))
    return tuple(piece for piece in (*pieces, text[at:]) if piece)


def _field(name: str, form: str, text: str) -> tuple[str, str]:
    field = FIELDS.get(name)
    if field is None:
        raise PhotoorgError(f"The template {text} has a field {{{name}}}. There are: {', '.join(FIELDS)}.")
    if field.takes == "number":
        if form and (not form.isascii() or not form.isdigit() or not 1 <= int(form) <= _MOST_WIDTH):
            raise PhotoorgError(f"In {text}, behind {name}: stands how many digits it has, 1 to {_MOST_WIDTH}.")
    elif field.takes == "date":
        if not set(re.findall("%(.?)", form)) <= _DATE_CODES:
            raise PhotoorgError(f"In {text}, behind {name}: stand parts of a date, such as %Y-%m-%d or %H%M.")
    elif form:
        raise PhotoorgError(f"In {text}, nothing may stand behind {name}.")
    return name, form


def asked(text: str) -> set[str]:
    """The fields that a template asks for."""
    return {piece[0] for piece in template(text) if not isinstance(piece, str)}


def filled(text: str, named: Named) -> str:
    """A template with a photo's values, each made safe; slashes that stand in the template itself stay."""
    return "".join(
        piece if isinstance(piece, str) else _UNSAFE.sub("-", FIELDS[piece[0]].text(named, piece[1]))
        for piece in template(text)
    )


def safe(name: str, most: int = MOST_BYTES) -> str:
    """A name that every system takes, cut to so many bytes of UTF-8; "" where nothing is left of it."""
    text = name.encode("utf-8", "replace").decode()  # what was no text in the original's name
    text = _UNSAFE.sub("-", unicodedata.normalize("NFC", " ".join(text.split())))
    text = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    text = _tidied(text.encode()[:most].decode(errors="ignore"))
    return f"{text}_" if _DEVICES.fullmatch(text) else text


def _tidied(text: str) -> str:
    """Without what an empty field has left, and what Windows drops or other systems hide."""
    text = re.sub(r"([ _-])[ _-]*(?=[ _-])", "", text)
    return text.strip(" -_.")


class Names:
    """Gives each photo of an export its name, the one that it had before (`before`, by photo) where that still fits.

    `is_taken` tells of a path below the folder whether somebody else's file has it. `needs_tags`: names depend on tags.
    """

    def __init__(
        self, name: str, folder: str, is_taken: Callable[[str], bool] = lambda _: False,
        before: Mapping[int, str] = _NONE,
    ) -> None:  # fmt: skip
        """Raises PhotoorgError where a template is wrong."""
        for text in (name, folder):
            template(text)
        if "/" in name or "\\" in name:
            raise PhotoorgError(f"The template of names {name} has a slash: folders have a template of their own.")
        self._name, self._folder = name, folder
        self._is_taken, self._before = is_taken, before
        self._owner = {key(path): photo_id for photo_id, path in before.items()}
        self.needs_tags = "tag" in asked(name) | asked(folder)
        self._given: set[str] = set()
        self._next: dict[str, int] = {}

    def give(self, named: Named, suffix: str, place: str = "") -> str:
        """The path below the export's folder, with slashes; a number is added where it would be another's."""
        stem = safe(filled(self._name, named)) or safe(named.entry.source.stem) or f"photo-{named.entry.photo_id}"
        below = filled(self._folder, named).replace("\\", "/").split("/") if self._folder else []
        folders = [safe(part) for part in (*place.split("/"), *below)]
        head = "/".join([part for part in folders if part][:_MOST_FOLDERS])
        return self._free(f"{head}/{stem}" if head else stem, suffix, named.entry.photo_id)

    def _free(self, path: str, suffix: str, photo_id: int) -> str:
        had = self._before.get(photo_id, "")
        if had and _is_numbered(had, path, suffix) and not self._is_anothers(had, photo_id):
            self._given.add(key(had))
            return had
        name, first = f"{path}{suffix}", key(f"{path}{suffix}")
        number = self._next.get(first, 1)
        name = name if number == 1 else f"{path}-{number}{suffix}"
        while self._is_anothers(name, photo_id):
            number += 1
            name = f"{path}-{number}{suffix}"
        self._next[first] = number
        self._given.add(key(name))
        return name

    def _is_anothers(self, name: str, photo_id: int) -> bool:
        found = key(name)
        return found in self._given or self._owner.get(found, photo_id) != photo_id or self._is_taken(name)


def _is_numbered(name: str, path: str, suffix: str) -> bool:
    """Whether a name is this path, or the path with a number behind it."""
    number = name[len(path) : len(name) - len(suffix)]
    return f"{path}{number}{suffix}" == name and (not number or (number[0] == "-" and number[1:].isdecimal()))


def key(path: str) -> str:
    """What two paths have in common that are one file on some system."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def docs_table() -> str:
    """The fields' table of docs/export.md, in Markdown."""
    rows = [f"| `{{{field.name}}}` | {field.doc} |" for field in FIELDS.values()]
    return "\n".join(["| field | is |", "|---|---|", *rows])
