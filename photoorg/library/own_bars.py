"""A person's own bars: the confidence from which a tag is shown, as a word that can be taken back."""

from __future__ import annotations

import time

from sqlite_utils import Database

from photoorg.library import bars, word_tables, words
from photoorg.library.deeds import Deed
from photoorg.library.edits import meant
from photoorg.library.kinds import KINDS
from photoorg.library.plain import tag_name
from photoorg.library.wordbook import LIBRARY, Word
from photoorg.outcomes import Changes, PhotoorgError


def set_bar(db: Database, tag: str, at_least: float | str | None) -> Changes:
    """Show a tag from a confidence (0 to 1) on; None takes that back, and the fitted bar holds again.

    The tag is the one that the word means. Raises PhotoorgError where there is none, it is no confidence, or there is
    nothing to take back.
    """
    name = meant(db, tag_name(tag))
    if at_least is None:
        if bars.bar_of(db, name).own is None:
            raise PhotoorgError(f"The bar of '{name}' is photoorg's own: there is nothing to take back.")
        deed = Deed("take back bar", {"tag": name})
    else:
        at_least = _confidence(name, at_least)
        if db.conn.execute("SELECT 1 FROM tags WHERE name = ?", (name,)).fetchone() is None:
            raise PhotoorgError(f"No photo has the tag '{name}', and nothing suggests it.")
        deed = Deed("bar", {"tag": name, "percent": f"{at_least:.0%}"})
    with words.speaking(db, deed) as spoken:
        return set_among(db, spoken, name, at_least)


def set_among(db: Database, spoken: list[Word], tag: str, at_least: float | None) -> Changes:
    """The same among other words that are `spoken` in one transaction, of a tag by its name."""
    said = None if at_least is None else KINDS["bar"].value(tag, str(at_least))
    spoken.append(Word(LIBRARY, "bar", tag, said, int(time.time())))
    word_tables.store_of_library(db, spoken[-1], newer_only=False)
    return Changes(frozenset(bars.follow(db, [tag])), tags=True)


def _confidence(tag: str, at_least: float | str) -> float:
    """What was typed as a confidence. Raises PhotoorgError where it is none."""
    try:
        return float(KINDS["bar"].value(tag, str(at_least)) or 0)
    except ValueError as error:
        raise PhotoorgError(f"'{at_least}' is no confidence: it lies between 0 and 1.") from error
