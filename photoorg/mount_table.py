"""The kernel's table of mounts, read: which mount a path is seen through."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

NETWORK = frozenset({
    "9p", "afpfs", "afs", "autofs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.gcsfuse", "fuse.glusterfs",
    "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "fuse.vmhgfs-fuse", "glusterfs", "lustre", "ncpfs",
    "nfs", "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs", "webdav",
})  # fmt: skip
"""Not from this machine: nobody tells of changes there, SQLite cannot be trusted, and an answer may never come."""
WITHOUT_FILES = frozenset({
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devfs", "devpts", "devtmpfs",
    "efivarfs", "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "securityfs", "sysfs", "tracefs",
})  # fmt: skip
"""What the system makes up."""
_MADE_UP = ("fuse.", "macfuse", "osxfuse")


def may_hang(kind: str) -> bool:
    """Whether a drive of this kind may stop answering: a network drive, or one that a program makes up."""
    return kind in NETWORK or kind.startswith(_MADE_UP)


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the table: `point` shows the folder `root` of the file system `kind` on `device` (major:minor).

    `number` is its own, `parent` that of the mount on which its point lies.
    """

    point: str
    root: str
    kind: str
    source: str
    device: str
    number: int = 0
    parent: int = 0

    @property
    def may_hang(self) -> bool:
        """As the function of this name."""
        return may_hang(self.kind)


class Table:
    """All mounts, in the order of the table."""

    def __init__(self, mounts: tuple[Mount, ...]) -> None:
        self.mounts = mounts
        numbers = {mount.number for mount in mounts}
        # Of two on one point the later one is seen; the kernel makes the later one lie on the earlier, so this is rare.
        self._on = {(mount.parent, mount.point): mount for mount in mounts if mount.parent != mount.number}
        tops = [mount for mount in mounts if mount.parent not in numbers - {mount.number}]
        self._tops = {mount.point: mount for mount in reversed(tops)}

    def seen(self, path: Path) -> Mount | None:
        """The mount that a path is seen through: from the first one down, as the kernel goes.

        None where the table has none above it, as in a chroot whose own folder is no mount.
        """
        above = [str(parent) for parent in (*reversed(path.parents), path)]
        here = next((self._tops[point] for point in above if point in self._tops), None)
        below = here
        while below is not None:
            here = below
            number = here.number
            below = next((self._on[number, point] for point in above if (number, point) in self._on), None)
        return here


@lru_cache(maxsize=4)
def parsed(text: str) -> Table:
    """The table in a text as /proc/self/mountinfo has it. It is asked for often, and changes seldom."""
    # Not splitlines: a point may have a form feed or Unicode's line separator in its name.
    lines = (_understood(line) for line in text.split("\n") if " - " in line)
    return Table(tuple(mount for mount in lines if mount is not None))


def _understood(line: str) -> Mount | None:
    """One line of the table; None where it is not what it should be, so that the others count all the same."""
    try:
        return _mount(line)
    except (IndexError, ValueError):
        return None


def _mount(line: str) -> Mount:
    """proc(5): id, parent, major:minor, root, point, options, any number of fields, a dash, kind, source, options."""
    before, _, after = line.partition(" - ")
    fields, rest = before.split(" "), after.split(" ")
    return Mount(
        _unescaped(fields[4]), _unescaped(fields[3]), rest[0], _unescaped(rest[1]), fields[2],
        int(fields[0]), int(fields[1]),
    )  # fmt: skip


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), text)
