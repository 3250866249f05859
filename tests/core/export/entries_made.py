"""Entries of exports as tests need them, and what writes their targets' files into a folder."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from photoorg.export.entries import Entry
from photoorg.export.options import Options
from photoorg.export.targets import Finishing, target
from photoorg.export.targets.sheet_look import Picture
from photoorg.outcomes import Progress


def entry(number: int = 1, **said: Any) -> Entry:
    """One photo; what is not said is plain."""
    given: dict[str, Any] = {
        "photo_id": number,
        "source": Path(f"/photos/Anna/IMG_{number:04}.JPG"),
        "source_size": 1000,
        "source_mtime_ns": 1_700_000_000_000_000_000,
        "format": "jpeg",
        "width": 40,
        "height": 30,
        "name": f"IMG_{number:04}.jpg",
        "size": 1000,
        "sha256": f"{number:064x}",
        "identity": number.to_bytes(32, "big"),
        "alt_texts": {"en": f"A picture {number}.", "it": f"Una foto {number}."},
        "alt_is_own": {"en": True, "it": False},
    }
    return Entry(**{**given, **said})


def jpeg(colour: str = "teal", size: tuple[int, int] = (40, 30)) -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "JPEG")
    return made.getvalue()


def picture(_entry: Entry) -> Picture:
    """The same small picture for each."""
    return Picture(jpeg(), "image/jpeg", 40, 30)


class PlainWriter:
    """Writes into a folder; no file is there before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return name

    def stream(self, name: str, fill: Callable[[BinaryIO], Iterator[Progress]]) -> Generator[Progress, None, str]:
        with (self.folder / name).open("w+b") as file:
            yield from fill(file)
        return name


def finished(
    name: str, folder: Path, entries: list[Entry], options: Options | None = None, **chosen: Any
) -> list[Progress]:
    """Let a target make its files in a folder; returns how far it said that it was."""
    found = target(name)
    assert found.finish
    values = found.chosen(chosen)
    work = Finishing(folder, entries, values, options or Options(), "Spring", (), PlainWriter(folder))
    return list(found.finish(work))
