"""The history: every verb taken back and done again exactly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from shelf import Shelf

from photoorg.library import (
    albums,
    apart,
    deeds,
    edits,
    history,
    history_parts,
    history_record,
    notes,
    searches,
    wordbook,
    words,
)
from photoorg.library.deeds import Deed
from photoorg.library.history import Step, Way
from photoorg.library.history_parts import PARTS
from photoorg.library.store import Database, open_writer, writing
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.settings import Home

Content = dict[str, list[tuple[object, ...]]]


def content(db: Database) -> Content:
    """All that a person's words make: tags by their names, for a tag that nothing is left of may keep its number."""
    found: Content = {}
    for table in PARTS:
        named = "t.*, n.name" if table == "verdicts" else "t.*"
        join = "JOIN tags n ON n.id = t.tag_id" if table == "verdicts" else ""
        rows = db.conn.execute(f"SELECT {named} FROM {table} t {join}").fetchall()  # noqa: S608 - fixed names
        found[table] = sorted(rows, key=repr)
    for table in ("photo_tag", "tag_bars", "tag_tree", "shown_as"):
        found[table] = sorted(db.conn.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608
    found["dates"] = db.conn.execute("SELECT id, taken_at, taken_source, file_taken_at FROM photos").fetchall()
    return found


def said_again(home: Home) -> list[wordbook.Word]:
    """What words.jsonl alone would give, but for what was taken back."""
    latest = wordbook.latest(word for _, word in wordbook.read(home.words))
    return sorted(word for word in latest if word.said is not None)


Verb = Callable[[Shelf], object]
VERBS: dict[str, Verb] = {
    "tag": lambda shelf: edits.judge(shelf.db, shelf.ids.values(), "holiday", "added"),
    "accept": lambda shelf: edits.judge(shelf.db, [shelf.ids["cat.jpg"]], "cat", "accepted"),
    "reject": lambda shelf: edits.judge(shelf.db, [shelf.ids["cat.jpg"]], "cat", "rejected"),
    "take the word back": lambda shelf: edits.judge(shelf.db, shelf.ids.values(), "seen", None),
    "describe": lambda shelf: edits.describe(shelf.db, [shelf.ids["dog.jpg"]], "en", "A dog."),
    "say what stands for it": lambda shelf: edits.say_alt(shelf.db, [shelf.ids["dog.jpg"]], "it", "Un cane."),
    "rate": lambda shelf: notes.rate(shelf.db, shelf.ids.values(), 5),
    "reject photos": lambda shelf: notes.rate(shelf.db, shelf.ids.values(), -1),
    "label": lambda shelf: notes.label(shelf.db, shelf.ids.values(), "red"),
    "make an album": lambda shelf: albums.create(shelf.db, "Sea", list(shelf.ids.values())),
    "rename an album": lambda shelf: albums.rename(shelf.db, 1, "Dogs and cats"),
    "rename it by case": lambda shelf: albums.rename(shelf.db, 1, "PETS"),
    "remove an album": lambda shelf: albums.remove(shelf.db, 1),
    "put into an album": lambda shelf: albums.add(shelf.db, 1, [shelf.ids["owl.jpg"]]),
    "order an album": lambda shelf: albums.move(shelf.db, 1, [shelf.ids["dog.jpg"]], shelf.ids["cat.jpg"]),
    "take out of an album": lambda shelf: albums.take_out(shelf.db, 1, [shelf.ids["cat.jpg"]]),
    "save a search": lambda shelf: searches.save(shelf.db, "Cats", "tag:cat"),
    "change a search": lambda shelf: searches.change(shelf.db, 1, "owl", "name"),
    "rename a search": lambda shelf: searches.rename(shelf.db, 1, "Birds"),
    "remove a search": lambda shelf: searches.remove(shelf.db, 1),
    "apart": lambda shelf: apart.say_apart(shelf.db, shelf.ids.values()),
    "take in": lambda shelf: words.take(shelf.db, _from_elsewhere(shelf)),
}


def _from_elsewhere(shelf: Shelf) -> Iterator[wordbook.Word]:
    of = words.photos(shelf.db, shelf.ids.values())
    yield wordbook.Word(of[shelf.ids["cat.jpg"]], "tag", "cat", "rejected", 2_000_000_000 - 10**9)
    yield wordbook.Word(of[shelf.ids["owl.jpg"]], "tag", "night", "added", 5)
    away = of[shelf.ids["owl.jpg"]]._replace(identity=b"\7" * 16, path="away.jpg")
    yield wordbook.Word(away, "in album", "Pets", "3.0", 7)
    yield wordbook.Word(away, "note", "rating", "3", 7)


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """Some photos with words of every kind, said long ago, so that what is said now is told from it."""
    long_ago = time.time() - 1000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: long_ago)
        _fill(shelf)
    return shelf


