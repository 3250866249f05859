"""One deed of the history applied backwards or forwards: only where things are as it left them, or had found them.

What was changed since by something that the history does not have (words brought in from words.jsonl, another photo
that took over a file) stays as it is, and is counted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlite_utils import Database

from photoorg.library import derived, history_left, history_pack, word_tables, words
from photoorg.library.history_parts import PARTS, Cell, Part
from photoorg.library.kinds import KINDS, Kind, Touched
from photoorg.library.names import from_db, name_key
from photoorg.library.wordbook import LIBRARY, Said, Word
from photoorg.outcomes import Changes, PhotoorgError

Way = Literal["back", "forth"]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What a deed changed that is no word, as it was given to `history_record.add_step`: JSON values, and bytes."""

    key: Any
    ids: list[int]
    before: Any
    after: Any


APPLIERS: dict[str, Callable[[Database, Step, Way], Changes]] = {}
"""How such a step is taken back, or done again, by its part."""


@dataclass(slots=True)
class Applied:
    """What came of it. `kept` are photos, and `things` how many other things, that are left as they were."""

    spoken: list[Word]
    touched: dict[Touched, derived.About] = field(default_factory=dict[Touched, derived.About])
    kept: set[int] = field(default_factory=set[int])
    things: int = 0
    changes: Changes = field(default_factory=Changes)
    of: dict[int, Said] = field(default_factory=dict[int, Said])


@dataclass(frozen=True, slots=True)
class _Change:
    """A row: its key, what it is expected to be, and what it is to be; None where there is, or was, none."""

    key: Row
    expected: Row | None
    target: Row | None


@dataclass(frozen=True, slots=True)
class _Block:
    part: Part
    changes: list[_Change]
    names: dict[int, str]


def apply(db: Database, deed_id: int, way: Way, into: Applied, told: Callable[[int], object]) -> None:
    """Apply a deed, inside a transaction, all but what follows from it (`finish`). `told` hears of each block.

    Names come before what refers to them, and go after it.
    """
    stored = db.conn.execute(
        "SELECT part, content FROM history_changes WHERE deed_id = ? ORDER BY number", (deed_id,)
    ).fetchall()
    if not PARTS.keys() | APPLIERS.keys() >= {part for part, _ in stored}:
        raise PhotoorgError("This was done by a newer photoorg: update photoorg to take it back, or do it again.")
    if any(part not in PARTS for part, _ in stored):
        finish(db, into)  # what is no word goes by what follows from the words so far
    order = list(PARTS)
    named = [(part, content) for part, content in stored if part in PARTS and not PARTS[part].of_photo]
    blocks = [_block(PARTS[part], content, way) for part, content in named]
    of_photos = sorted(
        ((part, content) for part, content in stored if part in PARTS and PARTS[part].of_photo),
        key=lambda one: order.index(one[0]),
    )
    ids = {part: _ids_now(db, PARTS[part], of_photos) for part in {part for part, _ in of_photos}}
    for block in blocks:
        _put_things(db, block, into)
    for part, content in of_photos:
        block = _block(PARTS[part], content, way)
        known = {**_ids_by_name(db, PARTS[part], block.names.values(), make=True), **ids[part]}
        _put_words(db, block, known, into)
        told(1)
    for block in reversed(blocks):
        _take_things(db, block, into)
        told(1)
    for part, content in stored:
        if part not in PARTS:
            into.changes |= APPLIERS[part](db, Step(**history_pack.unpack(content)), way)
            told(1)


def finish(db: Database, into: Applied) -> Changes:
    """Work out what follows from all that was applied, and tell what has changed by it."""
    into.changes |= derived.follow(db, into.touched, into.spoken)
    into.touched = {}
    return into.changes


def _block(part: Part, content: bytes, way: Way) -> _Block:
    rows, names = history_pack.unpack_rows(content)
    keys, width = len(part.keys), len(part.values)
    changes: list[_Change] = []
    for row in rows:
        before = row[keys + 1 : keys + 1 + width] if row[keys] else None
        after = row[keys + width + 2 :] if row[keys + width + 1] else None
        changes.append(_Change(row[:keys], *((after, before) if way == "back" else (before, after))))
    return _Block(part, changes, names)


def _ids_now(db: Database, part: Part, stored: Sequence[tuple[str, bytes]]) -> dict[str, int]:
    """The ids of all that a part's rows name, before anything is named otherwise."""
    names = {name for one, content in stored if one == part.table for name in history_pack.names(content)}
    return _ids_by_name(db, part, names, make=False)


