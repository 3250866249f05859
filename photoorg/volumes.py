"""What is mounted where, and how a drive is known again: by what it is, not by where it is mounted.

On Linux all of it comes from one table of the kernel (`read_table`): no drive that has stopped answering is asked.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path("/proc/self/mountinfo")
_UUIDS = Path("/dev/disk/by-uuid")
# Not from this machine: nobody tells of changes there, SQLite cannot be trusted there, and an answer may take for ever.
_NETWORK = frozenset({
    "9p", "afpfs", "afs", "autofs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.gcsfuse", "fuse.glusterfs",
    "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "fuse.vmhgfs-fuse", "glusterfs", "lustre", "ncpfs",
    "nfs", "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Volume:
    """A file system: `uid` names it wherever it is mounted, `mount` is where it is now."""

    uid: str
    mount: str


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the table: `point` shows the folder `root` of the file system `kind` on `device` (major:minor)."""

    point: str
    root: str
    kind: str
    source: str
    device: str


def read_table() -> str:
    """The kernel's table of mounts; nothing where there is none. The one seam for tests: replace it to unmount."""
    try:
        return os.fsdecode(_TABLE.read_bytes())
    except OSError:
        return ""


def mounts() -> list[Mount]:
    """What is mounted now, in the order of mounting."""
    return [_mount(line) for line in read_table().splitlines() if " - " in line]


def volume_of(path: Path) -> Volume:
    """The volume that an existing folder lies on."""
    if sys.platform == "win32" or not (table := mounts()):
        return _by_device(path)
    mount = mount_of(path, table)
    return Volume(uid_of(mount), mount.point)


def connected(uid: str) -> str | None:
    """Where a volume is mounted now; None where it is not."""
    raise NotImplementedError(uid)


def mount_of(path: Path, table: list[Mount]) -> Mount:
    """The mount that a path is seen through: the last one of those at or above it."""
    above = {str(path), *(str(parent) for parent in path.parents)}
    return max((mount for mount in reversed(table) if mount.point in above), key=lambda mount: len(mount.point))


def uid_of(mount: Mount) -> str:
    """What names a mounted file system."""
    name = _uuid(mount) or (f"{mount.kind}:{mount.source}" if mount.kind in _NETWORK else f"mount:{mount.point}")
    return name if mount.root == "/" else f"{name}:{mount.root}"


def network_kind(path: Path) -> str:
    """The kind of network drive that a path lies on ("nfs4"), or nothing where it lies on this machine."""
    table = mounts()
    kind = mount_of(path, table).kind if table else ""
    return kind if kind in _NETWORK else ""


def _by_device(path: Path) -> Volume:
    mount = path
    while not mount.is_mount() and mount != mount.parent:
        mount = mount.parent
    device = path.stat().st_dev
    return Volume(f"serial:{device:x}" if sys.platform == "win32" else f"mount:{mount}", str(mount))


def _mount(line: str) -> Mount:
    """proc(5): id, parent, major:minor, root, point, options, any number of fields, a dash, kind, source, options."""
    before, _, after = line.partition(" - ")
    fields, rest = before.split(" "), after.split(" ")
    return Mount(_unescaped(fields[4]), _unescaped(fields[3]), rest[0], _unescaped(rest[1]), fields[2])


def _unescaped(text: str) -> str:
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, letter)
    return text


def _uuid(mount: Mount) -> str | None:
    major, _, minor = mount.device.partition(":")
    wanted = os.makedev(int(major), int(minor))
    try:
        return next((f"uuid:{link.name}" for link in _UUIDS.iterdir() if link.stat().st_rdev == wanted), None)
    except OSError:
        return None
