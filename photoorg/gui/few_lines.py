"""A sentence that may be long: two lines of it, and "more" for the rest."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from photoorg.gui.words import translated

_LINES = 2
_MORE = "more"


class FewLines(QLabel):
    """Cuts its text after two lines at any width; the link at their end shows all of it, or less again."""

    turned = Signal(bool)  # whether all is shown

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self._whole = ""
        self._shows_all = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.linkActivated.connect(self._turn)

    def text(self) -> str:
        """All of it, as plain text."""
        return self._whole

    def setText(self, text: str) -> None:
        """Another sentence, cut again."""
        if text != self._whole:
            self._whole, self._shows_all = text, False
            self.setAccessibleName(text)
        self._fit()

    @property
    def shown(self) -> str:
        """What is in sight."""
        return super().text()

    @property
    def is_cut(self) -> bool:
        """Whether there is more than is in sight."""
        return f">{translated(_MORE)}<" in self.shown

    def minimumSizeHint(self) -> QSize:
        """As narrow as it must be."""
        return QSize(0, self.heightForWidth(max(1, self.width())))

    @Slot()
    def _turn(self) -> None:
        self._shows_all = not self._shows_all
        self._fit()
        self.turned.emit(self._shows_all)

    def _fit(self) -> None:
        rows = _rows(self, self._whole)
        if rows <= _LINES:
            shown = _escaped(self._whole)
        elif self._shows_all:
            shown = f"{_escaped(self._whole)} {_link(translated('less'))}"
        else:
            shown = f"{_escaped(self._cut())}… {_link(translated(_MORE))}"
        super().setText(shown)
        self.updateGeometry()

    def _cut(self) -> str:
        """As many words as there is room for, with the link after them."""
        spoken = self._whole.split(" ")
        low, high = 1, len(spoken)
        while low < high:
            middle = (low + high + 1) // 2
            tried = f"{' '.join(spoken[:middle])}… {translated(_MORE)}"
            low, high = (middle, high) if _rows(self, tried) <= _LINES else (low, middle - 1)
        return " ".join(spoken[:low]).rstrip(",;")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut where the new width wants it."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()


def _rows(label: QLabel, text: str) -> int:
    """How many lines a text takes in the width of a label."""
    room = label.contentsRect().adjusted(0, 0, 0, 100_000)
    metrics = label.fontMetrics()
    return round(metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height() / metrics.lineSpacing())


def _link(text: str) -> str:
    return f'<a href="turn">{text}</a>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
