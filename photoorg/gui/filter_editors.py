"""How the value of a field is chosen without typing a query: a small editor for each kind of field."""

from __future__ import annotations

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, Signal, Slot
from PySide6.QtGui import QDoubleValidator, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui.completion import CompletionList, Completions
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import translated
from photoorg.library.fields import Field, Kind
from photoorg.library.query import quoted


class Editor(QWidget):
    """Chooses a value of a field. `changed`: `term` is another one. `done`: it is chosen."""

    changed = Signal()
    done = Signal()
    values_wanted = Signal(str, int)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field

    @property
    def term(self) -> str:
        """The term of the query, empty while there is none."""
        raise NotImplementedError

    def begin(self) -> None:
        """It is shown: take the keys, and ask for what it needs."""

    def take(self, answer: Completions) -> None:
        """Values that were wanted."""


class ListEditor(Editor):
    """A value out of those that there are, or (of text) any that is typed."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.box = _line(self.tr("Look for…") if field.kind in _FREE else self.tr("Choose…"))
        self.box.textEdited.connect(self._ask)
        self.box.installEventFilter(self)
        self.values = CompletionList(self)
        self.values.setFrameShape(CompletionList.Shape.NoFrame)
        self.values.clicked.connect(self.changed)
        self.values.doubleClicked.connect(self.done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.box)
        column.addWidget(self.values, 1)
        self._text = ""

    def begin(self) -> None:
        """Ask which values there are."""
        self.box.setFocus()
        self._ask()

    @Slot()
    def _ask(self) -> None:
        typed = self.box.text().strip()
        self._text = f'{self.field.name}:"{typed}' if typed else f"{self.field.name}:"
        self.values_wanted.emit(self._text, len(self._text))
        self.changed.emit()

    def take(self, answer: Completions) -> None:
        """Show the values, if they are those of what is typed now."""
        if answer.text == self._text:
            row = self.values.currentIndex().row() if answer.again else -1
            self.values.completions.show(answer.items)
            if row >= 0:
                self.values.go(row + 1)
            elif answer.items and self.field.kind not in _FREE:
                self.values.go(1)
            self.changed.emit()

    @property
    def term(self) -> str:
        """The value that is marked, else what is typed."""
        chosen, typed = self.values.chosen, self.box.text().strip().replace('"', "")
        if chosen:
            return (self._text[: chosen.start] + chosen.insert + self._text[chosen.end :]).strip()
        return f"{self.field.name}:{quoted(typed)}" if typed and self.field.kind in _FREE else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Arrows go through the values."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if step := steps.get(Qt.Key(event.key())):
                self.values.go(step)
                self.changed.emit()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.done.emit()
                return True
        return False


class NumberEditor(Editor):
    """A number, or two, and how they are compared."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.how = QComboBox(self)
        self.how.setAccessibleName(self.tr("How it is compared"))
        for label, pattern in _COMPARED:
            self.how.addItem(translated(label), pattern)
        self.low, self.high = _number(self.tr("Number")), _number(self.tr("Second number"))
        form = QFormLayout(self)
        _set_up(form)
        form.addRow(self.how)
        unit = f" ({field.unit})" if field.unit else ""
        form.addRow(field.label + unit, self.low)
        form.addRow(self.tr("and"), self.high)
        form.addRow(hint(field))
        self._form = form
        self.how.currentIndexChanged.connect(self._fit)
        for box in (self.low, self.high):
            box.textChanged.connect(self.changed)
            box.returnPressed.connect(self.done)
        self._fit()

    def begin(self) -> None:
        """Type a number."""
        self.low.setFocus()

    @Slot()
    def _fit(self) -> None:
        self._form.setRowVisible(self.high, "{high}" in self.how.currentData())
        self.changed.emit()

    @property
    def term(self) -> str:
        """The comparison."""
        low, high = _plain(self.low.text()), _plain(self.high.text())
        pattern = self.how.currentData()
        ready = low and (high or "{high}" not in pattern)
        return pattern.format(name=self.field.name, low=low, high=high) if ready else ""


