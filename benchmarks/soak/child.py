"""The process that is killed: it catches up, hears a person's words and backs up, with the real parts of photoorg.

It tells the parent over a pipe what it has done, each time after it is done: what was said there must never be lost.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.soak.pictures import read
from photoorg.app import App, open_app
from photoorg.library import edits, places
from photoorg.library.evidence import evidence_of
from photoorg.library.store import Database
from photoorg.outcomes import Changes, Evidence, PhotoorgError, Suggestion, Understanding
from photoorg.settings import Home
from photoorg.vision import tagging, tasks
from photoorg.vision.tasks import TASKS, Finding, OpenTask
from photoorg.work import index as index  # noqa: PLC0414 - imported once, before the first process begins
from photoorg.work.jobs import Job
from photoorg.work.runner import Failed, Runner, Stepped

_SIDE = 48  # of the pictures: they are looked at as large as they are


@dataclass(frozen=True, slots=True)
class Orders:
    """What a process is to do. `first`: the number of its first word. `table`: the made-up table of mounts, if any."""

    home: str
    roots: tuple[str, ...]
    seed: int
    first: int
    words: int
    live: bool = False
    models: bool = False
    back_up: bool = False
    restore: bool = False
    table: str = ""
    uuids: str = ""


class Teller:
    """The pipe to the parent, for threads. A parent that is gone ends the process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._lock = pipe, threading.Lock()

    def tell(self, event: str, what: Any = None) -> None:
        """Say that something has happened."""
        with self._lock:
            self._pipe.send((event, what))

    def is_asked(self, seconds: float) -> bool:
        """Whether the parent wants the next thing, waiting so long for it."""
        if self._pipe.poll(seconds):
            self._pipe.recv()
            return True
        return False


def work(pipe: Connection, orders: Orders) -> None:
    """The whole life of the process. What goes wrong is told to the parent."""
    teller = Teller(pipe)
    try:
        _replace_parts(teller, orders)
        if orders.restore:
            _restore(teller, orders)
        (_live if orders.live else _catch_up)(teller, orders, open_app(Path(orders.home)))
        teller.tell("end")
    except BrokenPipeError:
        os._exit(1)
    except BaseException:  # noqa: BLE001 - the parent counts it as a difference
        teller.tell("failed", traceback.format_exc())


def _restore(teller: Teller, orders: Orders) -> None:
    """What `photoorg restore` does."""
    from photoorg.library import backups  # noqa: PLC0415

    teller.tell("step", "restoring")
    try:
        done = backups.restore(Home(Path(orders.home))).sentence
    except PhotoorgError as error:
        if "is whole" not in str(error):
            raise
        done = str(error)  # the one that was killed while it restored had all but told so
    teller.tell("restored", done)


def _replace_parts(teller: Teller, orders: Orders) -> None:
    from photoorg import volumes  # noqa: PLC0415

    if orders.table:
        volumes.read_table = lambda: Path(orders.table).read_text()
    if orders.uuids:
        volumes._UUIDS = Path(orders.uuids)  # noqa: SLF001 - where udev keeps the names of drives, if it runs
    if not orders.models:
        tasks.open_tasks = lambda *_: (_task(teller),)
        tasks.task_versions = lambda *_: {TASKS[0].name: "1"}
        tagging.open_tagger = lambda *_: _Tagger()  # type: ignore[assignment,return-value]


def _task(teller: Teller) -> OpenTask:
    """A model that reads the number in a picture, and tells each time that it was asked."""

    def prepare(picture: Image.Image) -> np.ndarray:
        seen = read(picture)
        return np.array([*(seen or (0, 0))], np.int64)

    def look(batch: Sequence[np.ndarray]) -> list[Finding]:
        seen = [(int(number), int(turn)) for number, turn in batch]
        teller.tell("looked", [one for one in seen if one[0]])
        return [
            Finding(Evidence({f"{number} {turn}": 1.0} if number else {"nothing": 1.0}), None) for number, turn in seen
        ]

    task = replace(TASKS[0], side=_SIDE)
    return OpenTask(task, "1", "Soak", "cpu", (), 8, prepare, look)  # type: ignore[arg-type]


class _Tagger:
    version = "soak"

    def understand(self, evidence: Mapping[str, Evidence], vector: object) -> Understanding:  # noqa: ARG002
        found = any("nothing" not in one.scores for one in evidence.values())
        return Understanding((Suggestion("seen" if found else "unseen", 0.95, (("classify", 1.0),)),))

    def bars(self, target: float) -> dict[str, float]:
        return {"seen": target, "unseen": target}


