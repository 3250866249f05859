"""exiftool's judgement of what is written into real files, and of what is left in stripped ones."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from media_samples import SHARED, needs_shared

from photoorg.media.carriers import WRITABLE, read_blocks, write_blocks
from photoorg.media.formats import sniff
from photoorg.media.stripping import stripped
from photoorg.splices import spliced

FILES = sorted(SHARED.glob("metadata/*/*.*"))
NOTE = "<rdf:Description rdf:about='' xmlns:t='http://example.org/t/' t:Note='told'/>"
FRESH = (
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    f"{NOTE}</rdf:RDF></x:xmpmeta>"
).encode()
OTHER = re.compile(r"SourceFile|System:|File:File|ExifTool:ExifToolVersion|ThumbnailOffset|XMP-t:Note|XMP-x:XMPToolkit")
PLACE = re.compile(r"gps|latitude|longitude", re.IGNORECASE)
pytestmark = [
    needs_shared,
    pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not here"),
]


def told(folder: Path) -> dict[str, dict[str, Any]]:
    command = ["exiftool", "-j", "-G1", "-a", "-struct", "-u", str(folder)]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return {Path(one["SourceFile"]).name: one for one in json.loads(found)}


def pictures() -> list[tuple[Path, str, bytes]]:
    read = [(path, path.read_bytes()) for path in FILES if path.suffix not in {".xmp", ".csv"}]
    kinds = [(path, sniff(data[:64], path.suffix), data) for path, data in read]
    return [(path, kind.name, data) for path, kind, data in kinds if kind]


def test_nothing_else_differs_in_what_is_written(tmp_path: Path) -> None:
    for name in ("old", "new", "back"):
        (tmp_path / name).mkdir()
    for path, kind, data in pictures():
        if kind not in WRITABLE:
            continue
        old = read_blocks(data, kind)
        packet = re.sub(rb"(?=</rdf:RDF>)", NOTE.encode(), old.xmp, count=1) if old.xmp else FRESH
        new = spliced(data, write_blocks(data, kind, replace(old, xmp=packet)))
        back = spliced(new, write_blocks(new, kind, replace(read_blocks(new, kind), xmp=old.xmp)))
        for folder, content in (("old", data), ("new", new), ("back", back)):
            (tmp_path / folder / path.name).write_bytes(content)
    before, after, again = told(tmp_path / "old"), told(tmp_path / "new"), told(tmp_path / "back")
    assert len(before) >= 40
    for name, said in before.items():
        assert after[name]["XMP-t:Note"] == "told"
        for other in (after[name], again[name]):
            assert not {key for key in said.keys() | other.keys() if said.get(key) != other.get(key)} - {
                key for key in said.keys() | other.keys() if OTHER.search(key)
            }, name


def test_no_place_is_left(tmp_path: Path) -> None:
    for path, kind, data in pictures():
        (tmp_path / path.name).write_bytes(stripped(data, kind, "all", gps=False))
    for name, said in told(tmp_path).items():
        assert not [key for key in said if PLACE.search(key)], name
