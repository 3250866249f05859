"""What is mounted where, and how a drive is known again: by what it is, not by where it is mounted.

On Linux all of it comes from one table of the kernel (`read_table`): no drive that has stopped answering is asked. On
macOS a drive is known by its mount point, which follows its name; on Windows by its serial number.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

_TABLE = Path("/proc/self/mountinfo")
_UUIDS, _LABELS = Path("/dev/disk/by-uuid"), Path("/dev/disk/by-label")
# Not from this machine: nobody tells of changes there, SQLite cannot be trusted there, and an answer may take for ever.
_NETWORK = frozenset({
    "9p", "afpfs", "afs", "autofs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.gcsfuse", "fuse.glusterfs",
    "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "fuse.vmhgfs-fuse", "glusterfs", "lustre", "ncpfs",
    "nfs", "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
})  # fmt: skip
_WITHOUT_FILES = frozenset({
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs",
    "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "securityfs", "sysfs", "tracefs",
})  # fmt: skip
# Here f_fsid is made from the file system's own uuid; elsewhere from the number of the device, which changes.
_LASTING_FSID = frozenset({"btrfs", "ext2", "ext3", "ext4"})
# Here a file keeps its number for life. FAT and FUSE drives ("fuseblk" may be exFAT) make numbers up as they go.
_LASTING_INODES = _LASTING_FSID | {
    "apfs", "bcachefs", "f2fs", "hfs", "hfsplus", "jfs", "nfs", "nfs4", "ntfs3", "overlay", "reiserfs",
    "tmpfs", "xfs", "zfs",
}  # fmt: skip
OFFLINE = frozenset({
    errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.EIO, errno.ENETDOWN, errno.ENETUNREACH, errno.ENODEV, errno.ENOTCONN,
    errno.ENXIO, errno.ESTALE, errno.ETIMEDOUT,
})  # fmt: skip
"""Error numbers of a drive that is mounted and does not answer: it is offline, its files are not gone."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A file system: `uid` names it wherever it is mounted, `mount` is where it is now. `label` is for people."""

    uid: str
    mount: str
    label: str = field(default="", compare=False)


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
    def is_network(self) -> bool:
        """Whether it may stop answering: a network drive, or one that a program makes up."""
        return self.kind in _NETWORK or self.kind.startswith("fuse.")

    @property
    def has_inodes(self) -> bool:
        """Whether a file keeps its number for life."""
        return self.kind in _LASTING_INODES


def read_table() -> str:
    """The kernel's table of mounts; nothing where there is none. The one seam for tests: replace it to unmount."""
    try:
        return os.fsdecode(_TABLE.read_bytes())
    except OSError:
        return ""


def mounts() -> list[Mount]:
    """What is mounted now, in the order of the table."""
    return [_mount(line) for line in read_table().splitlines() if " - " in line]


def volume_of(path: Path) -> Volume:
    """The volume that a folder is seen on, or would be if it were there."""
    if not (table := mounts()):
        return _by_device(path)
    return _volume(mount_of(path, table))


def ways(path: Path) -> list[tuple[Volume, str]]:
    """Every volume and path by which an existing folder can be reached now, the widest view of its file system first.

    A bind mount shows a folder that may be reached by its own path as well: it is one place.
    """
    if not (table := mounts()):
        return [(_by_device(path), str(path))]
    seen = mount_of(path, table)
    inside = PurePath(seen.root, path.relative_to(seen.point))
    others = [one for one in table if one.device == seen.device and inside.is_relative_to(one.root) and one != seen]
    found = [(one, str(PurePath(one.point, inside.relative_to(one.root)))) for one in others]
    usable = [(one, there) for one, there in found if mount_of(Path(there), table) == one and _is_same(there, path)]
    every = sorted([(seen, str(path)), *usable], key=lambda way: len(PurePath(way[0].root).parts))
    return [(_volume(one), there) for one, there in every]


def connected(uid: str) -> str | None:
    """Where a volume is mounted now; None where it is not."""
    return mounted().get(uid)


def mounted() -> dict[str, str]:
    """Where each volume is mounted now, by its uid, and by the uids that an older photoorg may have given it."""
    return {uid: points[0] for uid, points in mount_points().items()}


def mount_points() -> dict[str, list[str]]:
    """As `mounted`, with every mount point of a volume."""
    points: dict[str, list[str]] = {}
    for volume in volumes():
        points.setdefault(volume.uid, []).append(volume.mount)
    return points


def volumes() -> list[Volume]:
    """What is mounted now and can be reached, each mount once."""
    table = mounts()
    if not table:
        return list(dict.fromkeys(_partitions()))
    return [_volume(mount) for mount in table if mount_of(Path(mount.point), table) == mount]


