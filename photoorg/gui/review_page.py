"""The page on which tags are gone through: one photo, or some that look alike, and a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui import review_text
from photoorg.gui.asked_view import AskedView
from photoorg.gui.icons import IconButton
from photoorg.gui.keys import did, leaving
from photoorg.gui.picture_loader import PictureLoader
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.browse import Card
from photoorg.library.review import Asked, Question, Queue


class ReviewPage(QWidget):
    """Says what a person answers; nothing is done here. `chosen`: other tags or photos are to be asked about."""

    closed = Signal()
    chosen = Signal()
    answered = Signal(object, object, bool)  # Question, photo ids, yes
    skipped = Signal(object)  # Question
    undo_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, thumbs: ThumbLoader, pictures: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._locked = ""
        self._questions: list[Question] = []
        self._cards: Mapping[int, Card] = {}
        self._narrower: Mapping[Asked, str] = {}  # the tag because of which one is shown
        self._make_top()
        self.view = AskedView(thumbs, pictures, self)
        self._make_bottom()
        self._lay_out()

    def _make_top(self) -> None:
        self.back = IconButton("back", self.tr("Back to the photos (Esc)"), self)
        self.back.clicked.connect(self.closed)
        self.tags = QComboBox(self)
        self.tags.setAccessibleName(self.tr("Which tag to ask about"))
        self.tags.setMinimumWidth(40 * UNIT)
        self.tags.setMaxVisibleItems(24)
        self.tags.addItem(self.tr("All tags"), "")
        self.missed = QCheckBox(self.tr("Tags that are not shown"), self)
        self.missed.setToolTip(self.tr("Ask about guesses that are not quite sure enough to be shown"))
        self.found = QCheckBox(self.tr("Only what the search finds"), self)
        self.report = QPushButton(self.tr("Report…"), self)
        self.undo = QPushButton(self.tr("Undo the last answer"), self)
        for link, signal in ((self.report, self.report_wanted), (self.undo, self.undo_wanted)):
            link.setProperty("role", "link")
            link.setCursor(Qt.CursorShape.PointingHandCursor)
            link.clicked.connect(signal)
        self.undo.setToolTip(self.tr("Ctrl+Z"))
        self.undo.setEnabled(False)
        self.tags.activated.connect(self.chosen)
        for box in (self.missed, self.found):
            box.toggled.connect(self.chosen)
        for widget in (self.tags, self.missed, self.found, self.report, self.undo):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _make_bottom(self) -> None:
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedHeight(UNIT)
        self.bar.setAccessibleName(self.tr("Tags on photos that you stand for, of all that are shown"))
        self.bar.setToolTip(self.bar.accessibleName())
        self.standing = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.note = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        for label in (self.standing, self.note):
            label.setProperty("role", "muted")
            label.setWordWrap(True)
        self.no = QPushButton(self.tr("No"), self)
        self.skip = QPushButton(self.tr("Skip"), self)
        self.yes = QPushButton(self.tr("Yes"), self)
        deeds = (
            (self.no, "plain", "N", self._no), (self.skip, "plain", "S", self._skip),
            (self.yes, "primary", "Y", self._yes),
        )  # fmt: skip
        for button, role, key, does in deeds:
            button.setProperty("role", role)
            button.setAutoDefault(False)
            button.setMinimumWidth(28 * UNIT)
            button.setText(f"{button.text()}  ({key})")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(does)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        top.setSpacing(MARGIN)
        for widget in (self.back, self.tags, self.missed, self.found):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.undo)
        top.addWidget(self.report)
        told = QVBoxLayout()
        told.setSpacing(UNIT)
        told.addWidget(self.standing)
        told.addWidget(self.note)
        deeds = QHBoxLayout()
        deeds.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        deeds.setSpacing(GAP)
        deeds.addLayout(told, 1)
        for button in (self.no, self.skip, self.yes):
            deeds.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        column.addWidget(self.bar)
        column.addLayout(deeds)

    # What is asked.

    @property
    def question(self) -> Question | None:
        """The question that is asked now."""
        return self._questions[0] if self._questions else None

    @property
    def tag(self) -> str | None:
        """The tag that is asked about; None for all."""
        return self.tags.currentData() or None

    def offer_tags(self, names: Sequence[str], chosen: str | None = None) -> None:
        """The tags that there are, and which is to be asked about (by itself the one that is)."""
        chosen = chosen or self.tag
        self.tags.clear()
        self.tags.addItem(self.tr("All tags"), "")
        for name in names:
            self.tags.addItem(name, name)
        self.tags.setCurrentIndex(max(self.tags.findData(chosen or ""), 0))

    @property
    def only_found(self) -> bool:
        """Whether only photos are asked about that the search finds."""
        return self.found.isVisibleTo(self) and self.found.isChecked()

    def offer_search(self, possible: bool) -> None:
        """Whether there is a search to go by."""
        self.found.setVisible(possible)

    def show_looking(self) -> None:
        """The questions are being looked for."""
        self._questions = []
        self.view.say(self.tr("Looking for what to ask…"))
        self._enable()

    def show_queue(
        self, queue: Queue, cards: Mapping[int, Card], answers: int, narrower: Mapping[Asked, str] | None = None
    ) -> None:
        """What is to be asked. What is asked now stays, for a person is looking at it."""
        before = self.question
        self._narrower = {**self._narrower, **(narrower or {})}
        self._cards = {**self._cards_of(before), **cards}
        later = [one for one in queue.questions if before is None or not _same(one, before)]
        self._questions = ([] if before is None else [before]) + later
        self.show_standing(queue, answers)
        if before is None:
            self._show_current()
            if not self._questions:
                self.view.say(review_text.nothing_left(queue, answers))

    def show_standing(self, queue: Queue, answers: int) -> None:
        """How far it is."""
        self.standing.setText(review_text.standing(queue, answers))
        self.bar.setRange(0, max(queue.settled + queue.left, 1))
        self.bar.setValue(queue.settled)

    def show_first(self, question: Question, cards: Mapping[int, Card]) -> None:
        """Ask this again, before all others."""
        self._cards = {**self._cards, **cards}
        self._questions = [question, *(one for one in self._questions if not _same(one, question))]
        self._show_current()

    def tell(self, sentence: str) -> None:
        """What the last answer did."""
        self.note.setText(sentence)

    def offer_undo(self, *, possible: bool) -> None:
        """Whether an answer can be taken back."""
        self.undo.setEnabled(possible)

    def lock(self, why: str) -> None:
        """Only looking is possible, for this reason."""
        self._locked = why
        self._enable()

    def _cards_of(self, question: Question | None) -> Mapping[int, Card]:
        return {} if question is None else {one: self._cards[one] for one in question.photos if one in self._cards}

    def _next(self) -> None:
        self._questions = self._questions[1:]
        if self._questions:
            self._show_current()
        else:
            self.show_looking()

    def _show_current(self) -> None:
        self._enable()
        if self.question is not None:
            asked = self.question
            self.view.ask(asked, self._cards, self._narrower.get((asked.photos[0], asked.tag), ""))
        for later in self._questions[1:2]:
            self.view.make_ready(later.photos, self._cards)

    # What is answered.

    def _enable(self) -> None:
        has = self.question is not None
        for button in (self.no, self.yes):
            button.setEnabled(has and not self._locked)
            button.setToolTip(self._locked)
        self.skip.setEnabled(has)

    @Slot()
    def _yes(self) -> None:
        self._answer(yes=True)

    @Slot()
    def _no(self) -> None:
        self._answer(yes=False)

    def _answer(self, *, yes: bool) -> None:
        question, meant = self.question, list(self.view.meant)
        if question is not None and not self._locked:
            self._next()
            self.answered.emit(question, meant, yes)

    @Slot()
    def _skip(self) -> None:
        question = self.question
        if question is not None:
            self._next()
            self.skipped.emit(question)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Y, N and S; arrows and Space among photos that look alike; Escape."""
        deeds = {
            Qt.Key.Key_Y: self._yes, Qt.Key.Key_N: self._no, Qt.Key.Key_S: self._skip,
            Qt.Key.Key_Left: lambda: self.view.grid.step(-1), Qt.Key.Key_Right: lambda: self.view.grid.step(1),
            Qt.Key.Key_Space: self.view.grid.toggle,
            **leaving(self.closed.emit),
        }  # fmt: skip
        if not did(event, deeds):
            super().keyPressEvent(event)


def _same(one: Question, other: Question) -> bool:
    return one.tag == other.tag and one.photos[0] == other.photos[0]
