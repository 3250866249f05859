"""Catching up: moves without reading, drives that come and go, what is left out, files that are being written."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from mounting import Drives
from working import Library, drain, picture

from photoorg import volumes
from photoorg.library import browse, drives, places
from photoorg.library.edits import judge
from photoorg.library.store import writing
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import PhotoorgError, Report
from photoorg.work import excluding, reconcile, steady
from photoorg.work.index import index
from photoorg.work.reading import Read, read
from photoorg.work.scope import Spot

Copy = Callable[[Path, int], list[Path]]
pytestmark = pytest.mark.skipif(not volumes.read_table(), reason="no table of mounts here")


@pytest.fixture
def mounts(monkeypatch: pytest.MonkeyPatch) -> Drives:
    made = Drives()
    monkeypatch.setattr(volumes, "read_table", made.table)
    return made


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were opened."""
    opened: list[str] = []

    def counted(candidate: object, *arguments: object) -> Read:
        opened.append(Path(candidate.path).name)  # type: ignore[attr-defined]
        return read(candidate, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(steady, "read", counted)
    return opened


def catch_up(library: Library, *only: Spot, exclude: tuple[str, ...] = ()) -> Report:
    shop = replace(library.workshop(), exclude=exclude)
    return drain(index(library.db, (), shop, only or None))[1]


def offline(library: Library) -> list[str]:
    return [place.path for place in places.all_roots(library.db) if not place.online]


# --- moves


def test_a_folder_is_renamed_and_nothing_is_read(library: Library, small_photos: Copy, reads: list[str]) -> None:
    small_photos(library.photos / "old", 9)
    library.run()
    judge(library.db, [library.photo("old/003.jpg")], "Rex", "added")
    (library.photos / "old").rename(library.photos / "new")
    del reads[:]
    assert library.run().title == "0 read, 0 unchanged, 9 moved, 9 missing."
    assert reads == []
    assert library.names("Rex") == ["003.jpg"]
    assert library.photo("new/003.jpg")
    assert browse.photo_at(library.db, str(library.photos / "old" / "003.jpg")) is None
    assert library.db.conn.execute("SELECT COUNT(*) FROM files").fetchone() == (9,)
    library.check()


def test_two_files_change_names(library: Library, small_photos: Copy, reads: list[str]) -> None:
    first, second = small_photos(library.photos, 2)
    library.run()
    ids = [library.photo(name) for name in ("000.jpg", "001.jpg")]
    first.rename(library.photos / "x.jpg")
    second.rename(first)
    (library.photos / "x.jpg").rename(second)
    for path in (first, second):
        os.utime(path, ns=(1, path.stat().st_mtime_ns))
    del reads[:]
    fine = all(path.stat().st_mtime_ns % 10_000_000 for path in (first, second))
    library.run()
    assert [library.photo(name) for name in ("001.jpg", "000.jpg")] == ids
    assert not (fine and reads)
    library.check()


def test_a_move_out_of_a_folder_that_is_not_looked_at(library: Library, small_photos: Copy, reads: list[str]) -> None:
    source = small_photos(library.photos / "a", 2)[0]
    small_photos(library.photos / "b", 0)
    library.run()
    del reads[:]
    source.rename(library.photos / "b" / source.name)
    report = catch_up(library, Spot(str(library.photos / "b")))
    assert (report.counts["moved"], reads) == (1, [])
    assert library.photo("b/000.jpg")
    assert catch_up(library).title == "0 read, 2 unchanged."


def test_a_number_given_again_to_another_file_is_not_trusted(library: Library, reads: list[str]) -> None:
    """Pictures of one size from a card that counts in two seconds, its number given to another one."""
    old = picture(library.photos / "1.jpg", (10, 10, 10))
    os.utime(old, ns=(0, 1_700_000_000_000_000_000))
    library.run()
    judge(library.db, [library.photo("1.jpg")], "mine", "added")
    data = bytearray(old.read_bytes())
    data[-4] ^= 1
    old.rename(library.photos / "2.jpg")  # the same number, and other content
    (library.photos / "2.jpg").write_bytes(data)
    os.utime(library.photos / "2.jpg", ns=(0, 1_700_000_000_000_000_000))
    del reads[:]
    library.run()
    assert reads == ["2.jpg"]
    assert library.names("mine") == []


def test_files_of_one_size_and_time_change_names(library: Library, reads: list[str]) -> None:
    """As a burst of pictures that are not compressed, on a card that counts in seconds: only their numbers differ."""
    for name, brightness in (("a.bmp", 20), ("b.bmp", 230)):
        picture(library.photos / name, (brightness,) * 3)
        os.utime(library.photos / name, ns=(0, 1_700_000_000_000_000_000))
    first, second = (library.photos / name for name in ("a.bmp", "b.bmp"))
    assert first.stat().st_size == second.stat().st_size
    library.run()
    ids = [library.photo(name) for name in ("a.bmp", "b.bmp")]
    judge(library.db, ids[:1], "mine", "added")
    looked = library.counter.looked
    first.rename(library.photos / "x")
    second.rename(first)
    (library.photos / "x").rename(second)
    del reads[:]
    library.run()
    assert sorted(reads) == ["a.bmp", "b.bmp"]
    assert [library.photo(name) for name in ("b.bmp", "a.bmp")] == ids
    assert library.names("mine") == ["b.bmp"]
    assert library.counter.looked == looked, "what is known is looked at by no model"
    del reads[:]
    assert library.run().title == "0 read, 2 unchanged."
    library.check()


def test_another_picture_of_the_same_name_size_and_time(library: Library) -> None:
    place = library.photos / "a.bmp"
    for brightness in (20, 230):
        picture(library.photos / "new.bmp", (brightness,) * 3).replace(place)
        os.utime(place, ns=(0, 1_700_000_000_000_000_000))
        library.run()
    assert library.names("bright") == ["a.bmp"]
    library.check()


def test_where_numbers_do_not_last_they_are_no_reason_to_read(
    library: Library, small_photos: Copy, mounts: Drives, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    small_photos(stick, 2)
    mounts.mount("/dev/made-up", stick, kind="fuseblk")
    library.run(stick)
    for path in stick.iterdir():
        shutil.copy2(path, tmp_path / "other").replace(path)
    assert library.run(stick).title == "0 read, 2 unchanged."


@pytest.mark.parametrize("above", [False, True])
def test_a_root_that_became_a_link_is_lost_until_its_new_place_is_named(
    library: Library, small_photos: Copy, above: bool, tmp_path: Path
) -> None:
    top, away = tmp_path / "top", tmp_path / "away"
    small_photos(top / "in", 2)
    library.run(top / "in")
    judge(library.db, [library.photo(str(top / "in" / "001.jpg"))], "Rex", "added")
    moved = top if above else top / "in"
    moved.rename(away)
    moved.symlink_to(away)
    assert catch_up(library).counts["missing"] == 2
    assert "link" in library.problems()["in"]
    assert library.names() == []
    library.run(away)
    assert library.names("Rex") == ["001.jpg"]
    library.check()


# --- drives


def test_a_drive_that_drops_out_and_comes_back_elsewhere(
    library: Library, small_photos: Copy, mounts: Drives, reads: list[str], tmp_path: Path
) -> None:
    nas = tmp_path / "nas"
    small_photos(nas / "2024", 5)
    mounts.mount("box:/photos", nas)
    library.run(nas)
    found = browse.photo_at(library.db, str(nas / "2024" / "001.jpg"))
    assert found is not None
    judge(library.db, [found], "Rex", "added")
    mounts.unmount(nas)
    nas.rename(tmp_path / "away")
    nas.mkdir()
    del reads[:]
    for _ in range(2):
        assert catch_up(library).title == "0 read, 0 unchanged, 1 not connected."
    assert catch_up(library, Spot(str(nas), deep=True)).title == "0 read, 0 unchanged, 1 not connected."
    assert offline(library) == [str(nas)]
    assert library.problems() == {}, "that a drive is away is a state, not a problem"
    assert library.names("Rex") == ["001.jpg"]
    assert len(library.names()) == 5, "offline, not missing"
    media = tmp_path / "media"
    (tmp_path / "away").rename(media)
    mounts.mount("box:/photos", media)
    assert catch_up(library).title == "0 read, 5 unchanged."
    assert browse.photo_at(library.db, str(media / "2024" / "001.jpg")) == found
    assert reads == []
    assert offline(library) == []
    assert places.roots(library.db) == [str(media)]


def test_of_two_copies_the_one_that_is_there_is_used(
    library: Library, small_photos: Copy, mounts: Drives, tmp_path: Path
) -> None:
    nas = tmp_path / "nas"
    nas.mkdir()
    mounts.mount("box:/photos", nas)
    small_photos(nas, 1)
    library.run(nas)
    small_photos(library.photos, 1)
    library.run()
    found = library.photo("000.jpg")
    where = lambda: Path(browse.cards(library.db, [found])[found].path).parent  # noqa: E731
    assert where() == nas
    mounts.unmount(nas)
    assert drives.set_online(library.db).photos == {found}
    assert where() == library.photos
    mounts.mount("box:/photos", nas)
    assert not drives.set_online(library.db), "it is mounted, and has not answered yet"
    catch_up(library)
    assert where() == nas
    assert not drives.set_online(library.db)


def test_a_drive_that_does_not_answer_is_offline(
    library: Library, small_photos: Copy, mounts: Drives, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nas = tmp_path / "nas"
    small_photos(nas / "in", 3)
    mounts.mount("host:/x", nas, "fuse.sshfs")
    library.run(nas)
    plain, closed = os.scandir, {str(nas)}

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path) in closed:
            raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN))
        return plain(path)  # type: ignore[return-value]

    monkeypatch.setattr(os, "scandir", scandir)
    for _ in range(2):
        assert catch_up(library).counts.get("missing", 0) == 0
        assert offline(library) == [str(nas)]
    assert "does not answer" in library.problems()["nas"]
    closed.clear()
    assert catch_up(library).title == "0 read, 3 unchanged."
    assert offline(library) == []
    assert library.problems() == {}
    closed.add(str(nas / "in"))
    assert "problems" in catch_up(library).title
    assert len(library.names()) == 3, "one folder that cannot be read is not taken for deleted"


