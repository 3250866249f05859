"""The search box, how many photos it finds, and their order."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QInputMethodEvent, QKeyEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSlider, QWidget

from photoorg.gui import words
from photoorg.gui.completion import WordCompleter
from photoorg.gui.grid_view import ZOOMS
from photoorg.gui.icons import IconButton, icon
from photoorg.gui.queries import Question, Results
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.library.fields import BY_NAME, FROM_A
from photoorg.library.query import QueryError
from photoorg.library.search import BEST_MATCH, SORTS

DEBOUNCE_MS = 150


class SearchBar(QWidget):
    """Tells each new question once the typing rests."""

    asked = Signal(object)  # Question
    zoom_chosen = Signal(int)
    sidebar_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._typing = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._typing.timeout.connect(self._ask)
        self._told = Question()
        self._found = 0
        self._ranked = False
        self._make_box()
        self._make_order()
        self.zoom = _zoom_slider(self)
        self.zoom.valueChanged.connect(self.zoom_chosen)
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        # Over what lies below: coming and going, it moves nothing.
        self._around = parent or self
        self.trouble = QLabel(self._around, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.trouble.setProperty("role", "trouble")
        self.trouble.hide()
        self._lay_out()

    def _make_box(self) -> None:
        self.box = QLineEdit(self, clearButtonEnabled=True)
        self.box.setProperty("role", "search")
        self.box.setAccessibleName(self.tr("Search"))
        self.box.setPlaceholderText(self.tr("Search: dog, beach OR food, -person, taken:2024"))
        self._sign = self.box.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.completer = WordCompleter(self)
        self.box.setCompleter(self.completer)
        self.box.textChanged.connect(self._typed)
        self.box.returnPressed.connect(self._ask)

    def _make_order(self) -> None:
        self.sort = QComboBox(self)
        self.sort.setAccessibleName(self.tr("Sort by"))
        self.sort.setToolTip(self.tr("Sort by"))
        self.sort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # its first entry changes its name
        for name, label in SORTS.items():
            self.sort.addItem(words.translated(label), name)
        self.sort.currentIndexChanged.connect(self._sorted)
        self.direction = IconButton("descending", "", self)
        self.direction.clicked.connect(self._turn)
        self._ascending: bool | None = None
        self._show_direction()

    def _lay_out(self) -> None:
        self.sidebar_button = IconButton("sidebar", self.tr("Show or hide the sidebar"), self)
        self.sidebar_button.clicked.connect(self.sidebar_wanted)
        row = QHBoxLayout(self)
        row.setSpacing(GAP)
        row.addWidget(self.sidebar_button)
        row.addWidget(self.box, 1)
        row.addWidget(self.count)
        row.addSpacing(GAP)
        row.addWidget(self.sort)
        row.addWidget(self.direction)
        row.addSpacing(GAP)
        row.addWidget(self.zoom)
        row.setContentsMargins(MARGIN, GAP, MARGIN, GAP)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Escape lead to the photos."""
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Escape}:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._sign.setIcon(icon("search"))

    # The question.

    @property
    def question(self) -> Question:
        """What is asked now."""
        return Question(self.box.text().strip(), self.sort.currentData(), self._ascending)

    def set_text(self, text: str) -> None:
        """Ask another text at once, as if typed."""
        self.box.setText(text)
        self._ask()

    def stop(self) -> None:
        """Ask no more."""
        self._typing.stop()

    def set_order(self, sort: str, ascending: bool | None) -> None:
        """Choose an order without asking."""
        if (place := self.sort.findData(sort)) >= 0:
            self.sort.blockSignals(True)
            self.sort.setCurrentIndex(place)
            self.sort.blockSignals(False)
            self._ascending = ascending
            self._told = self.question
            self._show_direction()

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self._mark(None)
        self._typing.start()

    @Slot(int)
    def _sorted(self, _index: int) -> None:
        self._ascending = None
        self._show_direction()
        self._ask()

    @Slot()
    def _turn(self) -> None:
        self._ascending = not self._goes_up()
        self._show_direction()
        self._ask()

    def _goes_up(self) -> bool:
        if self._ascending is not None:
            return self._ascending
        sort = self.sort.currentData()
        return sort != BEST_MATCH and BY_NAME[sort].kind in FROM_A

    def _show_direction(self) -> None:
        up = self._goes_up()
        self.direction.rename(
            self.tr("Ascending: turn round") if up else self.tr("Descending: turn round"),
            "ascending" if up else "descending",
        )
        self._name_best_match()

    def _name_best_match(self) -> None:
        """Call the first order what it is: without a tag in the question, the newest come first."""
        plain = self.tr("Oldest") if self._ascending else self.tr("Newest")
        best = words.translated(SORTS[BEST_MATCH])
        self.sort.setItemText(self.sort.findData(BEST_MATCH), best if self._ranked else plain)

    @Slot()
    def _ask(self) -> None:
        self._typing.stop()
        if self.question != self._told:
            self._told = self.question
            self.asked.emit(self.question)

    # The answer.

    def show_results(self, results: Results) -> None:
        """Say how many."""
        if results.question.text == self.question.text:
            self._mark(None)
        self._ranked = results.ranked
        self._name_best_match()
        if results.complete:
            self._found = len(results.ids)
            self.show_selection(0)

    def show_selection(self, selected: int) -> None:
        """Say how many of them are selected, where they are more than the one that always is."""
        text = words.photos(self._found)
        if selected > 1:
            text = self.tr("{} of {} selected").format(words.number(selected), text)
        self.count.setText(text)

    def show_refusal(self, error: QueryError) -> None:
        """Say why a query cannot be understood, and mark where."""
        self.trouble.setText(str(error))
        self._place_trouble()
        self.trouble.show()
        self.trouble.raise_()
        self._mark(error.position)

    def _place_trouble(self) -> None:
        """Below the box, as wide."""
        corner = self.box.mapTo(self._around, QPoint(0, self.box.height() + UNIT))
        width = self.box.width()
        self.trouble.setGeometry(corner.x(), corner.y(), width, self.trouble.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentence below the box."""
        super().resizeEvent(event)
        self._place_trouble()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the sentence along."""
        super().hideEvent(event)
        self.trouble.hide()

    def _mark(self, position: int | None) -> None:
        """Underline from a position to the end of its word; with None take the mark and the sentence away."""
        attributes = []
        if position is None:
            self.trouble.hide()
        else:
            shift = len(self.box.text()) - len(self.box.text().lstrip())
            start, end = _word_at(self.box.text(), position + shift)
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(colours().danger)
            kind = QInputMethodEvent.AttributeType.TextFormat
            offset = start - self.box.cursorPosition()
            attributes.append(QInputMethodEvent.Attribute(kind, offset, end - start, wave))
        # The one way to give a part of a line edit a format.
        QCoreApplication.sendEvent(self.box, QInputMethodEvent("", attributes))


def _zoom_slider(parent: QWidget) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal, parent)
    slider.setRange(0, len(ZOOMS) - 1)
    slider.setPageStep(1)
    slider.setFixedWidth(28 * UNIT)
    slider.setAccessibleName(slider.tr("Size of thumbnails"))
    slider.setToolTip(slider.tr("Size of thumbnails"))
    return slider


def _word_at(text: str, position: int) -> tuple[int, int]:
    """The word at a position; at the end of the text, the last one."""
    start = min(position, max(0, len(text.rstrip()) - 1))
    while position >= len(text.rstrip()) and start > 0 and not text[start - 1].isspace():
        start -= 1
    end = start + 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