def seen_through(path: Path) -> Mount | None:
    """The mount that a path is seen through now; None where nobody can tell. A drive mounted anew is another mount."""
    return mount_of(path, table) if (table := mounts()) else None


def slow_points() -> set[str]:
    """The mount points of drives that may stop answering."""
    return {mount.point for mount in mounts() if mount.is_network}


def points_without_files() -> set[str]:
    """The mount points of what the system makes up, and of drives that wait to be asked for."""
    return {mount.point for mount in mounts() if mount.kind in _WITHOUT_FILES}


def has_inodes(path: Path) -> bool:
    """Whether files keep their numbers where this folder lies; no where nobody can tell."""
    return bool(table := mounts()) and mount_of(path, table).has_inodes


def older_uids(volume: Volume) -> tuple[str, ...]:
    """What the same volume was called before something better was known of it."""
    return tuple(uid for uid in (f"mount:{volume.mount}",) if uid != volume.uid)


def mount_of(path: Path, table: Sequence[Mount]) -> Mount:
    """The mount that a path is seen through: from the first one down, as the kernel goes."""
    above = [str(parent) for parent in (*reversed(path.parents), path)]
    numbers = {mount.number for mount in table}
    tops = [mount for mount in table if mount.parent not in numbers - {mount.number} and mount.point in above]
    here = min(tops, key=lambda mount: len(mount.point))
    while (below := _on_top(here, above, table)) is not None:
        here = below
    return here


def _on_top(here: Mount, above: Sequence[str], table: Sequence[Mount]) -> Mount | None:
    on_it = [mount for mount in table if mount.parent == here.number and mount != here and mount.point in above]
    # Of two on one point the later one is seen; the kernel makes the later one lie on the earlier, so this is rare.
    return min(reversed(on_it), key=lambda mount: len(mount.point), default=None)


def uid_of(mount: Mount) -> str:
    """What names a mounted file system, or the folder of it that is shown."""
    name = _lasting_name(mount) or f"mount:{mount.point}"
    return name if mount.root == "/" or name.startswith("mount:") else f"{name}:{mount.root}"


def network_kind(path: Path) -> str:
    """The kind of network drive that a path lies on ("nfs4"), or nothing where it lies on this machine."""
    table = mounts()
    kind = mount_of(path, table).kind if table else ""
    return kind if kind in _NETWORK else ""


def _volume(mount: Mount) -> Volume:
    name = _named(_LABELS, mount) or PurePath(mount.point).name
    return Volume(uid_of(mount), mount.point, re.sub(r"\\x([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), name))


def _lasting_name(mount: Mount) -> str:
    if uuid := _named(_UUIDS, mount):
        return f"uuid:{uuid}"
    if mount.is_network:
        return f"{mount.kind}:{mount.source}"
    if mount.kind in _LASTING_FSID:
        try:
            number = os.statvfs(mount.point).f_fsid
        except OSError:
            return ""
        return f"fsid:{number:x}" if number else ""
    return ""


def _named(links: Path, mount: Mount) -> str:
    """The link to a mount's device in a folder of links, by the number of the device or (btrfs) by its name."""
    major, _, minor = mount.device.partition(":")
    wanted = {os.makedev(int(major), int(minor))}
    try:
        if mount.source.startswith("/dev/"):
            wanted.add(os.stat(mount.source).st_rdev)  # noqa: PTH116 - a device, never a drive's own folder
        return next((link.name for link in links.iterdir() if link.stat().st_rdev in wanted), "")
    except OSError:
        return ""


def _is_same(there: str, path: Path) -> bool:
    """Whether a folder can be looked at there too, and is the same one."""
    try:
        return os.path.samefile(there, path) and os.access(there, os.R_OK | os.X_OK)  # noqa: PTH121
    except OSError:
        return False


def _by_device(path: Path) -> Volume:
    path = next(one for one in (path, *path.parents) if one.exists())
    mount = path
    while not mount.is_mount() and mount != mount.parent:
        mount = mount.parent
    return Volume(
        f"serial:{path.stat().st_dev:x}" if sys.platform == "win32" else f"mount:{mount}", str(mount), mount.name
    )


def _partitions() -> Iterator[Volume]:
    """Where there is no table: the drives that psutil knows, and the one that a person's own folder lies on."""
    import psutil  # noqa: PLC0415 - not needed on Linux

    drives = [one for one in psutil.disk_partitions(all=False) if one.fstype]
    for path in (Path.home(), *(Path(drive.mountpoint) for drive in drives)):
        try:
            yield _by_device(path)
        except OSError:  # an empty card reader
            continue


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