def test_a_drive_mounted_inside_a_folder_is_a_folder_by_itself(
    library: Library, small_photos: Copy, mounts: Drives, reads: list[str]
) -> None:
    picture(library.photos / "own.jpg")
    nas = library.photos / "nas"
    small_photos(nas, 3)
    mounts.mount("box:/photos", nas)
    assert library.run().title == "4 read, 0 unchanged."
    assert places.roots(library.db) == [str(library.photos), str(nas)]
    mounts.unmount(nas)
    nas.rename(library.photos.parent / "elsewhere")
    nas.mkdir()
    del reads[:]
    assert library.run().counts["missing"] == 0
    assert len(library.names()) == 4
    assert offline(library) == [str(nas)]
    nas.rmdir()
    (library.photos.parent / "elsewhere").rename(nas)
    mounts.mount("box:/photos", nas)
    assert library.run().title == "0 read, 4 unchanged."
    assert reads == []


def test_a_drive_that_an_older_photoorg_knew_by_its_place(library: Library, mounts: Drives, tmp_path: Path) -> None:
    nas = tmp_path / "nas"
    picture(nas / "a.jpg")
    mounts.mount("box:/photos", nas)
    library.run(nas)
    with writing(library.db):
        library.db.conn.execute("UPDATE volumes SET uid = ?", (f"mount:{nas}",))
    assert catch_up(library).title == "0 read, 1 unchanged."
    assert library.db.conn.execute("SELECT uid, mount FROM volumes").fetchall() == [("nfs:box:/photos", str(nas))]


