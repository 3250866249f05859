"""A model's class probabilities to tags, with broader words that add their classes up.

A photo of a dog may be 0.2 beagle, 0.2 basset and 0.2 bloodhound: sure of no breed, and 0.6 sure of `dog`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import PhotoorgError, Suggestion

# Raise when the same probabilities must lead to other tags: photos are then looked at again.
TAGGING_VERSION = 2

# Guesses below this are not even kept. Well below what is shown, so that what is shown can be changed later.
FLOOR = 0.05


@dataclass(frozen=True, slots=True)
class Label:
    """One class: the plain word for it, and the broader words that hold for every such photo.

    `at_least` is the confidence that its word needs whatever the settings say: a person must never be shown as an
    ape because a model was half sure.
    """

    name: str
    broader: tuple[str, ...]
    at_least: float = 0

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that is true of the class."""
        return (self.name, *self.broader)


def read_labels(path: Path) -> tuple[Label, ...]:
    """The classes of a model in its order. Raises PhotoorgError when the file is not a class list."""
    try:
        labels = tuple(_label(entry) for entry in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PhotoorgError(f"The class list {path} cannot be read: {error}. Install photoorg again.") from error
    if not labels:
        raise PhotoorgError(f"The class list {path} cannot be read: it is empty. Install photoorg again.")
    return labels


def _label(entry: dict[str, Any]) -> Label:
    return Label(str(entry["name"]), tuple(entry["broader"]), float(entry.get("at_least", 0)))


class Tagger:
    """Turns rows of class probabilities into suggestions. Immutable, so any thread may use it."""

    def __init__(self, labels: tuple[Label, ...]) -> None:
        classes: dict[str, list[int]] = {}
        for row, label in enumerate(labels):
            # A word that is both a class's name and its broader word still counts once.
            for word in set(label.words):
                classes.setdefault(word, []).append(row)
        self.words = sorted(classes)
        members = [classes[word] for word in self.words]
        # Word by word the classes that it sums, and where each word's begin. A matrix product would do the same, and
        # wake a pool of threads that spins on the cores which decode pictures: a third of the speed, measured.
        self._members = np.array([row for rows in members for row in rows], np.intp)
        self._starts = np.cumsum([0, *(len(rows) for rows in members[:-1])])
        # A word is as sensitive as the least sensitive class that has it: `animal` is no more than `animal`.
        self._at_least = [min(labels[row].at_least for row in rows) for rows in members]
        content = json.dumps([(label.name, label.broader, label.at_least) for label in labels])
        self.version = f"{TAGGING_VERSION}.{hashlib.sha256(content.encode()).hexdigest()[:8]}"

    def tag(self, probabilities: NDArray[np.float32]) -> list[tuple[Suggestion, ...]]:
        """Per row of N x classes: every word whose sum reaches FLOOR, surest first, 4 digits."""
        sums = np.minimum(np.add.reduceat(probabilities[:, self._members], self._starts, axis=1), 1)
        return [self._suggestions(row) for row in sums]

    def _suggestions(self, sums: NDArray[np.float32]) -> tuple[Suggestion, ...]:
        kept = np.flatnonzero(sums >= FLOOR)
        found = [
            Suggestion(self.words[column], round(float(sums[column]), 4), self._at_least[column]) for column in kept
        ]
        return tuple(sorted(found, key=lambda suggestion: (-suggestion.confidence, suggestion.tag)))
