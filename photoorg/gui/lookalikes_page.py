"""The page on which photos that look alike are gone through, a group at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.compared_facts import compared
from photoorg.gui.compared_pane import ComparedPane
from photoorg.gui.compared_row import ComparedRow
from photoorg.gui.groups_list import GroupsList, GroupsModel
from photoorg.gui.icons import IconButton
from photoorg.gui.keys import did, leaving, row_after
from photoorg.gui.picture_loader import PictureLoader
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.lookalikes import Group

MOST = 12
"""So many photos of a group are shown side by side; the others of a larger one stay as they are."""


class LookalikesPage(QWidget):
    """Says what a person decides; nothing is done here. `trash_wanted`: these files of the group, in its place."""

    closed = Signal()
    stop_wanted = Signal()
    trash_wanted = Signal(object, object)  # Group, list[str]
    apart_wanted = Signal(object)  # Group
    undo_wanted = Signal()

    def __init__(self, thumbs: ThumbLoader, pictures: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._locked = ""
        self.row = ComparedRow(pictures, self)
        self.row.toggled.connect(self._enable)
        self.together = self.row.together
        self.model = GroupsModel(self)
        self.list = GroupsList(self.model, thumbs, self)
        self.list.selectionModel().currentRowChanged.connect(self._show_current)
        self._make_top()
        self._make_bottom()
        self._lay_out()

    def _make_top(self) -> None:
        self.back = IconButton("back", self.tr("Back to the photos (Esc)"), self)
        self.back.clicked.connect(self.closed)
        self.title = QLabel(self)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedSize(40 * UNIT, UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = IconButton("stop", self.tr("Stop comparing"), self)
        self.stop.clicked.connect(self.stop_wanted)
        self.undo = QPushButton(self)
        self.undo.setProperty("role", "link")
        self.undo.setCursor(Qt.CursorShape.PointingHandCursor)
        self.undo.clicked.connect(self.undo_wanted)
        self.undo.hide()

    def _make_bottom(self) -> None:
        self.why = QLabel(self, wordWrap=True)
        self.why.setProperty("role", "muted")
        self.apart = QPushButton(self.tr("Not duplicates"), self)
        self.apart.setToolTip(self.tr("These are never shown as one group again (N)"))
        self.apart.clicked.connect(self._say_apart)
        self.skip = QPushButton(self.tr("Skip"), self)
        self.skip.setToolTip(self.tr("The next group; this one stays in the list (S)"))
        self.skip.clicked.connect(self._skip)
        self.trash = QPushButton(self)
        self.trash.clicked.connect(self._trash)
        for button, role in ((self.apart, "plain"), (self.skip, "plain"), (self.trash, "primary")):
            button.setProperty("role", role)
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        top.setSpacing(GAP)
        for widget in (self.back, self.title, self.bar, self.stop):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.undo)
        deeds = QHBoxLayout()
        deeds.setContentsMargins(MARGIN, GAP, MARGIN, MARGIN)
        deeds.setSpacing(GAP)
        deeds.addWidget(self.why, 1)
        for button in (self.apart, self.skip, self.trash):
            deeds.addWidget(button)
        right = QWidget(self)
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.row, 1)
        inner.addLayout(deeds)
        parts = QSplitter(self)
        parts.setHandleWidth(1)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.list)
        parts.addWidget(right)
        parts.setStretchFactor(1, 1)
        parts.setSizes([60 * UNIT, 260 * UNIT])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(parts, 1)

    # What there is.

    def show_progress(self, done: int, total: int | None) -> None:
        """The photos are being compared."""
        self.title.setText(self.tr("Looking for photos that look alike…"))
        self.bar.setRange(0, total or 0)
        self.bar.setValue(done)
        self.bar.show()
        self.stop.show()
        self._enable()

    def show_groups(self, groups: Sequence[Group], wanted: Collection[str] = ()) -> None:
        """All groups that were found. That of `wanted` files comes into view, else the one that was looked at stays."""
        current = self.group
        shown = {path for one in current.members for path in one.paths} if current else set[str]()
        self.bar.hide()
        self.stop.hide()
        self.model.show_groups(groups)
        found = (_place(groups, paths) for paths in (set(wanted), shown))
        self._go_to(next((place for place in found if place is not None), 0))
        self._say_how_many()

    def show_undo(self, text: str) -> None:
        """Offer to take the last deed back; nothing where there is none."""
        self.undo.setText(text)
        self.undo.setVisible(bool(text))

    def lock(self, why: str) -> None:
        """Only looking is possible, for this reason."""
        self._locked = why
        self._enable()

    def done_with(self, group: Group) -> None:
        """A group was decided: the next one is shown in its place."""
        if group in self.model.groups:
            place = self.model.groups.index(group)
            self.model.take_out(place)
            self._go_to(min(place, len(self.model.groups) - 1))
            self._say_how_many()

    def take_back(self, group: Group) -> None:
        """A group is not decided after all: it is the first, and what is looked at stays in view."""
        self.model.put_in(0, group)
        if len(self.model.groups) == 1:
            self._go_to(0)
        self._say_how_many()

    def _say_how_many(self) -> None:
        groups = self.model.groups
        others = sum(len(group.others) for group in groups)
        said = self.tr("{} of photos that look alike; {} could go").format(
            self.tr("1 group") if len(groups) == 1 else self.tr("{} groups").format(words.number(len(groups))),
            words.files(others),
        )
        self.title.setText(said if groups else self.tr("No photos look alike."))

    @property
    def group(self) -> Group | None:
        """The group that is looked at."""
        row = self.list.currentIndex().row()
        return self.model.groups[row] if 0 <= row < len(self.model.groups) else None

    def _go_to(self, place: int) -> None:
        self.list.setCurrentIndex(self.model.index(place, 0) if place >= 0 else QModelIndex())
        self._show_current()

    @Slot()
    def _show_current(self) -> None:
        group = self.group
        self.row.show_photos(compared(group)[:MOST] if group else [])
        self.why.setText(self._why(group) if group else "")
        self._enable()

    def _why(self, group: Group) -> str:
        said = self.tr("Proposed to stay: {}.").format(", ".join(group.reasons)) if group.reasons else ""
        if group.moments:
            said += " " + self.tr("Taken within half a minute: look whether they differ in what happens.")
        left = len(compared(group)) - MOST
        if left > 0:
            said += " " + self.tr("{} more are not shown here and stay.").format(words.number(left))
        return said.strip()

    # What is decided.

    @property
    def panes(self) -> list[ComparedPane]:
        """The photos of the group."""
        return self.row.panes

    @Slot()
    def _enable(self) -> None:
        number, has_group = len(self.row.leaving), bool(self.panes)
        all_go = has_group and not any(pane.stays for pane in self.panes)
        self.trash.setText(
            self.tr("Move {} to the trash").format(words.files(number)) if number else self.tr("Nothing goes")
        )
        for button, possible in ((self.trash, number > 0), (self.apart, len(self.panes) > 1), (self.skip, True)):
            button.setEnabled(has_group and possible and (not self._locked or button is self.skip))
            button.setVisible(has_group)
        self.trash.setToolTip(
            self._locked or (self.tr("None of them would stay.") if all_go else self.tr("It can be undone (Delete)"))
        )
        if group := self.group:
            self.apart.setEnabled(self.apart.isEnabled() and not group.exact)

    @Slot()
    def _trash(self) -> None:
        if self.group and self.row.leaving and self.trash.isEnabled():
            self.trash_wanted.emit(self.group, self.row.leaving)

    @Slot()
    def _say_apart(self) -> None:
        if self.group and self.apart.isEnabled():
            self.apart_wanted.emit(self.group)

    @Slot()
    def _skip(self) -> None:
        row = self.list.currentIndex().row() + 1
        if row < len(self.model.groups):
            self._go_to(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete, N, S and Escape; left and right go from photo to photo, up and down from group to group."""
        deeds = {
            Qt.Key.Key_Delete: self._trash, Qt.Key.Key_N: self._say_apart, Qt.Key.Key_S: self._skip,
            Qt.Key.Key_Left: lambda: self.row.step(-1), Qt.Key.Key_Right: lambda: self.row.step(1),
            **leaving(self.closed.emit),
        }  # fmt: skip
        row = row_after(event, self.list.currentIndex().row(), len(self.model.groups))
        if row is not None:
            self._go_to(row)
        elif not did(event, deeds):
            super().keyPressEvent(event)


def _place(groups: Sequence[Group], paths: set[str]) -> int | None:
    """The first group that has one of some files."""
    holds = (paths & {path for one in group.members for path in one.paths} for group in groups)
    return next((place for place, held in enumerate(holds) if held), None)