def test_a_root_that_vanishes_and_returns(library: Library, small_photos: Copy, reads: list[str]) -> None:
    small_photos(library.photos, 3)
    library.run()
    away = library.photos.rename(library.photos.with_name("away"))
    assert catch_up(library).title == "0 read, 0 unchanged, 3 missing, 1 with problems."
    away.rename(library.photos)
    del reads[:]
    assert catch_up(library).title == "0 read, 3 unchanged."
    assert reads == []


# --- spots


def test_spots_that_are_none(library: Library, small_photos: Copy, tmp_path: Path) -> None:
    small_photos(library.photos / "a", 2)
    library.run()
    (library.photos / "link").symlink_to("a")
    (library.photos / ".hidden").mkdir()
    picture(library.photos / ".hidden" / "x.jpg", (1, 2, 3))
    picture(tmp_path / "outside" / "x.jpg", (1, 2, 3))
    for spot in ("link", ".hidden", "a/000.jpg", "nothing", "../outside", ".."):
        catch_up(library, Spot(str(library.photos / spot), deep=spot != ".."))
    assert library.names() == ["000.jpg", "001.jpg"]
    assert library.db.conn.execute("SELECT COUNT(*) FROM files").fetchone() == (2,)
    (library.photos / "a").rename(library.photos / ".b")
    catch_up(library, Spot(str(library.photos / "a")))
    assert library.names() == []