class DateEditor(Editor):
    """A day, or two."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.how = QComboBox(self)
        self.how.setAccessibleName(self.tr("How it is compared"))
        for label, pattern in _DATED:
            self.how.addItem(translated(label), pattern)
        today = QDate.currentDate()
        self.low = _day(QDate(today.year(), 1, 1), self.tr("First day"))
        self.high = _day(today, self.tr("Last day"))
        form = QFormLayout(self)
        _set_up(form)
        form.addRow(self.how)
        form.addRow(self.tr("From"), self.low)
        form.addRow(self.tr("To"), self.high)
        form.addRow(hint(field))
        self._form = form
        self.how.currentIndexChanged.connect(self._fit)
        for box in (self.low, self.high):
            box.dateChanged.connect(self.changed)
        self._fit()

    def begin(self) -> None:
        """Choose a day."""
        self.low.setFocus()

    @Slot()
    def _fit(self) -> None:
        pattern = self.how.currentData()
        self._form.setRowVisible(self.low, "{low}" in pattern)
        self._form.setRowVisible(self.high, "{high}" in pattern)
        self.changed.emit()

    @property
    def term(self) -> str:
        """The days."""
        low, high = (box.date().toString(Qt.DateFormat.ISODate) for box in (self.low, self.high))
        return self.how.currentData().format(name=self.field.name, low=low, high=high)


class PlaceEditor(Editor):
    """A place by its degrees, and how far around it."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.boxes = [_number(name) for name in (self.tr("Latitude"), self.tr("Longitude"), self.tr("Kilometres"))]
        form = QFormLayout(self)
        _set_up(form)
        for box in self.boxes:
            form.addRow(box.accessibleName(), box)
            box.textChanged.connect(self.changed)
            box.returnPressed.connect(self.done)
        form.addRow(hint(field))
        self.boxes[2].setText("10")

    def begin(self) -> None:
        """Type a latitude."""
        self.boxes[0].setFocus()

    @property
    def term(self) -> str:
        """The place."""
        latitude, longitude, distance = (_plain(box.text()) for box in self.boxes)
        ready = latitude and longitude and distance
        return f"{self.field.name}:{latitude},{longitude},{distance}km" if ready else ""


_FREE = {Kind.TEXT, Kind.FOLDER}
_COMPARED = (
    ("at least", "{name}>={low}"),
    ("at most", "{name}<={low}"),
    ("exactly", "{name}={low}"),
    ("between", "{name}:{low}..{high}"),
)
_DATED = (
    ("between two days", "{name}:{low}..{high}"),
    ("on a day", "{name}:{low}"),
    ("since a day", "{name}>={low}"),
    ("until a day", "{name}<={high}"),
)
EDITORS: dict[Kind, type[Editor]] = {
    Kind.TEXT: ListEditor,
    Kind.FOLDER: ListEditor,
    Kind.STATE: ListEditor,
    Kind.CHOICE: ListEditor,
    Kind.ALBUM: ListEditor,
    Kind.NUMBER: NumberEditor,
    Kind.DATE: DateEditor,
    Kind.PLACE: PlaceEditor,
}
"""Fields of other kinds are not offered: an order has its own button, and likeness begins at a photo."""


def _set_up(form: QFormLayout) -> None:
    form.setContentsMargins(0, 0, 0, 0)
    form.setSpacing(GAP)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _line(placeholder: str) -> QLineEdit:
    box = QLineEdit(placeholderText=placeholder)
    box.setProperty("role", "search")
    box.setAccessibleName(placeholder)
    return box


def _number(name: str) -> QLineEdit:
    box = _line("")
    box.setAccessibleName(name)
    box.setValidator(QDoubleValidator(box))
    return box


def _plain(text: str) -> str:
    """A number as a query has it, whatever the locale's."""
    value, understood = QLocale().toDouble(text)
    if not understood:
        value, understood = QLocale.c().toDouble(text)
    return f"{value:.6f}".rstrip("0").rstrip(".") if understood else ""


def _day(day: QDate, name: str) -> QDateEdit:
    box = QDateEdit(day)
    box.setCalendarPopup(True)
    box.setDisplayFormat("d MMM yyyy")
    box.setAccessibleName(name)
    box.setMinimumHeight(8 * UNIT)
    return box


def hint(field: Field) -> QLabel:
    """What is said of a field below its editor."""
    label = QLabel(field.doc, wordWrap=True)
    label.setProperty("role", "muted")
    return label
