"""The page on which it is settled what photos' files and a person say differently, a photo at a time or all alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.conflict_rows import ConflictRows
from photoorg.gui.conflict_text import summary_of
from photoorg.gui.icons import IconButton
from photoorg.gui.keys import did, leaving, row_after
from photoorg.gui.labels import wrapped
from photoorg.gui.photo_lines import Fetch, PhotoLine, PhotoLines, PhotoLinesList, beside
from photoorg.gui.row_paint import paint_thumb
from photoorg.gui.style import GAP, MARGIN, UNIT, sized
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.browse import Card
from photoorg.library.conflicts import Side, Torn
from photoorg.library.file_values import Slot as About

_PREVIEW = 48 * UNIT


class ConflictsPage(QWidget):
    """Says what a person decides. `settled`: which side holds, for which fields, and on which photos."""

    closed = Signal()
    stop_wanted = Signal()
    settled = Signal(str, object, object)  # Side, the fields (slots), photo ids

    def __init__(self, fetch: Fetch, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._locked = ""
        self._busy = False
        self._total = 0
        self.torn: Sequence[Torn] = ()
        self._shown: Sequence[Torn] = ()
        self.model = PhotoLines(fetch, self)
        self.list = PhotoLinesList(self.model, thumbs, self.tr("Photos whose files say something else"), self)
        self.list.selectionModel().currentRowChanged.connect(self._show_current)
        self.preview = _Preview(thumbs, self)
        self.rows = ConflictRows(self)
        self.rows.chosen.connect(self._settle_one)
        self._make_top()
        self._make_bottom()
        self._lay_out()
        self.show_torn((), 0)

    def _make_top(self) -> None:
        self.back = IconButton("back", self.tr("Back to the photos (Esc)"), self)
        self.back.clicked.connect(self.closed)
        self.title = QLabel(self)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedSize(40 * UNIT, UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = IconButton("stop", self.tr("Stop: nothing is changed then"), self)
        self.stop.clicked.connect(self.stop_wanted)
        self.bar.hide()
        self.stop.hide()
        self.name = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.name.setFont(sized(self, 1.15, QFont.Weight.DemiBold))
        self.told = wrapped("muted", self)
        self.told.setText(self.tr("You and the file do not say the same here. It stays as it is until you decide."))

    def _make_bottom(self) -> None:
        self.alike = QCheckBox(self)
        self.skip = QPushButton(self.tr("Skip"), self)
        self.skip.setToolTip(self.tr("The next photo; this one stays in the list (S)"))
        self.skip.clicked.connect(self._skip)
        self.take = QPushButton(self.tr("Take what the file says"), self)
        self.take.setToolTip(self.tr("In all these fields (F)"))
        self.take.clicked.connect(self._take_file)
        self.keep = QPushButton(self.tr("Keep what you said"), self)
        self.keep.setToolTip(self.tr("In all these fields (K)"))
        self.keep.clicked.connect(self._keep_mine)
        for button in (self.skip, self.take, self.keep):
            button.setProperty("role", "plain")
            button.setAutoDefault(False)
        self.empty = wrapped("muted", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setText(self.tr("Files and you say the same of every photo."))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        top.setSpacing(GAP)
        for widget in (self.back, self.title, self.bar, self.stop):
            top.addWidget(widget)
        top.addStretch(1)
        head = QVBoxLayout()
        head.setSpacing(UNIT)
        head.addStretch(1)
        for label in (self.name, self.told):
            head.addWidget(label)
        head.addStretch(1)
        about = QHBoxLayout()
        about.setContentsMargins(MARGIN, MARGIN, MARGIN, 0)
        about.setSpacing(MARGIN)
        about.addWidget(self.preview)
        about.addLayout(head, 1)
        right = QWidget(self)
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GAP)
        inner.addLayout(about)
        inner.addWidget(self.rows, 1)
        self.parts = beside(self.list, right, self)
        deeds = QHBoxLayout()
        deeds.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        deeds.setSpacing(GAP)
        deeds.addWidget(self.alike, 1)
        for button in (self.skip, self.take, self.keep):
            deeds.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.parts, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(deeds)

    # What there is.

    def show_torn(self, torn: Sequence[Torn], total: int, names: Mapping[int, str] = MappingProxyType({})) -> None:
        """All photos, or the first of `total`. The one that was looked at stays, else the one that follows it."""
        current, row = self.current, max(0, self.list.currentIndex().row())
        self.torn, self._total, self._busy = torn, max(total, len(torn)), False
        self.bar.hide()
        self.stop.hide()
        self.model.show_lines([PhotoLine(one.photo_id, names.get(one.photo_id, ""), summary_of(one)) for one in torn])
        same = (place for place, one in enumerate(torn) if current and one.photo_id == current.photo_id)
        self._go_to(next(same, min(row, len(torn) - 1)))
        self.parts.setVisible(bool(torn))
        self.empty.setVisible(not torn)
        many = self.tr("The files of {} photos say something else than you").format(words.number(self._total))
        said = many if self._total > 1 else self.tr("The file of 1 photo says something else than you")
        self.title.setText(said if torn else self.tr("Files and you"))

    def go_to_photo(self, photo_id: int) -> None:
        """Look at one, if it is among them."""
        row = next((row for row, one in enumerate(self.torn) if one.photo_id == photo_id), None)
        if row is not None:
            self._go_to(row)

    def show_progress(self, done: int, total: int) -> None:
        """It is being settled, and lasts."""
        self._busy = True
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.show()
        self.stop.setVisible(total > 0)
        self._enable()

    def lock(self, why: str) -> None:
        """Only looking is possible, for this reason."""
        self._locked = why
        self.rows.lock(why)
        self._enable()

    @property
    def current(self) -> Torn | None:
        """The photo that is looked at."""
        row = self.list.currentIndex().row()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _go_to(self, row: int) -> None:
        self._shown = self.torn
        self.list.setCurrentIndex(self.model.index(row, 0) if row >= 0 else QModelIndex())
        self._show_current()

    @Slot()
    def _show_current(self) -> None:
        row, one = self.list.currentIndex().row(), self.current
        self.name.setText(self.model.lines[row].name if one else "")
        self.preview.show_card(self.model.card(row) if one else None)
        self.rows.show_conflicts(one.conflicts if one else ())
        others = len(self._alike(one)) - 1 if one else 0
        listed = self._total == len(self.torn)
        said = self.tr("The same on {} that differ in these fields").format(_others(others))
        self.alike.setText(said if listed else self.tr("{}, of those that are listed").format(said))
        self.alike.setVisible(others > 0)
        if others <= 0:
            self.alike.setChecked(False)
        self._enable()

    def _alike(self, one: Torn) -> list[int]:
        """The photos of those that are listed that differ in a field in which one of them does."""
        slots = _slots(one)
        return [other.photo_id for other in self.torn if not slots.isdisjoint(_slots(other))]

    @Slot()
    def _enable(self) -> None:
        may = self.current is not None and not self._locked and not self._busy
        for button in (self.take, self.keep):
            button.setEnabled(may)
        self.rows.setEnabled(may or bool(self._locked))
        for widget in (self.skip, self.take, self.keep):
            widget.setVisible(self.current is not None)

    # What is decided.

    def _settle(self, side: Side, slots: Collection[About]) -> None:
        if self.take.isEnabled() and (one := self.current):
            photos = self._alike(one) if self.alike.isChecked() else [one.photo_id]
            self.settled.emit(side, frozenset(slots), photos)

    @Slot(str, object)
    def _settle_one(self, side: Side, slot: About) -> None:
        self._settle(side, [slot])

    @Slot()
    def _take_file(self) -> None:
        if one := self.current:
            self._settle("file", _slots(one))

    @Slot()
    def _keep_mine(self) -> None:
        if one := self.current:
            self._settle("mine", _slots(one))

    @Slot()
    def _skip(self) -> None:
        row = self.list.currentIndex().row() + 1
        if row < len(self.model.lines):
            self._go_to(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F and K decide, S skips, Escape goes back; up and down go from photo to photo."""
        deeds = {
            Qt.Key.Key_F: self._take_file, Qt.Key.Key_K: self._keep_mine, Qt.Key.Key_S: self._skip,
            **leaving(self.closed.emit),
        }  # fmt: skip
        row = row_after(event, self.list.currentIndex().row(), len(self.model.lines))
        if row is not None:
            self._go_to(row)
        elif not did(event, deeds):
            super().keyPressEvent(event)


class _Preview(QWidget):
    """The photo, small: enough to know it again."""

    def __init__(self, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(_PREVIEW, _PREVIEW)
        self._thumbs = thumbs
        self._card: Card | None = None
        thumbs.loaded.connect(self._repaint)

    def show_card(self, card: Card | None) -> None:
        """Show another photo."""
        self._card = card
        self.update()

    @Slot(bytes)
    def _repaint(self, _identity: bytes) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint it."""
        painter = QPainter(self)
        paint_thumb(painter, QRect(0, 0, _PREVIEW, _PREVIEW), self._thumbs, self._card)
        painter.end()


def _slots(one: Torn) -> set[About]:
    return {(each.about, each.name) for each in one.conflicts}


def _others(count: int) -> str:
    if count == 1:
        return words.translated("the other photo")
    return words.translated("the {} other photos").format(words.number(count))
