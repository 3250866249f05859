"""Other starts of photoorg on this library, as the window answers them: it comes to the front, and works for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from photoorg.gui.session import JOB
from photoorg.gui.window import MainWindow
from photoorg.work.answering import Answers
from photoorg.work.jobs import MakeJob


class Visitors(QObject):
    """What others ask for arrives on threads of theirs, and is done on the window's.

    How busy it is and what job it would do for them is told on theirs: nothing is touched for that.
    """

    _came = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._came.connect(self._do, Qt.ConnectionType.QueuedConnection)

    @property
    def answers(self) -> Answers:
        """For `Claim.serve`."""
        return Answers(self._show, self._window.session.job_of, self._start, self._status, self._changed)

    def _show(self, folders: Sequence[Path]) -> bool:
        self._came.emit(lambda: self._raise(folders))
        return True

    def _raise(self, folders: Sequence[Path]) -> None:
        window = self._window
        window.appear()
        if folders:
            window.session.index(folders)

    def _start(self, make: MakeJob) -> None:
        self._came.emit(lambda: self._window.session.bridge.start(JOB, make))

    def _status(self) -> Mapping[str, object]:
        return {"what": "window", "busy": self._window.session.is_busy}

    def _changed(self) -> None:
        self._came.emit(self._window.session.heed)

    @Slot(object)
    def _do(self, deed: Callable[[], None]) -> None:
        deed()
