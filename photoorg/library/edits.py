"""The user's verbs. Each is one transaction and returns what changed."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterable
from typing import Literal

from sqlite_utils import Database

from photoorg.library import tagged
from photoorg.library.sentence import LANGUAGES, LONGEST
from photoorg.library.store import writing
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.taxonomy import load_taxonomy

LONGEST_TAG = 200
_JOINERS = "\u200c\u200d"  # parts of words in Persian and Indian scripts, and of emoji

Verdict = Literal["accepted", "rejected", "added", "removed"]


def judge(db: Database, photo_ids: Iterable[int], tag: str, verdict: Verdict | None) -> Changes:
    """Say of photos whether a tag is theirs; None takes the word back. Outlives every model.

    A word for something that the taxonomy knows ("dogs", "cane") is that tag. Raises PhotoorgError when the tag has no
    name, or one that is no text.
    """
    name = _meant(db, _tag_name(tag))
    ids = frozenset(photo_ids)
    with writing(db):
        if verdict is None:
            # A tag that nobody knows is not made by taking a word back.
            db.conn.executemany(
                "DELETE FROM verdicts WHERE photo_id = ? AND tag_id = (SELECT id FROM tags WHERE name = ?)",
                [(photo_id, name) for photo_id in ids],
            )
        else:
            tag_id, now = tagged.tag_ids(db, [name])[name], int(time.time())
            db.conn.executemany(
                "INSERT OR REPLACE INTO verdicts (photo_id, tag_id, verdict, at) VALUES (?, ?, ?, ?)",
                [(photo_id, tag_id, verdict, now) for photo_id in ids],
            )
        tagged.refresh(db, ids)
    return Changes(photos=ids, tags=True)


def describe(db: Database, photo_ids: Iterable[int], language: str, text: str | None) -> Changes:
    """Say in one's own words what is in photos; None, or nothing but spaces, takes the words back.

    Raises PhotoorgError when the text is too long, is no text, or the language is none that photoorg writes.
    """
    if language not in LANGUAGES:
        raise PhotoorgError(f"There are no sentences in '{language}': choose one of {', '.join(LANGUAGES)}.")
    words = _words(text or "", "description", LONGEST)
    ids = frozenset(photo_ids)
    with writing(db):
        if words:
            rows = [(photo_id, language, words, int(time.time())) for photo_id in ids]
            db.conn.executemany(
                "INSERT OR REPLACE INTO sentences (photo_id, language, text, at) VALUES (?, ?, ?, ?)", rows
            )
        else:
            keys = [(photo_id, language) for photo_id in ids]
            db.conn.executemany("DELETE FROM sentences WHERE photo_id = ? AND language = ?", keys)
    return Changes(photos=ids)


def _meant(db: Database, name: str) -> str:
    """The tag of that very name, or the concept that the word stands for: a plural, a synonym, an Italian word.

    One written with a capital stays a person's own: Turkey is no bird, and Rex is nobody's synonym.
    """
    is_there = db.conn.execute("SELECT 1 FROM tags WHERE name = ?", (name,)).fetchone() is not None
    if is_there or name != name.lower():
        return name
    return load_taxonomy().find(name) or name


def _tag_name(tag: str) -> str:
    name = _words(tag, "tag", LONGEST_TAG)
    if not name:
        raise PhotoorgError("A tag needs a name.")
    return name


def _words(text: str, what: str, longest: int) -> str:
    """The text on one line. Raises PhotoorgError when it is too long or no text."""
    words = unicodedata.normalize("NFC", " ".join(text.split()))  # letters and their accents written in one way
    if len(words) > longest:
        raise PhotoorgError(f"A {what} may have {longest} characters, and this one has {len(words):,}.")
    # Control and format characters, lone surrogates: what cannot be seen could not be searched for.
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs"} and letter not in _JOINERS for letter in words):
        raise PhotoorgError(f"This {what} cannot be kept: a character in it is no text.")
    return words
