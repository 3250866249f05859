"""What the catalogue keeps when files come, change, move and go, and what people and models say of them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from shelf import MODEL, Shelf, identity_of, seconds

from photoorg.library import browse, catalog, places, tagged
from photoorg.library.due import tasks_due, waiting
from photoorg.library.edits import judge
from photoorg.library.lost import lost_photos
from photoorg.library.shown import Because
from photoorg.library.store import Database, health, writing
from photoorg.outcomes import Changes, PhotoorgError, Problem

DOG = [("dog", 0.8), ("animal", 0.9)]


@pytest.fixture(autouse=True)
def still_sound(db: Database) -> object:
    """Whatever a test does, the tables must fit together afterwards."""
    yield
    assert health(db) == "ok"
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    wrong = db.conn.execute(
        "SELECT p.id FROM photos p JOIN files f ON f.id = p.file_id WHERE f.photo_id IS NOT p.id OR f.missing_since"
    )
    assert wrong.fetchall() == [], "a photo's first file is a present file of its own"
    derived = db.conn.execute("SELECT * FROM photo_tag ORDER BY tag_id, photo_id").fetchall()
    with writing(db):
        tagged.refresh(db, [photo_id for (photo_id,) in db.conn.execute("SELECT id FROM photos")])
    assert db.conn.execute("SELECT * FROM photo_tag ORDER BY tag_id, photo_id").fetchall() == derived


def due(shelf: Shelf, version: str = "1") -> list[int]:
    folders = [folder.folder_id for folder in browse.folders(shelf.db)]
    return [one.photo_id for block, _ in waiting(shelf.db, {"classify": version}, folders) for one in block]


def lost(shelf: Shelf, versions: dict[str, str]) -> dict[bytes, int]:
    return {identity: one.photo_id for identity, one in lost_photos(shelf.db, versions).items()}


def paths(shelf: Shelf, photo_id: int) -> tuple[list[str], list[str]]:
    found = browse.details(shelf.db, photo_id)
    assert found is not None
    return [Path(path).name for path in found.paths], [Path(path).name for path in found.missing]


def verdicts(shelf: Shelf, photo_id: int) -> dict[str, str]:
    found = browse.details(shelf.db, photo_id)
    assert found is not None
    return {tag.name: tag.verdict for tag in found.tags if tag.verdict}


def place(shelf: Shelf, name: str, photo_id: int, folder: str = "") -> None:
    record = shelf.record(name, folder)
    with writing(shelf.db):
        catalog.save_place(shelf.db, record, photo_id)


# --- files and photos


def test_the_same_content_twice_is_one_photo(shelf: Shelf) -> None:
    first = shelf.put("a.jpg", DOG, content="same")
    assert shelf.put("b.jpg", content="same", folder="copies") == first
    assert paths(shelf, first) == (["a.jpg", "b.jpg"], [])
    assert due(shelf) == []
    assert browse.totals(shelf.db).photos == 1
    assert browse.totals(shelf.db).files == 2


def test_the_same_file_again_changes_nothing(shelf: Shelf) -> None:
    first = shelf.put("a.jpg", DOG)
    assert shelf.put("a.jpg") == first
    assert paths(shelf, first) == (["a.jpg"], [])
    assert due(shelf) == []


def test_a_moved_file_keeps_everything(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG, content="one")
    judge(shelf.db, [photo_id], "Rex", "added")
    shelf.miss("a.jpg")
    assert shelf.names("dog") == []
    assert lost(shelf, {"classify": "1"}) == {identity_of("one"): photo_id}
    place(shelf, "b.jpg", photo_id, "elsewhere")
    assert shelf.names("dog Rex") == ["b.jpg"]
    assert due(shelf) == []
    assert lost(shelf, {"classify": "1"}) == {}
    # and a change of the moved file is not taken for that of one of two copies
    assert shelf.put("b.jpg", folder="elsewhere", content="two") == photo_id
    assert verdicts(shelf, photo_id) == {"Rex": "added"}


def test_a_photo_with_tasks_due_is_not_merely_moved(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG, content="one")
    shelf.miss("a.jpg")
    assert lost(shelf, {"classify": "2"}) == {}
    assert lost(shelf, {}) == {identity_of("one"): photo_id}
    assert shelf.put("b.jpg", content="one") == photo_id
    assert due(shelf, "2") == [photo_id]


def test_a_file_moved_over_another(shelf: Shelf) -> None:
    cat = shelf.put("a.jpg", [("cat", 0.9)], content="cat")
    dog = shelf.put("b.jpg", DOG, content="dog")
    judge(shelf.db, [dog], "Rex", "added")
    shelf.miss("a.jpg")
    place(shelf, "b.jpg", cat)
    assert shelf.names("cat") == ["b.jpg"]
    assert shelf.names("dog") == []
    assert verdicts(shelf, cat) == {}
    assert verdicts(shelf, dog) == {"Rex": "added"}
    assert shelf.put("c.jpg", content="dog") == dog
    assert shelf.names("dog Rex") == ["c.jpg"]


def test_files_that_exchange_their_names(shelf: Shelf) -> None:
    cat = shelf.put("a.jpg", [("cat", 0.9)], content="cat")
    dog = shelf.put("b.jpg", DOG, content="dog")
    judge(shelf.db, [dog], "Rex", "added")
    judge(shelf.db, [cat], "Tom", "added")
    assert shelf.put("a.jpg", content="dog") == dog
    assert shelf.put("b.jpg", content="cat") == cat
    assert (shelf.names("cat"), shelf.names("dog")) == (["b.jpg"], ["a.jpg"])
    assert (verdicts(shelf, cat), verdicts(shelf, dog)) == ({"Tom": "added"}, {"Rex": "added"})
    assert due(shelf) == []


def test_changed_content_is_the_same_photo_looked_at_again(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG, "2024-01-01T00:00:00", content="before")
    judge(shelf.db, [photo_id], "Rex", "added")
    judge(shelf.db, [photo_id], "animal", "rejected")
    assert shelf.put("a.jpg", taken="2024-01-01T00:00:00", content="after", facts={"width": 9}) == photo_id
    assert due(shelf) == [photo_id]
    assert shelf.names("Rex width:9") == ["a.jpg"]
    shelf.find(photo_id, [("cat", 0.7), ("animal", 0.9)])
    assert shelf.tags(photo_id) == ["Rex", "cat"]


def test_another_photo_under_a_name_that_is_used_again_inherits_nothing(shelf: Shelf) -> None:
    old = shelf.put("a.jpg", DOG, "2024-01-01T00:00:00", content="before")
    judge(shelf.db, [old], "Rex", "added")
    new = shelf.put("a.jpg", taken="2024-01-02T00:00:00", content="after")
    assert verdicts(shelf, new) == {}
    assert paths(shelf, old) == ([], [])
    assert shelf.put("archive.jpg", content="before") == old
    assert shelf.names("Rex") == ["archive.jpg"]


def test_without_dates_the_words_stay_with_the_place_and_with_the_old_content(shelf: Shelf) -> None:
    old = shelf.put("a.png", DOG, None, content="before")
    judge(shelf.db, [old], "Rex", "added")
    new = shelf.put("a.png", taken=None, content="after")
    assert verdicts(shelf, new) == verdicts(shelf, old) == {"Rex": "added"}
    assert shelf.put("archive.png", taken=None, content="before") == old
    assert shelf.put("a.png", taken=None, content="third") != new
    assert shelf.names("Rex") == ["a.png", "archive.png"]


def test_without_dates_what_has_moved_takes_its_words_along(shelf: Shelf) -> None:
    old = shelf.put("a.png", DOG, None, content="before")
    judge(shelf.db, [old], "Rex", "added")
    assert shelf.put("archive.png", taken=None, content="before") == old
    new = shelf.put("a.png", taken=None, content="after")
    assert (verdicts(shelf, old), verdicts(shelf, new)) == ({"Rex": "added"}, {})
    assert paths(shelf, old) == (["archive.png"], [])


def test_changed_content_of_one_of_two_copies(shelf: Shelf) -> None:
    old = shelf.put("a.jpg", DOG, content="before")
    shelf.put("b.jpg", content="before")
    judge(shelf.db, [old], "Rex", "added")
    new = shelf.put("a.jpg", content="after")
    assert new != old
    assert (paths(shelf, old), paths(shelf, new)) == ((["b.jpg"], []), (["a.jpg"], []))
    assert verdicts(shelf, old) == verdicts(shelf, new) == {"Rex": "added"}
    assert shelf.tags(old) == ["Rex", "animal", "dog"]
    assert due(shelf) == [new]


def test_changed_content_while_a_copy_is_away(shelf: Shelf) -> None:
    old = shelf.put("a.jpg", DOG, content="before")
    shelf.put("b.jpg", content="before")
    judge(shelf.db, [old], "Rex", "added")
    shelf.miss("a.jpg")
    new = shelf.put("b.jpg", content="after")
    assert verdicts(shelf, new) == {"Rex": "added"}
    back = shelf.file_id("a.jpg")
    assert back is not None
    with writing(shelf.db):
        places.choose_first_files(shelf.db, places.mark_present(shelf.db, [back]))
    assert paths(shelf, old) == (["a.jpg"], []), "what comes back is what it was, not what the copy has become"
    assert paths(shelf, new) == (["b.jpg"], [])
    assert shelf.names("dog") == ["a.jpg"]


def test_vanished_and_returned(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG)
    judge(shelf.db, [photo_id], "Rex", "added")
    shelf.miss("a.jpg")
    assert (shelf.names(""), shelf.names("dog is:missing")) == ([], [""])
    assert paths(shelf, photo_id) == ([], ["a.jpg"])
    assert browse.totals(shelf.db).missing == 1
    file_id = shelf.file_id("a.jpg")
    assert file_id is not None
    with writing(shelf.db):
        assert places.mark_present(shelf.db, [file_id]) == {photo_id}
        places.choose_first_files(shelf.db, [photo_id])
    assert shelf.names("dog Rex") == ["a.jpg"]
    assert due(shelf) == []


def test_the_first_of_two_copies_vanishes(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG, content="same")
    shelf.put("b.jpg", content="same")
    shelf.miss("a.jpg")
    assert shelf.names("dog") == ["b.jpg"]
    assert paths(shelf, photo_id) == (["b.jpg"], ["a.jpg"])


def test_a_file_that_could_be_read_and_now_cannot(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG)
    record = shelf.record("a.jpg", size=7)
    with writing(shelf.db):
        catalog.save_file(shelf.db, record, None)
    assert shelf.names("dog") == ["a.jpg"], "the photo is kept with what is known"
    assert shelf.put("a.jpg", content="mended", size=9) == photo_id


@pytest.mark.parametrize(
    "name",
    [
        "new\nline.jpg", "it's \"quoted\".jpg", "-rf.jpg", "trailing .jpg", "🐕‍🦺.jpg", "bad\udcff\udcfe.jpg",
        "x" * 251 + ".jpg", "tab\t.jpg",
    ],
)  # fmt: skip
def test_odd_names(name: str, shelf: Shelf) -> None:
    photo_id = shelf.put(name, DOG, folder="odd \udcff folder/日本")
    (path,) = browse.details(shelf.db, photo_id).paths  # type: ignore[union-attr]
    assert browse.photo_at(shelf.db, path) == photo_id
    assert shelf.put(name, folder="odd \udcff folder/日本") == photo_id
    assert browse.cards(shelf.db, [photo_id])[photo_id].path == path
    with writing(shelf.db):
        catalog.save_problems(shelf.db, [Problem(path, "read", "No.")])
    assert browse.problems(shelf.db, path) == browse.problems(shelf.db) == [Problem(path, "read", "No.")]
    assert browse.details(shelf.db, photo_id).problems == (Problem(path, "read", "No."),)  # type: ignore[union-attr]
    with writing(shelf.db):
        catalog.clear_problems(shelf.db, [path])
    assert browse.problems(shelf.db) == []
    shelf.miss(name, "odd \udcff folder/日本")
    assert shelf.names("") == []


def test_composed_and_decomposed_names_are_two_files(shelf: Shelf) -> None:
    shelf.put("caf\u00e9.jpg", content="same")
    shelf.put("cafe\u0301.jpg", content="same")
    assert browse.totals(shelf.db).files == 2


def test_folders(shelf: Shelf) -> None:
    shelf.put("a.jpg", folder="2024/05/04")
    shelf.put("b.jpg", folder="2024")
    shelf.put("c.jpg", folder="2024", content="2024/b.jpg")
    shelf.put("d.jpg", folder="2024 and more")
    found = {Path(folder.path).relative_to(shelf.mount).as_posix(): folder for folder in browse.folders(shelf.db)}
    assert {path: folder.photos for path, folder in found.items()} == {
        ".": 0, "2024": 1, "2024 and more": 1, "2024/05": 0, "2024/05/04": 1,
    }  # fmt: skip
    assert found["2024/05/04"].parent_id == found["2024/05"].folder_id
    assert found["2024"].parent_id == found["."].folder_id
    assert [path for path, folder in found.items() if folder.is_root] == ["."]
    assert places.roots(shelf.db) == [shelf.mount]
    below = places.known_files(shelf.db, shelf.volume, f"{shelf.mount}/2024")
    assert sorted(name for files in below.values() for name in files) == ["a.jpg", "b.jpg", "c.jpg"]


def test_a_folder_that_becomes_a_root_stays_where_it_is(shelf: Shelf) -> None:
    inside = shelf.folder("2024/05")
    assert shelf.folder("2024/05", is_root=True) == inside
    assert shelf.folder("2024/05") == inside
    assert len(places.roots(shelf.db)) == 2


def test_a_volume_that_is_mounted_elsewhere(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", folder="trip")
    with writing(shelf.db):
        places.save_folder(shelf.db, places.Volume("test", "/elsewhere"), "/elsewhere/trip")
    assert browse.photo_at(shelf.db, "/elsewhere/trip/a.jpg") == photo_id
    assert browse.photo_at(shelf.db, f"{shelf.mount}/trip/a.jpg") is None


def test_a_date_that_the_photo_does_not_say(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", taken=None, mtime_ns=10**18)
    assert browse.details(shelf.db, photo_id).taken_source == "file"  # type: ignore[union-attr]
    photo_id = shelf.put("b.jpg", taken=None, mtime_ns=2**63 - 1)
    assert browse.details(shelf.db, photo_id) is not None
    photo_id = shelf.put("c.jpg", taken=None, mtime_ns=-(2**62))
    assert browse.details(shelf.db, photo_id) is not None
    assert len(shelf.names("", "taken")) == 3


# --- what models and people say


def _dumped(shelf: Shelf) -> list[str]:
    """All rows, without how often each was written."""
    copy = sqlite3.connect(":memory:")
    shelf.db.conn.backup(copy)
    copy.execute("DROP TRIGGER photos_changed")
    copy.execute("UPDATE photos SET changed = 0")
    lines = list(copy.iterdump())
    copy.close()
    return lines


def test_findings_twice_are_findings_once(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG)
    before = _dumped(shelf)
    shelf.find(photo_id, DOG)
    after = _dumped(shelf)
    assert {line for line in {*after} ^ {*before} if "analyses" not in line and '"marks"' not in line} == set()


def test_a_new_version_of_one_task_runs_that_task_alone(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG)
    shelf.find(photo_id, [("face", 0.5)], "7", "faces")
    versions = {"classify": "2", "faces": "7"}
    assert tasks_due(shelf.db, photo_id, versions) == ("classify",)
    assert due(shelf, "2") == [photo_id]
    shelf.find(photo_id, [("cat", 0.6)], "2")
    assert tasks_due(shelf.db, photo_id, versions) == ()
    assert shelf.tags(photo_id) == ["cat", "face"]
    assert due(shelf, "2") == []


def test_tasks_that_agree_give_one_tag_with_the_surer_confidence(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", [("dog", 0.4)])
    shelf.find(photo_id, [("dog", 0.7)], "1", "detect")
    assert browse.tags_of(shelf.db, [photo_id]) == {photo_id: [("dog", 0.7)]}
    shelf.find(photo_id, [], "2", "detect")
    assert browse.tags_of(shelf.db, [photo_id]) == {photo_id: [("dog", 0.4)]}


@pytest.mark.parametrize(
    ("verdict", "tag", "expected"),
    [
        ("rejected", "dog", {"animal": 0.9}),
        ("removed", "dog", {"animal": 0.9}),
        ("accepted", "dog", {"dog": 1.0, "animal": 0.9}),
        ("added", "Rex", {"Rex": 1.0, "dog": 0.8, "animal": 0.9}),
        ("added", "DOG", {"dog": 1.0, "animal": 0.9}),
        ("rejected", "cat", {"dog": 0.8, "animal": 0.9}),
    ],
)
def test_a_persons_word_wins_and_outlives_models(
    verdict: str, tag: str, expected: dict[str, float], shelf: Shelf
) -> None:
    photo_id = shelf.put("a.jpg", DOG)
    assert judge(shelf.db, [photo_id], tag, verdict) == Changes(frozenset([photo_id]), tags=True)  # type: ignore[arg-type]
    assert dict(browse.tags_of(shelf.db, [photo_id])[photo_id]) == expected
    for version in ("1", "2"):  # the same answer again, and a new model's that says the same
        shelf.find(photo_id, DOG, version)
        assert dict(browse.tags_of(shelf.db, [photo_id])[photo_id]) == expected
    judge(shelf.db, [photo_id], tag, None)
    assert dict(browse.tags_of(shelf.db, [photo_id])[photo_id]) == dict(DOG)


def test_a_rejected_suggestion_stays_known(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", DOG)
    judge(shelf.db, [photo_id], "dog", "rejected")
    assert shelf.names("dog") == []
    found = browse.details(shelf.db, photo_id)
    assert found is not None
    said = {tag.name: (tag.confidence, tag.because, tag.verdict, tag.shown, tag.specific) for tag in found.tags}
    assert said == {
        "dog": (0.8, (Because("classify", MODEL, "1", 0.8),), "rejected", False, False),
        "animal": (0.9, (Because("classify", MODEL, "1", 0.9),), None, True, True),
    }


def test_a_tag_needs_a_name(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg")
    for tag in ("", "  ", "\n\t"):
        with pytest.raises(PhotoorgError, match="A tag needs a name"):
            judge(shelf.db, [photo_id], tag, "added")
    judge(shelf.db, [photo_id], "  hot \n dog ", "added")
    assert shelf.tags(photo_id) == ["hot dog"]


@pytest.mark.parametrize("tag", ["a\0b", "bad\udcff"])
def test_a_tag_that_is_no_text(tag: str, shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg")
    with pytest.raises(PhotoorgError, match="cannot be kept"):
        judge(shelf.db, [photo_id], tag, "added")


def test_verdicts_on_many_photos_at_once(shelf: Shelf) -> None:
    ids = [shelf.put(f"{number}.jpg", DOG) for number in range(50)]
    judge(shelf.db, ids, "trip", "added")
    judge(shelf.db, [], "trip", "added")
    assert len(shelf.names("trip")) == 50
    judge(shelf.db, ids[:20], "trip", "removed")
    assert len(shelf.names("trip")) == 30


# --- problems and jobs


def test_problems_keep_the_newest_reason_of_each_stage(shelf: Shelf) -> None:
    with writing(shelf.db):
        catalog.save_problems(shelf.db, [Problem("/b", "read", "old"), Problem("/a", "stat", "first")])
        catalog.save_problems(shelf.db, [Problem("/b", "read", "new"), Problem("/b", "look", "other")])
    assert browse.problems(shelf.db) == [
        Problem("/a", "stat", "first"), Problem("/b", "look", "other"), Problem("/b", "read", "new"),
    ]  # fmt: skip
    with writing(shelf.db):
        catalog.clear_problems(shelf.db, ["/b"])
    assert browse.totals(shelf.db).problems == 1


def test_a_job_that_was_cut_off_is_noted_by_the_next(shelf: Shelf) -> None:
    with writing(shelf.db):
        catalog.start_job(shelf.db, "index", {"folders": ["/odd\udcff"]})
        second = catalog.start_job(shelf.db, "index", {})
        catalog.finish_job(shelf.db, second, "done", "2 read.")
    rows = shelf.db.conn.execute("SELECT state, outcome, finished_at IS NOT NULL, arguments FROM jobs ORDER BY id")
    assert [(state, outcome, ended, json.loads(said)) for state, outcome, ended, said in rows] == [
        ("interrupted", None, 1, {"folders": ["/odd\udcff"]}),
        ("done", "2 read.", 1, {}),
    ]


def test_what_is_not_there(shelf: Shelf) -> None:
    assert browse.details(shelf.db, 7) is None
    assert browse.photo_at(shelf.db, f"{shelf.mount}/no.jpg") is None
    assert browse.photo_at(shelf.db, "no.jpg") is None
    assert browse.photo_at(shelf.db, "") is None
    assert browse.cards(shelf.db, [7]) == {}
    assert browse.tags_of(shelf.db, [7]) == {}
    assert browse.totals(shelf.db) == browse.Totals(0, 0, 0, 0, 0, 0, 0)


def test_seconds_are_those_of_the_wall_clock() -> None:
    assert seconds("1970-01-02T00:00:00") == 86400


@pytest.mark.parametrize("tag", ["", "  ", "a\0b", "\ud800", "\x1b[31mred", "a\u202eb", "x" * 201])
def test_tags_that_cannot_be_kept(shelf: Shelf, tag: str) -> None:
    photo_id = shelf.put("a.jpg")
    with pytest.raises(PhotoorgError, match="tag"):
        judge(shelf.db, [photo_id], tag, "added")


def test_taking_back_a_word_that_nobody_said_makes_no_tag(shelf: Shelf) -> None:
    judge(shelf.db, [shelf.put("a.jpg")], "unheard of", None)
    assert browse.totals(shelf.db).tags == 0
