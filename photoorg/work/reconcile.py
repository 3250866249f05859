"""Comparing folders with what the library knows of them: what is new, gone, back, or as it was."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from photoorg.library import places
from photoorg.library.places import KnownFile, Root
from photoorg.library.store import Database
from photoorg.outcomes import Problem
from photoorg.paths import lies_in
from photoorg.work import scan
from photoorg.work.scan import Eyes, Listing, Seen
from photoorg.work.scope import Spot

_STEP = 2_000
_STEP_SECONDS = 0.25  # many folders may have few photos, or be slow: who stops it does not wait for them


@dataclass(slots=True)
class Differences:
    """How what is there differs from what was known; `unchanged` counts the rest.

    `new`: folder, file and what was known under that name. `gone`: id and path. `details`: what has changed beside the
    content. `mounts`: where other drives were met. `known` has the ids of the folders that were known.
    """

    new: list[tuple[str, Seen, KnownFile | None]] = field(default_factory=list[tuple[str, Seen, KnownFile | None]])
    back: list[int] = field(default_factory=list[int])
    gone: dict[int, str] = field(default_factory=dict[int, str])
    details: list[tuple[int, Seen]] = field(default_factory=list[tuple[int, Seen]])
    folders: set[str] = field(default_factory=set[str])
    mounts: list[str] = field(default_factory=list[str])
    problems: list[Problem] = field(default_factory=list[Problem])
    known: dict[str, int] = field(default_factory=dict[str, int])
    unchanged: int = 0
    is_offline: bool = False

    @property
    def seen(self) -> int:
        """Files looked at."""
        return len(self.new) + self.unchanged


def compare(db: Database, root: Root, spots: Iterable[Spot], eyes: Eyes) -> Iterator[Differences]:
    """Compare these spots below a root with what is known. Yields the running result now and then, last when complete.

    A drive that does not answer ends it, with `is_offline`.
    """
    found = Differences()
    reported, due = 0, time.monotonic() + _STEP_SECONDS
    for spot in spots:
        known = places.folders_below(db, root.volume, spot.folder)
        known = {path: folder_id for path, folder_id in known.items() if _is_ours(path, eyes)}
        found.known |= known
        listings: list[Listing] = []
        for listing in _listings(db, spot, known, eyes):
            listings.append(listing if listing.problem else Listing(listing.folder, (), listing.folders))
            _take(db, root, listing, known, found)
            if found.is_offline:
                yield found
                return
            if found.seen - reported >= _STEP or time.monotonic() >= due:
                reported = found.seen
                yield found
                due = time.monotonic() + _STEP_SECONDS
        lost = _unvisited(spot, known, listings)
        found.gone |= places.present_in(db, lost) if lost else {}
    yield found


def _listings(db: Database, spot: Spot, known: Mapping[str, int], eyes: Eyes) -> Iterator[Listing]:
    """What a spot is made of: nothing where it is gone, all below it where it is deep, or below a new folder.

    A folder is new too when all that was in it is missing: it may have been put back.
    """
    try:
        if not scan.reaches(spot.folder, eyes):
            return
    except OSError as error:
        yield scan.unlisted(spot.folder, error)
        return
    if spot.deep:
        yield from scan.walk(spot.folder, eyes)
        return
    listing = scan.look_into(spot.folder, eyes)
    yield listing
    awake = _awake(db, spot.folder, known)
    for folder in listing.folders:
        if folder not in awake:
            yield from scan.walk(folder, eyes)


def _awake(db: Database, above: str, known: Mapping[str, int]) -> set[str]:
    """The folders directly in one that are known, but those all of whose files are missing."""
    start = os.path.join(above, "")  # noqa: PTH118 - with a slash at its end
    inside = {path: start + path[len(start) :].partition(os.sep)[0] for path in known if path != above}
    missing = places.with_files(db, known.values(), missing=True)
    there = places.with_files(db, known.values(), missing=False) if missing else set[int]()
    asleep = {child for path, child in inside.items() if known[path] in missing}
    return set(inside.values()) - (asleep - {child for path, child in inside.items() if known[path] in there})


def _take(db: Database, root: Root, listing: Listing, known: Mapping[str, int], found: Differences) -> None:
    if listing.problem is not None:
        found.problems.append(listing.problem)
        # One bad spot on a disk is no reason to take all of it for away.
        found.is_offline = listing.is_offline and scan.is_silent(root.path)
        return
    found.problems.extend(listing.doubts)
    found.folders.add(listing.folder)
    found.mounts.extend(listing.mounts)
    folder_id = known.get(listing.folder)
    # The common case by far, and told quickly: nothing in the folder has changed.
    if folder_id is not None and places.present(db, folder_id) == set(listing.files):
        found.unchanged += len(listing.files)
        return
    files = {} if folder_id is None else places.files_in(db, folder_id)
    for seen in listing.files:
        before = files.pop(seen.name, None)
        if before is None or _may_differ(before, seen):
            found.new.append((listing.folder, seen, before))
            continue
        found.unchanged += 1
        if before.missing_since is not None:
            found.back.append(before.file_id)
        if before.beside != seen[3:]:
            found.details.append((before.file_id, seen))
    for name, file in files.items():
        if file.missing_since is None:
            found.gone[file.file_id] = os.path.join(listing.folder, name)  # noqa: PTH118 - as scandir names it


def _may_differ(before: KnownFile, seen: Seen) -> bool:
    """Whether a file may hold something else than it did: it is another file by its number, whatever its time says."""
    numbers = (before.inode, seen.inode)
    return (
        (before.size, before.mtime_ns) != (seen.size, seen.mtime_ns)
        or (None not in numbers and before.inode != seen.inode)
        # What was wrong with a file that could not be read was forgotten when it vanished: look again.
        or (before.photo_id is None and before.missing_since is not None)
    )


def _unvisited(spot: Spot, known: Mapping[str, int], listings: Iterable[Listing]) -> dict[str, int]:
    """The known folders of a spot that are no longer there; of one that cannot be listed nobody knows."""
    there: set[str] = set()
    unlisted: set[str] = set()
    for listing in listings:
        (unlisted if listing.problem else there).add(listing.folder)
        if not spot.deep:  # the folders in it are there, and so is what lies in them as far as this look goes
            unlisted.update(listing.folders)
    return {path: folder_id for path, folder_id in known.items() if path not in there and not lies_in(path, unlisted)}


def _is_ours(path: str, eyes: Eyes) -> bool:
    """Whether a known folder belongs to this root, and not to another one that lies in it."""
    others = eyes.roots
    return not others or not lies_in(path, others)
