"""Any sequence of verbs: taken back completely it gives the same library, done again the same again, also after starts.

What is derived for some tags alone is what deriving all of them gives.
"""

from __future__ import annotations

import random
import tempfile
from contextlib import suppress
from pathlib import Path

from any_verbs import VERBS, fill, look_anew
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from shelf import Shelf
from test_history import Content, content

from photoorg.library import history, proposing, tagged, wordbook, words
from photoorg.library.following import follow_vocabulary
from photoorg.library.history_parts import PARTS
from photoorg.library.store import Database, health, open_writer, writing
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

DERIVED = (
    "suggestions", "proposed", "proposed_changes", "proposed_bars", "proposals", "derived_with", "given_tree",
)  # fmt: skip
OF_PHOTOS = "id, taken_at, taken_source, file_taken_at, file_taken_source, guessed_with, declined_with"


def everything(db: Database) -> Content:
    """All that a person's words make, and all that follows from them."""
    found = content(db)
    for table in DERIVED:
        found[table] = sorted(db.conn.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608 - from above
    found["photos"] = db.conn.execute(f"SELECT {OF_PHOTOS} FROM photos ORDER BY id").fetchall()  # noqa: S608
    return found


@settings(max_examples=8, deadline=None, phases=(Phase.generate,), derandomize=True)
@given(seed=st.integers(0, 2**32), many=st.integers(20, 200))
def test_any_sequence_is_taken_back_and_done_again(seed: int, many: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "library")
        db = open_writer(home)
        try:
            ids = fill(Shelf(db, folder))
            states = [everything(db)]
            states += [everything(db) for _ in range(many) if _do(rng, db, ids)]
            db = _travel(rng, db, home, states)
            _is_derived(db)
            look_anew(db, ids, 3)
            db = _go_back_all_the_same(db, states)
        finally:
            db.close()
        _is_written(home)


def _do(rng: random.Random, db: Database, ids: list[int]) -> bool:
    """Whether a verb was done that is a deed."""
    before = history.newest(db)[0]
    verbs, often = zip(*VERBS, strict=True)
    with suppress(PhotoorgError):  # there is such an album already, or none to rename
        rng.choices(verbs, often)[0](rng, db, rng.sample(ids, rng.randint(1, len(ids))))
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
            assert (everything(db), undone.kept, undone.things) == (states[at], frozenset(), 0), undone.sentence
            if rng.random() < 0.05:
                db.close()
                db = open_writer(home)
    return db


def _go_back_all_the_same(db: Database, states: list[Content]) -> Database:
    """Newer models may have looked at the photos since: what a person said is as it was then all the same."""
    for to in (0, -1):
        history.go_to(db, [0, *(deed.deed_id for deed in reversed(history.deeds(db, 0)))][to])
        now = content(db)
        assert {table: now[table] for table in PARTS} == {table: states[to][table] for table in PARTS}
        _is_derived(db)
    return db


def _is_derived(db: Database) -> None:
    def derived() -> list[list[tuple[object, ...]]]:
        orders = {"photo_tag": "tag_id, photo_id", "proposed_changes": "tag_id, photo_id", "tag_bars": "tag_id",
                  "shown_as": "tag_id", "tag_tree": "tag_id, ancestor_id"}  # fmt: skip
        return [
            db.conn.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()  # noqa: S608 - from above
            for table, order in orders.items()
        ]

    assert (health(db), db.conn.execute("PRAGMA foreign_key_check").fetchall()) == ("ok", [])
    before = derived()
    with writing(db):
        follow_vocabulary(db, [])
        tagged.refresh(db, [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos")])
        proposing.compare(db)
    assert derived() == before


def _is_written(home: Home) -> None:
    """An empty library that is given words.jsonl has the same words."""
    db = open_writer(home)
    here = {(word.key, word.said) for word in words.export(db)}
    db.close()
    latest = wordbook.latest(word for _, word in wordbook.read(home.words))
    assert {(word.key, word.said) for word in latest if word.said is not None} == here
