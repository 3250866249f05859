"""Work that is no question to the library, off the window's thread: reading what copies there are, putting one back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from photoorg.gui.stack import Stack


@dataclass(frozen=True, slots=True, eq=False)
class _Errand:
    name: str
    work: Callable[[], object]


class Errands(QObject):
    """One at a time. `done` tells a name with what came of it, or with the exception."""

    done = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stack = Stack(_do, threads=1, room=20, parent=self)
        self._stack.done.connect(self._tell)

    def run(self, name: str, work: Callable[[], object]) -> None:
        """Do some work; `done` follows."""
        self._stack.ask(_Errand(name, work))

    def close(self) -> None:
        """Wait for what runs, and say nothing more."""
        self._stack.close()

    @Slot(object, object)
    def _tell(self, errand: _Errand, result: object) -> None:
        self.done.emit(errand.name, result)


def _do(errand: _Errand) -> object:
    return errand.work()
