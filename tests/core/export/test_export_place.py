"""Files of an earlier export are known again by what is in them, and in a preview read only once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from photoorg.export.place import PARTIAL, Folder, digest_of, is_of_one_file
from photoorg.library.exports import Made


def test_a_preview_reads_a_file_once_and_a_run_each_time(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"made")
    known = {"a.jpg": Made(name="a.jpg", photo_id=1, made_of="", size=4, digest=digest_of(file))}

    def asks(*, trusts: bool) -> bool:
        folder = Folder(tmp_path, known)
        folder.trusts_stamps = trusts
        return folder.was_ours("a.jpg")

    assert asks(trusts=True)
    stamp = file.stat()
    file.write_bytes(b"else")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert asks(trusts=True), "it was not read again"
    assert not asks(trusts=False)
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1))
    assert not asks(trusts=True)


@pytest.mark.skipif(os.name == "nt", reason="what is open cannot be removed there")
def test_the_lock_is_gone_before_it_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else two who come then could each hold one of their own."""
    folder = Folder(tmp_path / "out", {})
    there: list[bool] = []
    with folder:
        release = FileLock.release
        lock = tmp_path / "out" / PARTIAL / "lock"
        monkeypatch.setattr(FileLock, "release", lambda self: (there.append(lock.exists()), release(self)))
    assert there == [False]
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(("letters", "alone"), [(300, True), (30, False)])
def test_a_path_that_is_too_long_for_windows_is_of_one_file(letters: int, alone: bool) -> None:
    error = FileNotFoundError(2, "The system cannot find the path specified", "C:\\" + "x" * letters)
    error.winerror = 3  # type: ignore[attr-defined]
    assert is_of_one_file(error) == alone
