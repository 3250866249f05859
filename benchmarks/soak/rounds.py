"""Round after round: churn, kill, churn, kill, let it catch up, compare."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import psutil

from benchmarks.soak import compare, travels
from benchmarks.soak.child import Orders, work
from benchmarks.soak.churn import churn, grow
from benchmarks.soak.drive import Drive, make_drive
from benchmarks.soak.shelf import Shelf, shelf
from benchmarks.soak.tree import Held, Tree, below
from benchmarks.soak.words import Words
from photoorg.media.thumbs import ThumbnailCache
from photoorg.settings import Home, Settings

_KILLS_A_ROUND = (1, 1, 2, 2, 3)
_CATCHING_UP = 300  # seconds that a process may take before it counts as hanging
_PATIENCE = 5  # seconds to wait for the moment at which a process is to be killed
# What has just happened when the process is killed -> how many times it happens first, at most, and how many seconds
# then pass, at most.
MOMENTS = {
    "opening": (0, 0.1),
    "opened": (1, 0.1),
    "stat": (4, 0.05),
    "read": (6, 0.05),
    "looked": (30, 0.03),
    "word": (20, 0.01),
    "caught up": (1, 0.02),
    "backing up": (2, 0.02),
}
_RESTORING = {"restoring": (1, 0.05), "opened": (1, 0.1)}
# What a person has said -> who of the model hears it.
_HEARERS: dict[str, Callable[[Words], Callable[..., None]]] = {
    "word": lambda words: words.hear,
    "note": lambda words: words.note,
    "album": lambda words: words.call,
    "search": lambda words: words.things.hear,
    "edit": lambda words: words.edit,
    "travel": lambda words: partial(travels.end, words),
}
_SHOWN = 50  # differences: the first ones tell most
_SETTLED = 30  # seconds that a watching photoorg may take to see what was done last


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a soak is. `operations`: about how many between two kills."""

    files: int
    kills: int
    seed: int
    operations: int = 40
    words: int = 12
    live: bool = False
    models: bool = False
    real_drive: bool = False
    seconds: float = 0
    without: tuple[str, ...] = ()


@dataclass
class Told:
    """What a soak did and found."""

    operations: Counter[str] = field(default_factory=Counter[str])
    kills: Counter[str] = field(default_factory=Counter[str])
    counts: Counter[str] = field(default_factory=Counter[str])
    differences: list[str] = field(default_factory=list[str])
    seconds: float = 0
    slowest: float = 0