def _fill(shelf: Shelf) -> None:
    for name in ("cat", "dog", "owl"):
        shelf.put(f"{name}.jpg", [(name, 0.9), ("animal", 0.5)])
    cat, dog, owl = shelf.ids.values()
    edits.judge(shelf.db, [cat, owl], "seen", "added")
    edits.describe(shelf.db, [dog], "en", "It barks.")
    notes.rate(shelf.db, [cat], 3)
    notes.pick(shelf.db, [dog])
    albums.create(shelf.db, "Pets", [cat, dog])
    searches.save(shelf.db, "Owls", "tag:owl")
    away = words.photos(shelf.db, [cat])[cat]._replace(identity=b"\1" * 16, path="gone.jpg")
    words.take(shelf.db, [wordbook.Word(away, "in album", "Pets", "9.0", 3)])


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_verb_is_taken_back_and_done_again_exactly(verb: Verb, filled: Shelf, home: Home) -> None:
    before = content(filled.db)
    verb(filled)
    after = content(filled.db)
    assert after != before
    for _ in range(2):
        undone = history.undo(filled.db)
        assert (content(filled.db), undone.kept, undone.things) == (before, frozenset(), 0)
        history.redo(filled.db)
        assert content(filled.db) == after
    written = {word.key: word.said for word in said_again(home)}
    assert written == {word.key: word.said for word in words.export(filled.db)}


def test_everything_is_taken_back_in_order_also_after_a_restart(filled: Shelf, home: Home) -> None:
    states = [content(filled.db)]
    first = history.newest(filled.db)[0]
    assert first is not None
    for name in ("tag", "rename an album", "remove an album", "rate", "reject", "remove a search", "apart"):
        VERBS[name](filled)
        states.append(content(filled.db))
    filled.db.close()
    db = open_writer(home)
    try:
        for state in reversed(states[:-1]):
            history.undo(db)
            assert content(db) == state
        db.close()
        db = open_writer(home)
        for state in states[1:]:
            history.redo(db)
            assert content(db) == state
        assert history.go_to(db, first.deed_id).deeds == 7
        assert content(db) == states[0]
        history.go_to(db, history.deeds(db)[0].deed_id)
        assert content(db) == states[-1]
        history.go_to(db, 0)
        assert [len(content(db)[table]) for table in PARTS] == [0] * len(PARTS)
        with pytest.raises(PhotoorgError, match="nothing to undo"):
            history.undo(db)
        with pytest.raises(PhotoorgError, match="no step 999"):
            history.go_to(db, 999)
    finally:
        db.close()


def test_a_new_deed_drops_those_that_were_taken_back(filled: Shelf) -> None:
    notes.rate(filled.db, [1], 1)
    history.undo(filled.db)
    notes.rate(filled.db, [1], 2)
    assert history.newest(filled.db)[1] is None
    with pytest.raises(PhotoorgError, match="nothing to redo"):
        history.redo(filled.db)


def test_a_verb_that_changes_nothing_is_no_deed(filled: Shelf) -> None:
    before = history.deeds(filled.db)
    edits.judge(filled.db, [filled.ids["dog.jpg"]], "nothing of it", None)
    albums.take_out(filled.db, 1, [filled.ids["owl.jpg"]])
    assert history.deeds(filled.db) == before


def test_what_something_else_changed_since_stays_and_is_told(filled: Shelf) -> None:
    cat, dog, owl = filled.ids.values()
    notes.label(filled.db, [cat, dog, owl], "red")
    with writing(filled.db):  # no deed: as words of words.jsonl are brought in
        filled.db.conn.execute("UPDATE notes SET value = 'blue', at = 7 WHERE photo_id = ? AND about = 'label'", (cat,))
    undone = history.undo(filled.db)
    assert undone.kept == {cat}
    assert notes.notes_on(filled.db, [cat, dog, owl])[cat].label == "blue"
    assert undone.changes.photos == {dog, owl}


