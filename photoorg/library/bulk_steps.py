"""What an edit says of each photo: worked out from what is said now, so that nothing is said twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import bulk_time
from photoorg.library.bulk_edit import Edit, word_of
from photoorg.library.kinds import KINDS, TAKEN, About
from photoorg.library.notes import CONTRARY, REJECTED
from photoorg.library.tagged import SENSITIVE, YES
from photoorg.texts import BY_NAME

Ids = NDArray[np.int64]

_FEW = 2_000
_SHOWN = 60  # characters of a text, in a sentence


@dataclass(frozen=True, slots=True)
class Step:
    """Words of one kind and name: what is said of each photo, by its id; None takes it back. `part` is what for."""

    part: str
    about: About
    name: str
    said: Mapping[int, str | None]


def existing(db: Database, photo_ids: Iterable[int]) -> Ids:
    """Those of some photos that are in the library, each once, int64 (n,), rising."""
    ids = np.unique(np.fromiter(photo_ids, np.int64))
    return np.intersect1d(ids, _ids(db, "SELECT id FROM photos", "id", (), ids), assume_unique=True)


def parts_of(edit: Edit) -> list[str]:
    """Each part of an edit as a sentence without its dot, in the order in which they are done."""
    return list(dict.fromkeys(part for part, _ in _table(edit)))


def steps(db: Database, ids: Ids, edit: Edit) -> Iterator[Step]:
    """What a checked edit says of photos, as `existing` gives them; steps that say nothing are left out."""
    for part, make in _table(edit):
        for about, name, said in make(db, ids):
            if said:
                yield Step(part, about, name, said)


_Said = tuple[About, str, dict[int, str | None]]
_Make = Callable[[Database, Ids], Iterable[_Said]]


def _table(edit: Edit) -> Iterator[tuple[str, _Make]]:
    """Each part with what makes its words."""
    for old, new in edit.replace:
        yield f"Replace '{old}' by '{new}'", partial(_replace, old=old, new=new)
    for what, names, make in (
        ("Remove", edit.remove, _remove), ("Reject", edit.reject, _reject),
        ("Accept", edit.accept, _accept), ("Add", edit.add, _add),
    ):  # fmt: skip
        for tag in names:
            yield f"{what} '{tag}'", partial(make, tag=tag)
    yield from _marks(edit)
    for name, text in edit.texts.items():
        label = BY_NAME[name].label.lower()
        told = f"Set the {label} '{_short(text)}'" if text else f"Take the {label} back"
        yield told, partial(_word, about=BY_NAME[name].about, name=word_of(name, edit.language), value=text)
    if edit.taken is not None:
        told = f"Set the time {edit.taken.replace('T', ' ')}" if edit.taken else "Take the time back"
        yield told, partial(_word, about="note", name=TAKEN, value=edit.taken)
    if edit.shift:
        yield bulk_time.told(edit.shift), partial(_shift, seconds=edit.shift)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"


def _marks(edit: Edit) -> Iterator[tuple[str, _Make]]:
    if edit.rating is not None:
        told = {0: "Take the rating back", REJECTED: "Reject"}.get(edit.rating, f"Rate {edit.rating}")
        yield told, partial(_mark, name="rating", value=str(edit.rating or ""))
    if edit.label is not None:
        told = f"Label {edit.label}" if edit.label else "Take the label back"
        yield told, partial(_mark, name="label", value=edit.label)
    if edit.release is not None:
        told = f"Say of releases: {edit.release}" if edit.release else "Take back what is said of releases"
        yield told, partial(_word, about="note", name="release", value=edit.release)
    if edit.pick is not None:
        # A rating of the same edit stands, and has taken the other back.
        make = _mark if edit.rating is None else partial(_word, about="note")
        yield "Pick" if edit.pick else "Pick no more", partial(make, name="pick", value="1" if edit.pick else "")


def _mark(db: Database, ids: Ids, name: str, value: str) -> list[_Said]:
    """A mark, and what is contrary to it taken back."""
    found = _word(db, ids, "note", name, value)
    if (contrary := CONTRARY.get((name, value))) is not None:
        other, gone = contrary
        had = said_now(db, ids, "note", other)
        found.append(("note", other, dict.fromkeys(photo for photo, said in had.items() if said == gone)))
    return found


def _word(db: Database, ids: Ids, about: About, name: str, value: str) -> list[_Said]:
    """A word for those of whom it is not said yet; an empty one takes back what is."""
    had = said_now(db, ids, about, name)
    if not value:
        return [(about, name, dict.fromkeys(had))]
    return [(about, name, {photo: value for photo in ids.tolist() if had.get(photo) != value})]


def _shift(db: Database, ids: Ids, seconds: int) -> list[_Said]:
    return [("note", TAKEN, bulk_time.shifted(db, ids, seconds))]


def _replace(db: Database, ids: Ids, old: str, new: str) -> list[_Said]:
    having = carrying(db, ids, old)
    return [*_remove(db, having, old), *_add(db, having, new)]


def _add(db: Database, ids: Ids, tag: str) -> list[_Said]:
    """Yes: accepted where it is carried, added elsewhere."""
    spoken = said_now(db, ids, "tag", tag)
    carried = set(carrying(db, ids, tag).tolist())
    return [("tag", tag, {
        photo: "accepted" if photo in carried else "added"
        for photo in ids.tolist() if spoken.get(photo) not in YES
    })]  # fmt: skip


def _accept(db: Database, ids: Ids, tag: str) -> list[_Said]:
    return _add(db, carrying(db, ids, tag), tag)


def _reject(db: Database, ids: Ids, tag: str) -> list[_Said]:
    return [("tag", tag, dict.fromkeys(carrying(db, ids, tag).tolist(), "rejected"))]


def _remove(db: Database, ids: Ids, tag: str) -> list[_Said]:
    """A no; where the person's own word is all that speaks for it, that is taken back."""
    having = carrying(db, ids, tag)
    alone = _alone(db, having, tag)
    return [("tag", tag, {photo: None if photo in alone else "removed" for photo in having.tolist()})]


