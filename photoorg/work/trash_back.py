"""Bringing one file back from the trash: only what is it, or was it, and never in place of another."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from photoorg import durable
from photoorg.work import trash_place
from photoorg.work.trash_record import Gone


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file that was to come back. `is_settled`: it can leave the record."""

    sentence: str = ""
    is_back: bool = False
    is_settled: bool = False


_BACK = Outcome(is_back=True, is_settled=True)


def _hindered(one: Gone, why: str) -> Outcome:
    return Outcome(f"{one.path} cannot be put back: {why}. It is still in the trash.")


def bring(one: Gone) -> Outcome:
    """Move one file back, if it is there and is it."""
    kept, path = Path(one.kept), Path(one.path)
    try:
        info = kept.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return _absent(one)
    except OSError as error:
        return _hindered(one, error.strerror or str(error))
    changed = not is_it(kept, one)
    if changed and not (stat.S_ISREG(info.st_mode) and trash_place.is_noted(kept, path, one.note)):
        if is_it(path, one):
            return _BACK  # it was noted, and never moved
        return Outcome(f"{one.path} cannot be put back: what lies at {kept} is not it. Look there; it is left alone.")
    if why := _return(one, info):
        return why
    note = "was changed while it was in the trash, and is put back as it is now."
    return Outcome(f"{one.path} {note}", is_back=True, is_settled=True) if changed else _BACK


def _absent(one: Gone) -> Outcome:
    """What to say where nothing is in the trash any more."""
    if is_it(Path(one.path), one):
        return _BACK  # it was noted and never moved, or is back already
    folder = Path(one.kept).parent
    if not folder.is_dir():
        return Outcome(f"{one.path} cannot be put back: {folder} is not there. Is its drive connected?")
    return Outcome(f"{one.path} is in the trash no more: somebody has emptied it.", is_settled=True)


def _return(one: Gone, info: os.stat_result) -> Outcome | None:
    """Give a file its name back where that is free, or is it already: killed in between, it has both names."""
    kept, path = Path(one.kept), Path(one.path)
    try:
        durable.make_folder(path.parent)
        if _is_same(path, info):
            kept.unlink()
        elif not durable.take(kept, path):
            return Outcome(f"There is another file at {one.path} by now: move that away and undo again.")
        durable.sync_folder(path.parent)
        if one.note:
            Path(one.note).unlink(missing_ok=True)
    except OSError as error:
        if os.path.lexists(kept) or not _is_same(path, info):
            return _hindered(one, error.strerror or str(error))
    return None


def _is_same(path: Path, info: os.stat_result) -> bool:
    """Whether a path is one more name of a file."""
    try:
        return os.path.samestat(path.lstat(), info)
    except OSError:
        return False


def is_it(place: Path, one: Gone) -> bool:
    """Whether a file that was moved lies at a place, as it was."""
    try:
        info = place.lstat()
    except OSError:
        return False
    return stat.S_ISREG(info.st_mode) and (info.st_size, info.st_mtime_ns) == (one.size, one.mtime_ns)
