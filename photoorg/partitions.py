"""The drives of systems that have no table of mounts to read (macOS, Windows), as psutil knows them."""

from __future__ import annotations

import os
from dataclasses import dataclass

from photoorg.paths import is_inside


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive that is there: its mount point, and its kind as `mount_table.NETWORK` names it."""

    point: str
    kind: str


def drives() -> list[Drive]:
    """All drives, network drives and what the system makes up too; none where nobody can tell."""
    import psutil  # noqa: PLC0415 - not needed on Linux

    try:
        found = psutil.disk_partitions(all=True)
    except OSError:
        return []
    return [
        Drive(one.mountpoint, "smbfs" if "remote" in one.opts.split(",") else one.fstype.lower())
        for one in found
        if one.fstype  # else a card reader without a card
    ]


def kind_at(path: str) -> str:
    """The kind of drive that a path lies on; nothing where nobody can tell."""
    if path.startswith("\\\\"):  # Windows: \\computer\share
        return "smbfs"
    folded = os.path.normcase(path)
    above = [drive for drive in drives() if is_inside(folded, os.path.normcase(drive.point))]
    return max(above, key=lambda drive: len(drive.point)).kind if above else ""
