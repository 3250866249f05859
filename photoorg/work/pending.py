"""What is still to be looked at: spots that came while a job was under way, as few of them as say the same."""

from __future__ import annotations

from collections.abc import Iterable

from photoorg.paths import above
from photoorg.work.scope import Spot


class Pending:
    """Spots to look at. `everything` stands for all folders of the library. Not safe in threads."""

    def __init__(self) -> None:
        self.everything = False
        self._spots: dict[str, Spot] = {}

    def __bool__(self) -> bool:
        return self.everything or bool(self._spots)

    def add(self, spots: Iterable[Spot]) -> None:
        """Look at these too. A folder that was to be looked at deeply still is."""
        for spot in spots:
            if spot.deep or spot.folder not in self._spots:
                self._spots[spot.folder] = spot

    def take(self) -> tuple[Spot, ...] | None:
        """All of them, and forget them; None is everything."""
        everything, self.everything = self.everything, False
        spots, self._spots = self._spots, {}
        if everything:
            return None
        deep = {folder for folder, spot in spots.items() if spot.deep}
        return tuple(spot for spot in spots.values() if not any(top in deep for top in above(spot.folder)))
