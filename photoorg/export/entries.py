"""What an export knows of each of its photos: what the library says, and what became of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from photoorg.outcomes import Region


@dataclass(frozen=True, slots=True)
class Entry:
    """One photo of an export, in the order of the export. Empty, or None: nobody has said it.

    `source` is its file in the library. `texts` are by the names of the table of texts; those that have languages are
    in `captions` and `alt_texts`, by language: `alt_texts` always has one for each, made where nobody wrote it, and
    `alt_is_own` tells of which a person did. `tags` are those a person has accepted or added first, then what is shown.
    `accepted` are the former alone. `taken` is as 2024-05-31T18:30:00, with the offset where that is known. `regions`
    are what the detectors saw, by task. `thumbnail` is its small picture, if there is one.

    Of the file that was made: `name` is its path below the export's folder, with slashes, "" where there is none;
    `width`, `height` in pixels, `size` in bytes, `sha256` in hex.
    """

    photo_id: int
    source: Path
    source_size: int
    source_mtime_ns: int
    format: str
    width: int
    height: int
    title: str = ""
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    captions: Mapping[str, str] = field(default_factory=dict[str, str])
    alt_texts: Mapping[str, str] = field(default_factory=dict[str, str])
    alt_is_own: Mapping[str, bool] = field(default_factory=dict[str, bool])
    tags: tuple[str, ...] = ()
    tags_it: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    rating: int = 0
    label: str = ""
    release: str = ""
    people: int | None = None
    sensitive: float | None = None
    taken: str = ""
    camera: str = ""
    latitude: float | None = None
    longitude: float | None = None
    regions: tuple[tuple[str, Region], ...] = ()
    thumbnail: Path | None = None
    albums: tuple[str, ...] = ()
    name: str = ""
    size: int = 0
    sha256: str = ""
