"""Any sequence of verbs: taken back completely it gives the same library, done again the same again, also after starts.

What is derived for some tags alone is what deriving all of them gives.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from shelf import Shelf
from test_history import Content, content

from photoorg.library import (
    albums,
    apart,
    bulk,
    edits,
    history,
    notes,
    own_bars,
    own_tags,
    searches,
    tagged,
    wordbook,
    words,
)
from photoorg.library.store import Database, open_writer, writing
from photoorg.library.tagged import Rules
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.settings import Home

TAGS = ("cat", "dog", "animal", "holiday", "Rex", "città")
NAMES = ("Sea", "Snow", "sea", "Élan", "élan")
Verb = Callable[[random.Random, Database, list[int]], Changes | words.Applied]


def _album(rng: random.Random, db: Database) -> int:
    return rng.choice([one.album_id for one in albums.albums(db)] or [0])


def _search(rng: random.Random, db: Database) -> int:
    return rng.choice([one.search_id for one in searches.searches(db)] or [0])


def _take(rng: random.Random, db: Database, some: list[int]) -> words.Applied:
    of = [*words.photos(db, some).values(), wordbook.Said(bytes([rng.randrange(3)]) * 16, "x", "v", "away.jpg", None)]
    said = rng.choice(["added", "rejected", None])
    word = wordbook.Word(rng.choice(of), "tag", rng.choice(TAGS), said, rng.randrange(2**31))
    return words.take(db, [word, word._replace(about="in album", name=rng.choice(NAMES), said="2.0")])


def _edit(rng: random.Random, db: Database, some: list[int]) -> Changes:
    """Several things at once."""
    return bulk.apply(db, some, rng.choice([
        bulk.Edit(shift=rng.choice([3600, -3600, 86_400]), title=rng.choice([None, "", "Sea"])),
        bulk.Edit(taken=rng.choice(["", "2020-01-01", "1950-02-03T04:05:06"]), creator=rng.choice(["", "Ann"])),
        bulk.Edit(add=("Rex",), remove=(rng.choice(("dog", "animal")),), rating=rng.choice([None, -1, 3])),
        bulk.Edit(replace=(("dog", "cat"),), accept=("Rex",), reject=("holiday",), pick=rng.choice([None, True])),
    ]))  # fmt: skip


VERBS: tuple[Verb, ...] = (
    lambda rng, db, some: edits.judge(db, some, rng.choice(TAGS), rng.choice(["added", "accepted"])),
    lambda rng, db, some: edits.judge(db, some, rng.choice(TAGS), rng.choice(["removed", "rejected"])),
    lambda rng, db, some: edits.judge(db, some, rng.choice(TAGS), None),
    lambda rng, db, some: edits.describe(db, some, rng.choice(["en", "it"]), rng.choice(["Here.", "There.", None])),
    lambda rng, db, some: notes.rate(db, some, rng.randint(-1, 5)),
    lambda rng, db, some: notes.label(db, some, rng.choice(["red", "blue", None])),
    lambda rng, db, some: notes.pick(db, some, rng.random() < 0.5),
    lambda rng, db, some: albums.create(db, rng.choice(NAMES), some),
    lambda rng, db, some: albums.add(db, _album(rng, db), some),
    lambda rng, db, some: albums.move(db, _album(rng, db), some),
    lambda rng, db, some: albums.take_out(db, _album(rng, db), some),
    lambda rng, db, _some: albums.rename(db, _album(rng, db), rng.choice(NAMES)),
    lambda rng, db, _some: albums.remove(db, _album(rng, db)),
    lambda rng, db, _some: searches.save(db, rng.choice(NAMES), rng.choice(["cat", "dog"])),
    lambda rng, db, _some: searches.change(db, _search(rng, db), rng.choice(["cat", "owl"]), "name"),
    lambda rng, db, _some: searches.rename(db, _search(rng, db), rng.choice(NAMES)),
    lambda rng, db, _some: searches.remove(db, _search(rng, db)),
    lambda _rng, db, some: apart.say_apart(db, some),
    lambda _rng, db, some: apart.take_back(db, some),
    _take,
    _edit,
    lambda rng, db, _some: own_tags.rename(db, rng.choice(TAGS), rng.choice(["Pet", "journey"]), merge_into=True),
    lambda rng, db, _some: own_tags.merge(db, _tags(rng), rng.choice(TAGS)),
    lambda rng, db, _some: own_tags.create(db, rng.choice(["Pet", "journey", "Our bottle"])),
    lambda rng, db, _some: own_tags.change(db, rng.choice(TAGS), colour=rng.choice(["red", ""]), synonyms="thing, it"),
    lambda rng, db, _some: own_tags.move(db, _tags(rng), [rng.choice(TAGS)]),
    lambda rng, db, _some: own_tags.remove(db, _tags(rng)),
    lambda rng, db, _some: own_bars.set_bar(db, rng.choice(TAGS), rng.choice([0.2, 0.7, None])),
)


def _tags(rng: random.Random) -> tuple[str, ...]:
    return tuple(rng.sample(TAGS, rng.randint(1, 3)))


@settings(max_examples=12, deadline=None, phases=(Phase.generate,))
@given(seed=st.integers(0, 2**32), many=st.integers(20, 200))
def test_any_sequence_is_taken_back_and_done_again(seed: int, many: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "library")
        db = open_writer(home)
        try:
            ids = _filled(db, folder)
            states = [content(db)]
            states += [content(db) for _ in range(many) if _do(rng, db, ids)]
            db = _travel(rng, db, home, states)
            _is_derived(db)
        finally:
            db.close()
        _is_written(home)


def _filled(db: Database, folder: str) -> list[int]:
    shelf = Shelf(db, folder)
    shelf.folder(is_root=True)
    for number in range(6):
        shelf.put(f"{number}.jpg", [("cat", 0.3 + number / 10), ("dog", 0.9 - number / 10), ("animal", 0.1)])
    shelf.use(Rules(0.5, {"cat": 0.6}, {"cat": frozenset({"animal"}), "dog": frozenset({"animal"})}))
    return list(shelf.ids.values())


def _do(rng: random.Random, db: Database, ids: list[int]) -> bool:
    """Whether a verb was done that is a deed."""
    before = history.newest(db)[0]
    with suppress(PhotoorgError):  # there is such an album already, or none to rename
        rng.choice(VERBS)(rng, db, rng.sample(ids, rng.randint(1, len(ids))))
    return history.newest(db)[0] != before


def _travel(rng: random.Random, db: Database, home: Home, states: list[Content]) -> Database:
    """To the beginning and back, one by one or by leaps, and with a start in between now and then."""
    ids = [0, *(deed.deed_id for deed in reversed(history.deeds(db, 0)))]
    assert len(ids) == len(states)
    at = len(states) - 1
    for to in (0, at, rng.randint(0, at), 0, at):
        while at != to:
            if rng.random() < 0.2:
                at = rng.randint(min(at, to), max(at, to))
                undone = history.go_to(db, ids[at])
            elif at > to:
                at, undone = at - 1, history.undo(db)
            else:
                at, undone = at + 1, history.redo(db)
            assert (content(db), undone.kept, undone.things) == (states[at], frozenset(), 0)
            if rng.random() < 0.05:
                db.close()
                db = open_writer(home)
    return db


def _is_derived(db: Database) -> None:
    before = db.conn.execute("SELECT * FROM photo_tag ORDER BY tag_id, photo_id").fetchall()
    with writing(db):
        tagged.refresh(db, [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos")])
    assert db.conn.execute("SELECT * FROM photo_tag ORDER BY tag_id, photo_id").fetchall() == before


def _is_written(home: Home) -> None:
    """An empty library that is given words.jsonl has the same words."""
    db = open_writer(home)
    here = {(word.key, word.said) for word in words.export(db)}
    db.close()
    latest = wordbook.latest(word for _, word in wordbook.read(home.words))
    assert {(word.key, word.said) for word in latest if word.said is not None} == here
