"""What is said of one tag: its other words, its place, its colour and what it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.style import GAP, UNIT, sized
from photoorg.gui.tag_tree import dot
from photoorg.library.growing import NONE, joined
from photoorg.library.own_tags import COLOURS
from photoorg.library.vocabulary_rows import TagRow

_STATES = ("tag", "heading", "hidden")


class TagEditor(QWidget):
    """`changed` says of a tag what is to be said of it, by its fields; `merge_wanted` of several."""

    changed = Signal(str, object)
    merge_wanted = Signal(object)
    photos_wanted = Signal(str)
    renamed = Signal(str, str)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[TagRow] = []
        self._shown: TagRow | None = None  # the one that the fields are of
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.title.setFont(sized(self, 1.3, self.font().Weight.DemiBold))
        self.told = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.told.setProperty("role", "muted")
        self.name = QLineEdit(self)
        self.rename = QPushButton(self.tr("Rename"), self)
        self.rename.setProperty("role", "plain")
        self.remove = QPushButton(self.tr("Take out…"), self)
        self.remove.setProperty("role", "leaving")
        self.fields = {name: QLineEdit(self) for name in ("italian", "synonyms", "italian_synonyms", "parents")}
        self.state = QComboBox(self)
        self.state.addItems([self.tr("A tag"), self.tr("Only a heading for others"), self.tr("Not shown")])
        self.swatches = QButtonGroup(self)
        self.save = QPushButton(self.tr("Save"), self)
        self.save.setProperty("role", "primary")
        self.show_photos = QPushButton(self.tr("Show its photos"), self)
        self.show_photos.setProperty("role", "plain")
        self.form = QWidget(self)
        self.merge = QPushButton(self.tr("Make them one"), self)
        self.merge.setProperty("role", "primary")
        self._lay_out()
        self._connect()
        self.show_rows([])

    def _lay_out(self) -> None:
        form = QFormLayout(self.form)
        form.setContentsMargins(0, GAP, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(UNIT)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        named = QHBoxLayout()
        named.setSpacing(GAP)
        named.addWidget(self.name, 1)
        named.addWidget(self.rename)
        form.addRow(self.tr("Name"), named)
        self.name.setAccessibleName(self.tr("Name"))
        labels = (
            (self.tr("Other words, with commas between"), self.fields["synonyms"]),
            (self.tr("Italian name"), self.fields["italian"]),
            (self.tr("Other Italian words"), self.fields["italian_synonyms"]),
            (self.tr("Under"), self.fields["parents"]),
            (self.tr("Colour"), self._make_swatches()),
            (self.tr("It is"), self.state),
        )
        for label, field in labels:
            form.addRow(label, field)
        self.fields["parents"].setPlaceholderText(self.tr("at the top"))
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for button in (self.save, self.show_photos, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        for widget in (self.title, self.told, self.form):
            column.addWidget(widget)
        column.addSpacing(GAP)
        column.addLayout(buttons)
        column.addWidget(self.merge, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _make_swatches(self) -> QWidget:
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name, colour in {"": "", **COLOURS}.items():
            button = QToolButton(box)
            button.setCheckable(True)
            button.setProperty("role", "quiet")
            button.setProperty("colour", colour)
            button.setIcon(dot(colour, 4 * UNIT))
            button.setToolTip(words.translated(name).capitalize() if name else self.tr("No colour"))
            button.setAccessibleName(button.toolTip())
            self.swatches.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        return box

    def _connect(self) -> None:
        self.name.setProperty("role", "search")
        self.name.textEdited.connect(self._enable)
        self.name.returnPressed.connect(self._rename)
        self.rename.clicked.connect(self._rename)
        self.remove.clicked.connect(lambda: self.removed.emit([row.name for row in self._rows]))
        for field in self.fields.values():
            field.setProperty("role", "search")
            field.textEdited.connect(self._enable)
            field.returnPressed.connect(self._save)
        self.state.activated.connect(self._enable)
        self.swatches.buttonClicked.connect(self._enable)
        self.save.clicked.connect(self._save)
        self.show_photos.clicked.connect(lambda: self.photos_wanted.emit(self._rows[0].name))
        self.merge.clicked.connect(lambda: self.merge_wanted.emit([row.name for row in self._rows]))

    def show_rows(self, rows: list[TagRow], locked: str = "") -> None:
        """Show one tag to be edited, or several to be made one. `locked` says why nothing can be changed."""
        self._rows, one = rows, rows[0] if len(rows) == 1 else None
        self.form.setVisible(one is not None)
        self.save.setVisible(one is not None)
        self.show_photos.setVisible(one is not None)
        self.merge.setVisible(len(rows) > 1)
        self.remove.setVisible(bool(rows))
        for widget in (self.form, self.merge, self.remove):
            widget.setEnabled(not locked)
            widget.setToolTip(locked)
        if one is None:
            many = self.tr("{} tags").format(len(rows))
            self.title.setText(many if rows else self.tr("Choose a tag"))
            drag = self.tr("Drag one onto another to put it there. F2 gives it another name, Del takes it out.")
            self.told.setText(", ".join(row.name for row in rows[:12]) + ("…" if len(rows) > 12 else "") or drag)
        else:
            self.title.setText(one.name)
            told = [words.photos(one.photos)]
            told += [self.tr("once called {}").format(", ".join(one.once))] if one.once else []
            self.told.setText(" · ".join(told))
            if self._shown is None or not _same(self._shown, one):  # else what is typed stays
                self._show_row(one)
            self._shown = one
        self._enable()

    def _show_row(self, one: TagRow) -> None:
        self.name.setText(one.name)
        for name, text in _texts(one).items():
            self.fields[name].setText(text)
        self.state.setCurrentIndex(_STATES.index(one.state))
        for button in self.swatches.buttons():
            button.setChecked(button.property("colour") == one.colour)

    @property
    def said(self) -> dict[str, str]:
        """What is typed and is not so yet; an empty list is said to be empty."""
        row = self._rows[0]
        typed = {name: " ".join(field.text().split()) for name, field in self.fields.items()}
        found = {name: text for name, text in typed.items() if text != _texts(row)[name]}
        found = {name: text or ("" if name == "italian" else NONE) for name, text in found.items()}
        chosen = self.swatches.checkedButton()
        colour = str(chosen.property("colour")) if chosen is not None else row.colour
        found |= {"colour": colour} if colour != row.colour else {}
        state = _STATES[self.state.currentIndex()]
        return found | ({"state": state} if state != row.state else {})

    @Slot()
    def _enable(self) -> None:
        self.save.setEnabled(len(self._rows) == 1 and self.form.isEnabled() and bool(self.said))
        named = len(self._rows) == 1 and self._typed not in {"", self._rows[0].name}
        self.rename.setEnabled(named and self.form.isEnabled())
        self.show_photos.setEnabled(len(self._rows) == 1 and bool(self._rows[0].photos))

    @Slot()
    def _rename(self) -> None:
        if self.rename.isEnabled():
            self.renamed.emit(self._rows[0].name, self._typed)

    @property
    def _typed(self) -> str:
        return " ".join(self.name.text().split())

    @Slot()
    def _save(self) -> None:
        if self.save.isEnabled():
            self.changed.emit(self._rows[0].name, self.said)


def _same(one: TagRow, other: TagRow) -> bool:
    """Whether the same is said of both: photos come and go while somebody types."""
    return replace(one, photos=0, once=()) == replace(other, photos=0, once=())


def _texts(row: TagRow) -> dict[str, str]:
    lists = {"synonyms": row.synonyms, "italian_synonyms": row.italian_synonyms, "parents": row.parents}
    texts = {name: ", ".join(joined([word]) for word in one) for name, one in lists.items()}
    return {"italian": row.italian, **texts}
