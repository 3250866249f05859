"""The page that shows what newer models would change of tags, by tag and with photos, and takes the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.icons import IconButton
from photoorg.gui.keys import did, leaving
from photoorg.gui.newer_photos import PhotosModel, PhotosView
from photoorg.gui.newer_tags import TagsHead, TagsList, TagsModel
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.gui.words import translated
from photoorg.library.proposals import Diff, How, TagChange
from photoorg.library.retag_sql import APPROVE, DECLINE, Answer

_WAYS: tuple[tuple[How | None, str], ...] = (
    (None, "All {}"), ("gained", "New {}"), ("lost", "Gone {}"), ("moved", "Surer or less sure {}"),
)  # fmt: skip


class NewerPage(QWidget):
    """Says what a person wants; nothing is done here. `answered`: of the tag of that name, or (None) of all.

    `photos_wanted`: of a tag, in one way or all, from a place on.
    """

    closed = Signal()
    stop_wanted = Signal()
    answered = Signal(str, object)  # Answer, str or None
    photos_wanted = Signal(str, object, int)  # tag, How or None, place

    def __init__(self, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._locked = ""
        self._busy = False
        self._diff: Diff | None = None
        self.tags = TagsModel(self)
        self.list = TagsList(self.tags, self)
        self.list.selectionModel().currentRowChanged.connect(self._show_current)
        self.photos = PhotosModel(self)
        self.photos.wanted.connect(self._want_photos)
        self.view = PhotosView(self.photos, thumbs, self)
        self._make_top()
        self._make_head()
        self._lay_out()

    def _make_top(self) -> None:
        self.back = IconButton("back", self.tr("Back to the photos (Esc)"), self)
        self.back.clicked.connect(self.closed)
        self.title = QLabel(self)
        self.title.setProperty("role", "strong")
        self.note = QLabel(
            self.tr("Nothing changes until you approve it. What you said yourself stays as it is."), self
        )
        self.note.setProperty("role", "muted")
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedSize(40 * UNIT, UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = IconButton("stop", self.tr("Stop; nothing is changed then"), self)
        self.stop.clicked.connect(self.stop_wanted)
        self.keep_all = self._button(self.tr("Keep everything"), "plain", DECLINE)
        self.approve_all = self._button(self.tr("Approve all"), "primary", APPROVE)

    def _make_head(self) -> None:
        self.name = QLabel(self)
        self.name.setProperty("role", "strong")
        self.ways = QButtonGroup(self)
        for number, (_, text) in enumerate(_WAYS):
            button = QToolButton(self)
            button.setCheckable(True)
            button.setText(translated(text).format(""))
            button.setProperty("role", "switch")
            self.ways.addButton(button, number)
        self.ways.button(0).setChecked(True)
        self.ways.idClicked.connect(self._show_photos)
        self.keep = self._button(self.tr("Keep as it is  (K)"), "plain", DECLINE, of_tag=True)
        self.keep.setToolTip(self.tr("This tag stays as it is, with its kinds by which it would change (K)"))
        self.approve = self._button(self.tr("Approve  (A)"), "plain", APPROVE, of_tag=True)
        self.approve.setToolTip(
            self.tr("Take over what newer models say of this tag, with its kinds by which it changes (A)")
        )

    def _button(self, text: str, role: str, answer: Answer, *, of_tag: bool = False) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", role)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._answer(answer, of_tag=of_tag))
        return button

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.title)
        said.addWidget(self.note)
        top = _row(self.back, said, self.bar, self.stop, None, self.keep_all, self.approve_all)
        head = _row(
            self.name, *(self.ways.button(number) for number in range(len(_WAYS))), None, self.keep, self.approve
        )
        left = QWidget(self)
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(TagsHead(left))
        beside.addWidget(self.list, 1)
        left.setMinimumWidth(76 * UNIT)
        right = QWidget(self)
        right.setProperty("role", "canvas")
        right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(head)
        inner.addWidget(self.view, 1)
        self.parts = QSplitter(self)
        self.parts.setHandleWidth(1)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(left)
        self.parts.addWidget(right)
        self.parts.setStretchFactor(1, 1)
        self.empty = QLabel(self, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "muted")
        self.content = QStackedWidget(self)
        self.content.addWidget(self.parts)
        self.content.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.content, 1)
        self.setTabOrder(self.list, self.view)
        self.show_progress(None)

    # What is shown.

    def lock(self, why: str) -> None:
        """Nothing can be answered, with the reason."""
        self._locked = why
        self._enable()

    def show_diff(self, diff: Diff) -> None:
        """Show what waits now; the tag that was looked at stays current, or the one in its place."""
        if diff == self._diff:
            return
        before = self.list.currentIndex().row()
        name = self.tag.name if self.tag else ""
        self._diff = diff
        self.tags.show_tags(diff.tags)
        self.title.setText(
            self.tr("Newer models would change tags of {}").format(words.photos(diff.photos))
            if diff.tags else self.tr("Newer models")
        )  # fmt: skip
        self.note.setVisible(bool(diff.tags))
        self.empty.setText(self.tr(
            "Nothing waits: newer models would change none of your tags.\n\nWhen photoorg comes with better models, or "
            "you choose others in Recognition…, photos are looked at anew. What would change is listed here first, "
            "tag by tag, and you approve it or keep what you have."
        ))  # fmt: skip
        self.content.setCurrentWidget(self.parts if diff.tags else self.empty)
        place = self.tags.place_of(name)
        row = min(max(before, 0), len(diff.tags) - 1) if place is None else place
        if row >= 0:
            self.list.setCurrentIndex(self.tags.index(row, 0))
        self._show_current()

    def show_progress(self, part: tuple[int, int] | None) -> None:
        """An answer is being done, so much of it (done, total); or (None) none is."""
        self._busy = part is not None
        if part is not None:
            self.bar.setRange(0, part[1])
            self.bar.setValue(part[0])
        self.bar.setVisible(self._busy)
        self.stop.setVisible(self._busy)
        self._enable()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being done."""
        return self._busy

    @property
    def tag(self) -> TagChange | None:
        """The tag that is looked at."""
        row = self.list.currentIndex().row()
        return self.tags.tags[row] if 0 <= row < len(self.tags.tags) else None

    @property
    def way(self) -> How | None:
        """In which way the shown photos change; None: in any."""
        return _WAYS[self.ways.checkedId()][0]

    @Slot()
    def _show_current(self) -> None:
        tag = self.tag
        self.name.setText(tag.name if tag else "")
        for number, (how, text) in enumerate(_WAYS):
            many = 0 if tag is None else tag.photos if how is None else getattr(tag, how)
            button = self.ways.button(number)
            button.setText(translated(text).format(words.number(many)))
            button.setVisible(bool(many) and (how is None or tag is None or many < tag.photos))
        if tag is not None and self.ways.button(self.ways.checkedId()).isHidden():
            self.ways.button(0).setChecked(True)
        self._enable()
        self._show_photos()

    @Slot()
    def _show_photos(self) -> None:
        self.photos.begin()
        self._want_photos(0)

    @Slot(int)
    def _want_photos(self, start: int) -> None:
        if self.tag is not None:
            self.photos_wanted.emit(self.tag.name, self.way, start)

    # What is answered.

    def _enable(self) -> None:
        has_tags = bool(self.tags.tags)
        for button in (self.keep, self.approve, self.keep_all, self.approve_all):
            button.setVisible(has_tags)
            button.setEnabled(has_tags and not self._busy and not self._locked)
        if self._locked:
            for button in (self.keep, self.approve, self.keep_all, self.approve_all):
                button.setToolTip(self._locked)

    def _answer(self, answer: Answer, *, of_tag: bool) -> None:
        if self._busy or self._locked or self.tag is None:
            return
        self.answered.emit(answer, self.tag.name if of_tag else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A approves the tag, K keeps it as it is, Escape goes back."""
        deeds = {
            Qt.Key.Key_A: lambda: self._answer(APPROVE, of_tag=True),
            Qt.Key.Key_K: lambda: self._answer(DECLINE, of_tag=True),
            **leaving(self.closed.emit),
        }
        if not did(event, deeds):
            super().keyPressEvent(event)


def _row(*parts: QWidget | QVBoxLayout | None) -> QHBoxLayout:
    """Side by side; None is a stretch."""
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
    row.setSpacing(GAP)
    for part in parts:
        if part is None:
            row.addStretch(1)
        elif isinstance(part, QWidget):
            row.addWidget(part)
        else:
            row.addLayout(part)
    return row
