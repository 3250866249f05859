"""The photo folders as they ought to be: every change to the disk is made here and written down."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

from benchmarks.soak.metadata import Label, labelled
from benchmarks.soak.pictures import FORMATS, content, encoded


@dataclass(frozen=True, slots=True)
class Shot:
    """A good picture in a file: its number (what it shows) and what the file says about it."""

    number: int
    label: Label

    @property
    def kind(self) -> str:
        """The ending of the files that may hold it."""
        return FORMATS[self.number & 7]

    def data(self) -> bytes:
        """The whole file."""
        return labelled(encoded(self.number), self.kind, self.label)


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is called a photo and is none, or only a part of one. `after`: the picture that it was before."""

    why: str
    after: int | None = None


Held = Shot | Broken


@dataclass
class Lain:
    """What lay at one path, one after the other, as (number, when taken or None where that cannot be read).

    It may have been deleted or moved away before the next came. `looked`: which of them lay there last when all was
    compared.
    """

    pictures: list[tuple[int, str | None]] = field(default_factory=list[tuple[int, str | None]])
    looked: int = 0


@dataclass
class Tree:
    """What lies where, by absolute path. `others` are files and links that no library has any business with.

    `touched` counts what was done to each path since the last comparison. `succeeded` are the pictures that took the
    place of others since then, as (old, new, whether they say the same time). `places` are all that a picture ever had,
    and `lain` is what ever lay at each path.
    """

    files: dict[str, Held] = field(default_factory=dict[str, Held])
    folders: set[str] = field(default_factory=set[str])
    fixed: set[str] = field(default_factory=set[str])
    others: set[str] = field(default_factory=set[str])
    trash: list[Shot] = field(default_factory=list[Shot])
    unfinished: dict[str, Shot] = field(default_factory=dict[str, Shot])
    touched: Counter[str] = field(default_factory=Counter[str])
    succeeded: set[tuple[int, int, bool]] = field(default_factory=set[tuple[int, int, bool]])
    places: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict[int, set[str]](set))
    lain: defaultdict[str, Lain] = field(default_factory=lambda: defaultdict[str, Lain](Lain))
    away: str = ""
    older: bool = False
    unseen: set[str] = field(default_factory=set[str])
    serial: int = 0

    def new_shot(self, taken: str = "", orientation: int = 1) -> Shot:
        """A picture that was never there before."""
        self.serial += 1
        return Shot(content(self.serial, 0, FORMATS[self.serial * 7919 % 4]), Label(taken, orientation))

    def reachable(self) -> list[str]:
        """The files that are not on a drive that is away."""
        return [path for path in self.files if not self.is_away(path)]

    def open_folders(self) -> list[str]:
        """The folders that are not on a drive that is away."""
        return [folder for folder in self.folders if not self.is_away(folder)]

    def compared(self) -> None:
        """All was looked at, but for what was done to the drive that is away before it went."""
        self.unseen = {path for path in (*self.touched, *self.unseen) if self.is_away(path)}
        self.touched = Counter(dict.fromkeys(self.unseen, 2))
        if not self.unseen:
            self.succeeded.clear()
        for path, lain in self.lain.items():
            if path not in self.unseen:
                lain.looked = len(lain.pictures) - 1

    def restored(self) -> None:
        """Note that the library is an older copy: maybe older than what was last seen on a drive that is away."""
        self.older = bool(self.away)
        self.touched.update(path for path in self.files if self.is_away(path))
        for path, lain in self.lain.items():
            lain.looked = 0 if self.is_away(path) else lain.looked

    def followers(self, *, ever: bool = False) -> Iterator[tuple[int, int]]:
        """Pictures as (old, new) where the new one lay where the old one had, since the last comparison or `ever`.

        Not those that say different times: nobody takes them for one photo.
        """
        for lain in self.lain.values():
            for (old, before), (new, after) in combinations(lain.pictures[0 if ever else lain.looked :], 2):
                if old != new and (before == after or not before or not after):
                    yield old, new

    def is_away(self, path: str) -> bool:
        """Whether a path lies on the drive that is away."""
        return bool(self.away) and is_in(path, self.away)

    def add_folder(self, folder: str, *, fixed: bool = False) -> str:
        """Make a folder. A fixed one is never moved nor deleted."""
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.folders.add(folder)
        if fixed:
            self.fixed.add(folder)
        return folder

    def write(self, path: str, held: Held, data: bytes, *, aside: bool, mtime_ns: int | None = None) -> None:
        """Write a file in place, or beside it and over it (`aside`). Its time is one that no write had before."""
        before = self.files.get(path)
        target = Path(path)
        at = target.with_name(f".{target.name}.writing") if aside else target
        at.write_bytes(data)
        now = time.time_ns() if mtime_ns is None else mtime_ns
        os.utime(at, ns=(now, now))
        if aside:
            at.replace(target)
        self.unfinished.pop(path, None)
        self._put(path, replace(held, after=_number(before)) if isinstance(held, Broken) else held, before)

    def store(self, path: str, shot: Shot, *, aside: bool = True, mtime_ns: int | None = None) -> None:
        """Write a picture."""
        self.write(path, shot, shot.data(), aside=aside, mtime_ns=mtime_ns)

    def copy(self, path: str, to: str, *, with_time: bool) -> None:
        """Copy a file to a name that is free."""
        (shutil.copy2 if with_time else shutil.copyfile)(path, to)
        self.touched[path] += 1  # what is done to it next is not the only thing
        self._put(to, self.files[path])

    def move(self, path: str, to: str) -> None:
        """Move a file, over another where there is one."""
        shutil.move(path, to)
        self._put(to, self.files.pop(path), self.files.get(to))
        self.unfinished.pop(to, None)
        if path in self.unfinished:
            self.unfinished[to] = self.unfinished.pop(path)
        self.touched[path] += 1

    def delete(self, path: str) -> None:
        """Delete a file; a good picture may come back from the trash."""
        Path(path).unlink()
        self._forget(path)

    def _forget(self, path: str) -> None:
        held = self.files.pop(path)
        self.unfinished.pop(path, None)
        self.touched[path] += 1
        if isinstance(held, Shot):
            self.trash.append(held)

    def delete_folder(self, folder: str) -> None:
        """Delete a folder with all that is in it."""
        shutil.rmtree(folder)
        for path in [path for path in self.files if is_in(path, folder)]:
            self._forget(path)
        self.folders = {one for one in self.folders if not is_in(one, folder)}
        self.others = {one for one in self.others if not is_in(one, folder)}

    def move_folder(self, folder: str, to: str) -> None:
        """Move a folder with all that is in it to a name that is free."""
        shutil.move(folder, to)
        self.renamed(folder, to)

    def renamed(self, folder: str, to: str) -> None:
        """Note that all that was below a folder is below another one now."""
        self.touched.update(path for path in self.files if is_in(path, folder))
        for path in [path for path in self.files if is_in(path, folder)]:
            self._put(below(path, folder, to), self.files.pop(path))
        self.unfinished = {below(path, folder, to): shot for path, shot in self.unfinished.items()}
        self._move_names(folder, to)

    def plugged(self, folder: str, to: str) -> None:
        """Note that the drive is back, maybe under another name: nothing on it has changed by that."""
        self.files = {below(path, folder, to): held for path, held in self.files.items()}
        self.unfinished = {below(path, folder, to): shot for path, shot in self.unfinished.items()}
        self.touched = Counter({below(path, folder, to): times for path, times in self.touched.items()})
        for places in self.places.values():
            places.update([below(path, folder, to) for path in places if is_in(path, folder)])
            places.difference_update([path for path in places if folder != to and is_in(path, folder)])
        lain = {below(path, folder, to): lain for path, lain in self.lain.items()}
        self.lain.clear()
        self.lain.update(lain)
        self._move_names(folder, to)
        self.away, self.older = "", False

    def _move_names(self, folder: str, to: str) -> None:
        self.folders = {below(path, folder, to) for path in self.folders}
        self.fixed = {below(path, folder, to) for path in self.fixed}
        self.others = {below(path, folder, to) for path in self.others}

    def _put(self, path: str, held: Held, before: Held | None = None) -> None:
        self.files[path] = held
        self.touched[path] += 1
        old, new = _number(before), _number(held)
        if new is not None:
            self.places[new].add(path)
            lying = (new, held.label.taken if isinstance(held, Shot) else None)
            if lying not in self.lain[path].pictures[-1:]:
                self.lain[path].pictures.append(lying)
        if (
            old is not None
            and new is not None
            and before != held
            and (old != new or Broken in {type(before), type(held)})
        ):
            self.succeeded.add((old, new, is_same_time(before, held)))


def _number(held: Held | None) -> int | None:
    return held.after if isinstance(held, Broken) else held.number if held else None


def is_same_time(before: Held | None, held: Held) -> bool:
    """Whether two pictures say that they were taken at the same time; of a broken one it must be feared."""
    if not isinstance(before, Shot) or not isinstance(held, Shot):
        return True
    return bool(before.label.taken) and before.label.taken == held.label.taken


def below(path: str, folder: str, to: str) -> str:
    """Where a path is once a folder is called otherwise."""
    return to + path[len(folder) :] if is_in(path, folder) else path


def is_in(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies below it."""
    return path == folder or path.startswith(folder + os.sep)
