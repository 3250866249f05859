"""The user's verbs. Each is one transaction and returns what changed.

What a person says is kept twice: here, and as a line in a file; see words.py.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Literal

from sqlite_utils import Database

from photoorg.library import tagged, words
from photoorg.library.sentence import LANGUAGES, LONGEST
from photoorg.library.wordbook import Word, plain, tag_name
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.taxonomy import load_taxonomy

Verdict = Literal["accepted", "rejected", "added", "removed"]


def judge(db: Database, photo_ids: Iterable[int], tag: str, verdict: Verdict | None) -> Changes:
    """Say of photos whether a tag is theirs; None takes the word back. Outlives every model.

    A word for something that the taxonomy knows ("dogs", "cane") is that tag. Raises PhotoorgError when the tag has no
    name, or one that is no text.
    """
    name = _meant(db, tag_name(tag))
    ids, now = frozenset(photo_ids), int(time.time())
    with words.speaking(db) as said:
        said.extend(Word(of, "tag", name, verdict, now) for of in words.photos(db, ids).values())
        if verdict is None:
            # A tag that nobody knows is not made by taking a word back.
            db.conn.executemany(
                "DELETE FROM verdicts WHERE photo_id = ? AND tag_id = (SELECT id FROM tags WHERE name = ?)",
                [(photo_id, name) for photo_id in ids],
            )
        else:
            tag_id = tagged.tag_ids(db, [name])[name]
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
    own = plain(text or "", "description", LONGEST)
    ids, now = frozenset(photo_ids), int(time.time())
    with words.speaking(db) as said:
        said.extend(Word(of, "sentence", language, own or None, now) for of in words.photos(db, ids).values())
        if own:
            rows = [(photo_id, language, own, now) for photo_id in ids]
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
