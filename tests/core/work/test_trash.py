"""Real files to a real trash folder, and back."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest
from working import Library

from photoorg import durable, volumes
from photoorg.library import filed, missing
from photoorg.library.edits import describe
from photoorg.media.limits import Limits
from photoorg.outcomes import PhotoorgError, Report
from photoorg.settings import Home
from photoorg.work import trash_record
from photoorg.work.jobs import Job
from photoorg.work.trash import Wanted, put_back, trash

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no trash by specification")
Copy = Callable[[Path, int], list[Path]]


def run(job: Job) -> Report:
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


@pytest.fixture
def bin_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home trash of this test's own, on the drive of its photos."""
    data = tmp_path / "data of a person"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    return data / "Trash"


@pytest.fixture
def shown(library: Library, small_photos: Copy, bin_: Path) -> Library:
    for path, name in zip(small_photos(library.photos, 3), ("a.jpg", "b ö\n.jpg", "c.jpg"), strict=True):
        path.rename(library.photos / name)
    library.run()
    return library


def files(library: Library) -> dict[str, filed.Filed]:
    ids = [photo_id for (photo_id,) in library.db.conn.execute("SELECT id FROM photos")]
    return {Path(path).name: one for path, one in filed.files_of(library.db, ids).items()}


def throw(library: Library, names: Sequence[str], keeper: str | None = None) -> Report:
    there = files(library)
    best = there[keeper] if keeper else None
    wanted = [Wanted(there[name], best) for name in names]
    return run(trash(library.db, Home(library.home), wanted, Limits()))


def undo(library: Library) -> Report:
    home = Home(library.home)
    return run(put_back(library.db, home, trash_record.batches(home)[-1]))


def state(path: Path) -> tuple[bytes, int, int]:
    info = path.lstat()
    return path.read_bytes(), info.st_mtime_ns, info.st_ino


def test_files_go_to_the_trash_and_come_back_as_they_were(shown: Library, bin_: Path) -> None:
    names = ["a.jpg", "b ö\n.jpg"]
    before = {name: state(shown.photos / name) for name in names}
    photo = files(shown)["a.jpg"].photo_id
    describe(shown.db, [photo], "en", "What I said")
    assert throw(shown, names).counts == {"files": 2, "videos": 0}
    assert sorted(path.name for path in shown.photos.iterdir()) == ["c.jpg"]
    assert {path.name for path in (bin_ / "files").iterdir()} == set(names)
    note = (bin_ / "info" / "b ö\n.jpg.trashinfo").read_text()
    assert note.startswith("[Trash Info]\nPath=")
    assert unquote(note.splitlines()[1].removeprefix("Path=")) == str(shown.photos / "b ö\n.jpg")
    assert [one.sentences for one in missing.missing(shown.db) if one.photo_id == photo] == [{"en": "What I said"}]
    shown.close()  # it is known after a restart too
    assert undo(shown).title == "Put back: 2 files."
    assert {name: state(shown.photos / name) for name in names} == before
    assert list((bin_ / "files").iterdir()) == list((bin_ / "info").iterdir()) == []
    assert missing.count(shown.db) == 0
    assert trash_record.batches(Home(shown.home)) == []
    assert shown.run().counts["unchanged"] == 3, "nothing is read again"


def test_the_last_batch_comes_back_first(shown: Library) -> None:
    throw(shown, ["a.jpg"])
    throw(shown, ["c.jpg"])
    undo(shown)
    assert [(shown.photos / name).exists() for name in ("a.jpg", "c.jpg")] == [False, True]
    undo(shown)
    assert (shown.photos / "a.jpg").exists()


def test_the_same_name_twice_takes_nothing_of_the_first(shown: Library, bin_: Path) -> None:
    first = state(shown.photos / "a.jpg")
    throw(shown, ["a.jpg"])
    second = b"another file of that name"
    (shown.photos / "a.jpg").write_bytes(second)
    report = undo(shown)
    assert report.counts == {"files": 0, "problems": 1}
    assert "There is another file at" in report.title
    assert (shown.photos / "a.jpg").read_bytes() == second
    (shown.photos / "a.jpg").unlink()
    (bin_ / "info" / "c.jpg.trashinfo").touch()  # somebody else's
    throw(shown, ["c.jpg"])
    assert (bin_ / "files" / "c 2.jpg").exists()
    undo(shown)
    undo(shown)
    assert state(shown.photos / "a.jpg") == first


