"""What an answer to proposals does to a block of photos, and what takes it back, as SQL; see retagging.py.

Parameters: `:step`, `:ids` and `:tags` (JSON lists), `:taught`. An answer to all goes by whole photos; one by tag by
the guesses of these tags, and the photos go on waiting.
"""

from __future__ import annotations

from typing import Literal

Answer = Literal["approve", "decline"]
APPROVE: Answer = "approve"
DECLINE: Answer = "decline"

_CHOSEN = "photo_id IN (SELECT value FROM json_each(:ids))"
_PHOTO = "id IN (SELECT value FROM json_each(:ids))"
# What a person taught is nobody's proposal.
_GUESSED = f"{_CHOSEN} AND because NOT LIKE :taught"
_ROWS = "photo_id, tag_id, confidence, because"
_PROPOSED = "(SELECT w.seen_id FROM proposals w WHERE w.photo_id = photos.id)"
_STEPS = "retag_photos r WHERE r.step = :step AND r.photo_id = photos.id"


def _note(column: str) -> tuple[str, str]:
    """Note in photos what was answered to, and with the step what was noted there."""
    return (
        (
            f"UPDATE retag_photos SET replaced = (SELECT p.{column} FROM photos p WHERE p.id = photo_id) "  # noqa: S608
            f"WHERE step = :step AND {_CHOSEN}"
        ),
        f"UPDATE photos SET {column} = {_PROPOSED} WHERE {_PHOTO}",  # noqa: S608
    )


def _note_back(column: str) -> str:
    return f"UPDATE photos SET {column} = (SELECT r.replaced FROM {_STEPS}) WHERE {_PHOTO}"  # noqa: S608


def _put_back(table: str) -> tuple[str, str]:
    return (
        (
            f"INSERT OR REPLACE INTO {table} ({_ROWS}) SELECT {_ROWS} FROM retag_rows "  # noqa: S608
            f"WHERE step = :step AND {_CHOSEN} AND confidence IS NOT NULL"
        ),
        f"DELETE FROM retag_rows WHERE step = :step AND {_CHOSEN}",  # noqa: S608
    )


def _keep(table: str, where: str) -> str:
    return f"INSERT INTO retag_rows (step, {_ROWS}) SELECT :step, {_ROWS} FROM {table} WHERE {where}"  # noqa: S608


_WAIT_NO_MORE = tuple(
    f"DELETE FROM {table} WHERE {_CHOSEN}"  # noqa: S608
    for table in ("proposed", "proposed_changes", "proposals")
)
_WAIT_AGAIN = (
    "INSERT INTO proposals (photo_id, seen_id) SELECT photo_id, seen_id FROM retag_photos "  # noqa: S608
    f"WHERE step = :step AND {_CHOSEN}"
)


def _by_tag(table: str, source: str) -> tuple[str, ...]:
    """Keep the guesses of these tags in a table, an absent one too where the other has one, and take the others."""
    where = f"{_GUESSED} AND tag_id IN (SELECT value FROM json_each(:tags))"  # noqa: S608 - as all here
    return (
        _keep(table, where),
        (
            f"INSERT OR IGNORE INTO retag_rows (step, photo_id, tag_id) SELECT :step, photo_id, tag_id FROM {source} "  # noqa: S608
            f"WHERE {where}"
        ),
        f"DELETE FROM {table} WHERE {where}",  # noqa: S608
        f"INSERT OR IGNORE INTO {table} ({_ROWS}) SELECT {_ROWS} FROM {source} WHERE {where}",  # noqa: S608
    )


def _by_tag_back(table: str) -> tuple[str, ...]:
    return (
        (
            f"DELETE FROM {table} WHERE {_CHOSEN} AND (photo_id, tag_id) IN "  # noqa: S608
            "(SELECT r.photo_id, r.tag_id FROM retag_rows r WHERE r.step = :step)"
        ),
        *_put_back(table),
    )


# What was proposed of a tag that is taught by then: neither side shows it, but whoever takes it back wants it again.
_BESIDE_TAUGHT = (
    f"{_CHOSEN} AND (photo_id, tag_id) IN (SELECT s.photo_id, s.tag_id FROM json_each(:ids) j "  # noqa: S608
    "JOIN suggestions s ON s.photo_id = j.value WHERE s.because LIKE :taught)"
)
_BESIDE_TAUGHT_BACK = (
    f"INSERT INTO proposed ({_ROWS}) SELECT {_ROWS} FROM retag_rows WHERE step = :step AND {_BESIDE_TAUGHT}",  # noqa: S608
    f"DELETE FROM retag_rows WHERE step = :step AND {_BESIDE_TAUGHT}",  # noqa: S608
)

Steps = dict[tuple[Answer, bool], tuple[str, ...]]
"""Statements by the answer, and whether it is one to all."""

FORTH: Steps = {
    (APPROVE, True): (
        _keep("suggestions", _GUESSED),
        _keep("proposed", _BESIDE_TAUGHT),
        f"DELETE FROM suggestions WHERE {_GUESSED}",  # noqa: S608
        f"INSERT OR IGNORE INTO suggestions ({_ROWS}) SELECT {_ROWS} FROM proposed WHERE {_CHOSEN}",  # noqa: S608
        *_note("guessed_with"),
        *_WAIT_NO_MORE,
    ),
    (DECLINE, True): (_keep("proposed", _CHOSEN), *_note("declined_with"), *_WAIT_NO_MORE),
    (APPROVE, False): _by_tag("suggestions", "proposed"),
    (DECLINE, False): (*_by_tag("proposed", "suggestions"), *_note("declined_with")),
}
BACK: Steps = {
    (APPROVE, True): (
        f"INSERT INTO proposed ({_ROWS}) SELECT {_ROWS} FROM suggestions WHERE {_GUESSED}",  # noqa: S608
        f"DELETE FROM suggestions WHERE {_GUESSED}",  # noqa: S608
        *_BESIDE_TAUGHT_BACK,
        *_put_back("suggestions"),
        _note_back("guessed_with"),
        _WAIT_AGAIN,
    ),
    (DECLINE, True): (*_put_back("proposed"), _note_back("declined_with"), _WAIT_AGAIN),
    (APPROVE, False): _by_tag_back("suggestions"),
    (DECLINE, False): (*_by_tag_back("proposed"), _note_back("declined_with")),
}
