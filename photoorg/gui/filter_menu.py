"""Builds a query without typing: a field out of the table, a value by its editor, then with it or without."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui.completion import Completions
from photoorg.gui.filter_editors import EDITORS, Editor
from photoorg.gui.stars_editor import editor_of
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.words import translated
from photoorg.library.fields import FIELDS, Field

OFFERED: tuple[Field, ...] = tuple(field for field in FIELDS if field.kind in EDITORS)


class FilterMenu(QFrame):
    """Fields on the left, the editor of one on the right. `chosen` is a term, and whether to exclude it."""

    chosen = Signal(str, bool)
    values_wanted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popover")
        self.setAccessibleName(self.tr("Add a filter"))
        self._editors: dict[str, Editor] = {}
        self.fields = QListWidget(self)
        self.fields.setAccessibleName(self.tr("What to search by"))
        self.fields.setProperty("role", "fields")
        self.fields.setFixedWidth(38 * UNIT)
        for field in OFFERED:
            item = QListWidgetItem(translated(field.label), self.fields)
            item.setToolTip(field.doc)
        self.fields.currentRowChanged.connect(self._show_editor)
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        self.editors = QStackedWidget(self)
        self.said = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.said.setProperty("role", "muted")
        self.add = QPushButton(self.tr("Add"), self)
        self.add.setProperty("role", "primary")
        self.add.clicked.connect(self._include)
        self.leave_out = QPushButton(self.tr("Leave out"), self)
        self.leave_out.setProperty("role", "plain")
        self.leave_out.clicked.connect(self._exclude)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch(1)
        buttons.addWidget(self.leave_out)
        buttons.addWidget(self.add)
        right = QVBoxLayout()
        right.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        right.setSpacing(GAP)
        right.addWidget(self.title)
        right.addWidget(self.editors, 1)
        right.addWidget(self.said)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        row.addWidget(self.fields)
        row.addLayout(right, 1)
        self.resize(140 * UNIT, 104 * UNIT)

    def open_below(self, widget: QWidget) -> None:
        """Show it below a button, where the screen has room."""
        corner = widget.mapToGlobal(QPoint(0, widget.height() + UNIT))
        room = widget.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.fields.setFocus()
        self._show_editor(max(0, self.fields.currentRow()))

    @property
    def editor(self) -> Editor:
        """The one that is shown."""
        editor = self.editors.currentWidget()
        assert isinstance(editor, Editor)  # noqa: S101 - nothing else is put there
        return editor

    @Slot(int)
    def _show_editor(self, row: int) -> None:
        self.fields.setCurrentRow(row)
        field = OFFERED[row]
        if field.name not in self._editors:
            editor = editor_of(field, self)
            editor.changed.connect(self._fit)
            editor.done.connect(self._include)
            editor.values_wanted.connect(self.values_wanted)
            self._editors[field.name] = editor
            self.editors.addWidget(editor)
        self.editors.setCurrentWidget(self._editors[field.name])
        self.title.setText(translated(field.label))
        if self.isVisible():
            keys = self.fields.hasFocus()
            self.editor.begin()
            if keys:
                self.fields.setFocus()
        self._fit()

    @Slot(object)
    def take(self, answer: Completions) -> None:
        """Values for the editor that is shown."""
        if self.isVisible():
            self.editor.take(answer)

    @Slot()
    def _fit(self) -> None:
        if self.editors.currentWidget() is None:
            return
        term = self.editor.term
        self.said.setText(self.said.fontMetrics().elidedText(term, Qt.TextElideMode.ElideMiddle, 94 * UNIT))
        self.add.setEnabled(bool(term))
        self.leave_out.setEnabled(bool(term))

    @Slot()
    def _include(self) -> None:
        self._choose(exclude=False)

    @Slot()
    def _exclude(self) -> None:
        self._choose(exclude=True)

    def _choose(self, *, exclude: bool) -> None:
        if term := self.editor.term:
            self.hide()
            self.chosen.emit(term, exclude)