def test_a_folder_that_is_gone_is_made_again(shown: Library) -> None:
    throw(shown, ["a.jpg", "b ö\n.jpg", "c.jpg"])
    shown.photos.rmdir()
    assert undo(shown).counts["files"] == 3
    assert len(list(shown.photos.iterdir())) == 3


def test_an_emptied_trash_is_told_and_forgotten(shown: Library, bin_: Path) -> None:
    throw(shown, ["a.jpg", "c.jpg"])
    (bin_ / "files" / "a.jpg").unlink()
    report = undo(shown)
    assert report.counts == {"files": 1, "problems": 1}
    assert "somebody has emptied it" in report.title
    assert trash_record.batches(Home(shown.home)) == []


def test_what_was_changed_in_the_trash_comes_back_as_it_is(shown: Library, bin_: Path) -> None:
    throw(shown, ["a.jpg", "b ö\n.jpg"])
    (bin_ / "files" / "a.jpg").write_bytes(b"edited")
    (bin_ / "files" / "b ö\n.jpg").touch()
    report = undo(shown)
    assert report.counts == {"files": 2, "problems": 0}
    assert "a.jpg was changed while it was in the trash, and is put back as it is now." in report.title
    assert (shown.photos / "a.jpg").read_bytes() == b"edited"
    assert list((bin_ / "files").iterdir()) == list((bin_ / "info").iterdir()) == []
    assert trash_record.batches(Home(shown.home)) == []


@pytest.mark.parametrize("spoil", ["another's", "no note", "folder", "link", "fifo"])
def test_what_is_not_it_stays_in_the_trash_and_in_the_record(shown: Library, bin_: Path, spoil: str) -> None:
    throw(shown, ["a.jpg"])
    kept, note = bin_ / "files" / "a.jpg", bin_ / "info" / "a.jpg.trashinfo"
    kept.rename(shown.home / "it")
    if spoil in {"another's", "no note"}:
        kept.write_bytes(b"of somebody else")
    if spoil == "another's":
        note.write_text("[Trash Info]\nPath=/elsewhere/a.jpg\n")
    elif spoil == "no note":
        note.unlink()
    elif spoil == "folder":
        kept.mkdir()
    elif spoil == "link":
        kept.symlink_to(shown.home / "it")
    else:
        os.mkfifo(kept)
    report = undo(shown)
    assert report.counts == {"files": 0, "problems": 1}
    assert "is not it" in report.title
    assert os.path.lexists(kept)
    assert not (shown.photos / "a.jpg").exists()
    assert len(trash_record.batches(Home(shown.home))) == 1


def test_a_trash_that_is_away_keeps_the_record(shown: Library, bin_: Path) -> None:
    throw(shown, ["a.jpg"])
    bin_.rename(bin_.with_name("away"))
    assert "Is its drive connected?" in undo(shown).title
    assert undo(shown).counts == {"files": 0, "problems": 1}
    bin_.with_name("away").rename(bin_)
    assert undo(shown).counts == {"files": 1, "problems": 0}


def test_killed_while_it_gets_its_name_back(shown: Library, bin_: Path) -> None:
    """Once with both names, and once between the library and the record."""
    throw(shown, ["a.jpg"])
    os.link(bin_ / "files" / "a.jpg", shown.photos / "a.jpg")
    batch = trash_record.batches(Home(shown.home))[-1]
    assert undo(shown).counts == {"files": 1, "problems": 0}
    assert not (bin_ / "files" / "a.jpg").exists()
    trash_record.note(Home(shown.home), 7, batch.files[0])  # as if it had not been settled
    assert undo(shown).counts == {"files": 1, "problems": 0}
    assert missing.count(shown.db) == 0


