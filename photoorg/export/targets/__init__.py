"""THE table of targets: what an export makes beside its pictures. A new one is a file here and one entry of TARGETS.

A target says what may be chosen (`options`, a pydantic model; command line, window and presets follow), and what is
made when all pictures are there (`finish`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO, Protocol

from pydantic import ValidationError

from photoorg.export.entries import Entry
from photoorg.export.options import Chosen, Options, told
from photoorg.outcomes import PhotoorgError, Problem, Progress


class Writer(Protocol):
    """Puts the files of a target into an export's folder, each whole or not at all, never over one of somebody else."""

    def write(self, name: str, data: bytes) -> str:
        """Make a file of this name, or with a number behind where that is taken. Returns what it is called.

        Raises PhotoorgError where it cannot be written.
        """
        ...

    def stream(self, name: str, fill: Callable[[BinaryIO], Iterator[Progress]]) -> Generator[Progress, None, str]:
        """The same for a large file: `fill` writes to what it is given, and yields how far it is."""
        ...


@dataclass(frozen=True, slots=True)
class Finishing:
    """What a target works on when the pictures are made.

    `folder` is the export's. `entries` are in the export's order, those alone of which a file was made (or, where the
    target makes none, all); each has `name`, `size`, `sha256`, and `width`, `height` and `regions` of that file.
    `chosen` is of the target's model, `options` what the pictures were made with. `title` is what the export is called,
    `problems` are the photos that were left out. `written` puts files into the folder.
    """

    folder: Path
    entries: Sequence[Entry]
    chosen: Chosen
    options: Options
    title: str
    problems: Sequence[Problem]
    written: Writer


@dataclass(frozen=True, slots=True)
class Target:
    """One of them. `finish` yields how far it is; each yield is where it can be cancelled. None: nothing more is made.

    `pictures`: whether files are made of the photos at all. `place`: the folder below for each picture, with slashes,
    before that of the template of subfolders; "" for none. `marks`: watermarks mean something even without pictures,
    and `places` that it tells places then. `check` is told of all photos before the first picture is made: it raises
    PhotoorgError where nothing can come of them.
    """

    name: str
    label: str
    doc: str
    options: type[Chosen]
    finish: Callable[[Finishing], Iterator[Progress]] | None = None
    pictures: bool = True
    place: Callable[[Entry, Chosen], str] | None = None
    marks: bool = False
    places: bool = False
    check: Callable[[Iterator[Entry], Chosen], None] | None = None

    def chosen(self, values: Mapping[str, object]) -> Chosen:
        """What is chosen, checked. Raises PhotoorgError that names the wrong entry."""
        try:
            return self.options.model_validate(dict(values))
        except ValidationError as error:
            raise PhotoorgError(f"The target '{self.name}' cannot be used so: {told(error)}.") from error


def target(name: str) -> Target:
    """The target of a name. Raises PhotoorgError with what there is."""
    found = next((one for one in TARGETS if one.name == name), None)
    if found is None:
        names = [one.name for one in TARGETS]
        near = get_close_matches(name.casefold(), names, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(names)}."
        raise PhotoorgError(f"There is no target '{name}'. {hint}")
    return found


# The targets' own modules use what is above.
from photoorg.export.targets.dataset import DATASET  # noqa: E402
from photoorg.export.targets.folder import FOLDER  # noqa: E402
from photoorg.export.targets.list import LIST  # noqa: E402
from photoorg.export.targets.package import PACKAGE  # noqa: E402
from photoorg.export.targets.sheet import SHEET  # noqa: E402

TARGETS: tuple[Target, ...] = (FOLDER, PACKAGE, SHEET, LIST, DATASET)
