"""The kinds of words that a person says, each an entry of one table: how it is written, checked and kept.

All that is done with words (keeping them twice, giving them back to their photos, exporting, handing them on from one
photo to another, counting, saving what is left of a damaged library) goes by this table: a new kind is a new entry.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from photoorg.library import taught_form
from photoorg.library.fields import LABELS
from photoorg.library.plain import plain, plain_name, tag_name
from photoorg.library.query_errors import MOST_CHARACTERS
from photoorg.outcomes import PhotoorgError
from photoorg.texts import BY_NAME, LANGUAGES, RELEASES, TEXTS, names_in, names_joined

About = Literal[
    "tag", "sentence", "alt", "note", "in album", "apart", "album", "search", "own tag", "alias", "bar", "taught"
]

SO = "yes"
"""What is said by a word that says no more than that something is so."""
VERDICTS = frozenset({"accepted", "rejected", "added", "removed"})
RATINGS = ("-1", "0", "1", "2", "3", "4", "5")
NOTES: dict[str, tuple[str, ...]] = {"rating": RATINGS, "label": LABELS, "pick": ("1",), "release": tuple(RELEASES)}
"""What a person may note of a photo, with every value that it may have. A rating of 0 is none."""
NOTED_TEXTS = tuple(text.name for text in TEXTS if not text.has_languages)
"""What else may be noted, in one's own words."""
TAKEN = "taken"
"""What is noted where a person says when a photo was taken: by the clock of the place, as 2024-05-31T18:30:00."""
NOTED = (*NOTES, *NOTED_TEXTS, TAKEN)

TAG_STATES = ("", "tag", "heading", "hidden")
"""What a person may say that a tag is: one after all, nothing but a heading for others, or none that is shown."""