def _ids_by_name(db: Database, part: Part, names: Iterable[str], *, make: bool) -> dict[str, int]:
    if not part.names or part.kind is None:
        return {}
    found = ((name, word_tables.key_of(db, part.kind, name, 0, make=make and part.names == "tags")) for name in names)
    return {name: int(key) for name, key in found if key is not None}


def _current(db: Database, part: Part, keys: Sequence[Row]) -> list[tuple[bool, Row | None]]:
    """Of each key whether a row may lie there (its photo is there), and the row."""
    db.conn.execute("CREATE TEMP TABLE IF NOT EXISTS asked (n INTEGER PRIMARY KEY, k0, k1, k2)")
    db.conn.execute("DELETE FROM temp.asked")
    padding = (None,) * (3 - len(part.keys))
    db.conn.executemany("INSERT INTO temp.asked VALUES (?, ?, ?, ?)",
                        ((number, *key, *padding) for number, key in enumerate(keys)))  # fmt: skip
    same = " AND ".join(f"t.{column} = a.k{number}" for number, column in enumerate(part.keys))
    may = "EXISTS (SELECT 1 FROM photos p WHERE p.id = a.k0)" if part.of_photo else "1"
    rows = db.conn.execute(
        f"SELECT {may}, t.{part.keys[0]} IS NOT NULL, {', '.join(f't.{column}' for column in part.values)} "  # noqa: S608
        f"FROM temp.asked a LEFT JOIN main.{part.table} t ON {same} ORDER BY a.n"
    )
    return [(bool(row[0]), row[2:] if row[1] else None) for row in rows]


def _applicable(db: Database, block: _Block, into: Applied) -> list[_Change]:
    """The changes that are as expected. Those that are as they are to be already need nothing; others are kept.

    So are photos that are in the library no more.
    """
    found: list[_Change] = []
    for change, (may, now) in zip(
        block.changes, _current(db, block.part, [change.key for change in block.changes]), strict=True
    ):
        if may and now == change.target:
            continue
        if may and now == change.expected:
            found.append(change)
        elif block.part.of_photo:
            into.kept.add(int(str(change.key[0])))
        else:
            into.things += 1
    return found


def _put_words(db: Database, block: _Block, ids: Mapping[str, int], into: Applied) -> None:
    """Words about photos, in their table and in the list of what is spoken."""
    part, kind = block.part, block.part.kind
    if kind is None:
        return
    if part.names:
        named = {number: ids.get(name) for number, name in block.names.items()}
        gone = [int(str(one.key[0])) for one in block.changes if named[int(str(one.key[1]))] is None]
        into.kept.update(gone)
        here = [
            _Change((one.key[0], number), one.expected, one.target)
            for one in block.changes
            if (number := named[int(str(one.key[1]))]) is not None
        ]
        block = _Block(part, here, {number: block.names[old] for old, number in named.items() if number is not None})
    chosen = _applicable(db, block, into)
    _write(db, part, chosen)
    _speak(db, kind, chosen, block.names, into)


def _speak(db: Database, kind: Kind, chosen: Sequence[_Change], names: Mapping[int, str], into: Applied) -> None:
    now = int(time.time())
    photo_ids = {int(str(change.key[0])) for change in chosen}
    into.of.update(words.photos(db, photo_ids - into.of.keys()))
    photos, told = into.touched.setdefault(kind.touches, (set[int](), set[str]()))
    photos |= photo_ids
    left: list[tuple[str, history_left.Said, history_left.Said | None]] = []
    for change in chosen:
        photo_id, key = change.key
        name = names[int(str(key))] if kind.names else str(key)
        told.add(name)
        into.spoken.append(Word(into.of[int(str(photo_id))], kind.about, name, *_said(change.target, now)))
        if change.expected is not None:
            new = None if change.target is None else _said_in(change.target)
            left.append((name, _said_in(change.expected), new))
    into.spoken += history_left.change_left(db, kind.about, left)


def _said(values: Row | None, now: int) -> tuple[str | None, int]:
    """What was said by the values of a row, and when; taken back now where there is none."""
    return (None, now) if values is None else _said_in(values)


def _said_in(values: Row) -> history_left.Said:
    return word_tables.said_in(values[:-1]), int(str(values[-1]))


def _put_things(db: Database, block: _Block, into: Applied) -> None:
    """What is there afterwards, of the library: its albums and so on, and words that wait for their photos."""
    kind = block.part.kind
    chosen = _applicable(db, block, into)
    if kind is None or kind.holds is None:  # nothing refers to them, so a name may go from one to another
        _replace(db, block.part, chosen, into)
        return
    chosen = [change for change in chosen if change.target is not None]
    inside = {change.key: _inside(db, block.part, change) for change in chosen}
    _write(db, block.part, chosen)
    now = int(time.time())
    for change in chosen:
        if change.expected is not None and name_key(str(change.expected[0])) != name_key(
            str((change.target or [""])[0])
        ):
            into.spoken += [word._replace(said=None, at=now) for word in inside.get(change.key, [])]
            _speak_of(block.part, _Change(change.key, change.expected, None), into)
        _speak_of(block.part, change, into)
        into.spoken += [word._replace(name=str((change.target or [""])[0])) for word in inside.get(change.key, [])]


