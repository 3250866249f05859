"""The target for a folder to send: the pictures, what is known of them, their rights, and all of it as one file.

Two exports of the same photos with the same choices are the same, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO, Literal, cast

from pydantic import Field

from photoorg import __version__
from photoorg.export.archiving import zip_files
from photoorg.export.cells import SEPARATORS, csv_bytes
from photoorg.export.entries import Entry
from photoorg.export.gathering import gathered, newest
from photoorg.export.naming import safe
from photoorg.export.options import Chosen
from photoorg.export.rights_page import rights_page
from photoorg.export.rows import Sources, record, table
from photoorg.export.targets import Finishing, Target
from photoorg.export.targets.sheet import sheets
from photoorg.export.targets.sheet_look import Look
from photoorg.outcomes import Progress

FORMAT = 1
"""Of manifest.json: another number means that names have changed."""

Separator = Literal["comma", "semicolon", "tab"]


class PackageOptions(Chosen):
    """What goes with the pictures."""

    title: str = Field(
        default="", max_length=300, title="Title", description="What it is called; empty: the name of the export."
    )
    separator: Separator = Field(
        default="comma", title="Between columns",
        description="In manifest.csv: spreadsheets of countries with decimal commas expect semicolons.",
    )  # fmt: skip
    sources: Sources = Field(
        default="name", title="Originals",
        description="What the manifest tells of them: their names, their whole paths on your computer, or nothing.",
    )  # fmt: skip
    names: bool = Field(
        default=False, title="Named people", description="The manifest tells who is on the pictures, by name."
    )
    sheet: bool = Field(default=True, title="Contact sheet", description="A page with all pictures.")
    zip: bool = Field(default=True, title="Zip file", description="All of it once more as one file.")


def manifest_json(entries: Sequence[Entry], title: str, chosen: PackageOptions) -> bytes:
    """What is known of the pictures, for programs."""
    told: dict[str, Any] = {
        "made_by": f"photoorg {__version__}",
        "format": FORMAT,
        "title": title,
        "files": [record(entry, chosen.sources, names=chosen.names) for entry in entries],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def checksums(entries: Sequence[Entry]) -> bytes:
    """The pictures' SHA-256 as `sha256sum --check` reads them."""
    return "".join(f"{entry.sha256}  {entry.name}\n" for entry in entries).encode("utf-8", "replace")


def _finish(work: Finishing) -> Iterator[Progress]:
    chosen = cast("PackageOptions", work.chosen)
    entries = yield from gathered(work.entries)
    work = replace(work, entries=entries, title=chosen.title.strip() or work.title)
    written = work.written
    yield Progress("manifest", 0, len(entries))
    told = table(entries, chosen.sources, names=chosen.names)
    names = [
        written.write("manifest.csv", csv_bytes(*told, SEPARATORS[chosen.separator])),
        written.write("manifest.json", manifest_json(entries, work.title, chosen)),
        written.write("licences.html", rights_page(entries, work.title, work.options.language).encode()),
        written.write("checksums.sha256", checksums(entries)),
    ]
    yield Progress("manifest", len(entries), len(entries))
    if chosen.sheet:
        look = Look(work.title, language=work.options.language)
        names += yield from sheets(work, look, page=True, pdf=False)
    if chosen.zip:
        top = safe(work.title) or safe(work.folder.name) or "photos"
        yield from written.stream(f"{top}.zip", _zip_into(work, [*names, *(entry.name for entry in entries)], top))


def _zip_into(work: Finishing, names: Sequence[str], top: str) -> Callable[[BinaryIO], Iterator[Progress]]:
    made = newest(work.entries)
    when = (made.year, made.month, made.day, made.hour, made.minute, made.second)

    def fill(file: BinaryIO) -> Iterator[Progress]:
        for number, _ in enumerate(zip_files(file, work.folder, names, top, when)):
            yield Progress("zip file", number, len(names))

    return fill


PACKAGE = Target(
    "package", "Package", "The pictures with a manifest, their rights, a contact sheet, and all of it as a zip file.",
    PackageOptions, _finish,
)  # fmt: skip