def test_an_album_in_which_something_came_since_stays(filled: Shelf) -> None:
    owl = filled.ids["owl.jpg"]
    albums.create(filled.db, "Sea", [])
    with writing(filled.db):
        filled.db.conn.execute("INSERT INTO album_photos VALUES (2, ?, 1.0, 5)", (owl,))
    undone = history.undo(filled.db)
    assert (undone.things, [one.name for one in albums.albums(filled.db)]) == (1, ["Pets", "Sea"])


def test_what_is_told_may_stop_it_and_all_is_as_before(filled: Shelf, home: Home) -> None:
    notes.rate(filled.db, filled.ids.values(), 5)
    before, size = content(filled.db), home.words.stat().st_size

    def stop(done: int, total: int) -> None:
        assert total == 2
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        history.undo(filled.db, stop)
    assert (content(filled.db), home.words.stat().st_size) == (before, size)
    told: list[tuple[int, int]] = []
    history.undo(filled.db, lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_a_verb_that_fails_leaves_no_deed(filled: Shelf) -> None:
    before = history.deeds(filled.db)
    with suppress(ZeroDivisionError), words.speaking(filled.db) as spoken:
        words.say_among(filled.db, spoken, [1], "note", "rating", "1")
        raise ZeroDivisionError
    assert history.deeds(filled.db) == before
    notes.rate(filled.db, [2], 4)
    assert history.deeds(filled.db)[0].photos == 1


def test_steps_that_are_no_words_are_given_back(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[Step, Way]] = []

    def hear(_db: Database, step: Step, way: Way) -> Changes:
        heard.append((step, way))
        return Changes(frozenset(step.ids))

    monkeypatch.setitem(history.APPLIERS, "swapped", hear)
    with words.speaking(shelf.db, Deed("words")):
        history_record.add_step(shelf.db, "swapped", "k", [4, 5], [b"\1"], None)
    assert history.deeds(shelf.db)[0].photos == 2
    assert history.undo(shelf.db).changes.photos == {4, 5}
    history.redo(shelf.db)
    step = Step("k", [4, 5], [b"\1"], None)
    assert heard == [(step, "back"), (step, "forth")]


def test_the_oldest_make_way(filled: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_record, "most_bytes", lambda _db: 400)
    for stars in (1, 2, 3, 4, 5):
        notes.rate(filled.db, filled.ids.values(), stars)
    kept = history.deeds(filled.db)
    assert 0 < len(kept) < 5
    assert sum(deed.size for deed in kept) <= 400
    monkeypatch.setattr(history_record, "most_bytes", lambda _db: 1)
    notes.rate(filled.db, filled.ids.values(), 1)
    assert len(history.deeds(filled.db)) == 1


def test_each_deed_has_a_sentence(filled: Shelf) -> None:
    for verb in VERBS.values():
        verb(filled)
        history.undo(filled.db)
        done = history.newest(filled.db)[1]
        assert done is not None
        assert done.verb in deeds.VERBS
        assert "{" not in done.sentence
        history.redo(filled.db)
        history.undo(filled.db)
    assert history.sentence("tag", {"tag": "cat"}, 1) == "Tagged 1 photo 'cat'"
    assert history.sentence("of another photoorg", {}, 5312) == "Changed what was said of 5,312 photos"


@pytest.mark.parametrize("table", PARTS)
def test_what_a_row_was_is_found_by_its_key(shelf: Shelf, table: str) -> None:
    """Else each of many words of one deed would be looked for among all of them."""
    history_parts.listen(shelf.db)
    same = PARTS[table].keys[0]
    plan = shelf.db.conn.execute(
        f"EXPLAIN QUERY PLAN SELECT 1 FROM main.{table} t CROSS JOIN temp.was_{table} w WHERE w.k0 = t.{same}"  # noqa: S608
    )
    assert "SEARCH w USING PRIMARY KEY" in str(plan.fetchall())
