"""The library's folders looked after: each watched, or looked at now and then where it cannot be, and known again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photoorg.paths import is_inside
from photoorg.settings import Settings
from photoorg.volumes import slow_kind
from photoorg.work.folder_states import STATES, FolderState, stand
from photoorg.work.scope import Spot
from photoorg.work.watch import Mark, Watcher
from photoorg.work.watch_roots import ground, outermost

_SAFETY_SECONDS = 15 * 60.0
_SHARE = 20


@dataclass(slots=True)
class _Root:
    """A folder of the library. `seconds` is what the last look at all of it took, `due` when the next one is."""

    path: str
    uid: str
    state: FolderState
    ground: tuple[object, ...]
    due: float
    seconds: float = 0.0


class Folders:
    """What is watched and how. Not safe in threads, but for `stop`.

    `states` tells it of each folder; of one that lies in another as of that one, where it is there at all.
    """

    def __init__(self, suffixes: frozenset[str], mark: Callable[[Mark], None]) -> None:
        self._watcher = Watcher(suffixes, mark)
        self._roots: dict[str, _Root] = {}
        self._nested: dict[str, str] = {}
        self._settings = Settings()
        self._watching = False
        self.states: tuple[FolderState, ...] = ()

    def refresh(
        self, roots: Sequence[tuple[str, str]], settings: Settings, *, watching: bool, now: float
    ) -> list[Spot]:
        """Look after these folders (path, volume) from now on. Returns where something may have happened unseen."""
        self._settings, self._watching = settings, watching
        uids = dict(roots)
        top = outermost(list(uids))
        self._nested = {path: uid for path, uid in uids.items() if path not in top}
        for path in self._roots.keys() - top:
            self._watcher.unwatch(path)
            del self._roots[path]
        spots: list[Spot] = []
        for path in top:
            known = self._roots.get(path)
            if known is None or known.uid != uids[path] or known.state.how != "watched" or not watching:
                spots += self._examine(path, uids[path], now)
            if self._watcher.stopped:
                return []
        self._note_states()
        return spots

    def check(self, now: float) -> list[Spot]:
        """Notice folders that have gone, come back, or been taken for others. Cheap; returns as `refresh`."""
        changed = [one for one in self._roots.values() if ground(one.path) != one.ground or self._is_dead(one)]
        spots = [spot for root in changed for spot in self._examine(root.path, root.uid, now, again=True)]
        if spots:
            self._note_states()
        return spots

    def due(self, now: float) -> list[Spot]:
        """Whole folders that it is time to look at: those that cannot be watched, and now and then all others too."""
        due = [root for root in self._roots.values() if root.due <= now and STATES[root.state.how].looks]
        for root in due:
            self._next(root, now)
        return [Spot(root.path, deep=True) for root in due]

    @property
    def next_due(self) -> float | None:
        """When a folder is due next."""
        return min((root.due for root in self._roots.values() if STATES[root.state.how].looks), default=None)

    def looked(self, spots: Iterable[Spot], seconds: float, now: float) -> None:
        """Note how long it took to look at spots: a folder that takes long is looked at less often."""
        for spot in spots:
            root = self._roots.get(spot.folder)
            if root is not None and spot.deep:
                root.seconds = seconds
                self._next(root, now)

    def no_room(self, spots: Iterable[Spot], now: float) -> list[Spot]:
        """Notice that folders which have come are more than can be watched. Returns as `refresh`."""
        new = [spot.folder for spot in spots if spot.deep]
        again: list[Spot] = []
        for root in self._roots.values():
            grown = root.state.how == "watched" and any(is_inside(folder, root.path) for folder in new)
            if grown and (why := self._watcher.no_room(root.path)):
                root.state = FolderState(root.path, "polled", why)
                self._next(root, now)
                again.append(Spot(root.path, deep=True))
        self._note_states()
        return again

    def stop(self) -> None:
        """Give up what takes long. From any thread."""
        self._watcher.stopped = True

    def close(self) -> None:
        """Watch nothing any more."""
        self._watcher.close()

    def _examine(self, path: str, uid: str, now: float, *, again: bool = False) -> list[Spot]:
        """Find out how a folder can be looked after, and do so. What happened before that is to be looked for."""
        before = self._roots.get(path)
        here = ground(path)
        state = self._look_after(path, uid)
        root = self._roots[path] = _Root(path, uid, state, here, now, before.seconds if before else 0.0)
        self._next(root, now)
        changed = again or before is None or before.state.how != state.how
        return [Spot(path, deep=True)] if changed and state.how != "unwatched" else []

    def _look_after(self, path: str, uid: str) -> FolderState:
        absent = _absent(path, uid)
        if absent is not None or not self._watching:
            self._watcher.unwatch(path)
            return absent or FolderState(path, "unwatched", "Watching is switched off in the settings.")
        if kind := slow_kind(Path(path)):
            return FolderState(path, "polled", f"It lies on a drive ({kind}) that does not tell of changes.")
        why = self._watcher.watch(path)
        return FolderState(path, "polled" if why else "watched", why)

    def _is_dead(self, root: _Root) -> bool:
        return root.state.how == "watched" and not self._watcher.is_watching(root.path)

    def _note_states(self) -> None:
        states = [root.state for root in self._roots.values()]
        for path, uid in self._nested.items():
            above = next(root.state for root in self._roots.values() if is_inside(path, root.path))
            states.append(_absent(path, uid) or replace(above, path=path))
        self.states = tuple(states)

    def _next(self, root: _Root, now: float) -> None:
        least = self._settings.poll_seconds if root.state.how == "polled" else _SAFETY_SECONDS
        root.due = now + max(least, _SHARE * root.seconds)


def _absent(path: str, uid: str) -> FolderState | None:
    """Why a folder cannot be looked at now; None where it can. A network drive that is connected is not asked."""
    found = stand(path, uid, ask=not slow_kind(Path(path)))
    return None if found.how == "there" else FolderState(path, found.how, found.why)
