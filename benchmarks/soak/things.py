"""What a person made that is about no picture: albums and saved searches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.soak.shelf import Shelf


@dataclass
class Things:
    """`albums` and `searches` (with their queries) that must be there, those that are `gone`, and `unsure` ones.

    A thing is unsure while it is changed, and stays so where that was never acknowledged.
    """

    albums: set[str] = field(default_factory=set[str])
    searches: dict[str, str] = field(default_factory=dict[str, str])
    gone: set[str] = field(default_factory=set[str])
    unsure: set[str] = field(default_factory=set[str])

    def hear(self, old: str, new: str, query: str | None = None) -> None:
        """Hear that a thing is called otherwise ("": made, or removed); with its query, where it is a search."""
        self.unsure -= {old, new}
        self.gone.discard(new)  # what was removed, or called otherwise, may have been taken back
        self.albums.discard(old)
        self.searches.pop(old, None)
        if old and old != new:
            self.gone.add(old)
        if new and query is None:
            self.albums.add(new)
        elif new:
            self.searches[new] = query or ""

    def lost(self, shelf: Shelf) -> Iterator[str]:
        """A sentence for each that is not there, or is there again."""
        yield from (f"the album {name!r} is gone" for name in self.albums - shelf.albums - self.unsure)
        there = shelf.albums | shelf.searches.keys() | shelf.waiting
        yield from (f"{name!r} was removed, and is there again" for name in (self.gone & there) - self.unsure)
        for name, query in self.searches.items():
            found = shelf.searches.get(name)
            if found != query and name not in self.unsure:
                yield f"the saved search {name!r} is for {found!r}, not {query!r}"
