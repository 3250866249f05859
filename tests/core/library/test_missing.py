"""What is missing and what is offline; forgetting, and taking folders out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shelf import Shelf

from photoorg.library import browse, catalog, edits, missing, places, search
from photoorg.library.missing import Missing
from photoorg.library.removal import remove_root
from photoorg.library.roots import roots_of
from photoorg.library.store import writing
from photoorg.outcomes import PhotoorgError, Problem


def disconnect(shelf: Shelf, online: int = 0) -> None:
    with writing(shelf.db):
        shelf.db.conn.execute("UPDATE volumes SET online = ?, label = 'Travels'", (online,))


def age(shelf: Shelf, name: str, since: int) -> None:
    with writing(shelf.db):
        shelf.db.conn.execute("UPDATE files SET missing_since = ? WHERE name = ?", (since, name))


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


# --- missing


def test_what_is_missing_is_listed_with_what_it_carries(shelf: Shelf) -> None:
    there, gone = shelf.put("there.jpg", [("cat", 0.9)]), shelf.put("gone.jpg", [("dog", 0.9)])
    edits.judge(shelf.db, [there, gone], "holiday", "added")
    edits.describe(shelf.db, [gone], "en", "Us by the sea.")
    edits.say_alt(shelf.db, [gone], "it", "Noi al mare.")
    shelf.miss("gone.jpg")
    (one,) = missing.missing(shelf.db)
    assert (one.photo_id, one.paths, one.offline) == (gone, (f"{shelf.mount}/gone.jpg",), False)
    assert one.since > 1_700_000_000
    assert (one.tags, one.sentences) == ((("holiday", "added"),), {"en": "Us by the sea."})
    assert one.identity == browse.cards(shelf.db, [gone])[gone].identity
    assert one.notes == {"alt text (it)": "Noi al mare."}
    assert missing.carried(shelf.db, [gone]) == missing.Carried(1, 1, 1, 1)


def test_one_with_a_copy_is_not_missing_and_all_its_places_are_told(shelf: Shelf) -> None:
    shelf.put("one.jpg", content="same")
    shelf.put("two.jpg", content="same")
    shelf.miss("one.jpg")
    assert missing.missing(shelf.db) == []
    shelf.miss("two.jpg")
    age(shelf, "one.jpg", 10)
    age(shelf, "two.jpg", 20)
    (one,) = missing.missing(shelf.db)
    assert [Path(path).name for path in one.paths] == ["two.jpg", "one.jpg"]
    assert one.since == 20


def test_the_newest_loss_first_in_pages(shelf: Shelf) -> None:
    for number in range(7):
        shelf.put(f"{number}.jpg")
        shelf.miss(f"{number}.jpg")
        age(shelf, f"{number}.jpg", 100 + number // 2)
    pages: list[list[Missing]] = [missing.missing(shelf.db, 3)]
    while pages[-1]:
        pages.append(missing.missing(shelf.db, 3, pages[-1][-1]))
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    together = [one for page in pages for one in page]
    assert together == missing.missing(shelf.db, 0)
    assert [one.since for one in together] == [103, 102, 102, 101, 101, 100, 100]


def test_a_photo_that_another_was_saved_over_has_no_place(shelf: Shelf) -> None:
    first = shelf.put("a.jpg", taken=None)
    edits.judge(shelf.db, [first], "mine", "added")
    shelf.put("a.jpg", taken=None, content="other", mtime_ns=2)
    (one,) = missing.missing(shelf.db)
    assert (one.photo_id, one.paths, one.since, one.offline) == (first, (), 0, False)


# --- offline


def test_offline_is_not_missing(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("cat", 0.9)])
    disconnect(shelf)
    assert missing.missing(shelf.db) == []
    assert shelf.names("cat") == shelf.names("is:offline") == shelf.names("") == ["a.jpg"]
    card = browse.cards(shelf.db, [photo])[photo]
    assert (card.offline, card.path) == (True, f"{shelf.mount}/a.jpg")
    details = browse.details(shelf.db, photo)
    assert details is not None
    assert (details.offline, details.drive, details.paths) == (True, "Travels", (f"{shelf.mount}/a.jpg",))
    totals = browse.totals(shelf.db)
    assert (totals.photos, totals.offline, totals.missing) == (1, 1, 0)
    assert [(folder.online, folder.drive) for folder in browse.folders(shelf.db)] == [(False, "Travels")]
    disconnect(shelf, online=1)
    assert shelf.names("is:offline") == []
    assert not browse.cards(shelf.db, [photo])[photo].offline
    assert browse.totals(shelf.db).offline == 0


def test_offline_and_missing_by_search(shelf: Shelf) -> None:
    shelf.put("gone.jpg")
    shelf.put("there.jpg")
    shelf.miss("gone.jpg")
    disconnect(shelf)
    assert search.search(shelf.db, "is:missing").ids.tolist() == [shelf.ids["gone.jpg"]]
    assert shelf.names("is:offline") == ["there.jpg"]
    assert shelf.names("-is:offline") == []
    (one,) = missing.missing(shelf.db)
    assert one.offline, "nobody can look there now"


def test_the_place_that_is_connected_comes_first(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", content="same")
    volume = places.Volume("other", "/other")
    with writing(shelf.db):
        folder = places.save_folder(shelf.db, volume, "/other/album", is_root=True)
        catalog.save_place(shelf.db, catalog.FileRecord(folder, "b.jpg", 1, 1), photo)
        shelf.db.conn.execute("UPDATE volumes SET online = 0 WHERE uid = 'test'")
    details = browse.details(shelf.db, photo)
    assert details is not None
    assert [Path(path).name for path in details.paths] == ["b.jpg", "a.jpg"]
    assert not details.offline


# --- forgetting


def test_forgetting_takes_everything_and_keeps_the_words_in_a_file(shelf: Shelf, tmp_path: Path) -> None:
    kept = tmp_path / "forgotten.jsonl"
    name = "gr\u00fc\u00dfe \udcff.jpg"
    gone, there = shelf.put(name, [("dog", 0.9)]), shelf.put("there.jpg")
    edits.judge(shelf.db, [gone], "holiday", "added")
    edits.judge(shelf.db, [gone], "dog", "rejected")
    edits.describe(shelf.db, [gone], "it", "Noi al mare.")
    shelf.miss(name)
    identity = browse.cards(shelf.db, [gone])[gone].identity
    done = missing.forget(shelf.db, [gone, gone], kept)
    assert done.identities == (identity,)
    assert done.changes.photos == {gone}
    assert missing.missing(shelf.db) == []
    assert browse.details(shelf.db, gone) is None
    assert browse.details(shelf.db, there) is not None
    assert shelf.db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in ("files", "verdicts", "sentences", "photo_tag", "suggestions", "analyses", "vectors", "evidence"):
        assert shelf.db.conn.execute(f"SELECT 1 FROM {table} WHERE photo_id = ?", (gone,)).fetchall() == []  # noqa: S608
    found = lines(kept)
    assert [(line["photo"], line["volume"], line["path"]) for line in found] == [(identity.hex(), "test", name)] * 3
    said = [(line.get("tag"), line.get("verdict"), line.get("language"), line.get("text")) for line in found]
    assert said == [
        ("dog", "rejected", None, None), ("holiday", "added", None, None), (None, None, "it", "Noi al mare."),
    ]  # fmt: skip
    assert all(line["at"] for line in found)


def test_forgetting_goes_on_after_a_line_cut_short(shelf: Shelf, tmp_path: Path) -> None:
    kept = tmp_path / "forgotten.jsonl"
    kept.write_text('{"identity":"ab"}\n{"iden')
    gone = shelf.put("a.jpg")
    edits.judge(shelf.db, [gone], "x", "added")
    shelf.miss("a.jpg")
    missing.forget(shelf.db, [gone], kept)
    assert len(kept.read_text().splitlines()) == 3
    assert json.loads(kept.read_text().splitlines()[2])["tag"] == "x"


@pytest.mark.parametrize("offline", [False, True])
def test_what_is_there_or_offline_is_never_forgotten(offline: bool, shelf: Shelf, tmp_path: Path) -> None:
    gone, there = shelf.put("gone.jpg"), shelf.put("there.jpg")
    edits.judge(shelf.db, [gone, there], "x", "added")
    shelf.miss("gone.jpg")
    if offline:
        disconnect(shelf)
    why = "Travels, which is not connected" if offline else "there.jpg is there"
    with pytest.raises(PhotoorgError, match=why):
        missing.forget(shelf.db, [gone, there], tmp_path / "kept")
    assert browse.totals(shelf.db).verdicts == 2
    assert not (tmp_path / "kept").exists()


def test_nothing_is_forgotten_where_the_words_cannot_be_kept(shelf: Shelf, tmp_path: Path) -> None:
    gone = shelf.put("gone.jpg")
    edits.judge(shelf.db, [gone], "x", "added")
    shelf.miss("gone.jpg")
    with pytest.raises(PhotoorgError, match=r"Nothing was forgotten, for .* cannot be written"):
        missing.forget(shelf.db, [gone], tmp_path)
    assert [one.photo_id for one in missing.missing(shelf.db)] == [gone]


def test_missing_photos_by_path(shelf: Shelf) -> None:
    for folder, name in (("trip", "a.jpg"), ("trip/day", "b.jpg"), ("tripod", "c.jpg")):
        shelf.put(name, folder=folder)
        shelf.miss(name, folder)
    found = missing.missing_ids(shelf.db, f"{shelf.mount}/trip")
    assert found == [shelf.ids["a.jpg"], shelf.ids["b.jpg"]]
    assert missing.missing_ids(shelf.db, f"{shelf.mount}/trip/a.jpg") == [shelf.ids["a.jpg"]]
    assert len(missing.missing_ids(shelf.db)) == 3


# --- taking a folder out


def test_a_folder_taken_out_waits_and_comes_back(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("cat", 0.9)], folder="trip")
    edits.judge(shelf.db, [photo], "mine", "added")
    broken = shelf.record("broken.jpg", "trip")
    with writing(shelf.db):
        catalog.save_file(shelf.db, broken, None)
        catalog.save_problems(shelf.db, [Problem(f"{shelf.mount}/trip/broken.jpg", "read", "It is broken.")])
    changes = remove_root(shelf.db, shelf.mount)
    assert (changes.photos, changes.folders) == ({photo}, True)
    assert (places.roots(shelf.db), browse.folders(shelf.db), browse.problems(shelf.db)) == ([], [], [])
    assert [one.photo_id for one in missing.missing(shelf.db)] == [photo]
    known = places.known_files(shelf.db, shelf.volume, shelf.mount)[f"{shelf.mount}/trip"]
    assert list(known) == ["a.jpg"], "what could not be read is tried anew when it comes back"
    shelf.folder(is_root=True)
    with writing(shelf.db):
        places.choose_first_files(shelf.db, places.mark_present(shelf.db, [known["a.jpg"].file_id]))
    assert shelf.names("mine cat") == ["a.jpg"]
    assert [folder.path for folder in browse.folders(shelf.db)] == [shelf.mount, f"{shelf.mount}/trip"]


def test_what_lies_in_another_folder_of_the_library_stays(shelf: Shelf) -> None:
    inner = shelf.put("inner.jpg", folder="trip/day")
    outer = shelf.put("outer.jpg", folder="trip")
    shelf.folder("trip/day", is_root=True)
    assert remove_root(shelf.db, shelf.mount).photos == {outer}
    assert shelf.names("") == ["inner.jpg"]
    (folder,) = browse.folders(shelf.db)
    assert (folder.path, folder.parent_id, folder.photos) == (f"{shelf.mount}/trip/day", None, 1)
    assert [(root.path, root.photos, root.missing) for root in roots_of(shelf.db)] == [(folder.path, 1, 0)]
    assert inner


def test_an_inner_folder_taken_out_changes_no_photo(shelf: Shelf) -> None:
    shelf.folder("trip", is_root=True)
    shelf.put("a.jpg", folder="trip")
    assert remove_root(shelf.db, f"{shelf.mount}/trip").photos == frozenset()
    assert places.roots(shelf.db) == [shelf.mount]
    assert shelf.names("") == ["a.jpg"]
    assert [(folder.path, folder.is_root) for folder in browse.folders(shelf.db)] == [
        (shelf.mount, True), (f"{shelf.mount}/trip", False),
    ]  # fmt: skip


def test_only_a_folder_of_the_library_is_taken_out(shelf: Shelf) -> None:
    shelf.put("a.jpg", folder="trip")
    with pytest.raises(PhotoorgError, match="no folder of the library"):
        remove_root(shelf.db, f"{shelf.mount}/trip")
    assert search.count(shelf.db, "") == 1


def test_how_it_stands_with_each_folder(shelf: Shelf) -> None:
    for name in ("a.jpg", "b.jpg"):
        shelf.put(name, folder="trip")
    shelf.miss("b.jpg", "trip")
    shelf.folder("trip", is_root=True)
    (outer, inner) = roots_of(shelf.db)
    assert (outer.photos, outer.missing, inner.photos, inner.missing) == (1, 1, 1, 1)
    disconnect(shelf)
    assert [(root.online, root.drive) for root in roots_of(shelf.db)] == [(False, "Travels")] * 2
