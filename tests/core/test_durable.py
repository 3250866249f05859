"""Files that survive a power cut."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from photoorg import durable


def test_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    durable.write(path, b"old")

    def fail(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        durable.write(path, b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("file", b"old")]


def test_what_is_written_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda number: (order.append("sync"), sync(number)))
    monkeypatch.setattr(Path, "replace", lambda one, other: (order.append("name"), replace(one, other)))
    durable.write(tmp_path / "file", b"new")
    assert order == ["sync", "name", "sync"]


def test_lines_are_added_after_one_that_was_not_ended(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    assert durable.append(path, b"one\n") == 0
    assert durable.append(path, b"two\n") == 4
    path.write_bytes(b"one\ntw")
    assert durable.append(path, b"three\n") == 6
    assert path.read_bytes() == b"one\ntw\nthree\n"
    durable.cut(path, 6)
    assert path.read_bytes() == b"one\ntw"


@pytest.mark.parametrize("links", [True, False])
def test_a_name_that_is_taken_gets_a_number(links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_paths: object) -> None:
        raise OSError(1, "No links here")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    for number in range(3):
        (tmp_path / "new").write_text(str(number))
        durable.move_new(tmp_path / "new", tmp_path / "copy.db")
    found = {one.name: one.read_text() for one in tmp_path.iterdir()}
    assert found == {"copy.db": "0", "copy-2.db": "1", "copy-3.db": "2"}


def test_only_old_pieces_are_swept(tmp_path: Path) -> None:
    for name in ("old.1.partial", "new.2.partial", "kept.db"):
        (tmp_path / name).touch()
    os.utime(tmp_path / "old.1.partial", (1, 1))
    os.utime(tmp_path / "kept.db", (1, 1))
    durable.sweep(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["kept.db", "new.2.partial"]