def test_a_deep_spot_above_the_folders_means_these(library: Library, small_photos: Copy) -> None:
    for number in range(4):
        picture(library.photos / f"{number}" / "in" / "a.jpg", (6 * number, 0, 0))
    library.run(library.photos / "0")
    drain(index(library.db, [library.photos / "1"], library.workshop()))
    spots = [
        Spot(str(library.photos), deep=True),
        Spot(str(library.photos / "0" / "in")),
        Spot(str(library.photos / "1")),
    ]
    catch_up(library, *spots)
    assert len(library.names()) == 2, "those two are the folders of the library"


# --- what is left out


@pytest.mark.parametrize(
    ("pattern", "out", "kept"),
    [
        ("*_proxy.jpg", ["a_proxy.jpg", "x/B_PROXY.JPG"], ["proxy.jpg", "a_proxy.jpeg"]),
        ("rejects", ["rejects", "x/Rejects/a.jpg"], ["my rejects/a.jpg"]),
        ("2024/rejects/", ["2024/rejects/a.jpg"], ["x/2024/rejects/a.jpg"]),
        ("/top", ["top/a.jpg"], ["x/top/a.jpg"]),
        ("**/raw/*.jpg", ["raw/a.jpg", "x/y/raw/a.jpg"], ["raw/x/a.jpg"]),
        ("2024/**", ["2024/a.jpg", "2024/x/a.jpg"], ["2024"]),
        ("2024/**/raw/*.jpg", ["2024/raw/a.jpg", "2024/x/raw/y/raw/a.jpg"], ["raw/a.jpg", "2024/raw/x/a.jpg"]),
        ("**/x/**/y", ["x/y", "a/x/b/y", "x/x/y/y/a.jpg"], ["x/a.jpg", "y/x"]),
        ("a*b*c?.jpg", ["abc1.jpg", "axbxbxcxc2.jpg"], ["acb1.jpg", "abc.jpg"]),
        ("a?[0-9].jpg", ["ab1.jpg"], ["ab.jpg", "abc1.jpg"]),
        ("[!a]*", ["b.jpg"], ["a.jpg"]),
        ("a[.jpg", ["a[.jpg"], ["a.jpg"]),
        ("[z-a]x", ["[z-a]x"], ["zx"]),
        (r"2024\out", ["2024/out"], ["out"]),
        (" ", [], ["a.jpg", " "]),
    ],
)
def test_patterns(pattern: str, out: list[str], kept: list[str]) -> None:
    skip = excluding.skips([pattern])
    assert [path for path in (*out, *kept) if is_skipped(skip, path)] == out


def is_skipped(skip: excluding.Skips | None, below: str) -> bool:
    """As a walk tells: by each folder on the way."""
    parts = below.split("/")
    return skip is not None and any(skip(part, "/".join(parts[: place + 1])) for place, part in enumerate(parts))


