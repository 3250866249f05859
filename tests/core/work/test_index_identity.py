"""The same photo after its metadata, its name, its place or all of them have changed; and libraries of photoorg 1."""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from working import Library, drain, picture, spotter

from photoorg.library import browse, fields, search
from photoorg.library.edits import describe, judge
from photoorg.library.store import writing
from photoorg.media import decode
from photoorg.media.identity import CODED_SCHEME, FILE_SCHEME, Identity
from photoorg.work.index import index
from photoorg.work.scope import Spot

Copy = Callable[[Path, int], list[Path]]
_clock = iter(range(1, 1_000_000))


def say(path: Path, taken: str = "", orientation: int = 0, keyword: str = "") -> Path:
    """Write other EXIF and XMP into a JPEG, as an editor of metadata does: the picture is not coded again."""
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + keyword.encode() + b"</x:xmpmeta>"
    said = b"".join(b"\xff\xe1" + struct.pack(">H", len(one) + 2) + one for one in (exif.tobytes(), xmp))
    data = path.read_bytes()
    while data[2:4] == b"\xff\xe1":
        data = data[:2] + data[4 + struct.unpack(">H", data[4:6])[0] :]
    path.write_bytes(data[:2] + said + data[2:])
    later(path)
    return path


def later(path: Path) -> None:
    """A time that no file had before."""
    os.utime(path, (1_700_000_000 + next(_clock),) * 2)


def photos(library: Library) -> int:
    return int(library.db.conn.execute("SELECT COUNT(*) FROM photos").fetchone()[0])


def facts(library: Library, photo_id: int) -> dict[str, object]:
    found = browse.details(library.db, photo_id)
    assert found is not None
    return {field.name: value for field, value in found.facts}


def words(library: Library, photo_id: int) -> dict[str, str]:
    found = browse.details(library.db, photo_id)
    assert found is not None
    return {tag.name: tag.verdict for tag in found.tags if tag.verdict}


# --- metadata, names and places


def test_a_keyword_written_elsewhere_makes_no_second_photo(library: Library) -> None:
    path = say(picture(library.photos / "a.jpg"), "2020:01:02 03:04:05")
    library.run()
    photo_id = library.photo("a.jpg")
    judge(library.db, [photo_id], "mine", "added")
    say(path, "2021:06:07 08:09:10", keyword="summer")
    assert library.run().title == "1 read, 0 unchanged."
    assert (photos(library), library.photo("a.jpg")) == (1, photo_id)
    assert library.names("mine taken:2021") == ["a.jpg"], "the facts are new"
    assert (library.counter.prepared, library.counter.looked) == (1, 1), "no model is asked, or its picture made"
    assert library.run().title == "0 read, 1 unchanged."
    library.check()


def test_moved_renamed_and_edited_at_once(library: Library) -> None:
    path = say(picture(library.photos / "a.jpg"), "2020:01:02 03:04:05")
    picture(library.photos / "b.jpg", (1, 2, 3))
    library.run()
    photo_id = library.photo("a.jpg")
    judge(library.db, [photo_id], "mine", "added")
    (library.photos / "deep").mkdir()
    say(path.rename(library.photos / "deep" / "other.jpg"), "2021:06:07 08:09:10", keyword="summer")
    library.run()
    assert library.photo("deep/other.jpg") == photo_id
    assert library.names("mine taken:2021") == ["other.jpg"]
    assert (library.counter.prepared, library.counter.looked) == (2, 2)
    found = browse.details(library.db, photo_id)
    assert found is not None
    assert found.missing == ()
    library.check()


