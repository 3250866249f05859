"""What is mounted where, and how a drive is known again: by what it is, not by where it is mounted.

On Linux all of it comes from one table of the kernel (`read_table`): no drive that has stopped answering is asked. On
macOS a drive is known by its mount point, which follows its name; on Windows by its serial number.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from photoorg.mount_table import NETWORK, WITHOUT_FILES, Mount, Table, may_hang, parsed
from photoorg.partitions import drives, kind_at
from photoorg.paths import is_inside

_TABLE = Path("/proc/self/mountinfo")
_UUIDS, _LABELS = Path("/dev/disk/by-uuid"), Path("/dev/disk/by-label")
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


_UNLISTED = Volume("mount:/", "/")
"""What lies in a chroot whose own folder is no mount: the table has nothing above it."""


def read_table() -> str:
    """The kernel's table of mounts; nothing where there is none. The one seam for tests: replace it to unmount."""
    try:
        return os.fsdecode(_TABLE.read_bytes())
    except OSError:
        return ""


def volume_of(path: Path) -> Volume:
    """The volume that a folder is seen on, or would be if it were there."""
    table = _table()
    if not table.mounts:
        return _by_device(path)
    mount = table.seen(path)
    return _volume(mount, _Names()) if mount else _UNLISTED


def ways(path: Path) -> list[tuple[Volume, str]]:
    """Every volume and path by which an existing folder can be reached now, the widest view of its file system first.

    A bind mount shows a folder that may be reached by its own path as well: it is one place.
    """
    table = _table()
    seen = table.seen(path)
    if seen is None:
        return [(volume_of(path), str(path))]
    inside = PurePath(seen.root, path.relative_to(seen.point))
    others = [
        one for one in table.mounts if one.device == seen.device and inside.is_relative_to(one.root) and one != seen
    ]
    found = [(one, str(PurePath(one.point, inside.relative_to(one.root)))) for one in others]
    usable = [(one, there) for one, there in found if table.seen(Path(there)) == one and _is_same(there, path)]
    every = sorted([(seen, str(path)), *usable], key=lambda way: len(PurePath(way[0].root).parts))
    names = _Names()
    return [(_volume(one, names), there) for one, there in every]


def connected(uid: str) -> str | None:
    """Where a volume is mounted now; None where it is not."""
    return mounted().get(uid)


def mounted() -> dict[str, str]:
    """Where each volume is mounted now, by its uid."""
    return {uid: points[0] for uid, points in mount_points(volumes()).items()}


def mount_points(now: Iterable[Volume]) -> dict[str, list[str]]:
    """The mount points of each of some volumes, by its uid."""
    points: dict[str, list[str]] = {}
    for volume in now:
        points.setdefault(volume.uid, []).append(volume.mount)
    return points


def volumes() -> list[Volume]:
    """What is mounted now and can be reached, each mount once."""
    table = _table()
    if not table.mounts:
        return list(dict.fromkeys(_partitions()))
    names = _Names()
    found = [_volume(mount, names) for mount in table.mounts if table.seen(Path(mount.point)) == mount]
    return found if table.seen(Path("/")) else [_UNLISTED, *found]


def seen_through(path: Path) -> Mount | None:
    """The mount that a path is seen through now; None where nobody can tell. A drive mounted anew is another mount."""
    return _table().seen(path)


def mounts_below(top: str) -> list[Mount]:
    """What is mounted at a folder or below it now."""
    return [mount for mount in _table().mounts if is_inside(mount.point, top)]


def slow_points() -> set[str]:
    """The mount points of drives that may stop answering."""
    return {point for point, kind in _kinds() if may_hang(kind)}


def points_without_files() -> set[str]:
    """The mount points of what the system makes up, and of drives that wait to be asked for."""
    return {point for point, kind in _kinds() if kind in WITHOUT_FILES}


def network_kind(path: Path) -> str:
    """The kind of network drive that a path lies on ("nfs4"), or nothing where it lies on this machine."""
    kind = _kind_at(path)
    return kind if kind in NETWORK else ""


def slow_kind(path: Path) -> str:
    """The kind of drive that a path lies on, where it may stop answering and tells nothing of changes; else nothing.

    Beside network drives these are those that a program makes up. The drive is not asked.
    """
    kind = _kind_at(path)
    return kind if may_hang(kind) else ""


