"""The panel that edits any number of photos at once: tags with counts, marks, texts, the time; then Apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from photoorg.folding import name_key
from photoorg.gui.edit_fields import EditRow, label_row, pick_row, rating_row
from photoorg.gui.edit_foot import EditFoot
from photoorg.gui.edit_tag_view import EditTagView
from photoorg.gui.edit_tags import EditTags
from photoorg.gui.edit_time import TimeRow
from photoorg.gui.edit_words import EditWords
from photoorg.gui.icons import IconButton
from photoorg.gui.labels import wrapped
from photoorg.gui.library_page import rule
from photoorg.gui.style import GAP, UNIT, sized
from photoorg.gui.tag_names import TagField
from photoorg.library.bulk import Edit, TagIn

WIDTH = 84 * UNIT


class EditPanel(QWidget):
    """`changed`: something else is chosen. `edit` is what is to be done; the photos are the controller's."""

    changed = Signal()
    apply_wanted = Signal()
    stop_wanted = Signal()
    others_wanted = Signal()  # to edit those that are chosen now
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._replaced = ""  # the tag that another one is asked for
        self._total = 0
        self.heading = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.heading.setFont(sized(self, 1.15, QFont.Weight.DemiBold))
        self.whose = wrapped("muted", self)
        self.others = QPushButton(self)
        self.others.setProperty("role", "link")
        self.others.clicked.connect(self.others_wanted)
        self.others.hide()
        self.close_button = IconButton("cross", self.tr("Close (Ctrl+E)"), self, side=4 * UNIT)
        self.close_button.clicked.connect(self.closed)
        self.tags = EditTags(self)
        self.tags.planned.connect(self._tell)
        self.field = TagField(self)
        self.field.returnPressed.connect(self._add)
        self.field.textChanged.connect(self._filter)
        self.field.left.connect(self._leave_field)
        self.rows = EditTagView(self.tags, self)
        self.rows.replace_wanted.connect(self.ask_for_another)
        self.no_tags = wrapped("muted", self)
        self.rating, self.label, self.pick = rating_row(self), label_row(self), pick_row(self)
        self.words = EditWords(self)
        self.texts, self.release = self.words.texts, self.words.release
        self.time = TimeRow(self)
        for row in (self.rating, self.pick, self.label, self.words, self.time):
            row.changed.connect(self._tell)
        self.foot = EditFoot(self)
        self.foot.reset.clicked.connect(self.clear)
        self.foot.apply.clicked.connect(self.apply_wanted)
        self.foot.stop.clicked.connect(self.stop_wanted)
        self._lay_out()
        self._ask_for_tag()

    @property
    def _edit_rows(self) -> list[EditRow]:
        return [self.rating, self.pick, self.label, *self.words.rows, self.time]

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)  # beside the line on the left
        column.setSpacing(0)
        column.addLayout(self._head())
        scroll = QScrollArea(self)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._inner())
        column.addWidget(scroll, 1)
        column.addWidget(rule(self))
        column.addWidget(self.foot)

    def _head(self) -> QVBoxLayout:
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        head = QVBoxLayout()
        head.setContentsMargins(4 * UNIT, 3 * UNIT, 3 * UNIT, GAP)
        head.setSpacing(UNIT)
        head.addLayout(top)
        head.addWidget(self.whose)
        head.addWidget(self.others, 0, Qt.AlignmentFlag.AlignLeft)
        return head

    def _inner(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(4 * UNIT, GAP, 4 * UNIT, 4 * UNIT)
        column.setSpacing(GAP)
        column.addWidget(_heading(self.tr("Tags"), inner))
        for widget in (self.field, self.no_tags, self.rows):
            column.addWidget(widget)
        column.addSpacing(GAP)
        column.addWidget(_heading(self.tr("Marks"), inner))
        for row in (self.rating, self.pick, self.label):
            column.addWidget(row)
        column.addSpacing(GAP)
        column.addWidget(_heading(self.tr("Words"), inner))
        column.addWidget(self.words)
        column.addSpacing(GAP)
        column.addWidget(_heading(self.tr("Time"), inner))
        column.addWidget(self.time)
        column.addStretch(1)
        return inner

    # What is chosen.

    @property
    def edit(self) -> Edit:
        """What is to be done."""
        tags, time = self.tags, self.time
        return Edit(
            add=tags.names("add"), remove=tags.names("remove"), accept=tags.names("accept"),
            reject=tags.names("reject"), replace=tags.pairs,
            rating=self.rating.value, label=self.label.value, pick=self.pick.value,
            release=self.release.value, texts=self.words.edits,
            shift=time.shift, taken=time.taken,
        )  # fmt: skip

    @Slot()
    def clear(self) -> None:
        """Leave all as it is."""
        self.tags.clear()
        for row in self._edit_rows:
            row.leave()
        self.field.clear()
        self._ask_for_tag()

    # What is shown.

    def show_photos(self, heading: str, whose: str) -> None:
        """Say which photos are edited."""
        self.heading.setText(heading)
        self.whose.setText(whose)

    def show_others(self, offer: str) -> None:
        """Offer to edit others, that are chosen now; empty: there are none."""
        self.others.setText(offer)
        self.others.setVisible(bool(offer))

    def show_values(self, tags: Sequence[TagIn], values: Mapping[str, str | None], total: int) -> None:
        """Show what the photos have; what is chosen already stays so."""
        self._total = total
        self.tags.show(tags, total)
        self._show_no_tags()
        for name, row in {"rating": self.rating, "label": self.label, "pick": self.pick}.items():
            row.show_value(values.get(name, ""))
        self.words.show_values(values)
        self.time.show_value(values.get("taken", ""))

    def lock(self, why: str) -> None:
        """Nothing can be changed, for this reason."""
        self.foot.lock(why)

    @Slot()
    def _tell(self) -> None:
        self._show_no_tags()
        self.foot.reset.setEnabled(bool(self.edit))
        self.changed.emit()

    # Tags that are typed.

    def _show_no_tags(self) -> None:
        shown = bool(self.tags.rows)
        self.rows.setVisible(shown)
        text = self.field.name
        self.no_tags.setVisible(not shown and bool(text or self._total))
        said = (
            self.tr("Enter adds “{}”, a new tag.").format(text) if text else self.tr("These photos have no tags yet.")
        )
        self.no_tags.setText(said)

    def _ask_for_tag(self) -> None:
        self._replaced = ""
        self.field.setPlaceholderText(self.tr("Find or add a tag…"))
        self.field.setAccessibleName(self.tr("Find or add a tag"))

    @Slot(str)
    def ask_for_another(self, name: str) -> None:
        """Let the tag be typed that replaces one."""
        self._replaced = name
        self.field.clear()
        self.field.setPlaceholderText(self.tr("Replace “{}” by…").format(name))
        self.field.setAccessibleName(self.tr("Replace “{}” by").format(name))
        self.field.setFocus()

    @Slot()
    def _add(self) -> None:
        names = [name for part in self.field.text().split(",") if (name := " ".join(part.split()))]
        replaced = self._replaced
        self.field.clear()
        self._ask_for_tag()
        for name in map(self.tags.known_as, names):
            if not replaced:
                self.tags.plan(name, "add")
            elif name_key(name) != name_key(replaced):
                self.tags.plan(replaced, "replace", name)

    @Slot(str)
    def _filter(self, text: str) -> None:
        if not self._replaced:
            self.tags.filter(" ".join(text.rsplit(",", maxsplit=1)[-1].split()))
        self._show_no_tags()

    @Slot()
    def _leave_field(self) -> None:
        if self._replaced and not self.field.name:
            self._ask_for_tag()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the field to the tags; Ctrl and Enter apply; Escape closes."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus() and self.tags.rows:
            self.rows.setFocus()
            self.rows.setCurrentIndex(self.tags.index(0))
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.foot.apply.isEnabled():
            self.apply_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape and self.field.hasFocus() and (self.field.text() or self._replaced):
            self.field.clear()
            self._ask_for_tag()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _heading(text: str, parent: QWidget) -> QLabel:
    label = wrapped("heading", parent)
    label.setText(text)
    return label
