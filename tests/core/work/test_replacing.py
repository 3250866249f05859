"""A file is replaced as a whole, with all that it carries, or stays as it was; and nothing is left beside it."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from photoorg.work import replacing
from photoorg.work.replacing import ReplaceError, Stamp

PARTIAL = ".photoorg-1.partial"
posix = pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")


def stamp(path: Path) -> Stamp:
    found = replacing.look(path)
    assert found is not None
    return found.stamp


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_replaces_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    done = replacing.replace(path, b"new one", stamp(path), PARTIAL)
    assert (path.read_bytes(), done, names(tmp_path)) == (b"new one", stamp(path), {"a.jpg"})


@posix
def test_keeps_permissions_attributes_and_asked_for_the_time(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    path.chmod(0o640)
    os.utime(path, ns=(10**18, 10**18))
    has_attributes = hasattr(os, "setxattr")
    if has_attributes:
        try:
            os.setxattr(path, "user.tag", b"red")
        except OSError:
            has_attributes = False
    replacing.replace(path, b"new", stamp(path), PARTIAL, mtime_ns=10**18)
    info = path.stat()
    assert (oct(info.st_mode), info.st_mtime_ns) == (oct(0o100640), 10**18)
    assert not has_attributes or os.getxattr(path, "user.tag") == b"red"


def test_what_was_changed_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    was = stamp(path)
    path.write_bytes(b"other")
    with pytest.raises(ReplaceError, match="changed meanwhile"):
        replacing.replace(path, b"new", was, PARTIAL)
    assert (path.read_bytes(), names(tmp_path)) == (b"other", {"a.jpg"})


def test_never_makes_a_file_where_there_is_one(tmp_path: Path) -> None:
    photo, sidecar = tmp_path / "a.jpg", tmp_path / "a.jpg.xmp"
    photo.write_bytes(b"picture")
    done = replacing.create(sidecar, b"<x/>", photo, PARTIAL)
    assert done == stamp(sidecar)
    with pytest.raises(ReplaceError):
        replacing.create(sidecar, b"<y/>", photo, PARTIAL)
    assert (sidecar.read_bytes(), names(tmp_path)) == (b"<x/>", {"a.jpg", "a.jpg.xmp"})


@posix
def test_links_are_not_followed_and_hard_links_not_parted(tmp_path: Path) -> None:
    real, folder = tmp_path / "real.jpg", tmp_path / "folder"
    real.write_bytes(b"old")
    (tmp_path / "link.jpg").symlink_to(real)
    with pytest.raises(ReplaceError, match="link"):
        replacing.look(tmp_path / "link.jpg")
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"old")
    was = stamp(folder / "a.jpg")
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReplaceError, match="link"):
        replacing.replace(folder / "a.jpg", b"new", was, PARTIAL)
    os.link(real, tmp_path / "second.jpg")
    found = replacing.look(real)
    assert found is not None
    assert "2 names" in found.locked
    with pytest.raises(ReplaceError):
        replacing.replace(real, b"new", found.stamp, PARTIAL)
    assert real.read_bytes() == b"old"


@posix
def test_a_file_that_may_only_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    path.chmod(0o444)
    found = replacing.look(path)
    assert found is not None
    assert "only be read" in found.locked


def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    was = stamp(path)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    for without_a_name in (True, False):
        with monkeypatch.context() as patch:
            if not without_a_name:
                patch.delattr(os, "O_TMPFILE", raising=False)
            patch.setattr(os, "write", full)
            with pytest.raises(ReplaceError, match="no room"):
                replacing.replace(path, b"new", was, PARTIAL)
        assert (path.read_bytes(), names(tmp_path)) == (b"old", {"a.jpg"})


@pytest.mark.skipif(not shutil.which("mount") or os.name != "posix" or os.geteuid() != 0, reason="needs to mount")
def test_a_really_full_drive(tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", place]
    mounted = subprocess.run(command, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("cannot mount here")
    try:
        (place / "a.jpg").write_bytes(b"x" * 200_000)
        with pytest.raises(ReplaceError, match="no room"):
            replacing.replace(place / "a.jpg", b"y" * 200_001, stamp(place / "a.jpg"), PARTIAL)
        assert ((place / "a.jpg").read_bytes()[:1], names(place)) == (b"x", {"a.jpg"})
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        with pytest.raises(ReplaceError, match="read-only"):
            replacing.replace(place / "a.jpg", b"y", stamp(place / "a.jpg"), PARTIAL)
    finally:
        subprocess.run(["umount", place], check=True)


def test_works_where_files_need_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    (tmp_path / PARTIAL).write_bytes(b"left by one that was killed")
    replacing.replace(path, b"new", stamp(path), PARTIAL)
    replacing.create(tmp_path / "a.jpg.xmp", b"<x/>", path, PARTIAL)
    assert (path.read_bytes(), names(tmp_path)) == (b"new", {"a.jpg", "a.jpg.xmp"})


@posix
def test_works_where_files_without_names_get_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(os, "O_TMPFILE"):
        pytest.skip("there are none on this system")
    real = os.link

    def link(source: object, *rest: object, **more: object) -> None:
        if str(source).startswith("/proc"):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, *rest, **more)  # type: ignore[arg-type]

    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "link", link)
    replacing.replace(path, b"new", stamp(path), PARTIAL)
    replacing.create(tmp_path / "a.jpg.xmp", b"<x/>", path, PARTIAL)
    assert (path.read_bytes(), names(tmp_path)) == (b"new", {"a.jpg", "a.jpg.xmp"})


def test_removes_only_what_is_still_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg.xmp"
    path.write_bytes(b"ours")
    was = stamp(path)
    path.write_bytes(b"theirs")
    with pytest.raises(ReplaceError):
        replacing.remove(path, was)
    replacing.remove(path, stamp(path))
    assert replacing.look(path) is None


WORK = """
import sys
from pathlib import Path
from photoorg.work import replacing
folder = Path(sys.argv[1])
print("begun", flush=True)
for number in range(10**6):
    path = folder / f"{number % 20}.jpg"
    there = replacing.look(path)
    replacing.replace(path, (b"new" if number // 20 % 2 == 0 else b"old") * 300_000, there.stamp, ".x.partial")
"""


@posix
def test_killed_at_any_moment_each_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.jpg").write_bytes(b"old" * 300_000)
    for round_ in range(5):
        process = subprocess.Popen([sys.executable, "-c", WORK, tmp_path], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05 + 0.07 * round_)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for number in range(20):
            assert (tmp_path / f"{number}.jpg").read_bytes() in {b"old" * 300_000, b"new" * 300_000}
    replacing.forget(tmp_path / ".x.partial")
    assert len(names(tmp_path)) == 20


def test_a_path_that_resolves_to_another_is_no_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Z:\\photos does on Windows, where Z: is a network drive."""
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")
    monkeypatch.setattr(os.path, "realpath", lambda one, **_: f"//server/share/{one}")
    replacing.replace(path, b"new", stamp(path), PARTIAL)
    assert path.read_bytes() == b"new"


def test_a_file_that_another_program_has_open_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"old")

    def held(*_: object) -> None:
        error = PermissionError(errno.EACCES, "The process cannot access the file")
        error.winerror = 5  # type: ignore[attr-defined] - as Windows says it
        raise error

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(ReplaceError, match="Another program has the file open") as told:
        replacing.replace(path, b"new", stamp(path), PARTIAL)
    assert told.value.passing
    assert (path.read_bytes(), names(tmp_path)) == (b"old", {"a.jpg"})
