"""Photos' files to the system's trash, and back: nothing is deleted, nothing is overwritten.

Each file is looked at right before: only one that is still the very file that was meant is moved. What a person said
of a photo stays in the library, where it is missing until its file is back.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoorg import durable
from photoorg.library import filed
from photoorg.library.filed import Filed
from photoorg.library.store import Database, writing
from photoorg.media.helper import read_unless
from photoorg.media.identity import Identity
from photoorg.media.limits import Limits
from photoorg.outcomes import Changes, PhotoorgError, Progress, Report
from photoorg.settings import Home
from photoorg.work import trash_place, trash_record
from photoorg.work.jobs import Step
from photoorg.work.trash_record import Batch, Gone

STAGE = "trash"
CHECK = "check files"
BACK = "put back"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to go, and (`instead_of` it) one that must be there when it does: its better copy."""

    file: Filed
    instead_of: Filed | None = None


def trash(db: Database, home: Home, wanted: Sequence[Wanted], limits: Limits) -> Generator[Step, None, Report]:
    """The job that moves files to the trash, as one batch that `put_back` brings back.

    All are looked at first, down to the picture in them: raises PhotoorgError, with nothing moved, where one is not
    what the library knows, or has no trash. Cancelled, what has been moved stays in the record.
    """
    total = len(wanted)
    known = {one.path: one for each in wanted for one in (each.file, each.instead_of) if one is not None}
    for number, one in enumerate(known.values()):
        yield Step(Progress(CHECK, number, len(known)))
        check(one, limits)
    for one in wanted:
        trash_place.trash_for(Path(one.file.path))
    batch = trash_record.next_number(home)
    for number, one in enumerate(wanted):
        if one.instead_of is not None:
            _check_file(one.instead_of)
        _check_file(one.file)
        _move(home, batch, one.file.path, one.file.file_id)
        with writing(db):  # before its video, which may be hindered
            changes = filed.went(db, [one.file.file_id])
        try:
            if one.file.companion is not None and os.path.lexists(one.file.companion):
                _move(home, batch, one.file.companion, 0)
        except PhotoorgError as error:
            yield Step(Progress(STAGE, number, total), changes)  # what is shown of the photo must not wait
            told = "The photo itself is in the trash: 'photoorg trash --undo' puts it back."
            raise PhotoorgError(f"{error} {told}") from error
        yield Step(Progress(STAGE, number + 1, total), changes)
    photos = "1 file" if total == 1 else f"{total:,} files"
    return Report(f"Moved to the trash: {photos}. 'photoorg trash --undo' puts them back.", {"files": total})


def check(one: Filed, limits: Limits) -> None:
    """Raises PhotoorgError unless a file is the one that the library knows, with the same picture in it."""
    _check_file(one)
    found = read_unless(Path(one.path), _always, limits=limits, side=1, short=1, older=True)
    names = {found.value, found.older} if isinstance(found, Identity) else {found.identity.value}
    if one.identity not in names:
        raise PhotoorgError(_changed(one.path))


def _always(_: Identity) -> bool:
    return True


def _check_file(one: Filed) -> None:
    try:
        info = os.lstat(one.path)
    except OSError as error:
        raise PhotoorgError(f"{one.path} is not there any more: nothing more was moved.") from error
    same_number = one.inode is None or info.st_ino == one.inode
    if not stat.S_ISREG(info.st_mode) or (info.st_size, info.st_mtime_ns) != (one.size, one.mtime_ns):
        raise PhotoorgError(_changed(one.path))
    if not same_number:
        raise PhotoorgError(_changed(one.path))


def _changed(path: str) -> str:
    why = "has changed since photoorg looked at it: nothing more was moved."
    return f"{path} {why} 'photoorg index' looks at it again."


def _move(home: Home, batch: int, path: str, file_id: int) -> None:
    """Move one file, noted first. Raises PhotoorgError, with the file where it was."""
    source = Path(path)
    try:
        place = trash_place.place_in(trash_place.trash_for(source), source)
        info = source.lstat()
        gone = Gone(path, str(place.file), str(place.note or ""), info.st_size, info.st_mtime_ns, file_id)
        try:
            trash_record.note(home, batch, gone)
            _rename(source, place.file)
        except (OSError, PhotoorgError):
            if _is_it(source, gone):
                trash_place.release(place)
                trash_record.settle(home, batch, [gone])
            raise
    except OSError as error:
        raise PhotoorgError(f"{path} could not be moved to the trash: {error.strerror or error}.") from error


def _rename(source: Path, target: Path) -> None:
    """Never in place of another file. Raises OSError."""
    if not durable.take(source, target):
        raise FileExistsError(None, f"{target} is there already")
    durable.sync_folder(target.parent)
    durable.sync_folder(source.parent)


def put_back(db: Database, home: Home, batch: Batch) -> Generator[Step, None, Report]:
    """The job that puts a batch back where it was, with the names and times it had. Nothing is overwritten.

    What cannot be put back stays in the trash and in the record; the report says why.
    """
    back: list[Gone] = []
    problems: list[str] = []
    for number, one in enumerate(batch.files):
        outcome = _bring(one)
        if outcome is None:
            back.append(one)
        if outcome is None or outcome is _EMPTIED:
            trash_record.settle(home, batch.number, [one])
        if outcome is not None:
            problems.append(outcome(one.path))
        with writing(db):
            known = [(one.file_id, one.size, one.mtime_ns)] if outcome is None and one.file_id else []
            changes = filed.came_back(db, known) if known else Changes()
        yield Step(Progress(BACK, number + 1, len(batch.files), len(problems)), changes)
    number = len(back)
    sentence = f"Put back: {'1 file' if number == 1 else f'{number:,} files'}."
    return Report(" ".join([sentence, *problems]), {"files": number, "problems": len(problems)})


def _emptied(path: str) -> str:
    return f"{path} is in the trash no more: somebody has emptied it."


def _occupied(path: str) -> str:
    return f"There is another file at {path} by now: move that away and undo again."


def _hindered(why: str) -> Callable[[str], str]:
    return lambda path: f"{path} cannot be put back: {why}. It is still in the trash."


_EMPTIED = _emptied


def _bring(one: Gone) -> Callable[[str], str] | None:
    """Move one file back; None, or what to say of its path."""
    kept, path = Path(one.kept), Path(one.path)
    if not _is_it(kept, one):
        return None if _is_it(path, one) else _EMPTIED  # it was noted, and never moved
    if os.path.lexists(path):
        return _occupied
    try:
        durable.make_folder(path.parent)
        if not durable.take(kept, path):
            return _occupied
        durable.sync_folder(path.parent)
        if one.note:
            Path(one.note).unlink(missing_ok=True)
    except OSError as error:
        return None if _is_it(path, one) and not kept.exists() else _hindered(str(error.strerror or error))
    return None


def _is_it(place: Path, one: Gone) -> bool:
    try:
        info = place.lstat()
    except OSError:
        return False
    return stat.S_ISREG(info.st_mode) and (info.st_size, info.st_mtime_ns) == (one.size, one.mtime_ns)
