"""Where the system's trash is for a file, and a place in it that nobody else has.

On Linux as freedesktop.org's trash specification 1.0 says, so that file managers show and restore what is there. No
file is ever copied from drive to drive: each drive has its own trash, or none.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from photoorg import volumes
from photoorg.outcomes import PhotoorgError

_PATH = "Path="
_LONGEST_NOTE = 64 << 10


@dataclass(frozen=True, slots=True)
class Trash:
    """A trash folder. `top` is the folder that paths are told from, None where they are told whole.

    `has_notes`: a note beside each file says where it came from.
    """

    folder: Path
    top: Path | None = None
    has_notes: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A free place in the trash: where the file goes, and the note that has been made for it."""

    file: Path
    note: Path | None


def trash_for(path: Path) -> Trash:
    """The trash of the drive that a file lies on. Raises PhotoorgError where there is none, or nothing can be moved."""
    if kind := volumes.network_kind(path.parent):
        raise PhotoorgError(f"{path} lies on a network drive ({kind}), where there is no trash. Nothing was moved.")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise PhotoorgError(f"Nothing can be taken out of {path.parent}: it can only be read. Nothing was moved.")
    if sys.platform == "win32":
        raise PhotoorgError("photoorg cannot move files to the Recycle Bin yet: do it in the Explorer.")
    mount = Path(volumes.volume_of(path.parent).mount)
    try:
        return _made(_of_system(path.parent, mount), path)
    except OSError as error:
        raise PhotoorgError(
            f"There is no trash on {mount} for {path.name}, and none can be made: {error.strerror or error}. "
            "Nothing was moved."
        ) from error


def _of_system(folder: Path, mount: Path) -> Trash:
    own = Path.home()
    if sys.platform == "darwin":
        return Trash(own / ".Trash", has_notes=False) if _together(own, folder) else _of_mac(mount)
    said = Path(os.environ.get("XDG_DATA_HOME", ""))
    data = said if said.is_absolute() else own / ".local" / "share"  # as the specification says
    if _together(_existing(data), folder):
        return Trash(data / "Trash")
    shared = mount / ".Trash"
    with suppress(OSError):
        info = shared.lstat()
        if stat.S_ISDIR(info.st_mode) and info.st_mode & stat.S_ISVTX:
            return Trash(shared / str(os.getuid()), mount)
    return Trash(mount / f".Trash-{os.getuid()}", mount)


def _of_mac(mount: Path) -> Trash:
    return Trash(mount / ".Trashes" / str(os.getuid()), has_notes=False)


def _together(one: Path, other: Path) -> bool:
    """Whether a file can be moved from one folder to the other without a copy."""
    same_mount = volumes.volume_of(one).mount == volumes.volume_of(other).mount
    return same_mount and one.stat().st_dev == other.stat().st_dev


def _existing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.is_dir())


def _made(trash: Trash, path: Path) -> Trash:
    """The same trash, its folders made for this person alone. Raises OSError where it is somebody else's, or a link."""
    for folder in _parts(trash):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    info = trash.folder.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid != os.getuid():
        raise PermissionError(None, f"{trash.folder} is not your own")
    if info.st_dev != path.parent.stat().st_dev:
        raise OSError(None, f"{trash.folder} is on another drive")
    return trash


def _parts(trash: Trash) -> tuple[Path, ...]:
    return (trash.folder, trash.folder / "files", trash.folder / "info") if trash.has_notes else (trash.folder,)


def place_in(trash: Trash, path: Path) -> Place:
    """A free place for a file, kept for it. Raises OSError."""
    number = 1
    while True:
        name = path.name if number == 1 else f"{path.stem} {number}{path.suffix}"
        place = _try(trash, name, path)
        if place is not None:
            return place
        number += 1


def _try(trash: Trash, name: str, path: Path) -> Place | None:
    if not trash.has_notes:
        file = trash.folder / name
        return None if os.path.lexists(file) else Place(file, None)
    file, note = trash.folder / "files" / name, trash.folder / "info" / f"{name}.trashinfo"
    if os.path.lexists(file):
        return None
    told = path if trash.top is None else path.relative_to(trash.top)
    when = time.strftime("%Y-%m-%dT%H:%M:%S")
    text = f"[Trash Info]\n{_PATH}{quote(os.fsencode(told))}\nDeletionDate={when}\n"
    try:
        with note.open("x", encoding="ascii") as stream:  # only one can make it: the name is then taken
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        return None
    return Place(file, note)


def release(place: Place) -> None:
    """Give a place back that was not used, or is not any more."""
    if place.note is not None:
        with suppress(OSError):
            place.note.unlink()


def is_noted(file: Path, path: Path, note: str) -> bool:
    """Whether the note beside a file in the trash says that it came from `path`: somebody may have changed the file."""
    if not note or Path(note).name != f"{file.name}.trashinfo":
        return False
    try:
        if not stat.S_ISREG(Path(note).lstat().st_mode):
            return False
        with Path(note).open(encoding="ascii", errors="replace") as stream:
            lines = stream.read(_LONGEST_NOTE).splitlines()
    except OSError:
        return False
    told = next(
        (os.fsdecode(unquote_to_bytes(line.removeprefix(_PATH))) for line in lines if line.startswith(_PATH)), ""
    )
    tops = file.parents[2:4]  # of .Trash-UID/files/NAME and of .Trash/UID/files/NAME
    return bool(told) and path in {Path(told), *(top / told for top in tops)}
