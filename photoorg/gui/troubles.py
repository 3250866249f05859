"""How trouble is told: a sentence for the world's, a report with the log for ours. One place for each."""

from __future__ import annotations

import logging
import platform
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from photoorg import __version__
from photoorg.gui.icons import IconButton
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

log = logging.getLogger(__name__)

_LOG_TAIL = 8_000

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


class Notice(QWidget):
    """One sentence above the photos, until it is put away, where it can be. The role "note" is no alarm."""

    def __init__(self, parent: QWidget | None = None, *, role: str = "notice", closable: bool = True) -> None:
        super().__init__(parent)
        self.frame = frame = QFrame(self)
        frame.setProperty("role", role)
        self.text = QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = IconButton("clear", self.tr("Put away"), self, side=4 * UNIT)
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(MARGIN, UNIT if closable else GAP, UNIT, UNIT if closable else GAP)
        layout.addWidget(self.text, 1)
        layout.addWidget(close)
        close.setVisible(closable)
        around = QHBoxLayout(self)
        around.setContentsMargins(MARGIN, 0 if closable else GAP, MARGIN, GAP)
        around.addWidget(frame)
        self.hide()

    def tell(self, sentence: str, role: str = "notice") -> None:
        """Show a sentence; the role "note" is no alarm."""
        self.text.setText(sentence)
        if role != self.frame.property("role"):
            self.frame.setProperty("role", role)
            self.frame.style().polish(self.frame)
        self.show()


class Troubles(QObject):
    """Tells an error by its kind. Catches, while `caught`, what nobody else did."""

    sentence = Signal(str)  # an alarm, as `Notice.tell` shows it
    defect = Signal(str)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._before: Hook | None = None
        self._dialog: QDialog | None = None
        self.defect.connect(self._show)

    def catch(self) -> None:
        """Tell what reaches the top, too."""
        self._before = sys.excepthook
        sys.excepthook = self._uncaught

    def release(self) -> None:
        """Leave the top to who had it."""
        if self._before is not None:
            sys.excepthook = self._before
            self._before = None

    @Slot(object)
    def tell(self, error: BaseException) -> None:
        """The world's error as a sentence, ours as a report."""
        if isinstance(error, PhotoorgError):
            self.sentence.emit(str(error))
            return
        trace = "".join(traceback.format_exception(error))
        log.error("A defect reached the window:\n%s", trace)
        self.defect.emit(report(self._home, trace))

    def _uncaught(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QGuiApplication.quit()
        else:
            self.tell(error)

    @Slot(str)
    def _show(self, text: str) -> None:
        # One at a time: a defect while painting comes again with every paint.
        if self._dialog is None or not self._dialog.isVisible():
            parent = self.parent()
            self._dialog = dialog = ReportDialog(text, parent if isinstance(parent, QWidget) else None)
            dialog.open()


class ReportDialog(QDialog):
    """A report to copy."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        self.setWindowTitle(self.tr("Something went wrong in photoorg"))
        said = QLabel(
            self.tr("This is a mistake of ours. Your photos and tags are safe. The report helps to mend it."),
            self, wordWrap=True,
        )  # fmt: skip
        self.text = QPlainTextEdit(text, self, readOnly=True)
        self.text.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.copy = buttons.addButton(self.tr("Copy report"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setSpacing(GAP)
        layout.addWidget(said)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
        self.resize(160 * UNIT, 100 * UNIT)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def report(home: Home, trace: str) -> str:
    """What a person who mends it wants to know."""
    about = f"photoorg {__version__}, Python {platform.python_version()}, PySide6 {PySide6.__version__}"
    return f"{about}, {platform.platform()}\n\n{trace}\n--- log ---\n{_log_tail(home.logs / 'photoorg.log')}"


def _log_tail(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:]
    except OSError:
        return "(none)"
