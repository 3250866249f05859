"""A drive that comes and goes: a real file system where this machine lets us mount one, else one that is made up.

The made-up one is a folder that is renamed away, and a line in the table of mounts (`photoorg.volumes.read_table`): a
network drive, so that it is known again under another mount point.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_MEGABYTES = 96
_UUID = "50a4-d21e"
_TRY = (
    "f=$(mktemp) && truncate -s 1M $f && mkfs.ext4 -q -F $f && mount -o loop $f /mnt && umount /mnt; "
    "r=$?; rm -f $f; exit $r"
)


@dataclass
class Drive:
    """The drive is seen at `point`; `is_there` says whether it is connected."""

    base: Path
    real: bool
    point: Path
    is_there: bool = False

    @property
    def table(self) -> str:
        """The made-up table of mounts; nothing where the drive is real."""
        return "" if self.real else str(self.base / "mounts")

    @property
    def uuids(self) -> str:
        """The folder with the names of drives."""
        return str(self.base / "by-uuid") if self.real else ""

    def connect(self, point: Path | None = None) -> None:
        """Mount it, maybe elsewhere than before."""
        self.point = point or self.point
        self.point.mkdir(parents=True, exist_ok=True)
        if self.real:
            device = self._name()
            self._run("mount", device, str(self.point))
            self._run("losetup", "-d", device)  # at the last unmounting
        else:
            self.point.rmdir()
            (self.base / "unplugged").rename(self.point)
        self.is_there = True
        self._tell()

    def disconnect(self) -> None:
        """Pull it out, whoever still has files open there."""
        if self.real:
            self._run("umount", "-l", str(self.point))
            (self.base / "by-uuid" / _UUID).unlink()
        else:
            self.point.rename(self.base / "unplugged")
            self.point.mkdir()
        self.is_there = False
        self._tell()

    def _name(self) -> str:
        """Plug the device in, and as udev does: make a link with the file system's name to it before it is mounted."""
        command = ["losetup", "-f", "--show", str(self.base / "disk.img")]
        device = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        link = self.base / "by-uuid" / _UUID
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(device)
        return device

    def _tell(self) -> None:
        if self.real:
            return
        lines = ["1 0 0:1 / / rw - ext4 /dev/root rw"]
        if self.is_there:
            point = str(self.point).replace(" ", "\\040")
            lines.append(f"2 1 0:99 / {point} rw - nfs4 nas:/photos rw")
        partial = self.base / "mounts.partial"
        partial.write_text("\n".join(lines) + "\n")
        partial.replace(self.base / "mounts")

    @staticmethod
    def _run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)


def make_drive(base: Path, *, real: bool) -> Drive:
    """A new empty drive, connected."""
    base.mkdir(parents=True)
    if real:
        image = base / "disk.img"
        with image.open("wb") as file:
            file.truncate(_MEGABYTES << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", "-i", "4096", str(image)], check=True, capture_output=True)
    else:
        (base / "unplugged").mkdir()
    drive = Drive(base, real, base / "mnt" / "drive")
    drive.connect()
    return drive


def with_mounts(module: str) -> bool:
    """Whether file systems can be mounted that only this process and its children see; starts itself anew for that."""
    if os.environ.get("PHOTOORG_SOAK_MOUNTS"):
        return os.environ["PHOTOORG_SOAK_MOUNTS"] == "real"
    can = sys.platform == "linux" and _can_mount()
    os.environ["PHOTOORG_SOAK_MOUNTS"] = "real" if can else "made up"
    if can:
        os.execvp("unshare", ["unshare", "-m", sys.executable, "-m", module, *sys.argv[1:]])  # noqa: S606
    return False


def _can_mount() -> bool:
    if os.geteuid() != 0 or not all(map(shutil.which, ("unshare", "mkfs.ext4", "losetup", "mount"))):
        return False
    return not subprocess.run(
        ["unshare", "-m", "sh", "-c", _TRY],
        check=False, capture_output=True,
    ).returncode  # fmt: skip
