"""The library beside the disk: every difference as a sentence."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from benchmarks.soak.pictures import read, read_bytes
from benchmarks.soak.shelf import Shelf
from benchmarks.soak.tree import Held, Shot, Tree, is_in
from photoorg.media.thumbs import ThumbnailCache


@dataclass
class Eyes:
    """Looks at the real files and thumbnails, each once as long as it stays the same."""

    files: dict[tuple[str, int, int, int], tuple[int, int] | None] = field(
        default_factory=dict[tuple[str, int, int, int], "tuple[int, int] | None"]
    )
    looked: int = 0

    def see(self, path: Path) -> tuple[int, int] | None:
        """The number in a picture and its turn."""
        stat = path.stat()
        key = (str(path), stat.st_ino, stat.st_size, stat.st_ctime_ns)
        if key not in self.files:
            self.looked += 1
            self.files[key] = read_bytes(path.read_bytes())
        return self.files[key]


def disk_faults(tree: Tree, roots: list[str], eyes: Eyes) -> Iterator[str]:
    """That the disk is as the tree was made, and holds nothing that somebody else wrote there."""
    found: set[str] = set()
    for root in roots:
        for folder, folders, names in os.walk(root):
            links = [name for name in folders if Path(folder, name).is_symlink()]
            found.update(os.path.join(folder, name) for name in (*names, *links))  # noqa: PTH118
    expected = {*tree.reachable(), *(other for other in tree.others if not (tree.away and is_in(other, tree.away)))}
    inside = {path for path in expected if any(is_in(path, root) for root in roots)}
    yield from (f"on disk, and nobody made it: {path}" for path in sorted(found - inside))
    yield from (f"gone from the disk, and nobody deleted it: {path}" for path in sorted(inside - found))
    for path in inside & found & tree.files.keys():
        held = tree.files[path]
        if isinstance(held, Shot) and eyes.see(Path(path)) != (held.number, held.label.orientation):
            yield f"the picture on disk is not the one that was written: {path}"


def place_faults(tree: Tree, shelf: Shelf) -> Iterator[str]:
    """That the library knows every file, as what it is, and no other."""
    listed = {place.path: place for place in shelf.places if place.state != "missing"}
    for path, held in tree.files.items():
        place = listed.get(path)
        wanted = "offline" if tree.away and is_in(path, tree.away) else "here"
        if place is None:
            yield f"not in the library: {path}"
        elif place.state != wanted:
            yield f"{place.state}, not {wanted}: {path}"
        elif isinstance(held, Shot):
            shown = shelf.shows.get(place.photo or 0)
            if shown != held.number:
                yield f"in the library as {shown}, and it is {held.number}: {path}"
        elif path not in shelf.problems and place.photo not in shelf.damaged:
            yield f"{held.why}, and the library has no problem with it: {path}"
    yield from (f"in the library, and not on disk: {path}" for path in sorted(listed.keys() - tree.files.keys()))


def photo_faults(tree: Tree, shelf: Shelf) -> Iterator[str]:
    """That a picture is one photo however many files hold it, and that its first file is one of them."""
    photos: dict[int, list[int]] = {}
    for photo, number in shelf.shows.items():
        photos.setdefault(number, []).append(photo)
    yield from (f"{number} is {len(ids)} photos: {ids}" for number, ids in photos.items() if len(ids) > 1)
    present = {place.photo for place in shelf.places if place.photo is not None and place.state != "missing"}
    with_file = {photo for photo, file in shelf.first.items() if file is not None}
    yield from (f"photo {photo} has files and no first one" for photo in sorted(present - with_file))
    yield from (f"photo {photo} has a first file and none at all" for photo in sorted(with_file - present))


def thumbnail_faults(tree: Tree, shelf: Shelf, cache: ThumbnailCache, seen: dict[int, tuple[object, ...]]) -> Iterator[str]:
    """That thumbnails show what the photos show, upright as one of their files says. `seen`: those found good."""
    turns = _turns(tree.files)
    for photo, number in shelf.shows.items():
        if number not in turns:
            continue
        key = (shelf.identities[photo], number, frozenset(turns[number]))
        if seen.get(photo) == key:
            continue
        data = cache.load(shelf.identities[photo])
        shown = _shown(data)
        if shown is None or shown[0] != number or shown[1] not in turns[number]:
            yield f"the thumbnail of {number} shows {shown}, the files are turned {sorted(turns[number])}"
        elif shelf.turns[photo] not in turns[number]:
            yield f"{number} was looked at turned {shelf.turns[photo]}, the files are {sorted(turns[number])}"
        else:
            seen[photo] = key


def _turns(files: Mapping[str, Held]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for held in files.values():
        if isinstance(held, Shot):
            found.setdefault(held.number, set()).add(held.label.orientation)
    return found


def _shown(data: bytes | None) -> tuple[int, int] | None:
    if data is None:
        return None
    with Image.open(io.BytesIO(data)) as picture:
        return read(picture)
