"""What a person notes of photos: a rating, a colour label, whether it is picked. Verbs, and reading it back.

Each verb is for any number of photos, one transaction, and returns what changed; it is kept twice (words.py).
A photo is never picked and rejected at once: what is said last takes the other back, and both are words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlite_utils import Database

from photoorg.library import words
from photoorg.library.deeds import Deed
from photoorg.library.kinds import LABELS, NOTES
from photoorg.outcomes import Changes, PhotoorgError, Told

REJECTED, BEST = -1, 5
Noted = Literal["rating", "label", "pick"]


@dataclass(frozen=True, slots=True)
class Notes:
    """What is noted of a photo: `rating` 1 to 5, -1: rejected, 0: none; `label` a colour, or "" for none."""

    rating: int = 0
    label: str = ""
    pick: bool = False


NOTHING = Notes()

CONTRARY: dict[tuple[str, str], tuple[Noted, str]] = {
    ("rating", str(REJECTED)): ("pick", "1"),
    ("pick", "1"): ("rating", str(REJECTED)),
}
"""What is noted, and what it takes back where that was noted before."""


def with_rating(now: Notes, rating: int) -> Notes:
    """What `rate` makes of a photo's notes."""
    return replace(now, rating=rating, pick=now.pick and rating != REJECTED)


def with_label(now: Notes, colour: str) -> Notes:
    """What `label` makes of them."""
    return replace(now, label=colour)


def with_pick(now: Notes, picked: bool) -> Notes:
    """What `pick` makes of them."""
    return replace(now, pick=picked, rating=max(0, now.rating) if picked else now.rating)


def checked_rating(rating: int | None) -> int | None:
    """A rating, or None. Raises PhotoorgError where it is none."""
    if rating is not None and str(rating) not in NOTES["rating"] and rating != 0:
        raise PhotoorgError(f"{rating} is no rating: choose 1 to {BEST}, 0 for none, or {REJECTED} for rejected.")
    return rating


def checked_label(colour: str | None) -> str | None:
    """A label as it is kept, "" for none, or None. Raises PhotoorgError where there is no such label."""
    wanted = None if colour is None else colour.strip().lower()
    if wanted and wanted not in LABELS:
        raise PhotoorgError(f"There is no label '{colour}': choose one of {', '.join(LABELS)}.")
    return wanted


def deed_of_rating(rating: int) -> Deed:
    """What the history calls it to rate photos so, wherever that is done."""
    verb = {REJECTED: "reject photos", 0: "take back rating"}.get(rating, "rate")
    return Deed(verb, {"stars": "★" * max(0, rating)})


def deed_of_label(colour: str) -> Deed:
    """The same of a label, or of "" for none."""
    return Deed("label" if colour else "take back label", {"label": colour})


def deed_of_pick(picked: bool) -> Deed:
    """The same of picking photos, or not."""
    return Deed("pick" if picked else "take back pick")


_BLOCK = 20_000


def rate(db: Database, photo_ids: Iterable[int], rating: int | None, told: Told | None = None) -> Changes:
    """Give photos 1 to 5 stars, or -1: rejected, and picked no more; 0 or None takes the rating back.

    Raises PhotoorgError for others.
    """
    stars = checked_rating(rating) or 0
    return _note(db, photo_ids, "rating", str(stars) if stars else None, deed_of_rating(stars), told)


def label(db: Database, photo_ids: Iterable[int], colour: str | None, told: Told | None = None) -> Changes:
    """Give photos a colour label; None or "" takes it back. Raises PhotoorgError for a colour that is none of them."""
    wanted = checked_label(colour)
    return _note(db, photo_ids, "label", wanted or None, deed_of_label(wanted or ""), told)


def pick(db: Database, photo_ids: Iterable[int], picked: bool = True, told: Told | None = None) -> Changes:
    """Pick photos, so that they are not rejected any more, or (False) pick them no more."""
    return _note(db, photo_ids, "pick", "1" if picked else None, deed_of_pick(picked), told)


def unflag(db: Database, photo_ids: Iterable[int], told: Told | None = None) -> Changes:
    """Let photos be neither picked nor rejected; stars stay."""
    ids = sorted(set(photo_ids))
    with words.speaking(db, Deed("unflag")) as spoken:
        for some in _blocks(ids, told):
            words.say_among(db, spoken, some, "note", "pick", None)
            words.say_among(db, spoken, _having(db, some, "rating", str(REJECTED)), "note", "rating", None)
    return Changes(photos=frozenset(ids))


def notes_on(db: Database, photo_ids: Iterable[int]) -> dict[int, Notes]:
    """What is noted of photos; those of which nothing is are not there."""
    rows = db.conn.execute(
        "SELECT n.photo_id, max(CASE n.about WHEN 'rating' THEN CAST(n.value AS INTEGER) END), "
        "max(CASE n.about WHEN 'label' THEN n.value END), max(n.about = 'pick') "
        "FROM json_each(?) j CROSS JOIN notes n ON n.photo_id = j.value GROUP BY n.photo_id",
        (json.dumps([int(photo_id) for photo_id in photo_ids]),),
    )
    return {photo_id: Notes(rating or 0, colour or "", bool(picked)) for photo_id, rating, colour, picked in rows}


def _note(  # noqa: PLR0913, PLR0917 - what is noted, and how it is told
    db: Database, photo_ids: Iterable[int], about: Noted, value: str | None, deed: Deed, told: Told | None
) -> Changes:
    found: frozenset[int] = frozenset()
    with words.speaking(db, deed) as spoken:
        for some in _blocks(sorted(set(photo_ids)), told):
            found |= words.say_among(db, spoken, some, "note", about, value)
            if (contrary := CONTRARY.get((about, value or ""))) is not None:
                other, said = contrary
                words.say_among(db, spoken, _having(db, some, other, said), "note", other, None)
    return Changes(photos=found)


def _blocks(ids: Sequence[int], told: Told | None) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _BLOCK):
        if told is not None:
            told(start, len(ids))
        yield ids[start : start + _BLOCK]


def _having(db: Database, photo_ids: Sequence[int], about: Noted, value: str) -> list[int]:
    """Those of which this is noted."""
    rows = db.conn.execute(
        "SELECT n.photo_id FROM json_each(?) j CROSS JOIN notes n ON n.photo_id = j.value "
        "WHERE n.about = ? AND n.value = ?",
        (json.dumps(list(photo_ids)), about, value),
    )
    return [photo_id for (photo_id,) in rows]
