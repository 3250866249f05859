"""What can be taken back, the newest first: one pile for all that this window did since it was opened."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from photoorg.gui.words import translated

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from photoorg.gui.toast import Toast

MOST = 100
"""So many deeds are kept: each keeps what was before it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done. `what` follows the word Undo in the menu, `undo` takes it back."""

    key: Hashable
    what: str
    undo: Callable[[], None]


class Undoing(QObject):
    """`undo` is a command: it takes back the newest deed, and the next time the one before."""

    def __init__(self, toast: Toast) -> None:
        super().__init__(toast)
        self._toast = toast
        self._deeds: list[Deed] = []
        self._action: QAction | None = None

    def attach(self, action: QAction) -> None:
        """Say in the menu what would be taken back."""
        self._action = action
        self._show()

    @property
    def newest(self) -> str:
        """What would be taken back; empty where nothing can be."""
        return self._deeds[-1].what if self._deeds else ""

    def did(self, key: Hashable, what: str, undo: Callable[[], None]) -> None:
        """Something was done that can be taken back. `key` tells it from others."""
        self._deeds = [*self._deeds, Deed(key, what, undo)][-MOST:]
        self._show()

    def did_and_tell(self, key: Hashable, what: str, undo: Callable[[], None], sentence: str) -> None:
        """The same, with a sentence over the photos."""
        self.did(key, what, undo)
        self.tell(key, sentence)

    def tell(self, key: Hashable, sentence: str) -> None:
        """Say that a deed was done, with the way back from it while there is one."""
        known = any(deed.key == key for deed in self._deeds)
        self._toast.tell(sentence, (lambda: self.take_back(key)) if known else None)

    def drop(self, key: Hashable) -> None:
        """A deed was not done after all, or was taken back elsewhere."""
        self._deeds = [deed for deed in self._deeds if deed.key != key]
        self._show()

    @Slot()
    def forget(self) -> None:
        """Another library is open: nothing that was done in the one before can be taken back in it."""
        self._deeds = []
        self._show()

    @Slot()
    def undo(self) -> None:
        """Take back the newest deed."""
        if self._deeds:
            self.take_back(self._deeds[-1].key)

    def take_back(self, key: Hashable) -> None:
        """Take one deed back, whenever it was done."""
        deed = next((deed for deed in self._deeds if deed.key == key), None)
        if deed is not None:
            self.drop(key)
            self._toast.hide()
            deed.undo()

    def _show(self) -> None:
        if self._action is not None:
            said = translated("&Undo {}").format(self.newest.replace("&", "&&")) if self._deeds else translated("&Undo")
            self._action.setText(said)
            self._action.setEnabled(bool(self._deeds))