def carrying(db: Database, ids: Ids, tag: str) -> Ids:
    """Those of some photos that carry a tag."""
    sql = "SELECT x.photo_id FROM photo_tag x WHERE x.tag_id = (SELECT id FROM tags WHERE name = ?)"
    return np.intersect1d(ids, _ids(db, sql, "x.photo_id", (tag,), ids), assume_unique=True)


# What speaks for a tag: it and all that it is true of, by whatever names models know them.
_FAMILY = """
WITH meant AS (SELECT id FROM tags WHERE name = :tag),
family AS (SELECT id FROM meant UNION SELECT tag_id FROM tag_tree WHERE ancestor_id = (SELECT id FROM meant))
SELECT id FROM family UNION SELECT tag_id FROM shown_as WHERE as_id IN (SELECT id FROM family)
"""
_ALONE = """
SELECT j.value FROM json_each(:ids) j
WHERE NOT EXISTS (SELECT 1 FROM suggestions s WHERE s.photo_id = j.value
  AND s.tag_id IN (SELECT value FROM json_each(:family)))
AND NOT EXISTS (SELECT 1 FROM proposed s WHERE s.photo_id = j.value
  AND s.tag_id IN (SELECT value FROM json_each(:family)))
AND NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.photo_id = j.value AND v.verdict IN ('accepted', 'added')
  AND v.tag_id IN (SELECT value FROM json_each(:family)) AND v.tag_id <> (SELECT id FROM tags WHERE name = :tag))
"""


def _alone(db: Database, ids: Ids, tag: str) -> set[int]:
    """Photos that carry a tag by the person's own word alone, of which no model thinks, nor one that waits."""
    if tag == SENSITIVE:  # of which a score speaks, and no guess
        return set()
    own = [photo for photo, said in said_now(db, ids, "tag", tag).items() if said in YES]
    family = [one for (one,) in db.conn.execute(_FAMILY, {"tag": tag})]
    numbers = {"ids": json.dumps(own), "family": json.dumps(family), "tag": tag}
    return {photo for (photo,) in db.conn.execute(_ALONE, numbers)}


def said_now(db: Database, ids: Ids, about: About, name: str) -> dict[int, str]:
    """What is said now of those of some photos of which anything is."""
    kind = KINDS[about]
    key = f"(SELECT id FROM {kind.names} WHERE name = ?)" if kind.names else "?"  # noqa: S608 - fixed names, as below
    sql = f"SELECT w.photo_id, w.{kind.columns[0]} FROM {kind.table} w WHERE w.{kind.key} = {key}"  # noqa: S608
    rows = _rows(db, sql, "w.photo_id", (name,), ids)
    if len(ids) <= _FEW:
        return dict(rows)
    wanted = set(ids.tolist())
    return {photo: said for photo, said in rows if photo in wanted}


def _ids(db: Database, sql: str, column: str, values: Sequence[object], ids: Ids) -> Ids:
    return np.unique(np.fromiter((row[0] for row in _rows(db, sql, column, values, ids)), np.int64))


def _rows(db: Database, sql: str, column: str, values: Sequence[object], ids: Ids) -> Iterable[Any]:
    """Rows of a few photos, looked up one by one; of many, those of all photos."""
    if len(ids) > _FEW:
        return db.conn.execute(sql, values)
    joined = "AND" if "WHERE" in sql else "WHERE"
    chosen = f"{sql} {joined} {column} IN (SELECT value FROM json_each(?))"  # noqa: S608 - fixed text
    return db.conn.execute(chosen, (*values, json.dumps(ids.tolist())))
