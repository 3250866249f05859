"""What keeping a library up to date asks of others, and what it tells of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from photoorg.library.store import Database
from photoorg.outcomes import Changes
from photoorg.settings import Settings
from photoorg.work.folder_states import FolderState
from photoorg.work.jobs import MakeJob
from photoorg.work.neighbour import Computer
from photoorg.work.scope import Spot

Chore = Callable[[], "tuple[str, MakeJob] | None"]
"""A title and a job where something is due, else None. Raises PhotoorgError where that cannot be told.

Such a job makes way for others, and does not rest: a computer that is always on battery has copies all the same.
"""


@dataclass(frozen=True, slots=True)
class LiveState:
    """How each folder is looked after, why background work rests, and what it cannot do by itself; "" where neither."""

    folders: tuple[FolderState, ...] = ()
    resting: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """What the thread asks others for. `roots` (path, volume) and `settings` raise PhotoorgError where they cannot say.

    `look` makes the job that looks at spots, or at everything (None); `set_online` is the edit that notes which drives
    are connected. `always`: watch whatever the settings say. `catch_up`: begin with a look at everything.
    """

    roots: Callable[[], Sequence[tuple[str, str]]]
    settings: Callable[[], Settings]
    look: Callable[[Sequence[Spot] | None], MakeJob]
    set_online: Callable[[Database], Changes]
    suffixes: frozenset[str]
    private: frozenset[str] = frozenset()
    chores: Sequence[Chore] = ()
    always: bool = False
    catch_up: bool = True
    computer: Computer = field(default_factory=Computer)
