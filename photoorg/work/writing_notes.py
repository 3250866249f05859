"""What the library keeps of files that were written: how they are and what they say, so that nothing is read anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from photoorg.library import drives, file_words, to_write, written
from photoorg.library.store import Database, writing
from photoorg.library.to_write import Target
from photoorg.library.written import Written
from photoorg.media.carriers import read_blocks
from photoorg.media.saying import said_in
from photoorg.outcomes import PhotoorgError
from photoorg.said import Said
from photoorg.work import replacing
from photoorg.work.file_writing import Prepared, kind_of, read_now, sidecar_path
from photoorg.work.replacing import Stamp


@dataclass(frozen=True, slots=True)
class State:
    """How a photo's file and its sidecar are; None: there is none."""

    file: Stamp
    beside: Stamp | None = None

    @classmethod
    def of(cls, one: Prepared, new: Mapping[Path, Stamp]) -> State:
        """How they are after some of what was prepared was done."""
        if one.file is None:
            raise ValueError("nobody has looked at the file")
        file = new.get(Path(one.target.path), one.file)
        return cls(file, new.get(sidecar_path(one.target), one.beside))


def keep(db: Database, target: Target, said: Said, state: State) -> None:
    """Keep how a photo's file is now and what it says, as who wrote it knows. Inside a transaction."""
    file, beside = state.file, state.beside
    written.save_stamps(db, [(target.file_id, file.size, file.mtime_ns, file.inode)])
    name = None if beside is None else sidecar_path(target).name
    size, time = (None, None) if beside is None else (beside.size, beside.mtime_ns)
    written.save_sidecars(db, [(target.file_id, name, size, time)])
    stamp = file_words.stamp_of((file.size, file.mtime_ns), None if beside is None else (beside.size, beside.mtime_ns))
    file_words.store_said(db, target.photo_id, target.file_id, stamp, said)


def save_stamps(db: Database, target: Target, new: Mapping[Path, Stamp]) -> None:
    """Keep how the file is where it was written and its sidecar was not. Inside a transaction."""
    if (file := new.get(Path(target.path))) is not None:
        written.save_stamps(db, [(target.file_id, file.size, file.mtime_ns, file.inode)])


def settle_begun(db: Database) -> int:
    """Settle what was begun by somebody who was killed: which files were written, and which were not. Returns how many.

    What lay beside them for a moment is taken away. What was written is kept as what the files say, as it would have
    been: else it would look like a change made elsewhere. What cannot be looked at now, as on a drive that is not
    connected, stays begun, for the next time.
    """
    if not written.begun(db):
        return 0
    drives.set_online(db)
    digests = _digests(db, written.begun(db))
    begun = [one for one in written.begun(db) if one.number in digests]
    done = {one.number for one in begun if digests[one.number] == one.note.digest}
    undone = {one.number for one in begun if digests[one.number] == one.note.before} - done
    failed = {one.number for one in begun if one.state == "begun"} - done
    photos = {one.note.photo_id for one in begun if one.number not in failed}
    photos -= {one.note.photo_id for one in begun if one.number not in done | undone}
    states = _as_written(db, begun, photos)
    with writing(db):
        written.note_state(db, [one.number for one in begun], "done")
        written.note_state(db, undone, "undone")
        written.drop(db, failed)
        for target, said, state in states:
            keep(db, target, said, state)
    return len(begun)


def _digests(db: Database, begun: Sequence[Written]) -> dict[int, bytes | None]:
    """The SHA-256 of the files that can be looked at, by number; None: there is none."""
    found: dict[int, bytes | None] = {}
    for one, name in zip(begun, written.partial_names(db, [one.number for one in begun]), strict=True):
        path = Path(one.path)
        if one.online and replacing.is_reachable(path):
            replacing.forget(beside := path.with_name(name))
            with suppress(_UnknownError):
                digest = _digest_of(path)
                if not os.path.lexists(beside):
                    found[one.number] = digest
    return found


def _as_written(db: Database, begun: Sequence[Written], photos: Collection[int]) -> list[tuple[Target, Said, State]]:
    """What the files of photos say, of those whose files are as whoever wrote them left them."""
    ours = {(one.note.photo_id, one.path) for one in begun}
    found: list[tuple[Target, Said, State]] = []
    for photo_id, target in to_write.targets(db, photos).items():
        try:
            file, beside = read_now(target)
            kind = kind_of(file.data, target.name)
        except PhotoorgError:
            continue
        is_known = (file.stamp.size, file.stamp.mtime_ns) == (target.size, target.mtime_ns)
        if (photo_id, target.path) in ours or is_known:
            said = said_in(read_blocks(file.data, kind), None if beside is None else beside.data)
            found.append((target, said, State(file.stamp, None if beside is None else beside.stamp)))
    return found


class _UnknownError(Exception):
    """Nobody can tell now how a file is."""


def _digest_of(path: Path) -> bytes | None:
    """The SHA-256 of a file, None where there is none that could be ours. Raises _UnknownError."""
    try:
        there = replacing.look(path)
    except replacing.ReplaceError as error:
        if error.passing or isinstance(error.__cause__, OSError):
            raise _UnknownError from error
        return None
    return None if there is None else hashlib.sha256(there.data).digest()
