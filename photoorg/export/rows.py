"""What is told of each exported photo, once for tables (`COLUMNS`) and once for programs (`record`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from photoorg.export.cells import Cell
from photoorg.export.entries import Entry
from photoorg.export.plain import path_text, seen
from photoorg.texts import BY_NAME, TEXTS, names_in

Sources = Literal["name", "path", "none"]
"""What is told of the files that photos were made from: their names, their whole paths, or nothing."""

_RELEASE = "release_id"
RIGHTS = tuple(text.name for text in TEXTS if text.rights and text.name != _RELEASE)
_OWN_WAY = ("title", "who")
_MORE = tuple(text for text in TEXTS if not text.has_languages and not text.rights and text.name not in _OWN_WAY)
"""Texts that are told as they are, beside those of the rights."""
LANGUAGES = {"en": "English", "it": "Italian"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and what it has of a photo."""

    label: str
    of: Callable[[Entry], Cell]


def source_text(entry: Entry, sources: Sources) -> str:
    """What is told of the file that a photo was made from."""
    if sources == "none":
        return ""
    return path_text(entry.source if sources == "path" else Path(entry.source.name))


def file_of(entry: Entry) -> str:
    """The name of the file that was made of a photo; where none was made, that of its own file."""
    return seen(entry.name or path_text(Path(entry.source.name)))


def title_of(entry: Entry) -> str:
    """What a photo is called: its title, or nothing."""
    return seen(entry.title or entry.texts.get("title", ""))


def _by(entry: Entry, code: str) -> str:
    if not entry.alt_texts.get(code):
        return ""
    return "person" if entry.alt_is_own.get(code) else "photoorg"


def _text(name: str) -> Callable[[Entry], str]:
    return lambda entry: entry.texts.get(name, "")


def _caption(code: str) -> Callable[[Entry], str]:
    return lambda entry: entry.captions.get(code, "")


def _alt(code: str) -> Callable[[Entry], str]:
    return lambda entry: entry.alt_texts.get(code, "")


def _alt_by(code: str) -> Callable[[Entry], str]:
    return lambda entry: _by(entry, code)


def _italian(entry: Entry, tags: Sequence[str]) -> list[str]:
    names = dict(zip(entry.tags, entry.tags_it, strict=False))
    return [names.get(tag, tag) for tag in tags]


def _suggested(entry: Entry) -> list[str]:
    """What models say and nobody has accepted."""
    return [tag for tag in entry.tags if tag not in entry.accepted]


def _unnamed(entry: Entry) -> Entry:
    """Without tags that are names of those on it."""
    who = {name.casefold() for name in names_in(entry.texts.get("who", ""))}
    if not who:
        return entry
    pairs = [pair for pair in zip(entry.tags, entry.tags_it, strict=False) if pair[0].casefold() not in who]
    return replace(
        entry,
        tags=tuple(tag for tag, _ in pairs),
        tags_it=tuple(tag for _, tag in pairs),
        accepted=tuple(tag for tag in entry.accepted if tag.casefold() not in who),
    )


