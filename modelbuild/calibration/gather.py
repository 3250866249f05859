"""Finds the labelled pictures in unpacked packages, by their hashes.

    python -m modelbuild.calibration.gather PICTURES FOLDER...

Every file of the folders is looked at, and what lies in zip files and Qt's resource files (.rcc). What labels.jsonl
names is written to PICTURES. Packages of other versions often hold the same pictures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

LABELS = Path(__file__).parent / "labels.jsonl"
_DIRECTORY, _DEFLATED, _ZSTD = 2, 1, 4  # flags of a node of a resource file


def gather(folder: Path, wanted: Mapping[str, str], pictures: Path) -> set[str]:
    """Write the files that `wanted` (sha256 to name) names, and say which names were found."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        for content in contents(path):
            name = wanted.get(hashlib.sha256(content).hexdigest())
            if name is not None and name not in found:
                (pictures / name).parent.mkdir(parents=True, exist_ok=True)
                (pictures / name).write_bytes(content)
                found.add(name)
    return found


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file, or those of the files inside it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(member) for member in archive.infolist() if not member.is_dir())
        return
    content = path.read_bytes()
    if content.startswith(b"qres"):
        yield from _resources(content)
    else:
        yield content


def _resources(content: bytes) -> Iterator[bytes]:
    """The files of Qt's resource format, which is a table of nodes; those packed by zstd are left out."""
    version, tree, data, _ = struct.unpack_from(">4I", content, 4)
    size = 22 if version >= 2 else 14
    waiting = [0]
    while waiting:
        node = tree + waiting.pop() * size
        (flags,) = struct.unpack_from(">H", content, node + 4)
        if flags & _DIRECTORY:
            count, first = struct.unpack_from(">2I", content, node + 6)
            waiting.extend(range(first, first + count))
        elif not flags & _ZSTD:
            (offset,) = struct.unpack_from(">I", content, node + 10)
            (length,) = struct.unpack_from(">I", content, data + offset)
            packed = content[data + offset + 4 : data + offset + 4 + length]
            yield zlib.decompress(packed[4:]) if flags & _DEFLATED else packed


def main() -> None:
    """Gather all, and name the packages of which something is missing."""
    parser = argparse.ArgumentParser(prog="python -m modelbuild.calibration.gather")
    parser.add_argument("pictures", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    chosen = parser.parse_args()
    lines = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    wanted: dict[str, str] = {line["sha256"]: line["file"] for line in lines}
    found = {name for folder in chosen.folders for name in gather(folder, wanted, chosen.pictures)}
    missing = {f"{line['registry']} {line['package']} {line['version']}" for line in lines if line["file"] not in found}
    print("\n".join((f"{len(found)} of {len(lines)} pictures", *sorted(f"missing: {name}" for name in missing))))


if __name__ == "__main__":
    main()
