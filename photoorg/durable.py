"""Files that survive a power cut: written and flushed to the disk first, and only then given their name.

Everything raises OSError, for the caller knows what to say of it.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write a file whole: a power cut leaves the old one or the new one."""
    partial = partial_of(path)
    try:
        partial.write_bytes(data)
        sync(partial)
        move(partial, path)
    except OSError:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def partial_of(path: Path) -> Path:
    """A name beside `path`, this process's own, for what is not whole yet."""
    return path.with_name(f"{path.name}.{os.getpid()}.partial")


def move(source: Path, target: Path) -> None:
    """Give a file that is on the disk its name, in place of what has it."""
    source.replace(target)
    sync_folder(target.parent)


def move_new(source: Path, target: Path) -> Path:
    """The same, but never in place of another: a number is added to the name until it is free. Returns where it is."""
    place, number = target, 1
    while not take(source, place):
        number += 1
        place = target.with_name(f"{target.stem}-{number}{target.suffix}")
    sync_folder(place.parent)
    return place


def append(path: Path, data: bytes) -> int:
    """Add whole lines to a file, on the disk when this returns. Returns its size before, to `cut` it to.

    A last line that a power cut left unfinished is ended first, so that it spoils none of these.
    """
    is_new = not path.exists()
    with path.open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        try:
            if size:
                file.seek(size - 1)
                data = data if file.read(1) == b"\n" else b"\n" + data
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                file.truncate(size)
            raise
    if is_new:
        sync_folder(path.parent)
    return size


def cut(path: Path, size: int) -> None:
    """Take back what was appended since the file had this size."""
    with path.open("rb+") as file:
        file.truncate(size)
        os.fsync(file.fileno())


def sweep(folder: Path) -> None:
    """Remove what processes that ended left unfinished in a folder a day ago or longer."""
    until = time.time() - 86_400
    for left in folder.glob("*.partial"):
        with suppress(OSError):
            if left.stat().st_mtime < until:
                left.unlink()


def make_folder(path: Path) -> None:
    """Make a folder with those above it, so that a power cut does not take away the names on the way."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync_folder(path.parent)


def sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk. Windows does that by itself, and some network drives cannot."""
    if os.name == "nt":
        return
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def take(source: Path, target: Path) -> bool:
    """Rename where the name is free; returns whether it was. Its folder's names are not waited for.

    A link says so in one step; where there are no links, it is looked first.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError:
        if os.path.lexists(target):
            return False
        source.rename(target)
        return True
    try:
        source.unlink()
    except OSError:
        target.unlink()
        raise
    return True
