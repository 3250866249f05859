"""What is asked of an export, and what it would do: plain values for the command line, the window and the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from photoorg.export.options import Options

Does = Literal["make", "copy", "stays", "cannot"]
"""What happens to a photo: it is made anew, its bytes are copied, its file is there already, or nothing can be done."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which photos, where to, and how. `chosen` are the values for the model of the target named `target`.

    `title` is what the export is called. `tidy`: what an earlier export made in this folder and this one does not is
    removed, where it is still as it was made.
    """

    photo_ids: tuple[int, ...]
    folder: Path
    options: Options = field(default_factory=Options)
    target: str = "folder"
    chosen: Mapping[str, object] = field(default_factory=dict[str, object])
    title: str = ""
    tidy: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """What would become of one photo: `name` is its path below the export's folder, `reason` says why it cannot."""

    photo_id: int
    source: Path
    name: str
    does: Does
    reason: str = ""