def test_killed_before_the_library_knows_leaves_it_in_the_record(
    shown: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    throw(shown, ["a.jpg"])

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as now:
        now.setattr(filed, "came_back", die)
        with pytest.raises(KeyboardInterrupt):
            undo(shown)
    assert missing.count(shown.db) == 1
    undo(shown)
    assert missing.count(shown.db) == 0


def test_a_relative_data_folder_is_ignored(
    shown: Library, bin_: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "rel")
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    (tmp_path / "person").mkdir()
    monkeypatch.chdir(tmp_path)
    throw(shown, ["a.jpg"])
    assert (tmp_path / "person" / ".local" / "share" / "Trash" / "files" / "a.jpg").exists()
    assert not (tmp_path / "rel").exists()


BAD_LINES = [
    '{"batch": 3, "at": 9e999}',
    '{"batch": 9e999, "at": 3}',
    '{"batch": 3, "at": NaN}',
    '{"batch": -3, "at": 3}',
    '{"batch": 3, "at": 1%s}' % ("0" * 60),
    "[" * 100_000,
    '{"batch": 3, "at": 3, "file": {"path": 1, "kept": "/a", "note": "", "size": 1, "mtime_ns": 1}}',
    '{"batch": 3, "at": 3, "file": {"path": "/a\\u0000", "kept": "/a", "note": "", "size": 1, "mtime_ns": 1}}',
    '{"batch": 3, "at": 3, "file": {"path": "/a\\ud800", "kept": "/a", "note": "", "size": 1, "mtime_ns": 1}}',
    '{"batch": 3, "at": 3, "file": {"path": "a", "kept": "/a", "note": "", "size": 1, "mtime_ns": 1}}',
    '{"batch": 3, "at": 3, "file": {"path": "/a", "kept": "/a", "note": "", "size": "1", "mtime_ns": 1}}',
    '{"batch": 3, "at": 3, "file": 4}',
]


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_line_that_was_never_ours_is_passed_over(shown: Library, line: str) -> None:
    throw(shown, ["a.jpg"])
    with trash_record.path_of(Home(shown.home)).open("a") as stream:
        stream.write(f"{line}\n")
    assert len(trash_record.batches(Home(shown.home))) == 1
    throw(shown, ["c.jpg"])
    assert trash_record.batches(Home(shown.home))[0].number == 1
    undo(shown)
    assert undo(shown).counts["files"] == 1


def changed_time(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def another_picture(path: Path) -> None:
    info = path.stat()
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))


def another_file(path: Path) -> None:
    data, info = path.read_bytes(), path.stat()
    path.rename(path.with_suffix(".old"))
    path.write_bytes(data)
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))


def a_link(path: Path) -> None:
    path.rename(path.with_suffix(".old"))
    path.symlink_to(path.with_suffix(".old"))


@pytest.mark.parametrize("spoil", [changed_time, another_picture, a_link, Path.unlink, another_file])
@pytest.mark.parametrize("whose", ["c.jpg", "b ö\n.jpg"])
def test_nothing_is_moved_where_a_file_is_not_what_was_meant(
    shown: Library, bin_: Path, spoil: Callable[[Path], None], whose: str
) -> None:
    """Neither where it is one that goes, nor where it is the one that stays."""
    there = files(shown)
    spoil(shown.photos / whose)
    wanted = [Wanted(there[name], there["b ö\n.jpg"]) for name in ("a.jpg", "c.jpg")]
    with pytest.raises(PhotoorgError, match="nothing more was moved"):
        run(trash(shown.db, Home(shown.home), wanted, Limits()))
    assert (shown.photos / "a.jpg").exists()
    assert not (bin_ / "files").exists() or list((bin_ / "files").iterdir()) == []


def test_a_live_photo_takes_its_video_along(shown: Library) -> None:
    video = shown.photos / "a.mov"
    video.write_bytes(b"moves")
    shown.run()
    report = throw(shown, ["a.jpg"])
    assert report.counts == {"files": 1, "videos": 1}
    assert "1 file and 1 video" in report.title
    assert not video.exists()
    assert undo(shown).counts["files"] == 2
    assert video.read_bytes() == b"moves"


