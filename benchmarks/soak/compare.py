"""The library beside the disk: every difference as a sentence."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from benchmarks.soak.pictures import read, read_bytes
from benchmarks.soak.shelf import Shelf
from benchmarks.soak.tree import Shot, Tree, is_in
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
    expected = {*tree.reachable(), *(other for other in tree.others if not tree.is_away(other))}
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
        wanted = "offline" if tree.is_away(path) else "here"
        if wanted == "offline" and tree.touched[path]:
            continue  # done before the drive went, and maybe not seen
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
    more = {path for path in listed.keys() - tree.files.keys() if not _may_be_old(tree, path)}
    yield from (f"in the library, and not on disk: {path}" for path in sorted(more))


def _may_be_old(tree: Tree, path: str) -> bool:
    return tree.is_away(path) and (tree.older or bool(tree.touched[path]))


def photo_faults(shelf: Shelf) -> Iterator[str]:
    """That a picture is one photo however many files hold it, and that its first file is one of them."""
    photos: dict[int, list[int]] = {}
    for photo, number in shelf.shows.items():
        photos.setdefault(number, []).append(photo)
    yield from (f"{number} is {len(ids)} photos: {ids}" for number, ids in photos.items() if len(ids) > 1)
    present = {place.photo for place in shelf.places if place.photo is not None and place.state != "missing"}
    with_file = shelf.first.keys()
    yield from (f"photo {photo} has files and no first one" for photo in sorted(present - with_file))
    yield from (f"photo {photo} has a first file and none at all" for photo in sorted(with_file - present))


def look_faults(tree: Tree, shelf: Shelf, cache: ThumbnailCache, seen: dict[int, tuple[object, ...]]) -> Iterator[str]:
    """That each photo was looked at as its first file says, and that its thumbnail shows that. `seen`: found good."""
    for photo, path in shelf.first.items():
        held = tree.files.get(path)
        if not isinstance(held, Shot) or (tree.is_away(path) and tree.touched[path]):
            continue
        wanted = (held.number, held.label.orientation)
        key = (shelf.thumbnails[photo], *wanted)
        if seen.get(photo) == key:
            continue
        shown = _shown(cache.load(shelf.thumbnails[photo]))
        looked = (shelf.shows.get(photo), shelf.turns.get(photo))
        if tree.is_away(path) and shown is not None and {shown[0], looked[0]} == {held.number}:
            continue  # it cannot be read now: it may be shown as another copy had it, which is gone
        if shown != wanted:
            yield f"the thumbnail shows {shown}, the file {wanted}: {path}"
        elif looked != wanted:
            yield f"looked at as {looked}, the file shows {wanted}: {path}"
        else:
            seen[photo] = key


def _shown(data: bytes | None) -> tuple[int, int] | None:
    if data is None:
        return None
    with Image.open(io.BytesIO(data)) as picture:
        return read(picture)