@pytest.mark.parametrize(
    "pattern", ["*a*a*a*a*a*a*a*a*b", "*" * 200 + "b", "**/*a*a*a*a*a*b/**/" + "**/a*/" * 30 + "b"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    skip = excluding.skips([pattern])
    start = time.monotonic()
    assert not is_skipped(skip, "/".join(["a" * 240] * 16))
    assert time.monotonic() - start < 1


def test_what_is_left_out_later_is_missing_and_comes_back_unread(
    library: Library, small_photos: Copy, reads: list[str]
) -> None:
    small_photos(library.photos / "in" / "deep", 3)
    library.run()
    del reads[:]
    assert catch_up(library, exclude=("deep",)).title == "0 read, 0 unchanged, 3 missing."
    catch_up(library, Spot(str(library.photos / "in" / "deep")), exclude=("deep",))
    assert library.names() == []
    library.run(library.photos / "in" / "deep")
    assert catch_up(library, exclude=("in",)).title == "0 read, 3 unchanged.", "a root is never left out"
    assert reads == []


# --- reading


def test_a_file_that_is_written_while_it_is_read(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small_photos(library.photos, 1)[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:900])
    times = 2

    def slowly(*arguments: object) -> Read:
        nonlocal times
        result = read(*arguments)  # type: ignore[arg-type]
        times -= 1
        if times >= 0:
            path.write_bytes(whole[: 900 if times else len(whole)] + bytes(times))
        return result

    monkeypatch.setattr(steady, "read", slowly)
    assert library.run().title == "1 read, 0 unchanged."
    assert library.problems() == {}
    library.check()
    times = 99
    path.write_bytes(whole[:950])
    library.run()
    assert library.problems() == {"000.jpg": steady.WRITTEN}
    monkeypatch.undo()
    path.write_bytes(whole)
    library.run()
    assert library.problems() == {}


def test_a_full_disk_ends_the_job_with_one_sentence(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(*_arguments: object) -> None:
        raise PhotoorgError("Cannot write thumbnails: No space left on device.") from OSError(errno.ENOSPC, "full")

    small_photos(library.photos, 20)
    with monkeypatch.context() as full:
        full.setattr(ThumbnailCache, "save", save)
        with pytest.raises(PhotoorgError, match="No space left"):
            library.run()
    assert library.problems() == {}
    assert library.run().title == "20 read, 0 unchanged."


def test_a_file_that_vanishes_before_it_is_read_is_no_problem(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = small_photos(library.photos, 3)

    def late(*arguments: object) -> Read:
        paths[1].unlink(missing_ok=True)
        return read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(steady, "read", late)
    library.run()
    library.run()
    assert "001.jpg" not in library.problems()
    library.check()


def test_numbers_and_videos_are_kept_with_files(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 2)
    (library.photos / "000.MOV").write_bytes(b"video")
    library.run()
    told = lambda: library.db.conn.execute("SELECT companion FROM files ORDER BY name").fetchall()  # noqa: E731
    assert told() == [("000.MOV",), (None,)]
    numbers = [path.stat().st_ino for path in sorted(library.photos.glob("*.jpg"))]
    assert [one for (one,) in library.db.conn.execute("SELECT inode FROM files ORDER BY name")] == numbers
    (library.photos / "000.MOV").rename(library.photos / "001.mp4")
    shutil.copy2(library.photos / "000.jpg", library.photos / "other")
    (library.photos / "other").replace(library.photos / "000.jpg")  # the same file restored: another number
    assert library.run().title == "1 read, 1 unchanged."
    assert told() == [(None,), ("001.mp4",)]


def test_complete_photos_are_not_looked_at_closely(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 3)
    library.run()
    marks = "SELECT DISTINCT seen_with FROM photos"
    first = library.db.conn.execute(marks).fetchall()
    assert len(first) == 1
    assert first != [(None,)]
    with writing(library.db):
        library.db.conn.execute("UPDATE photos SET seen_with = NULL")
    library.run()
    assert library.db.conn.execute(marks).fetchall() == first
    assert library.counter.looked == 3


def test_a_look_at_many_folders_can_be_stopped_between_two(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        small_photos(library.photos / str(number), 0)
    library.run()
    monkeypatch.setattr(reconcile, "_STEP_SECONDS", 0)
    steps = list(index(library.db, (), library.workshop(), [Spot(str(library.photos), deep=True)]))
    assert sum(step.progress.stage == "stat" for step in steps) > 9
