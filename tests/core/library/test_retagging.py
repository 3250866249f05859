"""Newer models and what they would change: what waits, what does not, and a person's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from shelf import Shelf

from photoorg.library import (
    catalog,
    due,
    history,
    history_record,
    own_bars,
    own_tags,
    proposals,
    proposing,
    retagging,
    schema,
    tagged,
)
from photoorg.library.edits import judge
from photoorg.library.proposals import PhotoChange, TagChange
from photoorg.library.retag_sql import Answer
from photoorg.library.store import Database, health, writing
from photoorg.library.tagged import Rules
from photoorg.outcomes import Evidence, PhotoorgError, Suggestion, Understanding

ABOVE = {"beagle": frozenset({"dog", "animal"}), "dog": frozenset({"animal"}), "cat": frozenset({"animal"})}
RULES = Rules(0.5, {"beagle": 0.5, "cat": 0.5}, ABOVE, hold=True)
TABLES = (
    "photo_tag", "suggestions", "verdicts", "tag_bars", "proposed", "proposed_bars", "proposed_changes", "proposals",
    "retag_rows", "retag_bars",
)  # fmt: skip


@dataclass
class Seen:
    """Photos and the models that look at them: each with the versions of its tasks."""

    shelf: Shelf
    tasks: dict[str, str]
    rules: str = "rules 1"

    def look(self, photo_id: int, *tags: tuple[str, float], because: str = "classify") -> None:
        """Every task looks, and all together make that of it."""
        db = self.shelf.db
        with writing(db):
            found = [catalog.Finding(photo_id, task, now, task, Evidence()) for task, now in self.tasks.items()]
            catalog.save_findings(db, found)
            due.saw_all(db, [photo_id], self.tasks)
            guesses = tuple(Suggestion(name, sure, ((because, sure),)) for name, sure in tags)
            catalog.save_understandings(db, {photo_id: Understanding(guesses)}, self.rules)

    def put(self, name: str, *tags: tuple[str, float]) -> int:
        photo_id = self.shelf.put(name)
        self.look(photo_id, *tags)
        return photo_id

    def tags(self, photo_id: int) -> set[str]:
        return set(self.shelf.tags(photo_id))

    @property
    def waiting(self) -> dict[str, tuple[int, int, int]]:
        return {one.name: (one.gained, one.lost, one.moved) for one in proposals.diff(self.shelf.db).tags}

    def dump(self) -> Mapping[str, list[object]]:
        columns = "SELECT id, guessed_with, declined_with FROM photos ORDER BY id"
        found = {table: self.shelf.db.conn.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608
        return {**{name: sorted(rows, key=repr) for name, rows in found.items()},
                "photos": self.shelf.db.conn.execute(columns).fetchall()}  # fmt: skip


@pytest.fixture
def seen(shelf: Shelf) -> Seen:
    shelf.use(RULES)
    with writing(shelf.db):
        proposing.use_rules(shelf.db, RULES)
    return Seen(shelf, {"classify": "1"})


@pytest.fixture(autouse=True)
def still_sound(db: Database) -> object:
    """Whatever a test does, what is derived must be what would be derived anew."""
    yield
    assert health(db) == "ok"
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in ("photo_tag", "proposed_changes"):
        every = f"SELECT * FROM {table} ORDER BY tag_id, photo_id"  # noqa: S608 - a name from above
        before = db.conn.execute(every).fetchall()
        with writing(db):
            tagged.refresh(db, [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos")])
            proposing.compare(db)
        assert db.conn.execute(every).fetchall() == before


# --- what waits


def test_a_newer_model_changes_nothing_unasked(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("beagle", 0.9))
    seen.tasks = {"classify": "2"}
    seen.look(photo, ("cat", 0.8))
    assert seen.tags(photo) == {"beagle", "dog", "animal"}
    assert seen.waiting == {"beagle": (0, 1, 0), "dog": (0, 1, 0), "cat": (1, 0, 0)}


def test_new_photos_go_straight_in(seen: Seen) -> None:
    seen.put("a.jpg", ("beagle", 0.9))
    seen.tasks = {"classify": "2"}
    photo = seen.put("b.jpg", ("cat", 0.8))
    assert seen.tags(photo) == {"cat", "animal"}
    assert seen.waiting == {}


def test_without_the_setting_all_goes_straight_in(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("beagle", 0.9))
    seen.tasks = {"classify": "2"}
    seen.look(photo, ("cat", 0.8))
    with writing(seen.shelf.db):
        proposing.use_rules(seen.shelf.db, replace(RULES, hold=False))
    assert seen.tags(photo) == {"beagle", "dog", "animal"}
    assert retagging.let_in(seen.shelf.db, replace(RULES, hold=False))
    assert seen.tags(photo) == {"cat", "animal"}
    seen.tasks = {"classify": "3"}
    seen.look(photo, ("beagle", 0.9))
    assert seen.tags(photo) == {"beagle", "dog", "animal"}


@pytest.mark.parametrize("tags", [[("cat", 0.8)], [("cat", 0.85)], [("cat", 0.8), ("beagle", 0.4)]])
def test_where_nothing_is_seen_to_change_nothing_waits(seen: Seen, tags: list[tuple[str, float]]) -> None:
    photo = seen.put("a.jpg", ("cat", 0.8))
    seen.tasks = {"classify": "2"}
    seen.look(photo, *tags)
    assert seen.waiting == {}
    stored = "SELECT g.name, s.confidence FROM suggestions s JOIN tags g ON g.id = s.tag_id"
    assert sorted(seen.shelf.db.conn.execute(stored)) == sorted(tags)


def test_a_tag_that_is_much_surer_waits_too(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("cat", 0.6))
    seen.tasks = {"classify": "2"}
    seen.look(photo, ("cat", 0.9))
    assert seen.waiting == {"cat": (0, 0, 1)}, "and not what is above it"
    assert proposals.photos(seen.shelf.db, "cat") == [PhotoChange(photo, 0.6, 0.9)]


def test_new_rules_wait_as_new_models_do(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("cat", 0.8))
    seen.rules = "rules 2"
    seen.look(photo)
    assert seen.waiting == {"cat": (0, 1, 0), "animal": (0, 1, 0)}
    seen.look(photo, ("cat", 0.8))
    assert seen.waiting == {}, "the next ones say what is shown"


def test_what_a_first_look_finds_is_shown_and_what_it_denies_waits(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("beagle", 0.9))
    seen.tasks = {"classify": "1", "detect": "1"}
    seen.look(photo, ("cat", 0.8))
    assert seen.tags(photo) == {"beagle", "dog", "animal", "cat"}
    assert seen.waiting == {"beagle": (0, 1, 0), "dog": (0, 1, 0)}


def test_until_every_task_has_looked_nothing_waits(seen: Seen) -> None:
    photo = seen.shelf.put("a.jpg", [("cat", 0.8)])  # a run that was stopped in the middle
    assert seen.tags(photo) == {"cat", "animal"}
    seen.tasks = {"classify": "1", "detect": "1"}
    seen.look(photo, ("beagle", 0.9))
    assert seen.tags(photo) == {"beagle", "dog", "animal"}
    assert seen.waiting == {}


def test_an_edited_photo_is_new(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("beagle", 0.9))
    seen.tasks = {"classify": "2"}
    seen.look(photo)
    assert seen.shelf.put("a.jpg", content="edited") == photo
    assert seen.waiting == {}
    seen.look(photo, ("cat", 0.8))
    assert seen.tags(photo) == {"cat", "animal"}


def test_a_persons_word_carries_over(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("beagle", 0.9))
    judge(seen.shelf.db, [photo], "beagle", "accepted")
    judge(seen.shelf.db, [photo], "cat", "rejected")
    seen.tasks = {"classify": "2"}
    seen.look(photo, ("cat", 0.95))
    assert seen.waiting == {}, "nothing that a person said is touched"
    assert seen.tags(photo) == {"beagle", "dog", "animal"}


def test_a_word_said_meanwhile_is_heeded(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("beagle", 0.9))
    seen.tasks = {"classify": "2"}
    seen.look(photo, ("cat", 0.9))
    judge(seen.shelf.db, [photo], "beagle", "accepted")
    judge(seen.shelf.db, [photo], "cat", "rejected")
    assert seen.waiting == {}
    judge(seen.shelf.db, [photo], "cat", None)
    assert seen.waiting == {"cat": (1, 0, 0)}


def test_a_persons_own_bars_and_names_are_heeded(seen: Seen) -> None:
    db = seen.shelf.db
    photo = seen.put("a.jpg", ("beagle", 0.9))
    seen.tasks = {"classify": "2"}
    seen.look(photo, ("cat", 0.7))
    own_bars.set_bar(db, "cat", 0.8)
    assert set(seen.waiting) == {"beagle", "dog", "animal"}
    own_bars.set_bar(db, "cat", None)
    assert set(seen.waiting) == {"beagle", "dog", "cat"}
    own_tags.rename(db, "cat", "Tom")
    assert set(seen.waiting) - {"mammal"} == {"beagle", "dog", "Tom"}
    retagging.answer(db, "approve", ["Tom"])
    assert "Tom" in seen.tags(photo)
    for _ in range(2):
        history.undo(db)
    assert set(seen.waiting) == {"beagle", "dog", "cat"}


# --- bars


def test_newly_fitted_bars_wait_with_what_was_understood_by_them(seen: Seen) -> None:
    shown, hidden = seen.put("a.jpg", ("cat", 0.6)), seen.put("b.jpg", ("beagle", 0.7))
    newer = replace(RULES, bars={"beagle": 0.8, "cat": 0.4})
    with writing(seen.shelf.db):
        assert not proposing.use_rules(seen.shelf.db, newer)
    seen.rules = "rules 2"
    seen.look(shown, ("cat", 0.5), ("beagle", 0.1))
    seen.look(hidden, ("beagle", 0.7), ("cat", 0.45))
    assert (seen.tags(shown), seen.tags(hidden)) == ({"cat", "animal"}, {"beagle", "dog", "animal"})
    assert seen.waiting == {"beagle": (0, 1, 0), "dog": (0, 1, 0), "cat": (1, 0, 1)}
    with writing(seen.shelf.db):
        assert not proposing.use_rules(seen.shelf.db, newer), "the same are no news"
    retagging.answer(seen.shelf.db, "approve", ["cat"])
    assert tagged.bars_in_use(seen.shelf.db) == {"beagle": 0.5, "cat": 0.4}
    assert seen.tags(hidden) == {"beagle", "dog", "animal", "cat"}
    retagging.answer(seen.shelf.db, "decline")
    assert tagged.bars_in_use(seen.shelf.db) == {"beagle": 0.5, "cat": 0.4}
    with writing(seen.shelf.db):
        assert not proposing.use_rules(seen.shelf.db, newer), "what was not wanted does not come back"
    assert seen.waiting == {}


def test_bars_that_change_nothing_are_taken_in_the_end(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("cat", 0.6))
    with writing(seen.shelf.db):
        proposing.use_rules(seen.shelf.db, replace(RULES, bars={"beagle": 0.5, "cat": 0.3}))
    seen.rules = "rules 2"
    seen.look(photo, ("cat", 0.55))
    assert retagging.finish(seen.shelf.db)
    assert tagged.bars_in_use(seen.shelf.db) == {"beagle": 0.5, "cat": 0.3}
    assert not retagging.finish(seen.shelf.db)
    assert not proposing.waits(seen.shelf.db)


def test_a_target_that_a_person_chooses_holds_at_once(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("cat", 0.6))
    with writing(seen.shelf.db):
        proposing.use_rules(seen.shelf.db, replace(RULES, bars={"cat": 0.7}))
    assert seen.tags(photo) == {"cat", "animal"}
    with writing(seen.shelf.db):
        proposing.use_rules(seen.shelf.db, replace(RULES, target=0.9, bars={"cat": 0.8}))
    assert seen.tags(photo) == set()


# --- answers


@pytest.fixture
def two(seen: Seen) -> tuple[int, int]:
    """A photo of a beagle that is to be a cat, and one of nothing that is to be a beagle."""
    photos = seen.put("a.jpg", ("beagle", 0.9), ("rex", 0.2)), seen.put("b.jpg", ("rex", 0.1))
    seen.tasks = {"classify": "2"}
    seen.look(photos[0], ("cat", 0.8), ("rex", 0.3))
    seen.look(photos[1], ("beagle", 0.7))
    return photos


def test_all_is_approved(seen: Seen, two: tuple[int, int]) -> None:
    assert proposals.diff(seen.shelf.db).photos == 2
    changes = retagging.answer(seen.shelf.db, "approve")
    assert changes.photos == set(two)
    assert changes.tags
    assert [seen.tags(photo) for photo in two] == [{"cat", "animal"}, {"beagle", "dog", "animal"}]
    assert seen.waiting == {}
    assert not proposing.waits(seen.shelf.db)
    with pytest.raises(PhotoorgError, match="Nothing waits"):
        retagging.answer(seen.shelf.db, "approve")


def test_nothing_is_approved_and_the_same_is_not_proposed_again(seen: Seen, two: tuple[int, int]) -> None:
    retagging.answer(seen.shelf.db, "decline")
    seen.look(two[0], ("cat", 0.8), ("rex", 0.3))
    assert seen.waiting == {}
    assert [seen.tags(photo) for photo in two] == [{"beagle", "dog", "animal"}, set()]
    seen.tasks = {"classify": "3"}
    seen.look(two[0], ("cat", 0.8))
    assert seen.waiting["cat"] == (1, 0, 0), "a newer one may ask again"


def test_by_tag(seen: Seen, two: tuple[int, int]) -> None:
    retagging.answer(seen.shelf.db, "approve", ["cat"])
    assert seen.tags(two[0]) == {"beagle", "dog", "animal", "cat"}
    assert seen.tags(two[1]) == set()
    assert "cat" not in seen.waiting
    retagging.answer(seen.shelf.db, "decline", ["beagle"])
    assert "beagle" not in seen.waiting
    assert [seen.tags(photo) for photo in two] == [{"beagle", "dog", "animal", "cat"}, set()]


def test_a_tag_comes_and_goes_with_its_kinds(seen: Seen, two: tuple[int, int]) -> None:
    retagging.answer(seen.shelf.db, "approve", ["dog"])
    assert [seen.tags(photo) for photo in two] == [set(), {"beagle", "dog", "animal"}]
    assert seen.waiting == {"cat": (1, 0, 0), "animal": (1, 0, 0)}


def test_a_name_that_nothing_is_proposed_for(seen: Seen, two: tuple[int, int]) -> None:
    with pytest.raises(PhotoorgError, match="nothing about 'ship'"):
        retagging.answer(seen.shelf.db, "approve", ["ship"])


def test_one_that_is_stopped_changes_nothing(seen: Seen, two: tuple[int, int]) -> None:
    before = seen.dump()

    def told(done: int, total: int) -> None:
        assert total == 4
        if done > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retagging.answer(seen.shelf.db, "approve", None, told)
    assert seen.dump() == before


def teach(seen: Seen, photo: int, model: str = "1") -> None:
    """As if a tag had been taught with a classifier of that version, and had been found on a photo."""
    db = seen.shelf.db
    with writing(db):
        tag = tagged.tag_ids(db, ["our bottle"])["our bottle"]
        db.conn.execute("INSERT INTO taught (name, model, at) VALUES ('our bottle', ?, 1)",
                        (f'{{"version": "1.{model}.x", "estimates": []}}',))  # fmt: skip
        db.conn.execute("INSERT INTO suggestions VALUES (?, ?, 0.9, ?)", (photo, tag, '[["taught",0.9]]'))
        tagged.refresh(db, [photo])
        proposing.compare(db, [photo])


def test_what_was_taught_meanwhile_is_not_lost(seen: Seen) -> None:
    photo = seen.put("a.jpg", ("beagle", 0.9))
    seen.tasks = {"classify": "2"}
    seen.look(photo, ("cat", 0.8))
    teach(seen, photo)
    assert "our bottle" not in seen.waiting
    retagging.answer(seen.shelf.db, "approve")
    assert seen.tags(photo) == {"cat", "animal", "our bottle"}


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("bottle", [[], [("our bottle", 0.2)]])
def test_what_was_taught_outlives_a_newer_model(seen: Seen, holds: bool, bottle: list[tuple[str, float]]) -> None:
    photo, other = seen.put("a.jpg", ("beagle", 0.9)), seen.put("b.jpg", ("cat", 0.9))
    teach(seen, photo)
    with writing(seen.shelf.db):
        proposing.use_rules(seen.shelf.db, replace(RULES, hold=holds))
    seen.tasks = {"classify": "2"}
    seen.look(other, ("cat", 0.9))
    seen.look(photo, ("beagle", 0.92), *bottle)
    assert seen.waiting == {}
    assert seen.tags(photo) == {"beagle", "dog", "animal", "our bottle"}


def test_pages(seen: Seen) -> None:
    photos = [seen.put(f"{number}.jpg", ("cat", 0.9 - number / 100)) for number in range(5)]
    seen.tasks = {"classify": "2"}
    for photo in photos:
        seen.look(photo)
    assert proposals.diff(seen.shelf.db).tags == (TagChange("animal", 0, 5, 0), TagChange("cat", 0, 5, 0))
    assert [one.photo_id for one in proposals.photos(seen.shelf.db, "cat", "lost", 2, 1)] == photos[1:3]
    assert len(proposals.photos(seen.shelf.db, "cat", limit=0)) == 5
    assert proposals.photos(seen.shelf.db, "cat", "gained") == []


# --- taken back


@pytest.mark.parametrize("tags", [None, ["cat"], ["beagle"], ["dog", "cat"]])
@pytest.mark.parametrize("answer", ["approve", "decline"])
def test_an_answer_is_taken_back_and_given_again_exactly(
    seen: Seen, two: tuple[int, int], answer: Answer, tags: list[str] | None
) -> None:
    db = seen.shelf.db
    before = seen.dump()
    retagging.answer(db, answer, tags)
    after = seen.dump()
    assert after["photo_tag"] != before["photo_tag"] or answer == "decline"
    for _ in range(2):
        done = history.undo(db)
        assert seen.dump() == before
        assert done.changes.tags
        history.redo(db)
        assert seen.dump() == after


def test_answers_with_bars_are_taken_back_in_order(seen: Seen) -> None:
    db = seen.shelf.db
    photos = [seen.put("a.jpg", ("cat", 0.6)), seen.put("b.jpg", ("beagle", 0.7)), seen.put("c.jpg", ("cat", 0.45))]
    with writing(db):
        proposing.use_rules(db, replace(RULES, bars={"beagle": 0.8, "cat": 0.4}))
    seen.rules = "rules 2"
    seen.look(photos[0], ("cat", 0.6), ("beagle", 0.9))
    seen.look(photos[1], ("beagle", 0.7))
    seen.look(photos[2], ("cat", 0.45))
    dumps = [seen.dump()]
    for answer, tags in (("approve", ["cat"]), ("decline", ["beagle"])):
        retagging.answer(db, answer, tags)  # type: ignore[arg-type]
        dumps.append(seen.dump())
    assert not proposing.waits(db), "with the last one all is answered to"
    for dump in reversed(dumps[:-1]):
        history.undo(db)
        assert seen.dump() == dump
    for dump in dumps[1:]:
        history.redo(db)
        assert seen.dump() == dump
    assert [done.sentence for done in history.deeds(db)] == [
        "Kept 'beagle' on 2 photos as before newer models", "Took over what newer models say of 'cat' on 1 photo",
    ]  # fmt: skip


def test_a_photo_that_is_seen_anew_since_is_left_as_it_is(seen: Seen, two: tuple[int, int]) -> None:
    retagging.answer(seen.shelf.db, "approve")
    seen.tasks = {"classify": "3"}
    seen.look(two[0], ("cat", 0.79))
    history.undo(seen.shelf.db)
    assert seen.tags(two[0]) == {"cat", "animal"}
    assert seen.tags(two[1]) == set()


def test_what_the_history_has_no_more_takes_no_room(seen: Seen, two: tuple[int, int]) -> None:
    db = seen.shelf.db
    retagging.answer(db, "approve")
    history.undo(db)
    retagging.answer(db, "decline", ["cat"])
    retagging.answer(db, "approve")
    assert db.conn.execute("SELECT COUNT(*) FROM retag_steps").fetchone() == (2,)


def test_what_an_answer_replaced_counts_and_goes_with_its_deed(
    seen: Seen, two: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = seen.shelf.db
    retagging.answer(db, "approve")
    rows = sum(db.conn.execute(f"SELECT COUNT(*) FROM {one}").fetchone()[0] for one in ("retag_rows", "retag_photos"))  # noqa: S608
    assert rows > 2
    assert db.conn.execute("SELECT size FROM history ORDER BY id DESC LIMIT 1").fetchone()[0] >= 40 * rows
    monkeypatch.setattr(history_record, "most_bytes", lambda _db: 0)
    judge(db, [two[0]], "wolf", "added")
    assert db.conn.execute("SELECT COUNT(*) FROM retag_steps").fetchone() == (0,)
    assert db.conn.execute("SELECT COUNT(*) FROM retag_rows").fetchone() == (0,)


def test_a_library_of_before_knows_with_what_its_guesses_were_made(seen: Seen) -> None:
    """What the migration stores is what indexing would."""
    seen.tasks = {"detect": "1", "classify": "2"}
    photo = seen.put("a.jpg", ("cat", 0.8))
    db = seen.shelf.db
    before = db.conn.execute("SELECT guessed_with FROM photos").fetchone()
    text = schema.OWN
    filling = text[text.index("INSERT INTO seen_as") : text.index("-- What a person answered to proposals")]
    with writing(db):
        db.conn.execute("UPDATE photos SET guessed_with = NULL")
        schema._run(db, filling.replace("INSERT INTO", "INSERT OR IGNORE INTO"))
    assert db.conn.execute("SELECT guessed_with FROM photos").fetchone() == before
    seen.tasks = {"detect": "1", "classify": "3"}
    seen.look(photo)
    assert seen.waiting == {"cat": (0, 1, 0), "animal": (0, 1, 0)}
