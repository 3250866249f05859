"""The page on which a tag is taught: its examples, how well it would do, and the photos that it asks about."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
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

from photoorg.gui import teach_text
from photoorg.gui.asked_view import AskedView
from photoorg.gui.icons import IconButton
from photoorg.gui.keys import did, leaving
from photoorg.gui.lesson import Lesson
from photoorg.gui.picture_loader import PictureLoader
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.teach_examples import TeachExamples
from photoorg.gui.teach_found import TeachFound
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.teaching import Question

PATIENCE_MS = 400
"""It is shown that it learns where that takes longer."""


class TeachPage(QWidget):
    """Says what a person wants; nothing is done here.

    `said`: these photos are examples (True), counter-examples (False), or (None) are to be taken out. `answered` is
    the same of a photo that was asked about, `skipped` one that was not answered.
    """

    closed = Signal()
    said = Signal(object, object)  # ids, bool or None
    answered = Signal(int, bool)
    skipped = Signal(int)
    use_wanted = Signal()
    photos_wanted = Signal()
    export_wanted = Signal()
    taught_wanted = Signal()

    def __init__(self, thumbs: ThumbLoader, pictures: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._locked = ""
        self._busy = False
        self._questions: list[Question] = []
        self._unsaved = 0
        self.lesson: Lesson | None = None
        self.examples = TeachExamples(thumbs, self)
        self.examples.said.connect(self.said)
        self.found = TeachFound(thumbs, self)
        self.found.best.said.connect(self.said)
        self.view = AskedView(thumbs, pictures, self)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._make_top()
        self._make_answers()
        self._lay_out()
        self.setMinimumSize(120 * UNIT, 90 * UNIT)  # it asks for no more of the window than other pages do
        self._enable()

    def _make_top(self) -> None:
        self.back = IconButton("back", self.tr("Back to the photos (Esc)"), self)
        self.back.clicked.connect(self.closed)
        self.title, self.note = _label(self, "strong"), _label(self, "muted")
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedSize(40 * UNIT, UNIT)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("It is learning"))
        self.bar.hide()
        self._patience.timeout.connect(self.bar.show)
        self.show_all = self._button(self.tr("Show its photos"), "link", self.photos_wanted)
        self.export = self._button(self.tr("Export…"), "link", self.export_wanted)
        self.taught = self._button(self.tr("Taught tags…"), "link", self.taught_wanted)
        self.use = self._button(self.tr("Use it"), "primary", self.use_wanted)

    def _button(self, text: str, role: str, does: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", role)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(does)
        if role == "link":
            button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def _make_answers(self) -> None:
        self.no = self._button(self.tr("No") + "  (N)", "plain", self._no)
        self.skip = self._button(self.tr("Skip") + "  (S)", "plain", self._skip)
        self.yes = self._button(self.tr("Yes") + "  (Y)", "primary", self._yes)
        for button in (self.no, self.skip, self.yes):
            button.setMinimumWidth(28 * UNIT)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        top.setSpacing(MARGIN)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.title)
        told.addWidget(self.note)
        top.addWidget(self.back)
        top.addLayout(told)
        top.addWidget(self.bar)
        top.addStretch(1)
        for button in (self.show_all, self.export, self.taught, self.use):
            top.addWidget(button)
        self.parts = QSplitter(self)
        self.parts.setHandleWidth(1)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(self._question_side())
        self.parts.addWidget(self.found)
        self.parts.setSizes([160 * UNIT, 140 * UNIT])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.examples)
        column.addSpacing(GAP)
        column.addWidget(self.parts, 1)

    def _question_side(self) -> QWidget:
        side = QWidget(self)
        answers = QHBoxLayout()
        answers.setContentsMargins(MARGIN, GAP, MARGIN, MARGIN)
        answers.setSpacing(GAP)
        answers.addStretch(1)
        for button in (self.no, self.skip, self.yes):
            answers.addWidget(button)
        answers.addStretch(1)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, MARGIN, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addLayout(answers)
        return side

    # What is shown.

    def begin(self, name: str) -> None:
        """Another tag is taught."""
        self.lesson = None
        self._questions = []
        self.title.setText(self.tr("Teach “{}”").format(name))
        self.note.setText(self.tr("Looking at its examples…"))
        self.examples.clear()
        self.found.clear()
        self.view.say("")
        self._enable()

    def show_lesson(self, lesson: Lesson, unsaved: int) -> None:
        """What would come of it. The question that is asked stays, for a person is looking at it."""
        before = self.question
        spoken = {*lesson.yes, *lesson.no}
        self.lesson, self._unsaved = lesson, unsaved
        self.title.setText(self.tr("Teach “{}”").format(lesson.name))
        self.note.setText(self._noted(lesson))
        self.examples.show_photos(lesson)
        self.found.show_lesson(lesson, in_use=self._is_in_use(lesson))
        asked = [one for one in lesson.questions if before is None or one.photo_id != before.photo_id]
        stays = before is not None and before.photo_id not in spoken and before.photo_id in lesson.cards
        self._questions = ([before] if before is not None and stays else []) + asked
        self._show_question()

    def _is_in_use(self, lesson: Lesson) -> bool:
        """Whether what it would learn is what is in use."""
        used = lesson.used
        if used is None or used.stale or self._unsaved:
            return False
        return lesson.made is None or (used.yes, used.no) == (lesson.made.yes, lesson.made.no)

    def _noted(self, lesson: Lesson) -> str:
        if lesson.used is None:
            return self.tr("Nothing is tagged or stored until you use it.")
        if lesson.used.stale:
            return lesson.used.stale
        if not self._is_in_use(lesson):
            return self.tr("In use. What you said since counts when you use it.")
        return self.tr("In use: {}.").format(teach_text.taught_by(lesson.used))

    def show_busy(self, *, busy: bool) -> None:
        """It learns, or no longer does."""
        self._busy = busy
        self._patience.start() if busy else self._patience.stop()
        if not busy:
            self.bar.hide()

    def lock(self, why: str) -> None:
        """Only looking is possible, for this reason."""
        self._locked = why
        for strip in (self.examples.yes, self.examples.no, self.found.best):
            strip.lock(locked=bool(why))
        self._enable()

    # What is asked.

    @property
    def question(self) -> Question | None:
        """The photo that is asked about now."""
        return self._questions[0] if self._questions else None

    def _show_question(self) -> None:
        lesson, asked = self.lesson, self.question
        self._enable()
        if lesson is None:
            return
        if asked is None:
            said = self.tr("That was all there is to ask for now.")
            self.view.say(self.tr("When it has examples enough, it asks here.") if lesson.made is None else said)
            return
        title = teach_text.asked(lesson.name)
        self.view.show_asked(title, teach_text.sure(asked.confidence), [asked.photo_id], lesson.cards)
        for later in self._questions[1:2]:
            self.view.make_ready([later.photo_id], lesson.cards)

    def _next(self) -> None:
        self._questions = self._questions[1:]
        if self._questions or self.lesson is None:
            self._show_question()
        else:
            self._enable()
            self.view.say(self.tr("Learning…"))

    def _enable(self) -> None:
        lesson = self.lesson
        has = self.question is not None
        is_new = lesson is not None and lesson.made is not None and not self._is_in_use(lesson)
        for button, possible in (
            (self.no, has), (self.yes, has), (self.use, is_new),
        ):  # fmt: skip
            button.setEnabled(possible and not self._locked)
            button.setToolTip(self._locked)
        self.skip.setEnabled(has)
        in_use = lesson is not None and lesson.used is not None
        self.use.setText(self.tr("Use what it learned") if in_use else self.tr("Use it"))
        for link in (self.show_all, self.export):
            link.setVisible(in_use)

    @Slot()
    def _yes(self) -> None:
        self._answer(yes=True)

    @Slot()
    def _no(self) -> None:
        self._answer(yes=False)

    def _answer(self, *, yes: bool) -> None:
        asked = self.question
        if asked is not None and not self._locked:
            self._next()
            self.answered.emit(asked.photo_id, yes)

    @Slot()
    def _skip(self) -> None:
        asked = self.question
        if asked is not None:
            self._next()
            self.skipped.emit(asked.photo_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Y, N, S and Escape."""
        deeds = {
            Qt.Key.Key_Y: self._yes, Qt.Key.Key_N: self._no, Qt.Key.Key_S: self._skip,
            **leaving(self.closed.emit),
        }  # fmt: skip
        if not did(event, deeds):
            super().keyPressEvent(event)


def _label(parent: QWidget, role: str) -> QLabel:
    label = QLabel(parent, textFormat=Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
