"""The search box with the query as chips below it, how many photos it finds, and their order."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSlider, QVBoxLayout, QWidget

from photoorg.gui import words
from photoorg.gui.answers import Question, Results
from photoorg.gui.chip_bar import ChipBar, FilterButton
from photoorg.gui.completion import WordCompleter
from photoorg.gui.filter_menu import FilterMenu
from photoorg.gui.grid_view import ZOOMS
from photoorg.gui.icons import IconButton, icon
from photoorg.gui.refusal import Refusal
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.terms import Term, with_term
from photoorg.library.album_order import album_shown
from photoorg.library.query import QueryError
from photoorg.library.search import BEST_MATCH, SORTS
from photoorg.library.sorting import from_lowest

DEBOUNCE_MS = 150


class SearchBar(QWidget):
    """Tells each new question once the typing rests."""

    asked = Signal(object)  # Question
    zoom_chosen = Signal(int)
    sidebar_wanted = Signal()
    text_chosen = Signal(str)  # by a click on a chip, a filter or a mistake: the window asks it
    help_wanted = Signal()
    values_wanted = Signal(str, int)  # for the filters: what completes a text at a place
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
        self._in_album = False
        self._weak = True
        self._make_box()
        self._make_order()
        self.zoom = _zoom_slider(self)
        self.zoom.valueChanged.connect(self.zoom_chosen)
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self.trouble = Refusal(self.box, parent or self)
        self.completer.turned.connect(self.trouble.make_room)
        self.trouble.mended.connect(self.text_chosen)
        self.trouble.help_wanted.connect(self.help_wanted)
        self._make_chips()
        self._lay_out()

    def _make_box(self) -> None:
        self.box = QLineEdit(self, clearButtonEnabled=True)
        self.box.setProperty("role", "search")
        self.box.setAccessibleName(self.tr("Search"))
        self.box.setPlaceholderText(self.tr("Search: dog, beach OR food, -person, taken:2024"))
        self._sign = self.box.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.completer = WordCompleter(self.box, self.parentWidget() or self)
        self.box.textChanged.connect(self._typed)
        self.box.returnPressed.connect(self._ask)

    def _make_chips(self) -> None:
        self.chips = ChipBar(self)
        self.chips.text_chosen.connect(self.text_chosen)
        self.filters = FilterMenu(self)
        self.filters.chosen.connect(self._add_filter)
        self.filters.values_wanted.connect(self.values_wanted)
        self.filter_button = FilterButton(self)
        self.filter_button.clicked.connect(self.show_filters)
        self.help = IconButton("help", self.tr("How to search (F1)"), self)
        self.help.clicked.connect(self.help_wanted)

    def _make_order(self) -> None:
        self.sort = QComboBox(self)
        self.sort.setAccessibleName(self.tr("Sort by"))
        self.sort.setToolTip(self.tr("Sort by"))
        self.sort.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # its first entry changes its name
        self._order = BEST_MATCH  # what is chosen here; a text may say another
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
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.sidebar_button)
        row.addWidget(self.box, 1)
        row.addWidget(self.help)
        row.addSpacing(GAP)
        row.addWidget(self.sort)
        row.addWidget(self.direction)
        row.addSpacing(GAP)
        row.addWidget(self.zoom)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        top = Qt.AlignmentFlag.AlignTop
        below.addWidget(self.filter_button, 0, top)
        below.addWidget(self.chips, 1, top)
        below.addWidget(self.count, 0, top)
        self.count.setFixedHeight(self.filter_button.height())
        column = QVBoxLayout(self)
        column.setSpacing(UNIT + 2)
        column.setContentsMargins(MARGIN, GAP, MARGIN, UNIT + 2)
        column.addLayout(row)
        column.addLayout(below)

    @Slot()
    def show_filters(self) -> None:
        """Choose what to add to the query."""
        self.filters.open_below(self.filter_button)

    @Slot(str, bool)
    def _add_filter(self, term: str, exclude: bool) -> None:
        state = Term.EXCLUDED if exclude else Term.INCLUDED
        self.text_chosen.emit(with_term(self.box.text(), term, state))

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
        return Question(self.box.text().strip(), self._order, self._ascending, self._weak)

    def set_text(self, text: str) -> None:
        """Ask another text at once, as if typed."""
        self.box.setText(text)
        self.completer.close()
        self._ask()

    @Slot(bool)
    def want_weak(self, wanted: bool) -> None:
        """With weak matches, or without."""
        self._weak = wanted
        self._ask()

    def stop(self) -> None:
        """Ask no more, and leave nothing open."""
        self._typing.stop()
        self.trouble.stop()
        self.filters.hide()

    def set_order(self, sort: str, ascending: bool | None) -> None:
        """Choose an order without asking."""
        if (place := self.sort.findData(sort)) >= 0:
            self._mark_order(place)
            self._order, self._ascending = sort, ascending
            self._told = self.question
            self._show_direction()

    def _mark_order(self, place: int) -> None:
        self.sort.blockSignals(True)
        self.sort.setCurrentIndex(place)
        self.sort.blockSignals(False)

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self.trouble.clear()
        self._typing.start()

    @Slot(int)
    def _sorted(self, _index: int) -> None:
        self._order, self._ascending = self.sort.currentData(), None
        self._show_direction()
        self._ask()

    @Slot()
    def _turn(self) -> None:
        self._ascending = not self._goes_up()
        self._show_direction()
        self._ask()

    def _goes_up(self) -> bool:
        return from_lowest(self._order, self._ascending)

    def _show_direction(self, up: bool | None = None) -> None:
        up = self._goes_up() if up is None else up
        self.direction.rename(
            self.tr("Ascending: turn round") if up else self.tr("Descending: turn round"),
            "ascending" if up else "descending",
        )
        self._name_best_match()

    def _name_best_match(self) -> None:
        """Call the first order what it is: without a tag in the question, the newest come first."""
        plain = self.tr("Oldest") if self._ascending else self.tr("Newest")
        if self._in_album and not self._ascending:
            plain = self.tr("Album order")
        best = words.translated(SORTS[BEST_MATCH])
        self.sort.setItemText(self.sort.findData(BEST_MATCH), best if self._ranked else plain)

    @Slot()
    def _ask(self) -> None:
        self._typing.stop()
        self.chips.show_text(self.box.text())
        if self.question != self._told:
            self._told = self.question
            self.asked.emit(self.question)

    # The answer.

    def show_results(self, results: Results) -> None:
        """Say how many."""
        if results.question.text == self.question.text:
            self.trouble.clear()
        self._ranked = results.ranked
        self._in_album = bool(album_shown(results.question.text))
        self._show_said(results)
        if results.complete:
            self._found = len(results.ids)
            self.show_selection(0)

    def _show_said(self, results: Results) -> None:
        """Where the text says the order, the buttons show that one, and cannot change it."""
        sort = results.sort
        self._mark_order(self.sort.findData(sort or self._order))
        self._show_direction(from_lowest(sort, results.ascending) if sort else None)
        for widget in (self.sort, self.direction):
            widget.setEnabled(not sort)
        said = self.tr("The search says the order: sort:{}").format(sort)
        self.sort.setToolTip(said if sort else self.tr("Sort by"))

    def show_selection(self, selected: int) -> None:
        """Say how many of them are selected, where they are more than the one that always is."""
        text = words.photos(self._found)
        if selected > 1:
            text = self.tr("{} of {} selected").format(words.number(selected), text)
        self.count.setText(text)

    def show_refusal(self, error: QueryError) -> None:
        """Say why a query cannot be understood, and mark where."""
        self.trouble.show_error(error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentence below the box."""
        super().resizeEvent(event)
        self.trouble.put()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take along what lies over the page."""
        super().hideEvent(event)
        self.trouble.hide()
        self.completer.close()


def _zoom_slider(parent: QWidget) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal, parent)
    slider.setRange(0, len(ZOOMS) - 1)
    slider.setPageStep(1)
    slider.setFixedWidth(28 * UNIT)
    slider.setAccessibleName(slider.tr("Size of thumbnails"))
    slider.setToolTip(slider.tr("Size of thumbnails"))
    return slider