def test_where_the_video_cannot_go_it_is_known_that_the_photo_went(
    shown: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = shown.photos / "a.mov"
    video.write_bytes(b"moves")
    shown.run()
    photo = files(shown)["a.jpg"].photo_id
    real = durable.take

    def take(source: Path, target: Path) -> bool:
        if source == video:
            raise PermissionError(13, "Permission denied")
        return real(source, target)

    wanted = [Wanted(files(shown)["a.jpg"])]
    job, changes = trash(shown.db, Home(shown.home), wanted, Limits()), set[int]()
    monkeypatch.setattr(durable, "take", take)
    with pytest.raises(PhotoorgError, match=r"a\.mov could not be moved.*The photo itself is in the trash"):  # noqa: PT012
        while True:
            changes |= next(job).changes.photos
    assert changes == {photo}
    assert [one.photo_id for one in missing.missing(shown.db)] == [photo]
    assert video.exists()
    monkeypatch.undo()
    assert undo(shown).counts == {"files": 1, "problems": 0}
    assert missing.missing(shown.db) == []
    assert files(shown)["a.jpg"].companion == str(video)


@pytest.mark.parametrize("known", [True, False])
def test_a_video_stays_with_a_photo_that_stays(shown: Library, *, known: bool) -> None:
    """Whether or not the library has seen that photo."""
    video, other = shown.photos / "a.mov", shown.photos / "a.jpeg"
    video.write_bytes(b"moves")
    if not known:
        shown.run()
    (shown.photos / "c.jpg").rename(other)
    if known:
        shown.run()
    assert throw(shown, ["a.jpg"]).counts == {"files": 1, "videos": 0}
    assert video.read_bytes() == b"moves"
    shown.run()
    assert throw(shown, ["a.jpeg"]).counts == {"files": 1, "videos": 1}, "none has it now"
    assert not video.exists()


def test_a_video_that_two_photos_have_goes_with_both(shown: Library) -> None:
    video = shown.photos / "a.mov"
    video.write_bytes(b"moves")
    (shown.photos / "c.jpg").rename(shown.photos / "a.jpeg")
    shown.run()
    assert throw(shown, ["a.jpg", "a.jpeg"]).counts == {"files": 2, "videos": 1}
    assert undo(shown).counts == {"files": 3, "problems": 0}
    assert video.read_bytes() == b"moves"


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("/etc"), os.mkfifo])
def test_what_is_no_file_in_a_videos_place_stays(shown: Library, make: Callable[[Path], None]) -> None:
    video = shown.photos / "a.mov"
    video.write_bytes(b"moves")
    shown.run()
    video.unlink()
    make(video)
    assert throw(shown, ["a.jpg"]).counts == {"files": 1, "videos": 0}
    assert os.path.lexists(video)


def test_a_full_disk_moves_nothing(shown: Library, bin_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as now:
        now.setattr(durable, "append", full)
        with pytest.raises(PhotoorgError, match="cannot be written: No space left"):
            throw(shown, ["a.jpg"])
    assert (shown.photos / "a.jpg").exists()
    assert list((bin_ / "info").iterdir()) == []


def test_a_move_that_was_noted_and_never_made_is_no_loss(shown: Library) -> None:
    home, there = Home(shown.home), shown.photos / "a.jpg"
    info = there.stat()
    gone = trash_record.Gone(str(there), "/nowhere/a.jpg", "", info.st_size, info.st_mtime_ns, 1)
    trash_record.note(home, 1, gone)
    assert undo(shown).counts == {"files": 1, "problems": 0}
    assert there.exists()
    assert trash_record.batches(home) == []


def test_half_a_line_in_the_record_is_passed_over(shown: Library) -> None:
    throw(shown, ["a.jpg"])
    path = trash_record.path_of(Home(shown.home))
    with path.open("ab") as stream:
        stream.write(json.dumps({"batch": 9, "at": 1}).encode() + b'\n{"batch": 2, "fi')
    (batch,) = trash_record.batches(Home(shown.home))
    assert [Path(one.path).name for one in batch.files] == ["a.jpg"]
    throw(shown, ["c.jpg"])
    assert len(trash_record.batches(Home(shown.home))) == 2


def test_a_network_drive_has_no_trash(shown: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "network_kind", lambda _: "nfs4")
    with pytest.raises(PhotoorgError, match=r"network drive \(nfs4\), where there is no trash"):
        throw(shown, ["a.jpg"])
    assert (shown.photos / "a.jpg").exists()


def test_a_trash_that_cannot_be_made_is_told(shown: Library, bin_: Path) -> None:
    bin_.parent.mkdir()
    bin_.write_text("in the way")
    with pytest.raises(PhotoorgError, match="There is no trash on"):
        throw(shown, ["a.jpg"])
    assert (shown.photos / "a.jpg").exists()
    bin_.unlink()
    bin_.symlink_to(shown.photos)
    with pytest.raises(PhotoorgError, match="There is no trash on"):
        throw(shown, ["a.jpg"])
    assert (shown.photos / "a.jpg").exists()
