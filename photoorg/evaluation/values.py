"""What is compared: what photoorg answered of a photo, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Ancestors = Callable[[str], frozenset[str]]
"""All broader words of a tag, itself left out; none for a word that is not known."""

MANY = 1_000_000
"""The upper end of a number of people that is open, as in "10+"."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What photoorg says of one photo.

    `tags` are all guesses that it keeps, with their confidence (0 to 1); `shown` those that a search finds, broader
    ones among them; `specific` those that a card shows. `people` lies in `people_low` to `people_high`; None: unknown.
    """

    photo: str
    tags: Mapping[str, float]
    shown: frozenset[str] = frozenset()
    specific: frozenset[str] = frozenset()
    people: int | None = None
    people_low: int | None = None
    people_high: int | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of one photo: how many of each thing (0: surely none), and the least and most people."""

    photo: str
    labels: Mapping[str, int] = field(default_factory=dict[str, int])
    people: tuple[int, int] | None = None

    @property
    def present(self) -> frozenset[str]:
        """What is surely there."""
        return frozenset(name for name, number in self.labels.items() if number)