@dataclass
class Soak:
    """One run, in a folder of its own."""

    base: Path
    plan: Plan
    say: Callable[[str], None]
    told: Told = field(default_factory=Told)
    tree: Tree = field(default_factory=Tree)
    words: Words = field(default_factory=Words)
    eyes: compare.Eyes = field(default_factory=compare.Eyes)

    def __post_init__(self) -> None:
        self.rng = Random(self.plan.seed)  # noqa: S311
        self.home = Home(self.base / "library").create()
        self.home.settings_file.write_text(
            '{"threads": 2, "pause_on_battery": false, "backup_hours": 0, "poll_seconds": 5}'
        )
        self.cache = ThumbnailCache(self.home.thumbnails, Settings().thumbnail_size)
        self.known: set[tuple[int, int]] = set()
        self.excused: set[int] = set()
        self.before: dict[str, Held] = {}
        self.last: Shelf | None = None
        self.good_thumbnails: dict[int, tuple[object, ...]] = {}
        self.sessions = 0
        self.logged: set[str] = set()
        self.damaged = self.restored = False
        self.deeds: dict[int, travels.Deed] = {}  # what may be taken back, by its id

    def run(self) -> Told:
        """The whole soak."""
        began = time.monotonic()
        self._make_folders()
        while sum(self.told.kills.values()) < self.plan.kills and not self._is_late(began):
            self.told.counts["rounds"] += 1
            self._damage()
            for _ in range(self.rng.choice(_KILLS_A_ROUND)):
                self._plug()
                self._session(self.rng.choice(sorted(_RESTORING if self.damaged else MOMENTS)))
            self._session("")
            if not self.plan.live:
                self._compare()
            self.told.seconds = time.monotonic() - began
            self.say(self._line())
        return self.told

    def _is_late(self, began: float) -> bool:
        return bool(self.plan.seconds) and time.monotonic() - began > self.plan.seconds

    def _make_folders(self) -> None:
        top = self.tree.add_folder(str(self.base / "photos"), fixed=True)
        inner = self.tree.add_folder(str(self.base / "photos" / "inner"), fixed=True)
        self.drive: Drive = make_drive(self.base / "drive", real=self.plan.real_drive)
        point = self.tree.add_folder(str(self.drive.point), fixed=True)
        self.roots = (top, inner, point)
        for share, folder in ((0.7, top), (0.8, inner), (1, point)):
            grow(self.tree, self.rng, int(self.plan.files * share), folder)
        self.tree.touched.clear()

    def _plug(self) -> None:
        """The drive goes, or comes back, there or elsewhere. It must have been seen once."""
        if self.last is None or "unplug" in self.plan.without:
            return
        if self.drive.is_there and self.rng.random() < 0.25:
            self.tree.away = str(self.drive.point)
            self.drive.disconnect()
            self.told.operations["drive unplugged"] += 1
        elif not self.drive.is_there and self.rng.random() < 0.6:
            old, new = self.drive.point, self.drive.base / f"mnt{self.rng.randrange(3)}" / "drive"
            self.drive.connect(new)
            self.tree.plugged(str(old), str(new))
            self.before = {below(path, str(old), str(new)): held for path, held in self.before.items()}
            self.told.operations["drive plugged in" if old == new else "drive plugged in elsewhere"] += 1

    def _damage(self) -> None:
        """Now and then the library itself is destroyed, and restored."""
        if self.last is None or "damage" in self.plan.without or self.rng.random() > 1 / 8:
            return
        path = self.home.database
        way = self.rng.choice(("deleted", "all of it deleted", "overwritten", "cut off"))
        if way.endswith("deleted"):
            path.unlink()
            for beside in path.parent.glob("library.db-*") if way.startswith("all") else ():
                beside.unlink()
        else:
            data = bytearray(path.read_bytes())
            if way == "cut off":
                del data[len(data) // 3 :]
            else:
                data[: len(data) // 2] = self.rng.randbytes(len(data) // 2)
            path.write_bytes(data)
        self.damaged = self.restored = True
        self.deeds.clear()  # an older copy may count other ones by the same ids
        self.told.operations[f"library {way}"] += 1

    def _session(self, moment: str) -> None:
        """One process, killed at that moment, or (nothing) left to end by itself."""
        self.sessions += 1
        orders = Orders(
            str(self.home.root), (*self.roots[:2], str(self.drive.point)), self.rng.randrange(10**9),
            self.sessions * 100_000, self.plan.words,
            self.plan.live, self.plan.models, moment == "backing up" or self.rng.random() < 0.1,
            self.damaged, self.drive.table, self.drive.uuids, dict(self.deeds),
        )  # fmt: skip
        if moment or self.rng.random() < 0.5:
            churn(
                self.tree,
                self.rng,
                self.rng.randrange(2 * self.plan.operations),
                self.told.operations,
                self.plan.without,
            )
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=_run, args=(theirs, ours, orders))
        process.start()
        theirs.close()
        looked = _Looked(self)
        if self.plan.live and not moment:
            self._watch(ours, looked)
        last = self._listen(ours, moment, looked)
        helpers = psutil.Process(process.pid).children(recursive=True) if process.is_alive() else []
        if moment:
            process.kill()
            self.told.kills[last] += 1
        process.join(30)
        if process.is_alive():
            process.kill()
            process.join()
        self._drain(ours, looked)
        self._expect_end(process, moment, helpers)
        looked.judge()

    def _watch(self, pipe: Any, looked: _Looked) -> None:
        """Let it watch while things happen, then wait until it has seen them all."""
        until = time.monotonic() + self.rng.uniform(0.5, 4)
        while time.monotonic() < until:
            if self.rng.random() < 0.2:
                churn(self.tree, self.rng, 1, self.told.operations, self.plan.without)
            if self.rng.random() < 0.005:
                self._plug()
            self._hear_all(pipe, looked, 0.01)
        pipe.send("quiet")
        limit = time.monotonic() + _CATCHING_UP
        while not looked.quiet and time.monotonic() < limit and self._hear_all(pipe, looked, 0.1):
            pass
        self._compare(lambda: self._hear_all(pipe, looked, 0.2))
        if not looked.ended:
            pipe.send("end")

    def _hear_all(self, pipe: Any, looked: _Looked, seconds: float) -> bool:
        """Hear what there is to hear, waiting so long for the first of it. False when the process has ended."""
        try:
            while pipe.poll(seconds):
                self._hear(*pipe.recv(), looked)
                seconds = 0
        except (EOFError, OSError):
            looked.ended = True
        return not looked.ended

    def _expect_end(self, process: Any, moment: str, helpers: list[psutil.Process]) -> None:
        if not moment and process.exitcode != 0:
            self._differ(f"the process ended with {process.exitcode}")
        _, left = psutil.wait_procs(helpers, timeout=10)
        if left:
            self._differ(f"{len(left)} helpers outlived the process")
            for one in left:
                one.kill()
        process.close()

    def _listen(self, pipe: Any, moment: str, looked: _Looked) -> str:
        """Hear the process until it is time to kill it, or it has ended. Answers what it did last."""
        times, seconds = (MOMENTS | _RESTORING).get(moment, (0, 0))
        left = self.rng.randint(min(times, 1), times)
        due = time.monotonic() + self.rng.uniform(0, seconds) if moment and not left else None
        limit, last = time.monotonic() + (_PATIENCE if moment else _CATCHING_UP), "opening"
        while due is None or time.monotonic() < due:
            if time.monotonic() > limit:
                if not moment:
                    self._differ("the process hangs")
                return last
            if moment and self.rng.random() < 0.002:
                self._plug()
            if moment and self.rng.random() < 0.05:
                churn(self.tree, self.rng, 1, self.told.operations, self.plan.without)
            if not pipe.poll(0.002):
                continue
            try:
                event, what = pipe.recv()
            except EOFError:
                return last
            last = what if event == "step" else event
            self._hear(event, what, looked)
            if event == "end":
                return "at rest"
            left -= last == moment
            if moment and left <= 0 and due is None:
                due = time.monotonic() + self.rng.uniform(0, seconds)
        return last

    def _drain(self, pipe: Any, looked: _Looked) -> None:
        """What it said before it died counts too."""
        try:
            while pipe.poll(0):
                self._hear(*pipe.recv(), looked)
        except (EOFError, OSError):
            pass
        pipe.close()

    def _hear(self, event: str, what: Any, looked: _Looked) -> None:
        match event:
            case "word":
                (heard, *about), deed = what
                _HEARERS[heard](self.words)(*about)
                self.deeds.update(deed)
                self.told.counts["words acknowledged"] += 1
                self.told.counts[f"of these: {heard}"] += 1
            case "saying":
                _hear_beginning(self.words, *what)
            case "looked":
                looked.pictures += what
            case "opened":
                self.known = what
            case "quiet":
                looked.quiet = True
            case "restored":
                self.damaged = False
                self.told.counts["restored"] += 1
            case "failed":
                self._differ(what)
            case "backed up":
                self.told.counts["backups"] += 1

    def _differ(self, sentence: str) -> None:
        self.told.differences.append(f"round {self.told.counts['rounds']}: {sentence}")
        if len(self.told.differences) <= _SHOWN:
            self.say(f"DIFFERENCE {self.told.differences[-1]}")

    def _compare(self, wait: Callable[[], bool] | None = None) -> None:
        """Compare; where somebody still watches (`wait`), until nothing differs or it has had its time."""
        self.words.follow(self.before, self.tree, set(self.last.shows.values()) if self.last else set())
        if self.restored:
            self.words.restored(self.tree)
            self.tree.restored()
            self.restored = False
        began = time.monotonic()
        found, faults = self._faults()
        while faults and wait and time.monotonic() - began < _SETTLED and wait():
            found, faults = self._faults()
        if wait:
            self.told.slowest = max(self.told.slowest, time.monotonic() - began)
        for fault in faults:
            self._differ(fault)
        self.logged.update(found.faults)
        self.before, self.last = dict(self.tree.files), found
        self.tree.compared()
        self.told.counts["files compared"] += len(self.tree.files)

    def _faults(self) -> tuple[Shelf, list[str]]:
        found = shelf(self.home.database, self.tree.away)
        found.faults += self._logged()
        roots = [root for root in (*self.roots[:2], str(self.drive.point)) if root != self.tree.away]
        checks = {
            "disk": compare.disk_faults(self.tree, roots, self.eyes),
            "library": iter(found.faults),
            "place": compare.place_faults(self.tree, found),
            "photo": compare.photo_faults(found),
            "look": compare.look_faults(self.tree, found, self.cache, self.good_thumbnails),
            "word": self.words.lost(found),
        }
        return found, [f"{name}: {fault}" for name, faults in checks.items() for fault in faults]

    def _logged(self) -> list[str]:
        """Defects that nobody was told of but the log."""
        log = self.home.logs / "photoorg.log"
        if not log.exists():
            return []
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if " ERROR " in line and line not in self.logged]

    def _line(self) -> str:
        told = self.told
        return (
            f"round {told.counts['rounds']}: {sum(told.operations.values())} operations, {sum(told.kills.values())} "
            f"kills, {len(self.tree.files)} files, {told.counts['words acknowledged']} words, "
            f"{told.counts['looked at']} looked at, {len(told.differences)} differences, {told.seconds:.0f} s"
        )


