"""What a person noted of pictures again and again: of several values for one thing the last one holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from photoorg.library.notes import CONTRARY


@dataclass
class Notes:
    """`last`: by picture and by what is noted, the value that was acknowledged last and its place in what was `said`.

    `said`: every note, with the picture it was about, also those that were begun and not acknowledged. "" is nothing.
    """

    last: dict[int, dict[str, tuple[int, str]]] = field(default_factory=dict[int, dict[str, tuple[int, str]]])
    said: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])

    def begin(self, number: int, about: str, value: str) -> None:
        """Hear that something is about to be noted."""
        if (about, value) in CONTRARY:
            self.said.append((number, CONTRARY[about, value][0], ""))
        self.said.append((number, about, value))

    def hear(self, number: int, about: str, value: str) -> None:
        """Hear that what was begun last is kept."""
        known = self.last.setdefault(number, {})
        known[about] = (len(self.said) - 1, value)
        other, against = CONTRARY.get((about, value), ("", ""))
        if other and known.get(other, (0, ""))[1] == against:
            known[other] = (len(self.said) - 1, "")

    def inherit(self, old: int, new: int, is_known: Callable[[str], bool]) -> None:
        """What holds of one picture holds of another too, where the library knew of it then."""
        for about, (place, value) in self.last.get(old, {}).items():
            if value and is_known(about):
                self.last.setdefault(new, {}).setdefault(about, (place, value))

    def lost(
        self, kept: Mapping[int, Mapping[str, str]], photos: Mapping[int, int], family: Callable[[int], int]
    ) -> Iterator[str]:
        """A sentence for each note that is not as it was said last, or later of a picture of the same history."""
        for number, notes in self.last.items():
            for about, (place, value) in notes.items():
                found = kept.get(photos.get(number, 0), {}).get(about, "")
                later = self.said[place:]
                mine = family(number)
                if found != value and not any(
                    noted == about and said == found and family(of) == mine for of, noted, said in later
                ):
                    yield f"the {about} of {number} is {found!r}, not {value!r}"