def _replace(db: Database, part: Part, chosen: Sequence[_Change], into: Applied) -> None:
    """Things that hold nothing: all that change go first, and their words with them, so that no name is there twice."""
    gone = [_Change(change.key, change.expected, None) for change in chosen if change.expected is not None]
    new = [_Change(change.key, None, change.target) for change in chosen if change.target is not None]
    for some in (gone, new):
        _write(db, part, some)
        for change in some:
            _speak_of(part, change, into)


def _take_things(db: Database, block: _Block, into: Applied) -> None:
    """What is not there afterwards. Where something is in it that came since, it stays."""
    if block.part.kind is None or block.part.kind.holds is None:
        return
    chosen = [change for change in _applicable(db, block, into) if change.target is None]
    if chosen:
        table, column = block.part.kind.holds
        full = {key for (key,) in db.conn.execute(f"SELECT DISTINCT {column} FROM {table}")}  # noqa: S608
        into.things += sum(change.key[0] in full for change in chosen)
        chosen = [change for change in chosen if change.key[0] not in full]
    _write(db, block.part, chosen)
    for change in chosen:
        _speak_of(block.part, change, into)


def _speak_of(part: Part, change: _Change, into: Applied) -> None:
    """Say what became of a thing, or of a word that waits."""
    now = int(time.time())
    values = change.target or change.expected
    if values is None:
        return
    if part.kind is not None:
        name = str(values[0])
        said, at = (None, now) if change.target is None else _said(change.target[1:], now)
        into.spoken.append(Word(LIBRARY, part.kind.about, name, said, at))
        _, told = into.touched.setdefault(part.kind.touches, (set[int](), set[str]()))
        told.add(name)
        return
    identity, about, _ = change.key
    name, scheme, volume, path, taken, said, at = values
    of = Said(bytes(identity), str(scheme), str(volume), from_db(path), taken)  # pyright: ignore
    word = Word(of, str(about), str(name), said, int(str(at)))  # pyright: ignore
    into.spoken.append(word._replace(said=None, at=now) if change.target is None else word)


def _inside(db: Database, part: Part, change: _Change) -> list[Word]:
    """The words that put photos into a thing that is named otherwise now."""
    if part.kind is None or part.kind.holds is None or not change.expected or not change.target:
        return []
    if change.expected[0] == change.target[0]:
        return []
    table, column = part.kind.holds
    kind = next(kind for kind in KINDS.values() if kind.table == table)
    rows = db.conn.execute(
        f"SELECT photo_id, {', '.join(kind.columns)}, at FROM {table} WHERE {column} = ?",  # noqa: S608 - fixed names
        (change.key[0],),
    ).fetchall()
    of = words.photos(db, [row[0] for row in rows])
    return [
        Word(of[photo_id], kind.about, str(change.expected[0]), *_said(tuple(values), 0)) for photo_id, *values in rows
    ]


def _write(db: Database, part: Part, chosen: Sequence[_Change]) -> None:
    """Delete and store rows. A row is changed where there is one: taking it out first would tell all who listen."""
    where = " AND ".join(f"{column} = ?" for column in part.keys)
    db.conn.executemany(
        f"DELETE FROM {part.table} WHERE {where}",  # noqa: S608 - fixed names
        [change.key for change in chosen if change.target is None],
    )
    columns = list(dict.fromkeys((*part.keys, *part.values)))
    places = {column: number for number, column in enumerate((*part.keys, *part.values))}  # the last of the same name
    changes = ", ".join(f"{column} = excluded.{column}" for column in part.values)
    db.conn.executemany(
        f"INSERT INTO {part.table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)}) "  # noqa: S608
        f"ON CONFLICT ({', '.join(part.keys)}) DO UPDATE SET {changes}",
        [
            tuple((*change.key, *change.target)[places[column]] for column in columns)
            for change in chosen
            if change.target is not None
        ],
    )


def size_of(db: Database, deed_ids: Iterable[int]) -> int:
    """How many blocks deeds are made of."""
    return db.conn.execute(
        "SELECT COUNT(*) FROM history_changes WHERE deed_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(deed_ids)),),
    ).fetchone()[0]
