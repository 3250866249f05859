"""The stage `stat`: catching up with what has happened to the files, and keeping it. No file is opened."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from photoorg import volumes
from photoorg.library import catalog, drives, places
from photoorg.library.catalog import FileRecord
from photoorg.library.places import Root
from photoorg.library.store import Database, writing
from photoorg.outcomes import Changes, Progress
from photoorg.paths import lies_in
from photoorg.work import roots
from photoorg.work.belt import Tally
from photoorg.work.excluding import skips
from photoorg.work.jobs import Step
from photoorg.work.moves import Move, take_moves
from photoorg.work.pipeline import Workshop
from photoorg.work.reading import Candidate
from photoorg.work.reconcile import Differences, compare
from photoorg.work.roots import State
from photoorg.work.scan import SIDECAR_STAGE, Seen
from photoorg.work.scope import THROWN_AWAY, Spot

_BATCH = 1_000


@dataclass(slots=True)
class Catch:
    """What catching up leaves to do: the files to read by path, and the ids of the folders that were looked at."""

    todo: dict[str, Candidate] = field(default_factory=dict[str, Candidate])
    folder_ids: list[int] = field(default_factory=list[int])


def catch_up(
    db: Database, folders: Sequence[Path], only: Sequence[Spot] | None, workshop: Workshop, tally: Tally
) -> Generator[Step, None, Catch]:
    """Compare folders with what is known of them, and store how they differ."""
    before = set(places.roots(db))
    added = roots.add_roots(db, folders, workshop.private)
    every = places.all_roots(db)
    fresh = {root.path for root in every} - before
    spots = _spots(every, added, only)
    for root in _woken(db, every, only or ()):
        spots.setdefault(root.path, [Spot(root.path, deep=True)])
    states = [roots.state_of(root) for root in every if root.path in spots or not _is_slow(root)]
    if changed := _take_states(db, states, tally):
        yield Step(Progress("stat"), changed)
    catch = Catch()
    # Outer folders first: what is told of an outer one is told of those in it too.
    todo = sorted(
        (one.root for one in states if one.how == "there" and one.root.path in spots), key=lambda one: one.path
    )
    while todo:
        root, *todo = todo
        looked = Look(root, spots.get(root.path, [Spot(root.path, deep=True)]), every, root.path in fresh)
        mounted = yield from _look_at(db, looked, workshop, tally, catch)
        for more in (roots.add_mount(db, point, every) for point in mounted):
            if more is not None:
                every, todo = [*every, more], [*todo, more]
    if not folders:
        tally.problems += roots.tell(db, states)
        tally.add("offline", sum(state.how == "offline" for state in states))
    return catch


@dataclass(frozen=True, slots=True)
class Look:
    """A root, the spots to look at in it, and all roots. `is_new`: nobody has seen it in a list yet."""

    root: Root
    spots: Sequence[Spot]
    every: Sequence[Root]
    is_new: bool


def _spots(every: Sequence[Root], added: Sequence[Root], only: Sequence[Spot] | None) -> dict[str, list[Spot]]:
    """What to look at of which root, by its path."""
    if only is not None:
        return roots.spots_by_root(only, every)
    named = {root.path for root in added}
    wanted = [root.path for root in every if not named or lies_in(root.path, named)]
    return {path: [Spot(path, deep=True)] for path in wanted}


def _woken(db: Database, every: Sequence[Root], only: Sequence[Spot]) -> list[Root]:
    """Roots all of whose files are missing, in folders that are looked at: they may be there again."""
    folders = {os.path.normpath(spot.folder) for spot in only}
    near = [root for root in every if root.online and os.path.dirname(root.path) in folders]  # noqa: PTH120
    return [root for root in near if places.is_asleep(db, places.folders_below(db, root.volume, root.path))]


def _is_slow(root: Root) -> bool:
    return root.volume.mount in volumes.slow_points()


def _take_states(db: Database, states: Iterable[State], tally: Tally) -> Changes:
    """Note which drives answer; and that a root was renamed or deleted: its photos are missing, and found again."""
    changes = Changes()
    for state in states:
        uid = state.root.volume.uid
        if state.how != "offline":
            changes |= drives.set_answering(db, uid, answers=state.how != "silent")
        if state.how == "lost":
            gone = places.present_in(db, places.folders_below(db, state.root.volume, state.root.path))
            tally.add("missing", len(gone))
            with writing(db):
                photos = _mark_missing(db, gone)
                places.choose_first_files(db, photos)
            changes |= Changes(frozenset(photos), folders=bool(photos))
    return changes


def _look_at(
    db: Database, look: Look, workshop: Workshop, tally: Tally, catch: Catch
) -> Generator[Step, None, Sequence[str]]:
    """Compare and store what is below one root. Returns where other drives are mounted in it."""
    root = look.root
    eyes = roots.eyes_for(root, look.every, workshop, skips(workshop.exclude))
    through = volumes.seen_through(Path(root.path))
    # It may have gone since its state was taken, with an empty folder left in its place.
    found = Differences(is_offline=volumes.volume_of(Path(root.path)).uid != root.volume.uid)
    for so_far in () if found.is_offline else compare(db, root, look.spots, eyes):
        found = so_far
        yield Step(Progress("stat", found.seen, note=root.path))
    if found.is_offline or volumes.seen_through(Path(root.path)) != through:
        # The drive went while it was looked at: what was not seen is not gone.
        changed = drives.set_online(db) | drives.set_answering(db, root.volume.uid, answers=False)
        tally.problems += roots.tell(db, [roots.went(root)])
        tally.add(THROWN_AWAY)
        yield Step(Progress("stat"), changed)
        return ()
    moves = take_moves(db, root, found)
    changed, folder_ids = _store(db, look, found)
    catch.folder_ids.extend(folder_ids[folder] for folder in found.folders)
    catch.todo |= _candidates(found, folder_ids)
    for what, number in (("unchanged", found.unchanged), ("missing", len(found.gone)), ("moved", len(moves)),
                         ("problems", len(found.problems))):  # fmt: skip
        tally.add(what, number)
    tally.problems += len(found.problems)
    yield Step(Progress("stat", found.seen, found.seen), changed)
    for start in range(0, len(moves), _BATCH):  # killed between two, the rest is known by its missing place next time
        batch = moves[start : start + _BATCH]
        with writing(db):
            touched = _store_moves(db, batch, folder_ids)
        done = found.seen + start + len(batch)
        yield Step(Progress("stat", done, found.seen + len(moves)), Changes(frozenset(touched), folders=True))
    return found.mounts


def _store(db: Database, look: Look, found: Differences) -> tuple[Changes, Mapping[str, int]]:
    """Keep how one root differs, in one transaction. Returns the ids of its folders by path too."""
    with writing(db):
        before = catalog.rows_written(db)
        fresh = sorted(found.folders - found.known.keys())
        saved = {folder: places.save_folder(db, look.root.volume, folder) for folder in fresh}
        folder_ids = {**found.known, **saved}
        places.adopt_roots(db)
        touched = _mark_missing(db, found.gone) | places.mark_present(db, found.back)
        places.choose_first_files(db, touched)
        places.save_details(db, [(file_id, *seen[3:]) for file_id, seen in found.details])
        for spot in look.spots:
            catalog.clear_folder_problems(db, PurePath(spot.folder), SIDECAR_STAGE, deep=spot.deep)
            if spot.deep:
                catalog.clear_folder_problems(db, PurePath(spot.folder), "stat")
            else:
                catalog.clear_problems(db, [spot.folder])
        catalog.save_problems(db, found.problems)
        is_new = look.is_new or catalog.rows_written(db) != before
    return Changes(frozenset(touched), folders=is_new, problems=is_new), folder_ids


def _mark_missing(db: Database, gone: Mapping[int, str]) -> set[int]:
    """Note that files (id -> path) are not there.

    What was wrong with one was told of its path: it is read again where it turns up.
    """
    wrong = places.with_problems(db) if gone else set[str]()
    places.doubt(db, [file_id for file_id, path in gone.items() if path in wrong])
    catalog.clear_problems(db, wrong.intersection(gone.values()))
    return places.mark_missing(db, gone)


def _store_moves(db: Database, moves: Sequence[Move], folder_ids: Mapping[str, int]) -> set[int]:
    touched: set[int] = set()
    for move in moves:
        photo_id = move.place.file.photo_id
        if photo_id is None:
            continue
        record = _record(folder_ids[move.folder], move.seen, move.before.file_id if move.before else None)
        catalog.save_place(db, record, photo_id, differs=move.place.differs)
        touched |= (
            {photo_id} if move.before is None or move.before.photo_id is None else {photo_id, move.before.photo_id}
        )
    gone = [move for move in moves if move.is_gone]
    places.forget_places(db, [move.place.file.file_id for move in gone])
    return touched


def _candidates(found: Differences, folder_ids: Mapping[str, int]) -> dict[str, Candidate]:
    """The files to read by path, newest first."""
    newest_first = sorted(found.new, key=lambda entry: -entry[1].mtime_ns)
    return {
        (path := str(Path(folder, seen.name))): Candidate(
            path, _record(folder_ids[folder], seen, before.file_id if before else None)
        )
        for folder, seen, before in newest_first
    }


def _record(folder_id: int, seen: Seen, file_id: int | None) -> FileRecord:
    return FileRecord(folder_id, seen.name, seen.size, seen.mtime_ns, file_id, *seen[3:])
