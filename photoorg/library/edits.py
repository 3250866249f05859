"""The user's verbs. Each is one transaction and returns what changed.

What a person says is kept twice: here, and as a line in a file; see words.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlite_utils import Database

from photoorg.library import words
from photoorg.library.deeds import Deed
from photoorg.library.kinds import KINDS
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.plain import tag_name
from photoorg.outcomes import Changes
from photoorg.taxonomy import Taxonomy

Verdict = Literal["accepted", "rejected", "added", "removed"]

_JUDGED: dict[Verdict | None, str] = {
    "accepted": "accept", "rejected": "reject", "added": "tag", "removed": "untag", None: "take back tag",
}  # fmt: skip


def judge(db: Database, photo_ids: Iterable[int], tag: str, verdict: Verdict | None) -> Changes:
    """Say of photos whether a tag is theirs; None takes the word back. Outlives every model.

    A word for something that the taxonomy knows ("dogs", "cane") is that tag. Raises PhotoorgError when the tag has no
    name, or one that is no text.
    """
    name = meant(db, tag_name(tag))
    deed = Deed(_JUDGED[verdict], {"tag": name})
    return Changes(photos=words.say(db, photo_ids, "tag", name, verdict, deed), tags=True)


def describe(db: Database, photo_ids: Iterable[int], language: str, text: str | None) -> Changes:
    """Say in one's own words what is in photos; None, or nothing but spaces, takes the words back.

    Raises PhotoorgError when the text is too long, is no text, or the language is none that photoorg writes.
    """
    kind = KINDS["sentence"]
    name, own = kind.name(language), kind.value(language, text or "")
    deed = Deed("describe" if own else "take back description", {"language": name})
    return Changes(photos=words.say(db, photo_ids, "sentence", name, own, deed))


def say_alt(db: Database, photo_ids: Iterable[int], language: str, text: str | None) -> Changes:
    """Say what stands for photos where they cannot be seen; None, or nothing but spaces, takes the words back.

    Raises PhotoorgError as `describe` does.
    """
    kind = KINDS["alt"]
    name, own = kind.name(language), kind.value(language, text or "")
    deed = Deed("stand in" if own else "take back alt text", {"language": name})
    return Changes(photos=words.say(db, photo_ids, "alt", name, own, deed))


def meant(db: Database, name: str, taxonomy: Taxonomy | None = None) -> str:
    """The tag of that very name, or the concept that the word stands for: a plural, a synonym, an Italian word.

    One written with a capital stays a person's own: Turkey is no bird, and Rex is nobody's synonym. `taxonomy` is the
    library's, for who asks of many.
    """
    taxonomy = taxonomy or taxonomy_of(db)
    now = taxonomy.called(name)
    is_there = db.conn.execute("SELECT 1 FROM tags WHERE name = ?", (name,)).fetchone() is not None
    if now != name or is_there or name != name.lower():
        return now
    return taxonomy.find(name) or name
