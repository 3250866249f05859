"""Completion of the word being typed: tags of the library and names of fields."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from photoorg.library.fields import FIELDS, STATES
from photoorg.library.terms import tag_term

_LAST_WORD = re.compile(r'[^\s()"|&!,]*$|"[^"]*$')
_ROWS = 10


class WordCompleter(QCompleter):
    """Completes the last word of a query and leaves what stands before it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = QStringListModel(self)
        self._before = ""
        self._tags: tuple[str, ...] = ()
        self._counts: dict[str, int] = {}
        self.setModel(self._words)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(_ROWS)
        if popup := self.popup():
            popup.setProperty("role", "completion")
        self.offer(())

    def offer(self, tags: tuple[str, ...]) -> None:
        """Complete to these tags, and to fields."""
        self._tags = tags
        self._update()

    def rank(self, facets: list[tuple[str, int]]) -> None:
        """The tags' counts in some result: the commonest tags come first."""
        for name, count in facets:
            self._counts[name] = max(count, self._counts.get(name, 0))
        self._update()

    def _update(self) -> None:
        tags = sorted(self._tags, key=lambda name: (-self._counts.get(name, 0), name.casefold()))
        fields = sorted([f"{field.name}:" for field in FIELDS] + [f"is:{state}" for state in STATES])
        shown = list(dict.fromkeys(tags + fields))
        # Not under a person's hand: what is new is offered the next time.
        if not self.is_open and shown != self._words.stringList():
            self._words.setStringList(shown)

    @property
    def is_open(self) -> bool:
        """Whether completions are offered now."""
        popup = self.popup()
        return popup is not None and popup.isVisible()

    def splitPath(self, path: str) -> list[str]:
        """What is completed: the last word."""
        start = _start(path)
        self._before = path[:start]
        # A space alone must not bring up every tag there is.
        return [path[start:].lstrip('"') or "\0"]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """The whole query with the last word completed."""
        word = str(index.data())
        return self._before + (word if ":" in word else tag_term(word))


def _start(text: str) -> int:
    # Inside an open quotation the word began at its mark.
    if text.count('"') % 2:
        return text.rindex('"')
    found = _LAST_WORD.search(text)
    start = found.start() if found else len(text)
    return start + (text[start : start + 1] == "-")
