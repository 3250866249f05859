"""The query as chips: what it says, piece by piece, for those who do not type. They are always the same query."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QToolButton, QWidget

from photoorg.gui.chip_groups import Piece, pieces, turned, without_piece
from photoorg.gui.chip_text import chip_text, examples
from photoorg.gui.flow_layout import FlowLayout
from photoorg.gui.icons import IconButton, icon
from photoorg.gui.style import UNIT
from photoorg.library.fields import Kind

_HEIGHT = 7 * UNIT
_LINES = 3
_WIDEST = 80 * UNIT
_REMOVING = {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}


class ChipButton(QFrame):
    """One piece of the query. `turned`: include or exclude it; `removed`: take it out."""

    turned = Signal(object)  # Piece
    removed = Signal(object)  # Piece

    def __init__(self, chip: Piece, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chip = chip
        self.label = label
        self.setProperty("role", "term")
        self.setProperty("excluded", chip.excluded)
        self.setFixedHeight(_HEIGHT)
        self.name = QPushButton(self)
        self.name.setProperty("role", "term")
        self.name.setProperty("excluded", chip.excluded)
        self.name.setCursor(Qt.CursorShape.PointingHandCursor)
        self.name.clicked.connect(self._turn)
        self.name.installEventFilter(self)
        self.cross = IconButton("clear", self.tr("Take “{}” out").format(label), self, side=4 * UNIT)
        self.cross.setProperty("role", "cross")
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Delete does it
        self.cross.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * UNIT, 0, UNIT, 0)
        row.setSpacing(UNIT)
        row.addWidget(self.name)
        row.addWidget(self.cross)
        self._say()

    def _say(self) -> None:
        said = self.tr("not {}").format(self.label) if self.chip.excluded else self.label
        shown = self.name.fontMetrics().elidedText(said, Qt.TextElideMode.ElideMiddle, _WIDEST)
        self.name.setText(shown.replace("&", "&&"))
        now = self.tr("left out") if self.chip.excluded else self.tr("wanted")
        deed = self.tr("Click: include it") if self.chip.excluded else self.tr("Click: leave it out")
        if self.chip.kind == Kind.SORT.value:
            deed = self.tr("Click: turn the order round")
        self.name.setAccessibleName(f"{self.label}, {now}")
        self.name.setAccessibleDescription(self.tr("Space turns it round, Delete takes it out."))
        self.name.setToolTip(f"{self.chip.text}\n{deed}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Delete on the name takes the chip out."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _REMOVING:
            self._remove()
            return True
        if isinstance(event, QFocusEvent):
            self.setProperty("focused", event.gotFocus())
            self.style().unpolish(self)
            self.style().polish(self)
        return False

    @Slot()
    def _turn(self) -> None:
        self.turned.emit(self.chip)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.chip)


class ChipBar(QScrollArea):
    """The chips of a text, in lines. `text_chosen` is the text after a click on one of them.

    `names_wanted`: of photos that the text names by their numbers; they are told with `show_names`.
    """

    text_chosen = Signal(str)
    names_wanted = Signal(object)  # list of photo ids

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text = ""
        self._names: dict[int, str] = {}
        self.chips: list[ChipButton] = []
        inner = QWidget(self)
        inner.setProperty("role", "panel")
        inner.setAccessibleName(self.tr("The search, piece by piece"))
        self._flow = FlowLayout(inner, gap=UNIT + 2)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.setWidget(inner)
        self.setFixedHeight(_HEIGHT)

    def show_text(self, text: str) -> None:
        """Show the pieces of a text; those that stay keep their place and the keys."""
        self._text = text
        wanted = pieces(text)
        if [button.chip for button in self.chips] == list(wanted):
            return
        self._show(wanted)
        unknown = [number for chip in wanted for number in _numbers(chip) if number not in self._names]
        if unknown:
            self.names_wanted.emit(unknown)

    @Slot(object)
    def show_names(self, names: dict[int, str]) -> None:
        """What photos are called that the text names by their numbers."""
        self._names |= names
        self._show(pieces(self._text))

    def _show(self, wanted: Sequence[Piece]) -> None:
        place = next((place for place, button in enumerate(self.chips) if button.name.hasFocus()), -1)
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.chips = [self._make(chip) for chip in wanted]
        if place >= 0 and self.chips:
            self.chips[min(place, len(self.chips) - 1)].name.setFocus()
        self._fit()

    def _make(self, chip: Piece) -> ChipButton:
        label = chip_text(chip.text, chip.label, chip.kind, self._names) if chip.first == chip.last else chip.label
        button = ChipButton(chip, label, self.widget())
        button.turned.connect(self._turn)
        button.removed.connect(self._remove)
        self._flow.addWidget(button)
        button.show()
        return button

    @Slot(object)
    def _turn(self, chip: Piece) -> None:
        self.text_chosen.emit(turned(self._text, chip))

    @Slot(object)
    def _remove(self, chip: Piece) -> None:
        self.text_chosen.emit(without_piece(self._text, chip))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the lines, three at most."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = self._flow.heightForWidth(self.viewport().width())
        self.setFixedHeight(max(_HEIGHT, min(lines, _LINES * (_HEIGHT + UNIT + 2) - UNIT - 2)))

    def sizeHint(self) -> QSize:
        """A line."""
        return QSize(40 * UNIT, _HEIGHT)


def _numbers(chip: Piece) -> list[int]:
    return examples(chip.text) if chip.kind == Kind.LIKE.value else []


class FilterButton(QToolButton):
    """Opens the filters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "filter")
        self.setText(self.tr("Filter"))
        self.setToolTip(self.tr("Add to the search without typing"))
        self.setAccessibleName(self.tr("Add a filter"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(4 * UNIT, 4 * UNIT))
        self.setFixedHeight(_HEIGHT)
        self.setIcon(icon("plus"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon("plus"))
