"""Drives that are not there: a table of mounts in which made-up ones come and go."""

from __future__ import annotations

import itertools
from pathlib import Path

from photoorg import volumes

_numbers = itertools.count(90_000)


class Drives:
    """The real table with more in it. `mount` says that a drive (a name such as "nas:/photos") lies on a folder."""

    def __init__(self) -> None:
        self.real = volumes.read_table
        self.lines: dict[str, str] = {}

    def table(self) -> str:
        """What `volumes.read_table` is replaced by."""
        return "\n".join([*self.real().splitlines(), *self.lines.values()])

    def mount(self, drive: str, point: Path, kind: str = "nfs", root: str = "/") -> None:
        """Lay a drive on a folder, whatever is in it."""
        below = volumes.seen_through(point)
        assert below is not None
        number = next(_numbers)
        device = f"0:{90_000 + sum(map(ord, drive))}"
        where = str(point).replace(" ", "\\040")
        self.lines[str(point)] = f"{number} {below.number} {device} {root} {where} rw - {kind} {drive} rw"

    def unmount(self, point: Path) -> None:
        """Take away what lies on a folder."""
        del self.lines[str(point)]
