"""Indexing a library that is there already: other settings, newer readings, more tasks, other roots."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from working import Library, picture, quick_task

from photoorg import volumes
from photoorg.library import browse, catalog, fields, places
from photoorg.library.edits import judge
from photoorg.library.store import Database, writing
from photoorg.outcomes import PhotoorgError
from photoorg.work import belt

Copy = Callable[[Path, int], list[Path]]


def test_another_threshold_changes_tags_without_looking_again(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 10)
    library.run()
    assert len(library.names("picture")) == 10
    assert len(library.names("dark OR bright")) == 10
    looked, library.least = library.counter.looked, 0.8
    library.run()
    assert library.names("dark OR bright") == []
    assert len(library.names("picture")) == 10
    first = library.photo("000.jpg")
    shown = browse.details(library.db, first)
    assert shown is not None
    assert [tag.name for tag in shown.tags] == ["picture"]
    library.least = 0.3
    library.run()
    assert len(library.names("dark OR bright")) == 10
    assert library.counter.looked == looked


def test_a_newer_reading_reaches_files_that_are_known(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_photos(library.photos, 3)
    library.run()
    with writing(library.db):
        library.db.conn.execute("UPDATE photos SET width = 1, taken_at = 5")
    library.run()
    assert library.names("width:1") == library.names()
    looked = library.counter.looked
    monkeypatch.setattr(fields, "READING_VERSION", fields.READING_VERSION + 1)
    library.run()
    assert library.names("width:320") == library.names("picture -taken:1970") == library.names()
    assert library.counter.looked == looked
    assert library.run().title == "0 read, 3 unchanged."


def test_only_the_task_that_is_new_gets_its_pictures_prepared(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 5)
    library.run()
    prepared = library.counter.prepared
    library.tasks = (quick_task(), quick_task("other"))
    library.run()
    library.check()
    assert library.counter.prepared - prepared == 5


@pytest.mark.parametrize("sizes", [(100,), (33, 33, 33)])
def test_batches_larger_than_the_backlog(
    library: Library, small_photos: Copy, sizes: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(belt, "MOST_BYTES", 32 * 4 * 4 * 3 * 4)
    small_photos(library.photos, 80)
    library.tasks = tuple(replace(quick_task(f"task {place}"), batch_size=size) for place, size in enumerate(sizes))
    assert library.run().counts["problems"] == 0
    library.check()


def test_an_error_of_the_worst_kind_is_one_files_problem(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Panic(BaseException):
        """What native decoders raise."""

    def read_unless(path: Path, _known: object, **_limits: object) -> None:
        raise Panic(path.name)

    small_photos(library.photos, 3)
    monkeypatch.setattr("photoorg.work.reading.read_unless", read_unless)
    assert library.run().title == "3 read, 0 unchanged, 3 with problems."
    assert all("stumbled" in reason for reason in library.problems().values())
    assert len(caplog.records) == 3


def test_a_folder_above_one_that_is_known(library: Library) -> None:
    picture(library.photos / "trip" / "a.jpg")
    picture(library.photos / "b.jpg", (1, 2, 3))
    library.run(library.photos / "trip")
    library.run()
    tree = {Path(folder.path).name: folder for folder in browse.folders(library.db)}
    assert tree["trip"].parent_id == tree["photos"].folder_id
    assert tree["trip"].is_root
    assert (tree["trip"].photos, tree["photos"].photos) == (1, 1)
    assert library.run(library.photos / "trip", library.photos).title == "0 read, 2 unchanged."


def index_known(library: Library) -> str:
    from working import drain

    from photoorg.work.index import index

    return drain(index(library.db, (), library.workshop()))[1].title


def test_of_the_known_folders_one_that_is_away_does_not_keep_the_others_back(library: Library, tmp_path: Path) -> None:
    other = tmp_path / "other"
    picture(library.photos / "a.jpg")
    picture(other / "b.jpg", (1, 2, 3))
    library.run(library.photos, other)
    library.photos.rename(tmp_path / "away")
    picture(other / "c.jpg", (9, 2, 3))
    assert index_known(library) == "1 read, 1 unchanged, 1 missing, 1 with problems."
    assert library.names() == ["b.jpg", "c.jpg"]
    (tmp_path / "away").rename(library.photos)
    assert index_known(library) == "0 read, 3 unchanged."
    assert library.problems() == {}


def test_another_drive_in_the_place_of_one_is_left_alone(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(library.photos / "a.jpg")
    library.run()
    shutil.rmtree(library.photos)
    library.photos.mkdir()
    table, below = volumes.read_table(), volumes.seen_through(library.photos)
    assert below is not None
    monkeypatch.setattr(
        volumes, "read_table", lambda: f"{table}\n9999 {below.number} 0:99 / {library.photos} rw - nfs nas:/p rw"
    )
    assert index_known(library) == "0 read, 0 unchanged, 1 not connected."
    assert library.names() == ["a.jpg"]
    assert len(places.roots(library.db)) == 1


def test_a_folder_that_was_renamed_takes_its_photos_along(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 4)
    library.run()
    looked = library.counter.looked
    new = library.photos.with_name("renamed")
    library.photos.rename(new)
    assert library.run(new).title == "0 read, 0 unchanged, 4 moved, 4 missing."
    found = browse.cards(library.db, [library_id for (library_id,) in library.db.conn.execute("SELECT id FROM photos")])
    assert {Path(card.path).parent for card in found.values()} == {new}
    assert library.counter.looked == looked


def test_names_that_a_camera_uses_again(library: Library, small_photos: Copy) -> None:
    card = library.photos / "card"
    for path in small_photos(card, 12):
        path.rename(card / f"IMG_{path.stem}.jpg")
    library.run()
    before = {path.name: library.photo(f"card/{path.name}") for path in card.iterdir()}
    for name, photo_id in before.items():
        judge(library.db, [photo_id], f"my {name[:7]}", "added")
    card.rename(library.photos / "archive")
    for number, name in enumerate(before):
        picture(card / name, (number, 2 * number, 99))
    library.run()
    for name, photo_id in before.items():
        assert library.photo(f"archive/{name}") == photo_id
        assert library.names(f'"my {name[:7]}"') == [name]
    library.check()


def test_one_photo_that_cannot_be_stored_does_not_keep_back_the_rest(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    small_photos(library.photos, 5)
    plain = catalog.save_reading

    def save_reading(db: Database, file: catalog.FileRecord, photo: catalog.PhotoRecord) -> int:
        if file.name == "002.jpg":
            plain(db, file, photo)
            raise OverflowError("Python int too large to convert to SQLite INTEGER")
        return plain(db, file, photo)

    monkeypatch.setattr(catalog, "save_reading", save_reading)
    assert library.run().title == "5 read, 0 unchanged, 1 with problems."
    assert library.names() == ["000.jpg", "001.jpg", "003.jpg", "004.jpg"]
    assert "report" in library.problems()["002.jpg"]
    assert "Could not store" in caplog.text
    monkeypatch.undo()
    assert library.run().title == "1 read, 4 unchanged."
    library.check()


def test_the_librarys_own_folders_hold_no_photos(library: Library, small_photos: Copy) -> None:
    library.home = library.photos
    small_photos(library.photos, 3)
    assert library.run().title == "3 read, 0 unchanged."
    assert library.run().title == "0 read, 3 unchanged."
    with pytest.raises(PhotoorgError, match="belongs to photoorg itself"):
        library.run(library.photos / "cache")


def test_nothing_is_stored_in_a_library_that_was_deleted(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 3)
    library.run()
    (library.home / "library.db").rename(library.home / "elsewhere.db")
    with pytest.raises(PhotoorgError, match="deleted or replaced"):
        judge(library.db, [1], "mine", "added")
