"""What files say, taken in by an index: from the file and the sidecar beside it, again when one changes, and safely."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from working import Counter, Library, drain, picture

from photoorg.library import conflicts, file_due, history
from photoorg.library.file_words import Mine, mine_of, said_of, wanted_of
from photoorg.media import helper
from photoorg.media.limits import MediaError
from photoorg.media.saying import NOTHING, Said, said_json, sidecar_with
from photoorg.work import said_stage


def put(path: Path, *keywords: str, title: str = "", rating: int | None = None) -> Path:
    """Write a sidecar that says so."""
    texts = {"title": {"": title}} if title else {}
    said = Said(tuple(tuple(one.split("|")) for one in keywords), rating, texts=texts)
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_bytes(sidecar_with(None, NOTHING, said))
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))
    return path


def mine(library: Library, name: str) -> Mine:
    photo = library.photo(name)
    return mine_of(library.db, [photo]).get(photo, Mine())


def tags(library: Library, name: str) -> set[str]:
    return set(mine(library, name).yes.values())


@pytest.fixture
def photo(library: Library) -> Path:
    return picture(library.photos / "a.jpg")


def test_a_sidecar_is_taken_in_and_followed(library: Library, photo: Path) -> None:
    sidecar = put(photo.with_name("a.jpg.xmp"), "boat", "places|Italy|Rome", title="Harbour", rating=3)
    library.run()
    assert tags(library, "a.jpg") == {"boat", "Rome"}
    assert library.names("Italy") == ["a.jpg"]
    assert library.names("title:harbour rating:3") == ["a.jpg"]
    assert history.newest(library.db)[0] is None
    put(sidecar, "places|Italy|Rome", "regatta", rating=5)
    report = library.run()
    assert report.title == "0 read, 1 unchanged."
    assert library.counter.looked == 1
    assert tags(library, "a.jpg") == {"Rome", "regatta"}
    assert mine(library, "a.jpg").values == {("note", "rating"): "5"}
    newest = history.newest(library.db)[0]
    assert newest is not None
    assert newest.verb == "read files"
    library.check()


def test_what_the_file_itself_says_is_taken_in(library: Library) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x9C9E] = "A boat at the pier", "Ann", "boat;regatta".encode("utf-16-le")
    Image.new("RGB", (64, 48), (1, 2, 3)).save(library.photos / "a.jpg", exif=exif)
    library.run()
    assert tags(library, "a.jpg") == {"boat", "regatta"}
    assert mine(library, "a.jpg").values == {("sentence", "en"): "A boat at the pier", ("note", "creator"): "Ann"}


def test_nothing_is_read_twice(library: Library, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(photo.with_name("a.jpg.xmp"), "boat")
    picture(library.photos / "b.jpg", (1, 1, 1))
    library.run()
    monkeypatch.setattr(said_stage, "read_said", lambda *_a, **_k: pytest.fail("a file was read again"))
    library.run()
    os.rename(photo, library.photos / "c.jpg")  # noqa: PTH104 - as a person does
    os.rename(library.photos / "a.jpg.xmp", library.photos / "c.jpg.xmp")  # noqa: PTH104
    library.run()
    assert tags(library, "c.jpg") == {"boat"}


def test_a_moved_file_is_still_the_same_one(library: Library, photo: Path) -> None:
    sidecar = put(photo.with_name("a.jpg.xmp"), "boat", "regatta")
    library.run()
    (library.photos / "sub").mkdir()
    shutil.move(photo, library.photos / "sub" / "a.jpg")
    moved = Path(shutil.move(sidecar, library.photos / "sub" / "a.jpg.xmp"))
    library.run()
    put(moved, "regatta")
    library.run()
    assert tags(library, "sub/a.jpg") == {"regatta"}


def test_a_sidecar_left_behind_takes_nothing_with_it(library: Library, photo: Path) -> None:
    sidecar = put(photo.with_name("a.jpg.xmp"), "boat", title="Harbour")
    library.run()
    sidecar.unlink()
    library.run()
    assert tags(library, "a.jpg") == {"boat"}
    assert library.names("title:harbour") == ["a.jpg"]


def test_the_sidecar_of_a_missing_photo_is_left_alone(library: Library, photo: Path) -> None:
    sidecar = put(photo.with_name("a.jpg.xmp"), "boat")
    library.run()
    content = sidecar.read_bytes()
    photo.unlink()
    library.run()
    assert sidecar.read_bytes() == content
    assert len(library.names("boat is:missing")) == 1


def test_a_damaged_sidecar_is_told_and_takes_nothing_away(library: Library, photo: Path) -> None:
    sidecar = put(photo.with_name("a.jpg.xmp"), "boat")
    library.run()
    sidecar.write_bytes(b"<x:xmpmeta this is no XML")
    library.run()
    assert tags(library, "a.jpg") == {"boat"}
    assert library.problems() == {"a.jpg": "Its sidecar a.jpg.xmp is no XMP, or a damaged one."}
    put(sidecar, "regatta")
    library.run()
    assert library.problems() == {}
    assert "regatta" in tags(library, "a.jpg")


def test_two_sidecars_are_told_and_the_long_name_wins(library: Library, photo: Path) -> None:
    put(photo.with_name("a.jpg.xmp"), "boat")
    put(photo.with_name("a.xmp"), "regatta")
    library.run()
    assert tags(library, "a.jpg") == {"boat"}
    assert "There are two sidecars, a.jpg.xmp and a.xmp" in library.problems()["a.jpg"]


def test_a_link_is_no_sidecar(library: Library, photo: Path, tmp_path: Path) -> None:
    put(tmp_path / "secret.xmp", "boat")
    photo.with_name("a.jpg.xmp").symlink_to(tmp_path / "secret.xmp")
    library.run()
    assert tags(library, "a.jpg") == set()


def test_copies_with_other_keywords_are_added_up(library: Library, photo: Path) -> None:
    put(photo.with_name("a.jpg.xmp"), "boat")
    library.run()
    copy = Path(shutil.copy(photo, library.photos / "b.jpg"))
    put(copy.with_name("b.jpg.xmp"), "regatta")
    library.run()
    assert tags(library, "a.jpg") == {"boat", "regatta"}
    photo.unlink()
    library.run()
    assert tags(library, "b.jpg") == {"boat", "regatta"}


def test_an_edited_file_keeps_what_it_said(library: Library) -> None:
    """Another program has written a new picture under the name, with no date to tell that it is the same."""
    photo = picture(library.photos / "a.jpg")
    sidecar = put(photo.with_name("a.jpg.xmp"), "boat", title="A")
    library.run()
    picture(photo, (9, 9, 9))
    put(sidecar, "boat", title="B")
    library.run()
    assert conflicts.torn(library.db) == []
    assert mine(library, "a.jpg").values == {("note", "title"): "B"}


def test_it_can_be_switched_off(library: Library, photo: Path) -> None:
    from dataclasses import replace

    from photoorg.work.index import index

    put(photo.with_name("a.jpg.xmp"), "boat")
    drain(index(library.db, [library.photos], replace(library.workshop(), hears=False)))
    assert tags(library, "a.jpg") == set()
    library.run()
    assert tags(library, "a.jpg") == {"boat"}


def test_stopped_in_the_middle_nothing_is_lost(library: Library) -> None:
    for number in range(12):
        put(
            picture(library.photos / f"{number}.jpg", (20 * number, 9, 9)).with_name(f"{number}.jpg.xmp"),
            f"tag {number}",
        )
    job = library.job()
    for step in job:
        if step.progress.stage == "said":
            job.close()
    library.run()
    assert [tags(library, f"{number}.jpg") for number in range(12)] == [{f"tag {number}"} for number in range(12)]
    library.check()


def test_what_cannot_be_read_is_told_once(library: Library, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_a: object, **_k: object) -> object:
        raise MediaError("The file makes its decoder crash.")

    with monkeypatch.context() as patched:
        patched.setattr(said_stage, "read_said", fail)
        library.run()
        assert library.problems() == {"a.jpg": "What the file says cannot be read: The file makes its decoder crash."}
        assert file_due.unread(library.db, _folders(library)) == []
        os.utime(photo)
    library.run()
    assert library.problems() == {}


def test_what_may_pass_is_tried_again(library: Library, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(photo.with_name("a.jpg.xmp"), "boat")

    def fail(*_a: object, **_k: object) -> object:
        raise MediaError("It was stopped before this file was read.", again=True)

    with monkeypatch.context() as patched:
        patched.setattr(said_stage, "read_said", fail)
        library.run()
        assert library.problems() == {}
    library.run()
    assert tags(library, "a.jpg") == {"boat"}


def test_words_of_a_restored_library_are_no_news(library: Library, photo: Path) -> None:
    """What was said since the copy comes back from the file of words, and the file may say the same by then."""
    sidecar = put(photo.with_name("a.jpg.xmp"), "boat", title="A")
    library.run()
    library.close()
    database = library.home / "library.db"
    older = shutil.copy(database, library.home.parent / "older.db")
    put(sidecar, "boat", "regatta", title="B")
    library.run()
    library.close()
    shutil.copy(older, database)
    library.run()
    assert conflicts.torn(library.db) == []
    assert tags(library, "a.jpg") == {"boat", "regatta"}
    assert mine(library, "a.jpg").values[("note", "title")] == "B"


def test_absurd_sidecars_do_no_harm(library: Library, photo: Path) -> None:
    put(photo.with_name("a.jpg.xmp"), *(f"keyword number {number} {'x' * 180}" for number in range(9_000)))
    library.run()
    assert "It says more than can be taken in." in library.problems()["a.jpg"]
    library.check()


def test_what_was_read_is_what_is_kept(library: Library, photo: Path) -> None:
    put(photo.with_name("a.jpg.xmp"), "boat", rating=-1)
    library.run()
    one = library.photo("a.jpg")
    kept = said_of(library.db, [one])[one]
    found = helper.read_said(photo, photo.with_name("a.jpg.xmp"))
    assert (said_json(kept.said), found.whole) == (said_json(found.said), True)
    assert wanted_of(library.db, [one])[one] == kept.said


def _folders(library: Library) -> list[int]:
    return [one for (one,) in library.db.conn.execute("SELECT id FROM folders")]


def test_the_counter_is_not_asked_for_words(library: Library, photo: Path) -> None:
    assert isinstance(library.counter, Counter)
    put(photo.with_name("a.jpg.xmp"), "boat")
    library.run()
    put(photo.with_name("a.jpg.xmp"), "regatta")
    library.run()
    assert (library.counter.prepared, library.counter.looked) == (1, 1)


def test_a_sidecar_that_may_be_of_two_photos_is_told(library: Library, photo: Path) -> None:
    from PIL import Image

    Image.new("RGB", (32, 32), (9, 90, 9)).save(photo.with_suffix(".png"))
    shared = put(photo.with_suffix(".xmp"), "boat")
    library.run()
    assert tags(library, "a.jpg") == set()
    assert "a.jpg or a.png" in library.problems()["a.xmp"]
    shared.rename(photo.with_name("a.png.xmp"))
    library.run()
    assert library.problems() == {}
    assert tags(library, "a.png") == {"boat"}
