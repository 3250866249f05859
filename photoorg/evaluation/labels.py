"""Labels: the rows of a table as truths about photos, their words resolved to the words of tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from photoorg.evaluation.table import Row, Table
from photoorg.evaluation.values import MANY, Ancestors, Truth
from photoorg.taxonomy import PERSON

Find = Callable[[str], str | None]
"""The tag that a word stands for, or None."""

# Whoever counted the objects of COCO counted about this many of a kind, and marked the rest as a crowd.
CROWD = 13
_PARTS = re.compile(r"[;|,\n]")
_NUMBER = re.compile(r"[0-9]{1,6}")
_PEOPLE = re.compile(r"(?P<low>[0-9]{1,6})\s*(?:(?P<more>\+)|[-–]\s*(?P<high>[0-9]{1,6}))?")  # noqa: RUF001 - a dash


@dataclass(frozen=True, slots=True)
class Labels:
    """What a file of labels says: a truth for each photo, under the name that it has there, with / in it.

    `unknown`: words that no tag stands for, with the number of photos. `notes`: sentences for a person.
    """

    truths: tuple[Truth, ...]
    vocabulary: frozenset[str]
    exhaustive: bool
    unknown: Mapping[str, int]
    notes: tuple[str, ...]


@dataclass
class _Reader:
    find: Find
    ancestors: Ancestors
    exhaustive: bool
    unknown: Counter[str] = field(default_factory=Counter[str])
    words: set[str] = field(default_factory=set[str])
    vocabulary: set[str] = field(default_factory=set[str])
    notes: list[str] = field(default_factory=list[str])
    counted: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    unsure: bool = False

    def truth(self, row: Row, photo: str) -> Truth:
        """One row as a truth."""
        self.unsure = False
        cell = row.cells["objects" if self.exhaustive else "labels"]
        labels: Counter[str] = Counter()
        for part in _PARTS.split(cell):
            if part := part.strip():
                word, number = self._counted(part, row.line)
                if (name := self._resolve(word)) is not None:
                    labels[name] += number
        said = row.cells.get("people", "")
        if self.exhaustive and not self.unsure:
            self.counted[photo] = self._counted_people(labels)
        return Truth(photo, dict(labels), self._people(said, row.line) if said else None)

    def _counted(self, part: str, line: int) -> tuple[str, int]:
        head, colon, tail = part.rpartition(":")
        if not colon:
            return part, 1
        word, number = head.strip(), tail.strip()
        if _NUMBER.fullmatch(number):
            return word, int(number)
        self.unsure = True
        self.notes.append(f"Line {line}: “{part}” has no number that can be read: it is taken for there.")
        return word, 1

    def _resolve(self, word: str) -> str | None:
        name = self.find(word) if word else None
        if name is None:
            self.unknown[word or "(nothing)"] += 1
        else:
            self.words.add(word.casefold())
            self.vocabulary.add(name)
        return name

    def _people(self, cell: str, line: int) -> tuple[int, int] | None:
        found = _PEOPLE.fullmatch(cell)
        low = int(found["low"]) if found else 0
        high = MANY if found and found["more"] else int((found and found["high"]) or low)
        if not found or high < low:
            self.notes.append(f"Line {line}: “{cell}” is no number of people, such as 2, 3-5 or 10+: it is left out.")
            return None
        return low, high

    def _counted_people(self, labels: Mapping[str, int]) -> tuple[int, int]:
        """The objects that are people, added up."""
        number = sum(count for name, count in labels.items() if PERSON in self.ancestors(name) | {name})
        return number, MANY if number >= CROWD else number


def read_labels(table: Table, find: Find, ancestors: Ancestors, objects: Mapping[str, str]) -> Labels:
    """The truths of a table. `objects`: the 80 object names of COCO and the tags they stand for.

    Where objects are listed and each is one of the 80, whoever listed them looked for all 80: they are the vocabulary.
    """
    coco = {word.casefold(): name for word, name in objects.items()}
    # A mouse among COCO's objects is that of a computer.
    resolve: Find = (lambda word: coco.get(word.casefold()) or find(word)) if table.exhaustive else find
    reader = _Reader(resolve, ancestors, table.exhaustive)
    truths: dict[str, Truth] = {}
    for row in table.rows:
        photo = row.cells["file"].replace("\\", "/")
        if photo in truths:
            reader.notes.append(f"Line {row.line}: {photo} has a line already: this one is left out.")
            continue
        truths[photo] = reader.truth(row, photo)
    if table.exhaustive and not reader.unknown and reader.words <= coco.keys():
        reader.vocabulary |= set(coco.values())
    if PERSON in reader.vocabulary:  # else nobody looked for people
        for photo, truth in truths.items():
            truths[photo] = Truth(photo, truth.labels, truth.people or reader.counted.get(photo))
    notes = [*table.notes, *_unknown_words(reader.unknown), *reader.notes]
    return Labels(
        tuple(truths.values()), frozenset(reader.vocabulary), table.exhaustive, dict(reader.unknown), tuple(notes)
    )


def _unknown_words(unknown: Counter[str], most: int = 12) -> Iterable[str]:
    if unknown:
        yield (
            f"{len(unknown):,} of the words are not known here, and nothing is measured of them: "
            f"{listed([f'{word} ({number})' for word, number in unknown.most_common()], most)}."
        )


def listed(words: Collection[str], most: int) -> str:
    """The first few of them, and how many there are besides."""
    shown = list(words)[:most]
    return ", ".join(shown) + (f" and {len(words) - most:,} more" if len(words) > most else "")
