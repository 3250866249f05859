"""What one file on the disk says, with the sidecar beside it: only what is needed of it is read."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

from photoorg.media.blocks import Blocks
from photoorg.media.carriers import read_blocks
from photoorg.media.files import opened_file
from photoorg.media.formats import HEAD_BYTES, sniff
from photoorg.media.limits import Limits, MediaError
from photoorg.media.saying import said_in
from photoorg.media.xmp.packet import parsed
from photoorg.said import LARGEST_SIDECAR, SIDECAR, FileSaid


class Mapped(mmap.mmap):
    """A file's bytes as if they had been read: those that are never looked at stay on the disk."""

    def startswith(self, start: bytes, *place: int) -> bool:
        """As of bytes."""
        begin, end = (*place, 0, len(self))[0], (*place, len(self), len(self))[1]
        return begin + len(start) <= end and self[begin : begin + len(start)] == start


def read_said(path: Path, sidecar: Path | None, limits: Limits) -> FileSaid:
    """What a file and its sidecar say, or a sidecar alone. Raises MediaError where the file cannot be read at all."""
    if path.suffix.lower() == SIDECAR:
        return _alone(path)
    blocks = blocks_of(path, limits)
    beside, notice = _sidecar(sidecar)
    garbled = bool(blocks.xmp) and not _is_sound(blocks.xmp)
    whole = not notice and not garbled and (blocks != Blocks() or sidecar is not None)
    return FileSaid(said_in(blocks, beside), whole, notice)


def _alone(path: Path) -> FileSaid:
    with opened_file(path) as file:
        data = file.read(LARGEST_SIDECAR + 1)
    if len(data) > LARGEST_SIDECAR or parsed(data) is None:
        raise MediaError("This is no sidecar: there is no XMP in it.")
    return FileSaid(said_in(Blocks(), data), _is_sound(data), "")


def blocks_of(path: Path, limits: Limits) -> Blocks:
    """The blocks of metadata in a file. Raises MediaError where it cannot be read, or is no picture."""
    with opened_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        limits.check_file(size)
        kind = sniff(file.read(HEAD_BYTES), path.suffix)
        if kind is None:
            raise MediaError("This is not an image in a format that photoorg knows.")
        with Mapped(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            found = read_blocks(data, kind.name)  # pyright: ignore[reportArgumentType] - as good as bytes
        if found != Blocks():
            return found
        file.seek(0)
        return read_blocks(file.read(), kind.name)


def _sidecar(path: Path | None) -> tuple[bytes | None, str]:
    """A sidecar's bytes, and why it cannot be used; a file that has none has nothing, and all is well."""
    if path is None:
        return None, ""
    try:
        with opened_file(path) as file:
            data = file.read(LARGEST_SIDECAR + 1)
    except MediaError as error:
        return None, f"Its sidecar {path.name} cannot be read: {error}"
    if len(data) > LARGEST_SIDECAR or not _is_sound(data):
        return data if len(data) <= LARGEST_SIDECAR else None, f"Its sidecar {path.name} is no XMP, or a damaged one."
    return data, ""


def _is_sound(packet: bytes) -> bool:
    """Whether nothing of a packet is damaged."""
    found = parsed(packet)
    return found is not None and found.whole
