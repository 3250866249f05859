"""Files that belong together: a RAW file and the picture made of it, a picture and the video of a live photo."""

from __future__ import annotations

import json
import string
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from sqlite_utils import Database

from photoorg.library.places import absolute

PICTURES = ("jpeg", "heif")
"""Formats that cameras write beside a RAW file, and that live photos have."""

_STILLS = frozenset({".jpg", ".jpeg", ".heic", ".heif", ".hif"})
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

VIDEOS = (".mov", ".mp4", ".mp")
"""What phones put beside a photo to make it move, best first; the last is Google's."""

_PICTURES_SQL = ", ".join(f"'{name}'" for name in PICTURES)
_BESIDE = (
    "files a JOIN files b ON b.folder_id = a.folder_id AND b.stem = a.stem AND b.id <> a.id "
    "AND b.missing_since IS NULL JOIN photos q ON q.id = b.photo_id"
)
_MATCHES = (
    f"a.missing_since IS NULL AND (p.format = 'raw' AND q.format IN ({_PICTURES_SQL}) "
    f"OR q.format = 'raw' AND p.format IN ({_PICTURES_SQL}))"
)

PAIRED_SQL = f"EXISTS (SELECT 1 FROM {_BESIDE} WHERE a.photo_id = p.id AND {_MATCHES})"  # noqa: S608 - fixed text
"""Of a photo `p`: it lies beside its RAW file, or beside the picture made of it."""

LIVE_SQL = (
    "EXISTS (SELECT 1 FROM files c WHERE c.photo_id = p.id AND c.missing_since IS NULL AND c.companion IS NOT NULL)"
)
"""Of a photo `p`: its video lies beside it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The other file, by its absolute path: of a RAW file its picture, of a picture its RAW file or its video."""

    kind: Literal["raw", "live"]
    path: str


def stem_of(name: str) -> str:
    """A file's name without its ending, in lower case: ASCII's alone, as the database knows it."""
    return PurePath(name).stem.translate(_LOWER)


def companions(names: Iterable[str]) -> dict[str, str]:
    """The pictures of one folder that are live photos, each with its video, given the names of both.

    The stem is the same; Google's video may be named as the picture without its last ending (`x.MP` of `x.MP.jpg`).
    """
    stills, videos = list[str](), dict[str, str]()
    for name in sorted(names):
        ending = PurePath(name).suffix.lower()
        if ending in _STILLS:
            stills.append(name)
        elif ending in VIDEOS:
            videos.setdefault(name.lower(), name)
    found: dict[str, str] = {}
    for name in stills if videos else ():
        stem = PurePath(name).stem.lower()
        tried = (*(stem + ending for ending in VIDEOS), stem)
        video = next((videos[one] for one in tried if one in videos), None)
        if video is not None:
            found[name] = video
    return found


def pairs_of(db: Database, photo_ids: Iterable[int]) -> dict[int, tuple[Pair, ...]]:
    """The pairs of photos, in the order of their paths; photos without any are left out."""
    ids = json.dumps([int(photo_id) for photo_id in photo_ids])
    where = "JOIN folders d ON d.id = a.folder_id JOIN volumes v ON v.id = d.volume_id"
    rows = db.conn.execute(
        f"SELECT p.id, 'raw', v.mount, d.path, b.name FROM json_each(:ids) j JOIN photos p ON p.id = j.value "  # noqa: S608
        f"JOIN {_BESIDE} {where} WHERE a.photo_id = p.id AND {_MATCHES} "
        f"UNION SELECT a.photo_id, 'live', v.mount, d.path, a.companion FROM json_each(:ids) j "
        f"JOIN files a ON a.photo_id = j.value {where} WHERE a.missing_since IS NULL AND a.companion IS NOT NULL",
        {"ids": ids},
    )
    found: dict[int, set[tuple[str, Literal["raw", "live"]]]] = {}
    for photo_id, kind, mount, folder, name in rows:
        found.setdefault(photo_id, set()).add((absolute(mount, folder, name), kind))
    return {photo_id: tuple(Pair(kind, path) for path, kind in sorted(pairs)) for photo_id, pairs in found.items()}


def raws_beside_pictures(db: Database) -> set[int]:
    """Every photo that is the RAW file of a picture beside it: both are one shot, and stand for each other."""
    rows = db.conn.execute(f"SELECT p.id FROM photos p WHERE p.format = 'raw' AND {PAIRED_SQL}")  # noqa: S608
    return {photo_id for (photo_id,) in rows}
