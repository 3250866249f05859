"""Files that were moved on their drive: known by their numbers, without being read."""

from __future__ import annotations

import os
from dataclasses import dataclass

from photoorg.library import places
from photoorg.library.places import KnownFile, Place, Root
from photoorg.library.store import Database
from photoorg.work.reconcile import Differences
from photoorg.work.scan import Seen

# A time with no finer part comes from a memory card or an archive, and several files may have the same.
_FINE_NS = 10_000_000


@dataclass(frozen=True, slots=True)
class Move:
    """A file that is the one known as `place`, now in another folder or under another name.

    `before` is what was known under its new name. `is_gone`: there is no file any more where it was.
    """

    folder: str
    seen: Seen
    before: KnownFile | None
    place: Place
    is_gone: bool


def take_moves(db: Database, root: Root, found: Differences) -> list[Move]:
    """Take the new files out of `found` whose content is known from elsewhere on the drive.

    One with which something is wrong is read where it is now, so that this is told of it there.
    """
    wanted = {seen.inode for _, seen, _ in found.new if seen.inode is not None}
    if not wanted:
        return []
    known = places.by_inode(db, root.volume, wanted)
    if not known:
        return []
    wrong = places.with_problems(db)
    known = {inode: [one for one in there if one.path not in wrong] for inode, there in known.items()}
    changed = {before.file_id for _, _, before in found.new if before is not None}
    moves: list[Move] = []
    left: list[tuple[str, Seen, KnownFile | None]] = []
    for folder, seen, before in found.new:
        place = next((one for one in known.get(seen.inode or 0, ()) if _is_same(one, seen, before)), None)
        if place is None:
            left.append((folder, seen, before))
            continue
        is_gone = place.file.missing or place.file.file_id in found.gone
        if not is_gone and place.file.file_id not in changed and not os.path.lexists(place.path):
            found.gone[place.file.file_id] = place.path  # its folder is not looked at in this job
            is_gone = True
        moves.append(Move(folder, seen, before, place, is_gone))
    found.new = left
    return moves


def _is_same(place: Place, seen: Seen, before: KnownFile | None) -> bool:
    """The number alone is not enough: it is given to another file as soon as the first is deleted."""
    file = place.file
    if before is not None and before.file_id == file.file_id:
        return False
    sure = place.name == seen.name or seen.mtime_ns % _FINE_NS != 0
    return sure and (file.size, file.mtime_ns) == (seen.size, seen.mtime_ns)