@dataclass
class _Looked:
    """What the models were asked in one process, and whether they had to be."""

    soak: Soak
    pictures: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    quiet: bool = False
    ended: bool = False

    def judge(self) -> None:
        soak, seen, last = self.soak, Counter[tuple[int, int]](), dict(self.soak.known)
        for number, turn in self.pictures:  # one that is turned is looked at again, and so is one that is turned back
            seen[number, turn] += last.get(number) == turn
            last[number] = turn
        excused = soak.excused | {number for old, new, _ in soak.tree.succeeded for number in (old, new)}
        soak.told.counts["looked at"] += len(self.pictures)
        for (number, turn), again in seen.items():
            if again and number not in excused:
                soak.told.counts["looked at twice"] += again
                soak._differ(f"analysed twice: {number} turned {turn}")  # noqa: SLF001 - of the same module
        soak.excused = excused - {number for number, _ in self.pictures}


def _hear_beginning(words: Words, kind: str, *about: Any) -> None:
    """What is about to be said: from now on it may be so."""
    match kind:
        case "travel":
            travels.begin(words, *about)
        case "note":
            words.notes.begin(*about)
        case _:
            words.things.unsure.update(about)


def _run(theirs: Any, ours: Any, orders: Orders) -> None:
    ours.close()
    work(theirs, orders)


def report(told: Told, plan: Plan) -> str:
    """What a soak did and found, for people and (its last line) for programs."""
    lines = [f"{number:>7,}  {name}" for name, number in sorted(told.operations.items())]
    lines += ["", *(f"{number:>7,}  killed after: {moment}" for moment, number in sorted(told.kills.items()))]
    lines += ["", *(f"{number:>7,}  {name}" for name, number in sorted(told.counts.items()))]
    figures = {
        "files": plan.files, "seed": plan.seed, "drive": "real" if plan.real_drive else "made up",
        "operations": sum(told.operations.values()), "kills": sum(told.kills.values()), **told.counts,
        "differences": len(told.differences), "slowest to settle": round(told.slowest, 1),
        "seconds": round(told.seconds, 1),
    }  # fmt: skip
    return "\n".join([*lines, json.dumps(figures)])