Touched = Literal["", "tags", "albums", "taken", "vocabulary", "bars", "taught"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of word. A word has a name, and what was said: a value, or several, a line each.

    In a line of JSON `field` has the name and `says` the values. In the library `table` has a row for each word: `key`
    is the column of the name, or of its id in the table `names`, and `columns` are those of the values; without any,
    that there is a row says all (SO). `name` and `value` check what was typed or read, and answer how it is kept; they
    raise PhotoorgError or ValueError. A value of None is a word that says nothing.

    `of_photo`: the word is about a photo, else about the library. `holds` (table, column) is what is in such a thing,
    and goes with it. `touches` is what follows from such a word, by the table in derived.py.
    """

    about: About
    field: str
    says: tuple[str, ...]
    table: str
    key: str
    columns: tuple[str, ...]
    name: Callable[[str], str]
    value: Callable[[str, str], str | None]
    names: str = ""
    of_photo: bool = True
    holds: tuple[str, str] | None = None
    touches: Touched = ""


def album_name(name: str) -> str:
    """An album's name on one line. Raises PhotoorgError when it is none."""
    return plain_name(name, "album")


def search_name(name: str) -> str:
    """The name of a saved search on one line. Raises PhotoorgError when it is none."""
    return plain_name(name, "saved search")


def _language(name: str) -> str:
    if name not in LANGUAGES:
        raise PhotoorgError(f"There are no sentences in '{name}': choose one of {', '.join(LANGUAGES)}.")
    return name


def _note(name: str) -> str:
    if name not in NOTED:
        raise PhotoorgError(f"Nothing is noted as '{name}': choose one of {', '.join(NOTED)}.")
    return name


def _verdict(_tag: str, said: str) -> str:
    if said not in VERDICTS:
        raise PhotoorgError(f"'{said}' is no verdict.")
    return said


def _sentence(_language: str, text: str) -> str | None:
    return plain(text, "description", BY_NAME["caption"].most) or None


def _alt(_language: str, text: str) -> str | None:
    return plain(text, "text for who cannot see it", BY_NAME["alt"].most) or None


def _noted(name: str, value: str) -> str | None:
    if name == TAKEN:
        return _when(value)
    if name in NOTED_TEXTS:
        return plain(_in_order(value) if BY_NAME[name].many else value, name, BY_NAME[name].most) or None
    if value not in NOTES[name]:
        raise PhotoorgError(f"'{value}' is no {name}: choose one of {', '.join(NOTES[name])}.")
    return None if value == "0" else value


def _in_order(names: str) -> str:
    return names_joined(names_in(names))


def _when(value: str) -> str:
    return datetime.fromisoformat(value).replace(tzinfo=None, microsecond=0).isoformat()


def _place(_album: str, place: str) -> str:
    number = float(place)
    if not math.isfinite(number):
        raise PhotoorgError(f"'{place}' is no place in an album.")
    return str(number)


def _identity(name: str) -> str:
    return bytes.fromhex(name).hex()


def _so(_name: str, said: str) -> str:
    if said != SO:
        raise PhotoorgError(f"'{said}' is not '{SO}'.")
    return said


def _search(_name: str, said: str) -> str:
    query, _, sort = said.partition("\n")
    return f"{plain(query, 'query', MOST_CHARACTERS)}\n{plain(sort, 'sort', MOST_CHARACTERS)}"


def _own_tag(_name: str, said: str) -> str:
    texts = [plain(text, "list of words", MOST_CHARACTERS) for text in said.split("\n")]
    if texts[-1] not in TAG_STATES:
        raise PhotoorgError(f"'{texts[-1]}' is no state of a tag: choose one of {', '.join(filter(None, TAG_STATES))}.")
    return "\n".join(texts)


def _bar(_name: str, at_least: str) -> str:
    number = float(at_least)
    if not 0 <= number <= 1:
        raise PhotoorgError(f"'{at_least}' is no confidence: it lies between 0 and 1.")
    return str(number)


def _alias(_name: str, into: str) -> str:
    return tag_name(into)


def _model(_name: str, model: str) -> str:
    return taught_form.checked(model)


_OWN_TAG = ("italian", "synonyms", "italian_synonyms", "parents", "colour", "state")

# An album comes before what is in it.
_KINDS = (
    Kind("album", "album", ("made",), "albums", "name", (), album_name, _so,
         of_photo=False, holds=("album_photos", "album_id"), touches="albums"),
    Kind("search", "search", ("query", "sort"), "searches", "name", ("query", "sort"), search_name, _search,
         of_photo=False, touches="albums"),
    Kind("own tag", "own tag", _OWN_TAG, "own_tags", "name", _OWN_TAG, tag_name, _own_tag,
         of_photo=False, touches="vocabulary"),
    Kind("alias", "alias", ("into",), "tag_aliases", "name", ("into_tag",), tag_name, _alias,
         of_photo=False, touches="vocabulary"),
    Kind("bar", "bar", ("at_least",), "own_bars", "name", ("at_least",), tag_name, _bar,
         of_photo=False, touches="bars"),
    Kind("taught", "taught", ("model",), "taught", "name", ("model",), tag_name, _model,
         of_photo=False, touches="taught"),
    Kind("tag", "tag", ("verdict",), "verdicts", "tag_id", ("verdict",), tag_name, _verdict,
         names="tags", touches="tags"),
    Kind("sentence", "language", ("text",), "sentences", "language", ("text",), _language, _sentence),
    Kind("alt", "alt", ("text",), "alt_texts", "language", ("text",), _language, _alt),
    Kind("note", "note", ("value",), "notes", "about", ("value",), _note, _noted, touches="taken"),
    Kind("in album", "album", ("place",), "album_photos", "album_id", ("place",), album_name, _place,
         names="albums", touches="albums"),
    Kind("apart", "apart", ("so",), "apart", "other", (), _identity, _so),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.about: kind for kind in _KINDS}
OF_PHOTOS: tuple[Kind, ...] = tuple(kind for kind in _KINDS if kind.of_photo)
OF_LIBRARY: tuple[Kind, ...] = tuple(kind for kind in _KINDS if not kind.of_photo)
