"""Help for tests that index: a library with what works on it, and a task that counts what it is asked."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PIL import Image

from photoorg.app import _private
from photoorg.library import browse, search
from photoorg.library.store import Database, health, open_writer
from photoorg.library.tagged import Rules
from photoorg.media.formats import suffixes
from photoorg.media.limits import Limits
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import Evidence, PhotoorgError, Region, Report, Suggestion, Understanding
from photoorg.settings import Home
from photoorg.taxonomy import load_taxonomy
from photoorg.vision.tagging import Tagger, open_tagger
from photoorg.vision.tasks import TASKS, Finding, OpenTask
from photoorg.work.index import Workshop, index
from photoorg.work.jobs import Job, Step
from photoorg.work.settling import Wait


class Counter:
    """Counts the models' work, and fails on demand. Safe in threads."""

    def __init__(self) -> None:
        self.opened = 0
        self.prepared = 0
        self.looked = 0
        self.fails: Exception | None = None
        self._lock = threading.Lock()

    def wrap(self, task: OpenTask) -> OpenTask:
        """The task, counted."""

        def prepare(picture: Image.Image) -> object:
            with self._lock:
                self.prepared += 1
            return task.prepare(picture)

        def look(batch: Sequence[object]) -> list[Finding]:
            if self.fails is not None:
                raise self.fails
            with self._lock:
                self.looked += len(batch)
            return task.look(batch)  # type: ignore[arg-type]

        return replace(task, prepare=prepare, look=look)  # type: ignore[arg-type]


def quick_task(name: str = "classify", version: str = "1") -> OpenTask:
    """A task that calls a picture after its brightness."""

    def prepare(picture: Image.Image) -> np.ndarray:
        return np.asarray(picture.resize((4, 4)), np.float32)

    def look(batch: Sequence[np.ndarray]) -> list[Finding]:
        tags = ["bright" if one.mean() > 127 else "dark" for one in batch]
        return [Finding(Evidence({tag: 0.75, "picture": 1.0}), np.ones(3, np.float32)) for tag in tags]

    task = replace(TASKS[0], name=name, side=4)
    return OpenTask(task, version, "Quick", "cpu", (), 8, prepare, look)  # type: ignore[arg-type]


def spotter(name: str, label: str, after: str = "", only_if: str = "", version: str = "1") -> OpenTask:
    """A task that sees one `label` in every bright picture."""

    def prepare(picture: Image.Image) -> np.ndarray:
        return np.asarray(picture.resize((4, 4)))

    def look(batch: Sequence[np.ndarray]) -> list[Finding]:
        seen = (Region(label, 0.5, 0.25, 0.25, 0.5, 0.5),)
        return [Finding(Evidence({}, seen if one.mean() > 127 else ()), None) for one in batch]

    task = replace(TASKS[0], name=name, side=4, after=after, only_if=only_if)
    return OpenTask(task, version, "Spotter", "cpu", (), 8, prepare, look)  # type: ignore[arg-type]


@dataclass
class QuickTagger:
    """What the surest task says of each tag; regions are counted as people. Fails on demand."""

    version: str = "rules 1"
    understood: int = 0
    fails: Exception | None = None

    def understand(self, evidence: Mapping[str, Evidence], vector: np.ndarray | None) -> Understanding:
        if self.fails is not None:
            raise self.fails
        self.understood += 1
        assert vector is None or vector.dtype == np.float32
        tags = {tag for one in evidence.values() for tag in one.scores}
        sure = {tag: max(one.scores.get(tag, 0) for one in evidence.values()) for tag in tags}
        people = [len(one.regions) for task, one in evidence.items() if task != "classify"]
        return Understanding(
            tuple(Suggestion(tag, score, (("classify", score),)) for tag, score in sorted(sure.items())),
            people=max(people, default=None),
        )

    def bars(self, target: float) -> dict[str, float]:
        return {"bright": target, "dark": target, "picture": target}


@dataclass
class Library:
    """A library in `home` and the photos it is about."""

    home: Path
    photos: Path
    counter: Counter
    tasks: Sequence[OpenTask] = field(default_factory=lambda: (quick_task(),))
    limits: Limits = field(default_factory=Limits)
    missing: PhotoorgError | None = None
    least: float = 0.3
    tagger: QuickTagger | None = field(default_factory=QuickTagger)
    _db: Database | None = None

    @property
    def db(self) -> Database:
        if self._db is None:
            self._db = open_writer(Home(self.home))
        return self._db

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def workshop(self) -> Workshop:
        def open_tasks() -> Sequence[OpenTask]:
            self.counter.opened += 1
            if self.missing is not None:
                raise self.missing
            return tuple(self.counter.wrap(task) for task in self.tasks)

        versions = {} if self.missing else {task.name: task.version for task in self.tasks}
        thumbnails = ThumbnailCache(Home(self.home).thumbnails, 128)
        return Workshop(
            _private(Home(self.home)), suffixes(), thumbnails, self.limits, 2, versions, open_tasks,
            self.open_tagger, self.rules,
            {one.name: Wait(one.task.after, one.task.only_if) for one in self.tasks if one.task.only_if},
        )  # fmt: skip

    def rules(self, tagger: Tagger) -> Rules:
        """Bars where the test says; the real taxonomy with the real tagger."""
        words = load_taxonomy() if self.tagger is None else None
        above = {name: words.ancestors(name) for name in words.concepts} if words else {}
        return Rules(self.least, dict.fromkeys(tagger.bars(self.least), self.least), above)

    def open_tagger(self) -> Tagger:
        """The one of the test, or the real one where the tasks are."""
        if self.missing is not None:
            raise self.missing
        return self.tagger or open_tagger()  # type: ignore[return-value]

    def job(self, *folders: Path) -> Job:
        return index(self.db, folders or (self.photos,), self.workshop())

    def run(self, *folders: Path) -> Report:
        return drain(self.job(*folders))[1]

    def names(self, query: str = "") -> list[str]:
        found = browse.cards(self.db, search.search(self.db, query).ids.tolist())
        return sorted(card.name for card in found.values())

    def problems(self) -> dict[str, str]:
        return {Path(problem.path).name: problem.reason for problem in browse.problems(self.db)}

    def photo(self, name: str) -> int:
        found = browse.photo_at(self.db, str(self.photos / name))
        assert found is not None, name
        return found

    def check(self) -> None:
        """That the library is sound and complete: every photo once, with every task's answer."""
        assert health(self.db) == "ok"
        assert self.db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
        photos = self.db.conn.execute("SELECT COUNT(*) FROM photos WHERE file_id IS NOT NULL").fetchone()[0]
        for task in self.tasks:
            done = self.db.conn.execute(
                "SELECT COUNT(*) FROM analyses a JOIN photos p ON p.id = a.photo_id "
                "WHERE p.file_id IS NOT NULL AND a.task = ? AND a.version = ?",
                (task.name, task.version),
            ).fetchone()
            assert done[0] == photos, task.name


def drain(job: Job) -> tuple[list[Step], Report]:
    """Run a job to its end: its steps and its report."""
    steps: list[Step] = []
    try:
        while True:
            steps.append(next(job))
    except StopIteration as end:
        return steps, end.value


def picture(path: Path, colour: tuple[int, int, int] = (200, 210, 220), size: tuple[int, int] = (64, 48)) -> Path:
    """A small JPEG of one colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path, "JPEG")
    return path
