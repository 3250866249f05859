"""What the pipeline hands to the catalogue of one file and the photo in it. Plain values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from photoorg.outcomes import Understanding

UNDERSTOOD = tuple(one.name for one in dataclasses.fields(Understanding) if one.name != "suggestions")
"""The columns of `photos` that say what the evidence means, named as in Understanding."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as the scan saw it. `file_id` is None for one that is new.

    `inode` is the file's number on its volume, `companion` the name of the video beside it; None where there is none.
    Of the sidecar beside it the name, size and time.
    """

    folder_id: int
    name: str
    size: int
    mtime_ns: int
    file_id: int | None = None
    inode: int | None = None
    companion: str | None = None
    sidecar: str | None = None
    sidecar_size: int | None = None
    sidecar_mtime_ns: int | None = None


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """A photo as it was read. `facts` holds values by the names in `fields.STORED`; absent ones are unknown.

    `taken_at`: wall-clock seconds since 1970, None where the photo does not say. `taken_offset`: minutes from UTC.
    `orientation` is EXIF's, 1 to 8. `older` is the identity by which photoorg 1 knew it, where that is another one.
    """

    identity: bytes
    facts: Mapping[str, object]
    taken_at: int | None = None
    taken_offset: int | None = None
    damaged: str | None = None
    identity_scheme: str = ""
    orientation: int | None = None
    older: bytes | None = None

    @property
    def thumbnail(self) -> bytes:
        """The name of its thumbnail; see `shown_as`."""
        return shown_as(self.identity, self.orientation)


def shown_as(identity: bytes, orientation: int | None) -> bytes:
    """What names a photo as it is shown: the same picture turned another way is the same photo and looks different."""
    return identity if orientation in {None, 1} else identity + bytes([orientation or 0])