_TAGS = (
    Column("Tags", lambda entry: "; ".join(entry.accepted)),
    Column("Tags (Italian)", lambda entry: "; ".join(_italian(entry, entry.accepted))),
    Column("Suggested tags", lambda entry: "; ".join(_suggested(entry))),
)
_TOLD = (
    Column("Title", title_of),
    *(Column(f"Caption ({label})", _caption(code)) for code, label in LANGUAGES.items()),
    *(Column(f"Alt text ({label})", _alt(code)) for code, label in LANGUAGES.items()),
    *(Column(f"Alt text ({label}) by", _alt_by(code)) for code, label in LANGUAGES.items()),
    *(Column(text.label, _text(text.name)) for text in _MORE),
    *_TAGS,
    Column("Rating", lambda entry: entry.rating),
    Column("Label", lambda entry: entry.label),
    *(Column(BY_NAME[name].label, _text(name)) for name in RIGHTS),
    Column("Model release", lambda entry: entry.release),
    Column(BY_NAME[_RELEASE].label, _text(_RELEASE)),
    Column("People", lambda entry: entry.people),
    Column("Taken", lambda entry: entry.taken),
    Column("Width", lambda entry: entry.width),
    Column("Height", lambda entry: entry.height),
)
_FILE = (
    Column("Bytes", lambda entry: entry.size),
    Column("SHA-256", lambda entry: entry.sha256),
)
_WHO = (Column("Named people", lambda entry: "; ".join(names_in(entry.texts.get("who", "")))),)
_LISTED = (
    Column("Bytes", lambda entry: entry.source_size),
    Column("Format", lambda entry: entry.format),
    Column("Camera", lambda entry: entry.camera),
    Column("Albums", lambda entry: "; ".join(entry.albums)),
)
_PLACE = (
    Column("Latitude", lambda entry: entry.latitude),
    Column("Longitude", lambda entry: entry.longitude),
)
Table = tuple[list[str], list[list[Cell]]]
"""Headings, and a row for each photo. Columns stay where they are, also where nobody has said anything."""


def table(entries: Sequence[Entry], sources: Sources, *, names: bool = False) -> Table:
    """The files that were made, and what is told of them; with `names` also who is on them."""
    entries = entries if names else [_unnamed(entry) for entry in entries]
    source = (Column("Source", lambda entry: source_text(entry, sources)),) if sources != "none" else ()
    return _table(
        (Column("File", lambda entry: entry.name), *_TOLD, *(_WHO if names else ()), *_FILE, *source), entries
    )


def listed_table(entries: Sequence[Entry], *, gps: bool) -> Table:
    """The photos themselves, where they lie, and what is told of them; with `gps` also the places."""
    path = Column("Path", lambda entry: path_text(entry.source))
    return _table((path, *_TOLD, *_WHO, *_LISTED, *(_PLACE if gps else ())), entries)


def _table(chosen: Sequence[Column], entries: Sequence[Entry]) -> Table:
    return [column.label for column in chosen], [[column.of(entry) for column in chosen] for entry in entries]


def record(entry: Entry, sources: Sources, *, names: bool = False) -> dict[str, Any]:
    """The same of one file for programs: text as it was written, lists as lists, nothing left out but the source."""
    entry = entry if names else _unnamed(entry)
    file = {**_told(entry), **(_who(entry) if names else {}), "bytes": entry.size, "sha256": entry.sha256}
    source = {} if sources == "none" else {"source": source_text(entry, sources)}
    return {"file": entry.name, **file, **source}


def listed_record(entry: Entry, *, gps: bool) -> dict[str, Any]:
    """The same of one photo as it lies in the library."""
    facts = {
        "bytes": entry.source_size,
        "format": entry.format,
        "camera": entry.camera,
        "albums": list(entry.albums),
    }
    place = {"latitude": entry.latitude, "longitude": entry.longitude} if gps else {}
    return {"path": path_text(entry.source), **_told(entry), **_who(entry), **facts, **place}


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.title or entry.texts.get("title", ""),
        "caption": {code: entry.captions.get(code, "") for code in LANGUAGES},
        "alt": {code: {"text": entry.alt_texts.get(code, ""), "by": _by(entry, code)} for code in LANGUAGES},
        **{text.name: entry.texts.get(text.name, "") for text in _MORE},
        "tags": {"en": list(entry.tags), "it": list(entry.tags_it)},
        "accepted": list(entry.accepted),
        "rating": entry.rating,
        "label": entry.label,
        "rights": {name: entry.texts.get(name, "") for name in RIGHTS},
        "release": {"status": entry.release, "id": entry.texts.get(_RELEASE, "")},
        "people": entry.people,
        "taken": entry.taken,
        "width": entry.width,
        "height": entry.height,
    }


def _who(entry: Entry) -> dict[str, Any]:
    return {"who": list(names_in(entry.texts.get("who", "")))}
