"""The page on which it is seen what would be written to files, before it is; and where it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.differences_view import DifferencesView
from photoorg.gui.icons import IconButton
from photoorg.gui.keys import did, leaving, row_after
from photoorg.gui.labels import wrapped
from photoorg.gui.photo_lines import Fetch, PhotoLine, PhotoLines, PhotoLinesList, beside
from photoorg.gui.style import GAP, MARGIN, UNIT, sized
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.gui.writing_asks import Asked, Place, Plan
from photoorg.gui.writing_how import WritingHow
from photoorg.gui.writing_text import breakable, plan_text, when_text
from photoorg.library.writings import OFF, Way
from photoorg.library.written import Run

if TYPE_CHECKING:
    from photoorg.work.writing import Planned

_RUNS = 12


class WritingPage(QWidget):
    """Says what a person wants; nothing is done here. `write_wanted`: as it is shown. `back_wanted`: a run."""

    closed = Signal()
    stop_wanted = Signal()
    write_wanted = Signal()
    back_wanted = Signal(object)  # Run

    def __init__(self, fetch: Fetch, thumbs: ThumbLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._locked = ""
        self._plan = Plan(Asked())
        self._saved: Way = OFF
        self._busy = ""
        self.how = WritingHow(self)
        self.model = PhotoLines(fetch, self)
        self.list = PhotoLinesList(self.model, thumbs, self.tr("Files that would change"), self)
        self.list.selectionModel().currentRowChanged.connect(self._show_current)
        self.differences = DifferencesView(self)
        self._make_top()
        self._make_middle()
        self._make_bottom()
        self._lay_out()
        self._enable()

    def _make_top(self) -> None:
        self.back = IconButton("back", self.tr("Back to the photos (Esc)"), self)
        self.back.clicked.connect(self.closed)
        self.title = QLabel(self.tr("Write to files"), self)
        self.title.setFont(sized(self, 1.15, QFont.Weight.DemiBold))
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedSize(40 * UNIT, UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = IconButton("stop", self.tr("Stop"), self)
        self.stop.clicked.connect(self.stop_wanted)
        self.runs = QToolButton(self)
        self.runs.setText(self.tr("Written before"))
        self.runs.setProperty("role", "filter")
        self.runs.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.runs.setMinimumHeight(7 * UNIT)
        self.runs.setMenu(QMenu(self.runs))
        for widget in (self.bar, self.stop, self.runs):
            widget.hide()

    def _make_middle(self) -> None:
        self.name = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.name.setFont(sized(self, 1.15, QFont.Weight.DemiBold))
        self.target = wrapped("muted", self)
        self.note = wrapped("", self)
        self.trouble = wrapped("danger", self)
        self.empty = wrapped("muted", self)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _make_bottom(self) -> None:
        self.says = wrapped("strong", self)
        self.later = QPushButton(self.tr("Not now"), self)
        self.later.setProperty("role", "plain")
        self.later.clicked.connect(self.closed)
        self.write = QPushButton(self)
        self.write.setProperty("role", "primary")
        self.write.clicked.connect(self.write_wanted)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        top.setSpacing(GAP)
        for widget in (self.back, self.title, self.bar, self.stop):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.runs)
        right = QWidget(self)
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, MARGIN, 0, 0)
        inner.setSpacing(UNIT)
        for label in (self.name, self.target, self.note, self.trouble):
            label.setContentsMargins(MARGIN, 0, MARGIN, 0)
            inner.addWidget(label)
        inner.addSpacing(GAP)
        inner.addWidget(self.differences, 1)
        self.parts = beside(self.list, right, self)
        deeds = QHBoxLayout()
        deeds.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        deeds.setSpacing(GAP)
        deeds.addWidget(self.says, 1)
        deeds.addWidget(self.later)
        deeds.addWidget(self.write)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.how)
        column.addWidget(self.parts, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(deeds)

    # What there is.

    def show_places(self, places: Sequence[Place], asked: Asked) -> None:
        """Offer folders; what is asked of is chosen among them."""
        same = [place for place in places if place.path == asked.folder]
        self._saved = same[0].way if same else OFF
        self.how.show_places(places, asked.folder, asked.way)
        self.how.ways.setEnabled(bool(asked.folder) and not self._locked)
        self._enable()

    def show_progress(self, done: int, total: int | None, doing: str = "") -> None:
        """The files are being looked at, or what is done to them is."""
        looks = self.tr("Looking at {} files…").format(words.number(total)) if total else self.tr("Looking…")
        self._busy = doing or looks
        self.bar.setRange(0, total or 0)
        self.bar.setValue(done)
        self.bar.show()
        self.stop.show()
        self._enable()

    def show_plan(self, plan: Plan) -> None:
        """Show what would be written. The file that was looked at stays chosen."""
        current = self.current
        self._plan, self._busy = plan, ""
        self.bar.hide()
        self.stop.hide()
        self.model.show_lines([_line(one, held=one.photo_id in plan.held) for one in plan.files])
        chosen = current.photo_id if current else 0
        row = next((row for row, one in enumerate(plan.files) if one.photo_id == chosen), 0)
        self.list.setCurrentIndex(self.model.index(row, 0) if plan.files else QModelIndex())
        self._show_current()
        self._enable()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Offer to take back what was written before."""
        menu = self.runs.menu()
        menu.clear()
        for run in runs[:_RUNS]:
            said = self.tr("{when}: {files}").format(when=when_text(run.at), files=words.files(run.files))
            action = QAction(self.tr("{} (taken back)").format(said) if run.undone else said, menu)
            action.setToolTip(self.tr("Give these files what they said before"))
            action.setEnabled(not run.undone and not self._locked)
            action.triggered.connect(lambda _checked=False, one=run: self.back_wanted.emit(one))
            menu.addAction(action)
        self.runs.setVisible(bool(runs))

    def lock(self, why: str) -> None:
        """Nothing can be written, for this reason."""
        self._locked = why
        self.how.lock(why)
        self._enable()

    @property
    def plan(self) -> Plan:
        """What is shown."""
        return self._plan

    @property
    def current(self) -> Planned | None:
        """The file that is looked at."""
        row = self.list.currentIndex().row()
        return self._plan.files[row] if 0 <= row < len(self._plan.files) else None

    @Slot()
    def _show_current(self) -> None:
        one = self.current
        self.name.setText(breakable(PurePath(one.path).name) if one else "")
        self.target.setText(self._told(one) if one else "")
        self.target.setToolTip(one.path if one else "")
        for label, text in ((self.note, self._noted(one) if one else ""), (self.trouble, one.why_not if one else "")):
            label.setText(text)
            label.setVisible(bool(text))
        self.differences.show_differences(one.differences if one else ())

    def _noted(self, one: Planned) -> str:
        """What is to be known of how it would be written."""
        held = self.tr("You took this back. It is written again when you say so here, or something new of the photo.")
        return " ".join(filter(None, (held if one.photo_id in self._plan.held else "", one.note)))

    def _told(self, one: Planned) -> str:
        """Where it would be written."""
        folder = breakable(str(PurePath(one.path).parent))
        if one.why_not or not one.target:
            return folder
        if one.target == one.path:
            return self.tr("Into the file itself, in {}").format(folder)
        return self.tr("Into {}, beside it in {}").format(breakable(PurePath(one.target).name), folder)

    # What can be done.

    @property
    def does(self) -> str:
        """What the button would do now; nothing where there is nothing."""
        plan, asked = self._plan, self._plan.asked
        files = words.files(plan.changes)
        if not asked.folder or asked.way == self._saved:
            again = self.tr("Write {} again").format(words.files(len(plan.held))) if plan.held else ""
            again = self.tr("Try again") if plan.refused and not plan.held else again
            return self.tr("Write {}").format(files) if plan.changes else again
        if asked.way == OFF:
            return self.tr("Write nothing any more")
        turn = self.tr("Turn on") if self._saved == OFF else self.tr("Change")
        return self.tr("{} and write {}").format(turn, files) if plan.changes else turn

    @Slot()
    def _enable(self) -> None:
        plan = self._plan
        self.says.setText(self._busy or plan_text(plan))
        self.later.setText(self.tr("Not now") if self.does else self.tr("Back"))
        self.write.setText(self.does or self.tr("Nothing to write"))
        self.write.setEnabled(bool(self.does) and not self._busy and not self._locked)
        self.write.setToolTip(self._locked)
        self.parts.setVisible(bool(plan.files))
        self.empty.setVisible(not plan.files)
        self.empty.setText(self._busy or self._nothing())

    def _nothing(self) -> str:
        asked = self._plan.asked
        if asked.folder and asked.way == OFF:
            return self.tr("Nothing is written in this folder. Choose how above, and see first what it would be.")
        if not self._plan.photos and not asked.folder:
            return self.tr("Nothing is due.")
        if self._plan.torn:
            return self.tr("All other files say already what you say.")
        return self.tr("All files say already what you say.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back; up and down go from file to file."""
        row = row_after(event, self.list.currentIndex().row(), len(self.model.lines))
        if row is not None:
            self.list.setCurrentIndex(self.model.index(row, 0))
        elif not did(event, leaving(self.closed.emit)):
            super().keyPressEvent(event)


def _line(one: Planned, *, held: bool) -> PhotoLine:
    number = len(one.differences)
    changes = words.translated("1 change") if number == 1 else words.translated("{} changes").format(number)
    said = words.translated("{}, held").format(changes) if held else changes
    return PhotoLine(one.photo_id, PurePath(one.path).name, one.why_not or said, wrong=bool(one.why_not))
