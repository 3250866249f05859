"""Help for tests that watch: waiting with a deadline, and a live thread whose jobs only note what they were given."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photoorg import volumes
from photoorg.library.store import Database
from photoorg.outcomes import Changes, Progress, Report
from photoorg.settings import Home, Settings
from photoorg.work.jobs import Job, MakeJob, Step
from photoorg.work.live import Chore, Live, LiveState, Ways
from photoorg.work.neighbour import Computer
from photoorg.work.runner import Event, Runner
from photoorg.work.scope import Spot

DEADLINE = 10.0


def until(holds: Callable[[], object], what: str = "") -> None:
    """Wait until something holds; fail after ten seconds."""
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end, f"waited in vain {what}"
        time.sleep(0.005)


@dataclass
class Alive:
    """A live thread on folders. `jobs` are the spots of each job (None: everything), `states` what it told."""

    home: Path
    roots: list[Path]
    settings: Settings = field(default_factory=lambda: Settings(pause_on_battery=False))
    catch_up: bool = False
    chores: Sequence[Chore] = ()
    computer: Computer = field(default_factory=Computer)
    job: Callable[[Database], Job] | None = None
    jobs: list[tuple[Spot, ...] | None] = field(default_factory=list)
    states: list[LiveState] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    online: int = 0

    def __post_init__(self) -> None:
        self.runner = Runner(Home(self.home), self.events.append)
        self.live = Live(
            self.runner,
            self.states.append,
            Ways(
                roots=self._roots,
                settings=lambda: self.settings,
                look=self._look,
                set_online=self._set_online,
                suffixes=frozenset({".jpg"}),
                private=frozenset({str(self.home)}),
                chores=self.chores,
                catch_up=self.catch_up,
                computer=self.computer,
            ),
        )

    def start(self) -> Alive:
        """Start, and wait until the folders are looked after and the look that follows is over."""
        before = len(self.jobs)
        self.live.start()
        until(lambda: self.states and len(self.jobs) > before, "for the start")
        return self

    def close(self) -> None:
        """Both threads; twice is no harm."""
        self.live.close()
        self.runner.close()

    def how(self, root: Path) -> str:
        """How a folder is looked after now."""
        return next((state.how for state in self.states[-1].folders if state.path == str(root)), "")

    def why(self, root: Path) -> str:
        """Why not better."""
        return next(state.why for state in self.states[-1].folders if state.path == str(root))

    def spots(self, since: int = 0) -> set[tuple[str, bool]]:
        """What jobs were asked to look at, from one of them on."""
        return {(spot.folder, spot.deep) for batch in self.jobs[since:] for spot in batch or ()}

    def _roots(self) -> Sequence[tuple[str, str]]:
        return [(str(root), self._uid(root)) for root in self.roots]

    def _uid(self, root: Path) -> str:
        there = next(path for path in (root, *root.parents) if path.is_dir())
        return volumes.volume_of(there).uid

    def _look(self, spots: Sequence[Spot] | None) -> MakeJob:
        self.jobs.append(None if spots is None else tuple(spots))
        return self.job or _nothing

    def _set_online(self, _db: Database) -> Changes:
        self.online += 1
        return Changes()


def _nothing(_db: Database) -> Job:
    yield Step(Progress("stat"))
    return Report("Nothing.")
