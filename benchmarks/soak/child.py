"""The process that is killed: it catches up, hears a person's words and backs up, with the real parts of photoorg.

It tells the parent over a pipe what it has done, each time after it is done: what was said there must never be lost.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
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
from photoorg.outcomes import Changes, Evidence, Suggestion, Understanding
from photoorg.vision import tagging, tasks
from photoorg.vision.tasks import TASKS, Finding, OpenTask
from photoorg.work import index as index  # noqa: PLC0414 - imported once, before the first process begins

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
    table: str = ""
    uuids: str = ""


def work(pipe: Connection, orders: Orders) -> None:
    """The whole life of the process. What goes wrong is told to the parent."""
    try:
        _replace_parts(pipe, orders)
        (_live if orders.live else _catch_up)(pipe, orders, open_app(Path(orders.home)))
        pipe.send(("end", None))
    except BrokenPipeError:
        os._exit(1)
    except BaseException:  # noqa: BLE001 - the parent counts it as a difference
        pipe.send(("failed", traceback.format_exc()))


def _replace_parts(pipe: Connection, orders: Orders) -> None:
    from photoorg import volumes  # noqa: PLC0415

    if orders.table:
        volumes.read_table = lambda: Path(orders.table).read_text()
    if orders.uuids:
        volumes._UUIDS = Path(orders.uuids)  # noqa: SLF001 - where udev keeps the names of drives, if it runs
    if not orders.models:
        tasks.open_tasks = lambda *_: (_task(pipe),)
        tasks.task_versions = lambda *_: {TASKS[0].name: "1"}
        tagging.open_tagger = lambda *_: _Tagger()  # type: ignore[assignment,return-value]


def _task(pipe: Connection) -> OpenTask:
    """A model that reads the number in a picture, and tells each time that it was asked."""

    def prepare(picture: Image.Image) -> np.ndarray:
        seen = read(picture)
        return np.array([*(seen or (0, 0))], np.int64)

    def look(batch: Sequence[np.ndarray]) -> list[Finding]:
        seen = [(int(number), int(turn)) for number, turn in batch]
        pipe.send(("looked", [one for one in seen if one[0]]))
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

    def __init__(self, pipe: Connection, orders: Orders) -> None:
        self._pipe, self._count, self._rng = pipe, orders.first, Random(orders.seed)  # noqa: S311
        self._seen: list[int] = []

    def speak(self, db: Database, tell: Callable[[tuple[str, Any]], None] | None = None) -> Changes:
        """Say one thing about one photo that the models have seen."""
        number, photo = self._choose(db)
        if photo is None:
            return Changes()
        self._count += 1
        if self._rng.random() < 0.8:
            verdict = self._rng.choice(("added", "rejected", "accepted", "removed"))
            word = f"Word {self._count}"
            changes = edits.judge(db, [photo], word, verdict)
        else:
            verdict, word = None, f"Said as number {self._count}"
            changes = edits.describe(db, [photo], "en", word)
        (tell or self._pipe.send)(("word", (number, word, verdict, _paths(db, photo))))
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


def _catch_up(pipe: Connection, orders: Orders, app: App) -> None:
    """Index everything, with a person who speaks meanwhile and after."""
    db = app.writer()
    try:
        pipe.send(("opened", _known(db)))
        person = _Person(pipe, orders)
        for folders in _to_index(db, orders):
            for step in app.index(db, folders):
                pipe.send(("step", step.progress.stage))
                if Random(time.time_ns()).random() < 0.2:  # noqa: S311
                    person.speak(db)
        pipe.send(("caught up", None))
        for _ in range(orders.words):
            person.speak(db)
        if orders.back_up:
            _back_up(pipe, app, db)
    finally:
        db.close()


def _to_index(db: Database, orders: Orders) -> list[list[Path]]:
    """First the folders that the library does not know yet, by their names, then all."""
    known = {Path(root).name for root in places.roots(db)}
    new = [Path(root) for root in orders.roots if Path(root).name not in known and any(Path(root).iterdir())]
    return [new, []] if new else [[]]


def _back_up(pipe: Connection, app: App, db: Database) -> None:
    pipe.send(("step", "backing up"))
    try:
        from photoorg.work.backing_up import back_up  # noqa: PLC0415
    except ImportError:
        return
    for _ in back_up(db, app.home, app.settings):
        pipe.send(("step", "backing up"))
    pipe.send(("backed up", None))


def _live(pipe: Connection, orders: Orders, app: App) -> None:
    raise NotImplementedError
