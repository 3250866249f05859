"""Photos like some that are chosen, or like a picture that is dropped on the window: all of it is the query's text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui.terms import Term, chips, with_term
from photoorg.library.fields import Kind
from photoorg.library.query import quoted

MOST = 12
"""So many photos are taken as examples at most, from the first selected on: more make the text unreadable."""


class Likeness(QObject):
    """`more_like_this` and `not_like_this` are commands; `text_wanted` is a query."""

    text_wanted = Signal(str)

    def __init__(
        self, chosen: Callable[[], NDArray[np.int64]], text: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self._text = text

    @Slot()
    def more_like_this(self) -> None:
        """Photos like the selected ones; while such are shown, the selected ones are further examples."""
        self._add(Term.INCLUDED)

    @Slot()
    def not_like_this(self) -> None:
        """While photos like others are shown: none like the selected ones."""
        self._add(Term.EXCLUDED)

    def like_file(self, path: Path) -> None:
        """Photos like a picture that need not be in the library."""
        self.text_wanted.emit(f"like:{quoted(str(path))}")

    def _add(self, state: Term) -> None:
        terms = [f"like:#{photo_id}" for photo_id in self._chosen()[:MOST].tolist()]
        if not terms:
            return
        text = self._text()
        # Elsewhere a search for likeness begins anew, in the whole library: what was asked before is one step back.
        text = text if _asks_likeness(text) or state is Term.EXCLUDED else ""
        for term in terms:
            text = with_term(text, term, state)
        self.text_wanted.emit(text)


def _asks_likeness(text: str) -> bool:
    return any(chip.kind == Kind.LIKE.value for chip in chips(text))
