"""What a file on the disk says, and the sidecar beside it."""

from __future__ import annotations

from pathlib import Path

from photoorg.media.blocks import Blocks
from photoorg.media.carriers import read_blocks
from photoorg.media.files import read_known
from photoorg.media.limits import Limits, MediaError
from photoorg.media.saying import Said, said_in

MOST_SIDECAR_BYTES = 32 << 20


def said_by_file(path: Path, limits: Limits, sidecar: Path | None = None) -> Said:
    """What a picture and its sidecar say; `path` may be a sidecar itself. Its format need not be one that is decoded.

    Raises MediaError where one of them cannot be read, or is something else.
    """
    beside = None if sidecar is None else read_sidecar(sidecar, limits)
    if path.suffix.lower() == ".xmp":
        return said_in(Blocks(), read_sidecar(path, limits))
    data, kind = read_known(path, limits)
    if not kind:
        raise MediaError("This is not an image in a format that photoorg knows.")
    return said_in(read_blocks(data, kind), beside)


def read_sidecar(path: Path, limits: Limits) -> bytes:
    """The bytes of a sidecar. Raises MediaError where it cannot be read, or is too large to be one."""
    small = Limits(MOST_SIDECAR_BYTES, min(limits.memory_bytes, MOST_SIDECAR_BYTES), limits.seconds)
    return read_known(path, small)[0]
