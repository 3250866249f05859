"""The tags of the photos that are edited, each with how many have it, and what is to become of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal

from photoorg.folding import folded, name_key
from photoorg.gui import words
from photoorg.gui.words import translated
from photoorg.library.bulk import TagIn

Plan = Literal["", "add", "remove", "accept", "reject", "replace"]
"""What is to become of a tag; nothing: it stays as it is."""

MOST_ROWS = 300
MOST_OFFERED = 20
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag of the `total` photos: `photos` have it, `yours` of them by a person's word. `into`: it is replaced by.

    `new`: no photo of the library has it yet, and photoorg knows no such word.
    """

    name: str
    photos: int
    yours: int
    total: int
    plan: Plan = ""
    into: str = ""
    new: bool = False

    @property
    def may_add(self) -> bool:
        """Whether there is a photo that a yes would be new for."""
        return self.yours < self.total

    @property
    def may_remove(self) -> bool:
        """Whether there is one to take it off."""
        return self.photos > 0

    @property
    def said(self) -> str:
        """How many have it, or what becomes of it."""
        if self.plan == "replace":
            return translated("→ {}").format(self.into)
        after = {
            "add": translated("new tag, on all") if self.new else translated("on all"),
            "remove": translated("taken off"), "accept": translated("confirmed"),
            "reject": translated("rejected"), "replace": "",
        }  # fmt: skip
        return after[self.plan] if self.plan else of_all(self.photos, self.total)


class EditTags(QAbstractListModel):
    """Rows: what is planned first, then the tags that the photos have, the commonest first.

    With a `text` those that have it in their name, and tags of the library that none of the photos has yet.
    """

    planned = Signal()  # something else is to become of a tag

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tags: dict[str, TagIn] = {}
        self._known: Sequence[str] = ()
        self._total = 0
        self._plans: dict[str, tuple[Plan, str]] = {}  # by the folded name, in the order of saying
        self._names: dict[str, str] = {}  # as it is written, by the folded name
        self._new: set[str] = set()  # folded names of tags that are not there yet
        self._text = ""
        self.rows: list[TagRow] = []
        self.hidden = 0

    # What there is.

    def show(self, tags: Iterable[TagIn], total: int) -> None:
        """Show the tags of other photos; what is planned stays so."""
        self._tags = {name_key(tag.name): tag for tag in tags if tag.photos}
        self._total = total
        self._make()

    def offer(self, known: Sequence[str]) -> None:
        """These are the tags of the library."""
        self._known = known

    def filter(self, text: str) -> None:
        """Show what has a text in its name."""
        if text != self._text:
            self._text = text
            self._make()

    # What is to become of them.

    def plan(self, name: str, plan: Plan, into: str = "") -> None:
        """Let something else become of a tag; nothing: leave it as it is."""
        key = name_key(name)
        self._plans.pop(key, None)
        self._names[key] = self._tags[key].name if key in self._tags else name
        if plan:
            self._plans[key] = (plan, into)
        self._make()
        self.planned.emit()

    def turn(self, name: str, plan: Plan) -> None:
        """Plan this, or where it is planned already leave the tag as it is."""
        self.plan(name, "" if self._plans.get(name_key(name), ("", ""))[0] == plan else plan)

    def clear(self) -> None:
        """Leave all as they are."""
        if self._plans:
            self._plans = {}
            self._make()
            self.planned.emit()

    def call(self, called: Mapping[str, str], new: Iterable[str] = ()) -> None:
        """Call tags that were typed what they are: "dogs" is "dog"; and say which are new."""
        before, self._new = self._new, {name_key(name) for name in new}
        if not called and self._new == before:
            return
        named = {name_key(name): now for name, now in called.items()}
        plans: dict[str, tuple[Plan, str]] = {}
        for key, (plan, into) in self._plans.items():
            name = named.get(key, self._names[key]) if plan == "add" else self._names[key]
            self._names[name_key(name)] = name
            plans[name_key(name)] = plan, named.get(name_key(into), into)
        self._plans = plans
        self._make()

    def names(self, plan: Plan) -> tuple[str, ...]:
        """The tags that something is to become of."""
        return tuple(self._names[key] for key, (what, _) in self._plans.items() if what == plan)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The tags that are replaced, each with what by."""
        return tuple((self._names[key], into) for key, (plan, into) in self._plans.items() if plan == "replace")

    def known_as(self, text: str) -> str:
        """The tag of that name as it is written, or the text itself."""
        key = name_key(text)
        if key in self._tags:
            return self._tags[key].name
        return next((name for name in self._known if name_key(name) == key), text)

    def _make(self) -> None:
        text = folded(self._text)
        planned = [key for key in self._plans if text in folded(key)]
        there = [key for key in self._tags if text in folded(key) and key not in self._plans]
        rows = [self._row(key) for key in planned + there[:MOST_ROWS]]
        self.hidden = max(0, len(there) - MOST_ROWS)
        if text:
            rows.sort(key=lambda row: (not row.plan, not folded(row.name).startswith(text)))
            rows += self._offered(text)
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def _row(self, key: str) -> TagRow:
        tag = self._tags.get(key)
        plan, into = self._plans.get(key, ("", ""))
        name = tag.name if tag else self._names[key]
        return TagRow(
            name, tag.photos if tag else 0, tag.yours if tag else 0, self._total, plan, into, key in self._new
        )

    def _offered(self, text: str) -> list[TagRow]:
        """Tags of the library that none of the photos has: those that begin so first."""
        taken = self._tags.keys() | self._plans.keys()
        found = [name for name in self._known if text in folded(name) and name_key(name) not in taken]
        found.sort(key=lambda name: (not folded(name).startswith(text), folded(name)))
        return [TagRow(name, 0, 0, self._total) for name in found[:MOST_OFFERED]]

    # What Qt asks for.

    def row(self, index: QModelIndex) -> TagRow | None:
        """The tag of a row."""
        return self.rows[index.row()] if index.isValid() and index.row() < len(self.rows) else None

    def place_of(self, name: str) -> int:
        """The row of a tag, -1 where it has none."""
        return next((place for place, row in enumerate(self.rows) if name_key(row.name) == name_key(name)), -1)

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """How many rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The name; all of it for those who hear it."""
        row = self.row(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {of_all(row.photos, row.total)}" + (f", {row.said}" if row.plan else "")
        return row.name if role == Qt.ItemDataRole.DisplayRole else None


def of_all(photos: int, total: int) -> str:
    """5 of 40."""
    return translated("{} of {}").format(words.number(photos), words.number(total))