class _Person:
    """Says things about photos, one new word each time, and tells the parent once they are stored."""

    def __init__(self, teller: Teller, orders: Orders) -> None:
        self._teller, self._count, self._rng = teller, orders.first, Random(orders.seed)  # noqa: S311
        self._seen: list[int] = []
        self._last: tuple[Any, ...] | None = None

    def speak(self, db: Database) -> None:
        """Say one thing, and tell the parent."""
        if self.think(db):
            self.confirm()

    def confirm(self) -> None:
        """Tell the parent of what was said last, which is stored."""
        if self._last is not None:
            self._teller.tell("word", self._last)
            self._last = None

    def think(self, db: Database) -> Changes:
        """Say one thing about one photo that the models have seen."""
        number, photo = self._choose(db)
        if photo is None:
            return Changes()
        self._count += 1
        paths = _paths(db, photo)
        if self._rng.random() < 0.8:
            verdict = self._rng.choice(("added", "rejected", "accepted", "removed"))
            word = f"Word {self._count}"
            changes = edits.judge(db, [photo], word, verdict)
        else:
            verdict, word = None, f"Said as number {self._count}"
            changes = edits.describe(db, [photo], "en", word)
        self._last = (number, word, verdict, paths)
        return changes

    def _choose(self, db: Database) -> tuple[int, int | None]:
        if not self._seen or self._rng.random() < 0.05:
            rows = db.conn.execute("SELECT photo_id FROM evidence ORDER BY photo_id").fetchall()
            self._seen = [photo for (photo,) in rows]
        for _ in range(5 if self._seen else 0):
            photo = self._rng.choice(self._seen)
            gathered = evidence_of(db, [photo]).get(photo)
            label = next(iter(gathered.evidence["classify"].scores), "") if gathered else ""
            number, _, turn = label.partition(" ")
            if turn:
                return int(number), photo
        return 0, None


def _paths(db: Database, photo: int) -> set[str]:
    """Where a photo is, as far as the library knows."""
    rows = db.conn.execute(
        "SELECT v.mount, d.path, f.name FROM files f JOIN folders d ON d.id = f.folder_id "
        "JOIN volumes v ON v.id = d.volume_id WHERE f.photo_id = ? AND f.missing_since IS NULL",
        (photo,),
    )
    return {places.absolute(*row) for row in rows}


def _known(db: Database) -> set[tuple[int, int]]:
    """What the models' answers are stored of, as number and turn."""
    found: set[tuple[int, int]] = set()
    for gathered in evidence_of(db, [photo for (photo,) in db.conn.execute("SELECT photo_id FROM evidence")]).values():
        for label in gathered.evidence["classify"].scores if "classify" in gathered.evidence else ():
            number, _, turn = label.partition(" ")
            if turn:
                found.add((int(number), int(turn)))
    return found


def _catch_up(teller: Teller, orders: Orders, app: App) -> None:
    """Index everything, with a person who speaks meanwhile and after."""
    db = app.writer()
    try:
        teller.tell("opened", _known(db))
        person = _Person(teller, orders)
        for folders in _to_index(db, orders):
            for step in app.index(db, folders):
                teller.tell("step", step.progress.stage)
                if Random(time.time_ns()).random() < 0.2:  # noqa: S311
                    person.speak(db)
        teller.tell("caught up")
        for _ in range(orders.words):
            person.speak(db)
        if orders.back_up:
            _back_up(teller, app, db)
    finally:
        db.close()


def _to_index(db: Database, orders: Orders) -> list[list[Path]]:
    """First the folders that the library does not know yet, by their names, then all."""
    known = {Path(root).name for root in places.roots(db)}
    new = [Path(root) for root in orders.roots if Path(root).name not in known and any(Path(root).iterdir())]
    return [new, []] if new else [[]]


def _back_up(teller: Teller, app: App, db: Database) -> None:
    try:
        from photoorg.work.backing_up import back_up  # noqa: PLC0415
    except ImportError:
        return
    for _ in back_up(db, app.home, app.settings):
        teller.tell("step", "backing up")
    teller.tell("backed up")


def _live(teller: Teller, orders: Orders, app: App) -> None:
    """Watch, with a person who speaks meanwhile, until the parent asks for quiet, and then for the end."""

    def hear(event: object) -> None:
        if isinstance(event, Stepped):
            teller.tell("step", event.step.progress.stage)
        if isinstance(event, Failed):
            teller.tell("failed", f"{event.title}: {event.error!r}")

    runner = app.runner(hear)
    live = app.live(runner, lambda _state: None, always=True)
    try:
        _register(runner, orders, app, teller)
        live.start()
        person, rng = _Person(teller, orders), Random(orders.seed)  # noqa: S311
        while not teller.is_asked(rng.uniform(0, 0.1)):
            runner.edit(person.think).result()
            person.confirm()
        if orders.back_up:
            runner.start("", lambda db: back_up_job(teller, app, db)).result()
        teller.tell("quiet")
        while not teller.is_asked(1):
            pass
    finally:
        live.close()
        runner.close()


def back_up_job(teller: Teller, app: App, db: Database) -> Job:
    """A copy of the library, told to the parent."""
    from photoorg.work.backing_up import back_up  # noqa: PLC0415

    report = yield from back_up(db, app.home, app.settings)
    teller.tell("backed up")
    return report


def _register(runner: Runner, orders: Orders, app: App, teller: Teller) -> None:
    """Tell what is known, and name the folders that the library does not know yet."""
    todo: list[list[Path]] = []

    def look(db: Database) -> Changes:
        teller.tell("opened", _known(db))
        todo.extend(_to_index(db, orders)[:-1])
        return Changes()

    runner.edit(look).result()
    for folders in todo:
        runner.start("", lambda db, folders=folders: app.index(db, folders)).result()