def test_what_has_only_moved_is_not_decoded(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = picture(library.photos / "a.jpg")
    library.run()
    monkeypatch.setattr("photoorg.work.reading.read_unless", decode.read_unless)  # in this process
    monkeypatch.setattr("photoorg.media.decode._decode", None)
    path.rename(library.photos / "b.jpg")
    assert library.run().title == "0 read, 0 unchanged, 1 moved, 1 missing."
    assert library.problems() == {}


def test_a_photo_turned_by_its_metadata_is_looked_at_again(library: Library) -> None:
    library.tasks = (*library.tasks, spotter("detect", "person"))
    path = say(picture(library.photos / "a.jpg"), "2020:01:02 03:04:05", 1)
    library.run()
    photo_id = library.photo("a.jpg")
    before = browse.cards(library.db, [photo_id])[photo_id].identity
    judge(library.db, [photo_id], "mine", "added")
    looked = library.counter.looked
    say(path, "2020:01:02 03:04:05", 6)
    library.run()
    library.check()
    assert (photos(library), library.photo("a.jpg")) == (1, photo_id)
    assert library.counter.looked == 2 * looked
    assert library.names("mine width:48 height:64 people:1 picture") == ["a.jpg"]
    card = browse.cards(library.db, [photo_id])[photo_id]
    assert card.identity != before, "what is on screen is asked for anew"
    with Image.open(library.workshop().thumbnails.path(card.identity)) as thumbnail:
        assert thumbnail.size == (48, 64)
    looked = library.counter.looked
    say(path, "2020:01:02 03:04:05", 6, keyword="more")
    library.run()
    assert library.counter.looked == looked


def test_moved_and_turned_is_looked_at_again(library: Library) -> None:
    path = say(picture(library.photos / "a.jpg"), orientation=1)
    library.run()
    photo_id = library.photo("a.jpg")
    say(path.rename(library.photos / "b.jpg"), orientation=8)
    library.run()
    library.check()
    assert (library.photo("b.jpg"), library.counter.looked) == (photo_id, 2)


def test_a_lossless_rotation_is_the_same_photo_by_place_and_time(library: Library) -> None:
    path = say(picture(library.photos / "a.jpg"), "2020:01:02 03:04:05")
    library.run()
    photo_id = library.photo("a.jpg")
    judge(library.db, [photo_id], "mine", "added")
    say(picture(path, size=(48, 64)), "2020:01:02 03:04:05")
    library.run()
    library.check()
    assert (photos(library), library.photo("a.jpg")) == (1, photo_id)
    assert library.names("mine width:48") == ["a.jpg"]
    assert library.counter.looked == 2


def test_copies_that_say_different_things_are_one_photo(library: Library) -> None:
    first = say(picture(library.photos / "a.jpg"), "2020:01:02 03:04:05")
    library.run()
    second = say(Path(shutil.copy2(first, library.photos / "b.jpg")), "2021:06:07 08:09:10", 6)
    library.run()
    third = Path(shutil.copy2(first, library.photos / "c.jpg"))
    library.run()
    library.check()
    photo_id = library.photo("a.jpg")
    assert (photos(library), library.photo("b.jpg"), library.photo("c.jpg")) == (1, photo_id, photo_id)
    assert library.names("taken:2020 width:64 is:copied") == ["a.jpg"], "the first one's word counts"
    assert library.counter.looked == 1
    first.unlink()
    assert library.run().title == "1 read, 1 unchanged, 1 missing.", "what another place says of it was not stored"
    assert library.names("taken:2021 width:48") == ["b.jpg"]
    library.run()
    library.check()
    second.unlink()
    library.run()
    library.run()
    assert library.names("taken:2020 width:64") == ["c.jpg"]
    third.unlink()
    library.run()
    assert library.names() == []


def test_exact_copies_are_not_read_again_when_the_first_one_goes(library: Library) -> None:
    first = say(picture(library.photos / "a.jpg"), "2020:01:02 03:04:05")
    shutil.copy2(first, library.photos / "b.jpg")
    library.run()
    first.unlink()
    assert library.run().title == "0 read, 1 unchanged, 1 missing."


def test_reading_again_keeps_what_the_scan_saw(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = picture(library.photos / "a.jpg")
    (library.photos / "a.mov").write_bytes(b"moving")
    library.run()
    monkeypatch.setattr(fields, "READING_VERSION", fields.READING_VERSION + 1)
    assert library.run().title == "1 read, 0 unchanged."
    assert library.names("is:live") == ["a.jpg"]
    (row,) = library.db.conn.execute("SELECT inode, stem, companion FROM files").fetchall()
    assert row == (path.stat().st_ino, "a", "a.mov")


def test_a_photo_that_cannot_be_read_again_is_tried_once(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = picture(library.photos / "a.jpg")
    library.run()
    info = path.stat()
    path.write_bytes(bytes(info.st_size))
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
    monkeypatch.setattr(fields, "READING_VERSION", fields.READING_VERSION + 1)
    assert library.run().title == "1 read, 0 unchanged, 1 with problems."
    assert library.run().title == "0 read, 1 unchanged."
    assert library.names("picture") == ["a.jpg"]


# --- libraries of photoorg 1


def file_identity(data: bytes, _kind: str, *, older: bool = False) -> Identity:
    return Identity(FILE_SCHEME, hashlib.sha256(data).digest()[:16])


@pytest.fixture
def index_as_before(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Index as photoorg 1 did."""

    def run() -> None:
        with monkeypatch.context() as patched:
            patched.setattr("photoorg.work.reading.read_unless", decode.read_unless)  # in this process
            patched.setattr("photoorg.media.decode.identity_of", file_identity)
            patched.setattr(fields, "READING_VERSION", 1)
            library.run()
        library.db.conn.execute("UPDATE photos SET orientation = NULL")
        library.db.conn.execute("UPDATE files SET stem = NULL")
        library.db.conn.commit()

    yield run
    library.check()
    schemes = library.db.conn.execute("SELECT DISTINCT identity_scheme FROM photos WHERE file_id IS NOT NULL")
    assert schemes.fetchall() in ([], [(CODED_SCHEME,)])


def test_known_photos_take_the_new_identity(
    library: Library, small_photos: Copy, index_as_before: Callable[[], None]
) -> None:
    small_photos(library.photos, 5)
    shutil.copy2(library.photos / "000.jpg", library.photos / "copy.jpg")
    index_as_before()
    ids = {name: library.photo(name) for name in ("000.jpg", "001.jpg", "002.jpg", "003.jpg", "004.jpg")}
    judge(library.db, ids.values(), "mine", "added")
    library.counter.prepared = 0
    thumbnails = library.workshop().thumbnails
    assert library.run().title == "5 read, 1 unchanged."
    assert {name: library.photo(name) for name in ids} == ids
    assert library.photo("copy.jpg") == ids["000.jpg"]
    assert (photos(library), library.counter.looked, library.counter.prepared) == (5, 5, 0)
    assert thumbnails.usage()[0] == 5, "no thumbnail is left under a name that is not used any more"
    for name in ids:
        say(library.photos / name, keyword=name)
    library.run()
    assert (photos(library), library.counter.looked, len(library.names("mine"))) == (5, 5, 5)
    assert library.run().title == "0 read, 6 unchanged."


def two_that_are_one(library: Library, index_as_before: Callable[[], None]) -> tuple[int, int]:
    first = say(picture(library.photos / "a.jpg"), "2020:01:02 03:04:05")
    say(Path(shutil.copy2(first, library.photos / "b.jpg")), "2020:01:02 03:04:05", keyword="summer")
    index_as_before()
    assert photos(library) == 2
    return library.photo("a.jpg"), library.photo("b.jpg")


def test_two_photos_that_were_one_are_joined(library: Library, index_as_before: Callable[[], None]) -> None:
    first, second = two_that_are_one(library, index_as_before)
    judge(library.db, [first], "Rex", "added")
    judge(library.db, [second], "Tom", "added")
    for photo_id, verdict, at in ((first, "rejected", 50), (second, "accepted", 60)):
        judge(library.db, [photo_id], "picture", verdict)
        with writing(library.db):
            library.db.conn.execute("UPDATE verdicts SET at = ? WHERE photo_id = ?", (at, photo_id))
    describe(library.db, [first], "en", "the first")
    describe(library.db, [second], "it", "la seconda")
    looked = library.counter.looked
    library.run()
    assert library.workshop().thumbnails.usage()[0] == 1
    (photo_id,) = search.search(library.db, "").ids.tolist()
    assert photo_id in {first, second}
    assert library.photo("a.jpg") == library.photo("b.jpg") == photo_id
    assert words(library, photo_id) == {"Rex": "added", "Tom": "added", "picture": "accepted"}
    found = browse.details(library.db, photo_id)
    assert found is not None
    assert {language: one.text for language, one in found.sentences.items() if one.own} == {
        "en": "the first", "it": "la seconda",
    }  # fmt: skip
    assert library.counter.looked == looked
    assert library.run().title == "0 read, 2 unchanged."


def test_a_photo_that_was_away_is_known_when_it_returns(
    library: Library, index_as_before: Callable[[], None], tmp_path: Path
) -> None:
    path = say(picture(library.photos / "a.jpg"), "2020:01:02 03:04:05")
    other = say(picture(library.photos / "b.jpg", (9, 9, 9)), "2020:01:02 03:04:06")
    index_as_before()
    ids = library.photo("a.jpg"), library.photo("b.jpg")
    judge(library.db, ids, "mine", "added")
    for one in (path, other):
        shutil.move(one, tmp_path / one.name)
    library.run()
    assert library.names() == []
    shutil.move(tmp_path / "a.jpg", library.photos / "renamed.jpg")
    shutil.move(tmp_path / "b.jpg", library.photos / "b.jpg")
    library.run()
    assert (library.photo("renamed.jpg"), library.photo("b.jpg")) == ids
    assert library.names("mine") == ["b.jpg", "renamed.jpg"]
    assert (photos(library), library.counter.looked) == (2, 2)


def test_an_original_in_a_busy_folder_keeps_its_words(library: Library) -> None:
    """While watching, the folder where its edit took its place is looked at first."""
    path = say(picture(library.photos / "in" / "a.jpg"), "2020:01:02 03:04:05")
    (library.photos / "busy").mkdir()
    library.run()
    judge(library.db, [library.photo("in/a.jpg")], "mine", "added")
    path.rename(library.photos / "busy" / "b.jpg")
    say(picture(path, (1, 2, 3)), "2020:01:02 03:04:05")
    for folder in ("in", "busy"):
        drain(index(library.db, (), library.workshop(), [Spot(str(library.photos / folder))]))
    assert library.names("mine") == ["a.jpg", "b.jpg"]
    library.check()


def test_an_edited_copy_comes_before_the_one_that_was_away(
    library: Library, index_as_before: Callable[[], None], tmp_path: Path
) -> None:
    path = say(picture(library.photos / "a.jpg"), "2020:01:02 03:04:05")
    index_as_before()
    judge(library.db, [library.photo("a.jpg")], "mine", "added")
    shutil.move(path, tmp_path / "a.jpg")
    library.run()
    say(Path(shutil.copy2(tmp_path / "a.jpg", library.photos / "new.jpg")), "2021:01:02 03:04:05")
    library.run()
    judge(library.db, [library.photo("new.jpg")], "yours", "added")
    assert photos(library) == 2, "nobody can tell yet"
    shutil.move(tmp_path / "a.jpg", path)
    library.run()
    library.run()
    assert photos(library) == 1
    assert words(library, library.photo("a.jpg")) == {"mine": "added", "yours": "added"}


def test_joined_while_models_are_at_work(library: Library, index_as_before: Callable[[], None]) -> None:
    two_that_are_one(library, index_as_before)
    library.tasks = (*library.tasks, spotter("detect", "person"))
    library.run()
    library.run()
    assert photos(library) == 1
