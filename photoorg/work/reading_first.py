"""What files say that were changed elsewhere, or that nobody has read yet: it is taken in before they are written to.

Where the settings say that nothing is taken in (`read_metadata`), such a file is only written to if it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat

from photoorg.library import file_due, file_words, to_write
from photoorg.library.connection import home_of
from photoorg.library.copies import settings_of
from photoorg.library.file_due import Unread
from photoorg.library.file_taking import Heard, take_in, wanted_then
from photoorg.library.store import Database
from photoorg.library.to_write import Target
from photoorg.library.writings import Switches
from photoorg.media.limits import Limits
from photoorg.outcomes import Changes
from photoorg.said import NOTHING, Said, said_json
from photoorg.settings import Settings
from photoorg.work.file_writing import Prepared, prepare, sidecar_path
from photoorg.work.said_stage import hear

Asked = tuple[Target, Said, Said | None]
"""A photo's file, what it is to say, and what it said last; None: nobody has read it."""
_UNHEARD = (
    "It says something that photoorg has not read, for reading is switched off (the setting read_metadata): "
    "nothing is written over it."
)


def asked(db: Database, ids: Sequence[int], switches: Switches | None = None) -> list[Asked]:
    """Photos with their files; those without a file are left out."""
    there = to_write.targets(db, ids, switches)
    wanted, said = file_words.wanted_of(db, there), file_words.said_of(db, there)
    return [(there[one], wanted[one], said[one].said if one in said else None) for one in ids if one in there]


def prepare_asked(one: Asked) -> Prepared:
    """What is to be written of a photo, worked out."""
    return prepare(*one)


def read_first(db: Database, pool: ThreadPoolExecutor, prepared: Sequence[Prepared]) -> tuple[Changes, list[Prepared]]:
    """Take in what files say that were changed elsewhere, or never read, and work out these anew."""
    stale, settings = [one for one in prepared if one.is_stale], _settings(db)
    fresh = [one for one in prepared if not one.is_stale]
    if not settings.read_metadata:
        wanted = {target.photo_id: said for target, said, _ in asked(db, [one.target.photo_id for one in stale])}
        return Changes(), [*fresh, *(_unheard(one, wanted) for one in stale)]
    known = {one.photo_id: one for one in file_due.details(db, [one.target.file_id for one in stale])}
    unread = [_unread(one, known[one.target.photo_id]) for one in stale if one.target.photo_id in known]
    limits = Limits(file_bytes=settings.max_file_mb << 20, seconds=settings.seconds_per_file)
    heard = list(pool.map(hear, unread, repeat(limits)))
    changes = take_in(db, [one.heard for one in heard if one.heard is not None])
    again = list(pool.map(prepare_asked, asked(db, [one.target.photo_id for one in stale])))
    why = {one.asked.photo_id: one.notice for one in heard if one.heard is None}
    return changes, [*fresh, *(_hindered(one, why.get(one.target.photo_id, "")) for one in again)]


def as_read(db: Database, given: Sequence[Asked], prepared: Sequence[Prepared]) -> Iterator[Prepared]:
    """The same without taking anything in: what would be written of each once that was done."""
    stale = [one for one in prepared if one.is_stale]
    hears = not stale or _settings(db).read_metadata
    then = wanted_then(db, [_heard(one) for one in stale]) if stale and hears else {}
    wanted = {target.photo_id: said for target, said, _ in given}
    for one in prepared:
        if not one.is_stale:
            yield one
        elif hears:
            yield replace(prepare(one.target, then[one.target.photo_id], one.found.before), is_stale=True)
        else:
            yield _unheard(one, wanted)


def _settings(db: Database) -> Settings:
    home = home_of(db)
    return Settings() if home is None else settings_of(home)


def _unheard(one: Prepared, wanted: dict[int, Said]) -> Prepared:
    if said_json(one.found.before) == said_json(NOTHING) and one.target.photo_id in wanted:
        return prepare(one.target, wanted[one.target.photo_id], one.found.before)
    return _hindered(one, _UNHEARD)


def _hindered(one: Prepared, why: str) -> Prepared:
    return replace(one, is_stale=False, changes=(), why_not=why) if why else one


def _heard(one: Prepared) -> Heard:
    return Heard(one.target.photo_id, one.target.file_id, _stamp(one), one.found.before)


def _stamp(one: Prepared) -> str:
    beside = None if one.beside is None else (one.beside.size, one.beside.mtime_ns)
    return file_words.stamp_of((0, 0) if one.file is None else (one.file.size, one.file.mtime_ns), beside)


def _unread(one: Prepared, known: Unread) -> Unread:
    """What is to be read, as it is on the disk: it may be newer than what the library knows."""
    if one.file is None:
        return known
    return replace(known, stamp=_stamp(one), sidecar=None if one.beside is None else str(sidecar_path(one.target)))