def has_inodes(path: Path) -> bool:
    """Whether files keep their numbers for life where this folder lies; no where nobody can tell."""
    mount = seen_through(path)
    return mount is not None and mount.kind in _LASTING_INODES


def older_uids(volume: Volume) -> tuple[str, ...]:
    """What the same volume was called before something better was known of it."""
    return tuple(uid for uid in (f"mount:{volume.mount}",) if uid != volume.uid)


class _Names:
    """What the system calls its devices now: by number, for as long as one question lasts."""

    def __init__(self) -> None:
        self._links = {folder: _links(folder) for folder in (_UUIDS, _LABELS)}

    def uuid(self, mount: Mount) -> str:
        return self._named(_UUIDS, mount)

    def label(self, mount: Mount) -> str:
        name = self._named(_LABELS, mount) or PurePath(mount.point).name
        return re.sub(r"\\x([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), name)

    def _named(self, folder: Path, mount: Mount) -> str:
        """The link to a mount's device, by the number of the device or (btrfs) by its name."""
        links = self._links[folder]
        major, _, minor = mount.device.partition(":")
        found = links.get(os.makedev(int(major), int(minor)), "")
        if found or not links or not mount.source.startswith("/dev/"):
            return found
        try:
            return links.get(os.stat(mount.source).st_rdev, "")  # noqa: PTH116 - a device, never a drive's own folder
        except OSError:
            return ""


def _links(folder: Path) -> dict[int, str]:
    found: dict[int, str] = {}
    with suppress(OSError):
        for link in folder.iterdir():
            with suppress(OSError):  # it leads nowhere any more
                found.setdefault(link.stat().st_rdev, link.name)
    return found


def _table() -> Table:
    return parsed(read_table())


def _kinds() -> list[tuple[str, str]]:
    """(mount point, kind) of all that is mounted."""
    mounts = _table().mounts
    return [(one.point, one.kind) for one in mounts] or [(one.point, one.kind) for one in drives()]


def _kind_at(path: Path) -> str:
    table = _table()
    if not table.mounts:
        return kind_at(str(path))
    mount = table.seen(path)
    return mount.kind if mount else ""


def _volume(mount: Mount, names: _Names) -> Volume:
    name = _lasting_name(mount, names) or f"mount:{mount.point}"
    uid = name if mount.root == "/" or name.startswith("mount:") else f"{name}:{mount.root}"
    return Volume(uid, mount.point, names.label(mount))


def _lasting_name(mount: Mount, names: _Names) -> str:
    if uuid := names.uuid(mount):
        return f"uuid:{uuid}"
    if mount.may_hang:
        return f"{mount.kind}:{mount.source}"
    if mount.kind in _LASTING_FSID:
        try:
            number = os.statvfs(mount.point).f_fsid
        except OSError:
            return ""
        return f"fsid:{number:x}" if number else ""
    return ""


def _is_same(there: str, path: Path) -> bool:
    """Whether a folder can be looked at there too, and is the same one."""
    try:
        return os.path.samefile(there, path) and os.access(there, os.R_OK | os.X_OK)  # noqa: PTH121
    except OSError:
        return False


def _by_device(path: Path) -> Volume:
    here = next((one for one in (path, *path.parents) if one.exists()), None)
    if here is None:  # Windows: a letter that no drive has now
        return Volume("", path.anchor)
    mount = here
    while not os.path.ismount(mount) and mount != mount.parent:  # Path.is_mount does not know Windows before 3.12
        mount = mount.parent
    return Volume(
        f"serial:{here.stat().st_dev:x}" if sys.platform == "win32" else f"mount:{mount}", str(mount), mount.name
    )


def _partitions() -> Iterator[Volume]:
    """Where there is no table: the drives that psutil knows, and the one that a person's own folder lies on."""
    yield _by_device(Path.home())
    for drive in drives():
        if drive.kind in WITHOUT_FILES:
            continue
        if sys.platform != "win32":  # known by its mount point: it need not be asked
            yield Volume(f"mount:{drive.point}", drive.point, PurePath(drive.point).name)
            continue
        try:
            yield _by_device(Path(drive.point))
        except OSError:  # gone since
            continue
