"""One of several photos that look alike: its picture, what is different about it, and whether it stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePath

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photoorg.gui.compared_picture import ComparedPicture, Together
from photoorg.gui.style import GAP, UNIT, colours


@dataclass(frozen=True, slots=True)
class Fact:
    """A line below a picture. `better`: no other of the group says more in this; `differs`: not all say the same."""

    label: str
    text: str
    differs: bool = False
    better: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A photo of a group, or one of its files, with its facts. `best`: it is the one that is proposed to be kept.

    `paths` are the files that go where it goes; the first is shown.
    """

    photo_id: int
    paths: tuple[str, ...]
    facts: Sequence[Fact]
    best: bool = False
    absence: str = ""

    @property
    def path(self) -> str:
        """The file that is shown."""
        return self.paths[0]

    @property
    def name(self) -> str:
        """Its name."""
        return PurePath(self.path).name


class ComparedPane(QFrame):
    """`toggled`: a person decided that it stays, or goes."""

    toggled = Signal()
    opened = Signal(int)  # photo id

    def __init__(self, photo: Compared, together: Together, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photo = photo
        self.setProperty("role", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.picture = ComparedPicture(together, self)
        self.said = QLabel(self, textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self.button = QPushButton(self)
        self.button.setProperty("role", "plain")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self.toggle)
        self.stays = True
        self._lay_out()
        self.keep(photo.best)
        if photo.absence:
            self.picture.show_picture(None, photo.absence)

    def _lay_out(self) -> None:
        name = QLabel(self.photo.name, self)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setToolTip(self.photo.path)
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        top = QHBoxLayout()
        top.addWidget(name, 1)
        if self.photo.best:
            best = QLabel(self.tr("Best"), self)
            best.setProperty("role", "badge")
            top.addWidget(best)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(top)
        column.addWidget(self.picture, 1)
        column.addWidget(self.said)
        column.addWidget(self.button)
        self.said.setText(_table(self.photo.facts))

    def show_picture(self, pixmap: QPixmap) -> None:
        """Show what it looks like."""
        self.picture.show_picture(pixmap)

    def keep(self, stays: bool) -> None:
        """Say whether it stays."""
        self.stays = stays
        self.button.setText(self.tr("Stays") if stays else self.tr("Goes to the trash"))
        self.button.setProperty("role", "plain" if stays else "leaving")
        self.button.style().unpolish(self.button)
        self.button.style().polish(self.button)
        self.picture.show_leaving("" if stays else self.tr("Goes"))
        state = self.tr("stays") if stays else self.tr("goes to the trash")
        self.setAccessibleName(f"{self.photo.name}, {state}")

    @Slot()
    def toggle(self) -> None:
        """Decide the other way."""
        self.keep(not self.stays)
        self.toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space decides, Enter opens the photo."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            self.toggle()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(self.photo.photo_id)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No longer."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.said.setText(_table(self.photo.facts))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line round the one that has the keys."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)


def _table(facts: Sequence[Fact]) -> str:
    """Labels and values as a small table: what is the same everywhere is quiet, what is better stands out."""
    look = colours()
    rows: list[str] = []
    for fact in facts:
        colour = look.good if fact.better else look.text if fact.differs else look.muted
        weight = 600 if fact.better else 400
        rows.append(
            f'<tr><td style="color:{look.muted}; padding-right:{2 * UNIT}px">{escape(fact.label)}</td>'
            f'<td style="color:{colour}; font-weight:{weight}">{escape(fact.text)}</td></tr>'
        )
    return f'<table cellspacing="0" cellpadding="0">{"".join(rows)}</table>'
