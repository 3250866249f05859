"""Finding the labelled pictures in unpacked packages."""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from modelbuild.calibration import gather as gathering
from modelbuild.calibration.gather import contents, gather

PLAIN, ZIPPED, DEEP, DEFLATED = (f"picture {name}".encode() for name in ("plain", "zipped", "deep", "deflated"))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def resources(version: int) -> bytes:
    """A resource file of Qt: a folder with another folder, which holds a file, and a deflated file."""
    packed = struct.pack(">I", len(DEFLATED)) + zlib.compress(DEFLATED)
    data = struct.pack(">I", len(DEEP)) + DEEP + struct.pack(">I", len(packed)) + packed
    time = bytes(8) if version >= 2 else b""
    nodes = (
        struct.pack(">IHII", 0, 2, 2, 1),  # the root, with two nodes from the first on
        struct.pack(">IHII", 0, 2, 1, 3),  # a folder, with one
        struct.pack(">IHHHI", 0, 1, 0, 0, len(DEEP) + 4),
        struct.pack(">IHHHI", 0, 0, 0, 0, 0),
    )
    tree = b"".join(node + time for node in nodes)
    return b"qres" + struct.pack(">4I", version, 20, 20 + len(tree), 0) + tree + data


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    folder = tmp_path / "unpacked"
    (folder / "a package" / "share").mkdir(parents=True)
    (folder / "a package" / "plain.jpg").write_bytes(PLAIN)
    (folder / "a package" / "again.jpg").write_bytes(PLAIN)
    (folder / "a package" / "other.jpg").write_bytes(b"nobody asked for it")
    (folder / "a package" / "share" / "activity.rcc").write_bytes(resources(1))
    with zipfile.ZipFile(folder / "pictures.zip", "w") as archive:
        archive.mkdir("inside")
        archive.writestr("inside/zipped.png", ZIPPED)
    return folder


@pytest.mark.parametrize("version", [1, 2])
def test_files_in_resource_files_are_read(version: int, tmp_path: Path) -> None:
    (tmp_path / "r.rcc").write_bytes(resources(version))
    assert sorted(contents(tmp_path / "r.rcc")) == sorted([DEEP, DEFLATED])


def test_what_is_wanted_is_found_wherever_it_lies(unpacked: Path, tmp_path: Path) -> None:
    everything = (PLAIN, ZIPPED, DEEP, DEFLATED, b"is not there")
    wanted = {sha256(content): f"everyday/{number:04}.jpg" for number, content in enumerate(everything)}
    pictures = tmp_path / "pictures"
    assert gather(unpacked, wanted, pictures) == {f"everyday/{number:04}.jpg" for number in range(4)}
    written = {path.name: path.read_bytes() for path in pictures.rglob("*.jpg")}
    assert written == {f"{number:04}.jpg": everything[number] for number in range(4)}


def test_what_is_missing_is_told_by_package(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "labels.jsonl"
    lines = [
        {"file": f"other/{number}.png", "sha256": sha256(content), "registry": "npm", "package": name, "version": "1.0"}
        for number, (content, name) in enumerate(((ZIPPED, "there"), (b"a", "gone"), (b"b", "gone")))
    ]
    labels.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    monkeypatch.setattr(gathering, "LABELS", labels)
    monkeypatch.setattr(sys, "argv", ["gather", str(tmp_path / "pictures"), str(unpacked)])
    gathering.main()
    assert capsys.readouterr().out == "1 of 3 pictures\nmissing: npm gone 1.0\n"
