"""The process that is killed: it catches up, hears a person's words and backs up, with the real parts of photoorg.

It tells the parent over a pipe what it has done, each time after it is done: what was said there must never be lost.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from benchmarks.soak.person import Person, Teller
from benchmarks.soak.pictures import read
from benchmarks.soak.travels import Deed
from photoorg.app import App, open_app
from photoorg.library import places
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
    """What a process is to do. `first`: the number of its first word. `table`: the made-up table of mounts, if any.

    `deeds`: what was said before and may be taken back.
    """

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
    deeds: Mapping[int, Deed] = field(default_factory=dict[int, Deed])


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
        tasks.open_tasks = lambda *_, **__: (_task(teller),)
        tasks.task_versions = lambda *_, **__: {TASKS[0].name: "1"}
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
        person = Person(teller, orders.first, orders.seed, orders.deeds)
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
        person, rng = Person(teller, orders.first, orders.seed, orders.deeds), Random(orders.seed)  # noqa: S311
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
