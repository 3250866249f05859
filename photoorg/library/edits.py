"""The user's verbs. Each is one transaction and returns what changed."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterable
from typing import Literal

from sqlite_utils import Database

from photoorg.library import tagged
from photoorg.library.store import writing
from photoorg.outcomes import Changes, PhotoorgError

LONGEST_TAG = 200
_JOINERS = "\u200c\u200d"  # parts of words in Persian and Indian scripts, and of emoji

Verdict = Literal["accepted", "rejected", "added", "removed"]


def judge(db: Database, photo_ids: Iterable[int], tag: str, verdict: Verdict | None) -> Changes:
    """Say of photos whether a tag is theirs; None takes the word back. Outlives every model.

    Raises PhotoorgError when the tag has no name, or one that is no text.
    """
    name = _tag_name(tag)
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


def _tag_name(tag: str) -> str:
    name = " ".join(tag.split())
    if not name:
        raise PhotoorgError("A tag needs a name.")
    if len(name) > LONGEST_TAG:
        raise PhotoorgError(f"A tag may have {LONGEST_TAG} characters, and this one has {len(name):,}.")
    # Control and format characters, lone surrogates: what cannot be seen could not be searched for.
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs"} and letter not in _JOINERS for letter in name):
        raise PhotoorgError("This tag cannot be kept: a character in it is no text.")
    return name
