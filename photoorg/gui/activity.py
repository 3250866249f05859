"""The strip at the bottom: what is happening, how far it is, and what went wrong. Quiet when there is nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from photoorg.gui import words
from photoorg.gui.activity_text import progress_text, report_text
from photoorg.gui.icons import IconButton
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.outcomes import Progress, Report

_STEPS = 1000
FLASH_MS = 1000
"""Work that nobody asked for is told of only when it takes longer than this."""

IDLE, WORKING, RESTING = "idle", "working", "resting"


class Activity(QFrame):
    """Tells of the job, and lets it rest or stop. `said` is a state (of those above) with a sentence."""

    pause_wanted = Signal(bool)
    stop_wanted = Signal()
    problems_wanted = Signal()
    missing_wanted = Signal()
    conflicts_wanted = Signal()
    writing_wanted = Signal()
    resume_wanted = Signal()  # although there is a reason to rest
    said = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._photos = 0
        self._photos_before = 0  # the job that was told of last
        self._report: Report | None = None
        self._progress: Progress | None = None
        self._live = ""
        self._resting = ""
        self.is_paused = False
        self._flash = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._flash.timeout.connect(self._show)
        self.text = QLabel(self)
        self.text.setProperty("role", "muted")
        self.bar = QProgressBar(self, textVisible=False, minimum=0, maximum=_STEPS)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedSize(48 * UNIT, UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.pause = IconButton("pause", self.tr("Pause"), self, side=4 * UNIT)
        self.pause.clicked.connect(self.turn)
        self.stop = IconButton("stop", self.tr("Stop"), self, side=4 * UNIT)
        self.stop.clicked.connect(self.stop_wanted)
        self.resume = self._button("link", self.resume_wanted)
        self.resume.setText(self.tr("Resume anyway"))
        self.missing = self._button("quiet", self.missing_wanted)
        self.missing.setToolTip(self.tr("Photos whose files are no longer there"))
        self.writing = self._button("quiet", self.writing_wanted)
        self.writing.setToolTip(self.tr("Files to which your words are still to be written"))
        self.conflicts = self._button("quiet", self.conflicts_wanted)
        self.conflicts.setToolTip(self.tr("Photos whose files say something else than you"))
        self.problems = self._button("warning", self.problems_wanted)
        self._lay_out()
        self._show()

    def _button(self, role: str, pressed: SignalInstance) -> QPushButton:
        made = QPushButton(self)
        made.setProperty("role", role)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(pressed)
        made.hide()
        return made

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, UNIT // 2, MARGIN, UNIT // 2)
        layout.setSpacing(GAP)
        for widget in (self.text, self.resume, self.bar, self.pause, self.stop):
            layout.addWidget(widget)
        layout.addStretch(1)
        for button in (self.writing, self.conflicts, self.missing, self.problems):
            layout.addWidget(button)
        self.setFixedHeight(8 * UNIT)

    def show_totals(self, photos: int, problems: int, missing: int = 0) -> None:
        """Sizes of the library, for the quiet state; problems and what is missing are told always."""
        self._photos = photos
        self.problems.setText(words.problems(problems))
        self.problems.setVisible(problems > 0)
        self.missing.setText(self.tr("{} missing").format(words.number(missing)))
        self.missing.setVisible(missing > 0)
        self._show()

    def show_files(self, due: int, conflicts: int) -> None:
        """How many files are still to be written, and how many say something else than the person."""
        self.writing.setText(self.tr("{} to write").format(words.number(due)))
        self.writing.setVisible(due > 0)
        said = self.tr("1 file says otherwise") if conflicts == 1 else self.tr("{} files say otherwise")
        self.conflicts.setText(said.format(words.number(conflicts)))
        self.conflicts.setVisible(conflicts > 0)

    def show_live(self, kept: str, resting: str, why: str = "") -> None:
        """How the folders are kept, why not better, and why work that nobody asked for rests, if it does."""
        self._live, self._resting = kept, resting
        self.text.setToolTip(why)
        self._show()

    @Slot(str, bool)
    def begin(self, _title: str, background: bool = False) -> None:
        """A job has begun; one in the background is told of when it goes on for a while."""
        self._progress = Progress("stat")
        if background:
            self._flash.start()
            return
        self._flash.stop()
        self._photos_before = self._photos
        self._show()

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """The job has got further."""
        self._progress = progress
        if not self._flash.isActive():
            self._show()

    @Slot(bool)
    def show_paused(self, paused: bool) -> None:
        """The job rests, or goes on."""
        self.is_paused = paused
        self.pause.rename(self.tr("Resume") if paused else self.tr("Pause"), "play" if paused else "pause")
        self._show()

    def end(self, report: Report | None) -> None:
        """The job is over; None where it failed."""
        self._flash.stop()
        self._progress = None
        self._report = report
        self._show()

    @Slot()
    def turn(self) -> None:
        """Let everything rest, or go on."""
        self.pause_wanted.emit(not self.is_paused)

    def close_down(self) -> None:
        """The window closes: no timer runs on."""
        self._flash.stop()

    @Slot()
    def _show(self) -> None:
        progress = None if self._flash.isActive() else self._progress
        for widget in (self.bar, self.stop):
            widget.setVisible(progress is not None)
        self.pause.setVisible(progress is not None or self.is_paused)
        self.resume.setVisible(bool(self._resting) and not self.is_paused)
        said = self._quiet() if progress is None else self._told(progress)
        self.text.setText(said)
        rests = self.is_paused or bool(self._resting)
        self.said.emit(RESTING if rests else WORKING if progress is not None else IDLE, said)

    def _told(self, progress: Progress) -> str:
        total = progress.total if progress.stage != "stat" else None
        self.bar.setMaximum(_STEPS if total else 0)
        if total:
            self.bar.setValue(_STEPS * progress.done // total)
        said = progress_text(progress)
        if self.is_paused:
            return self.tr("Paused. {}").format(said)
        return self.tr("Resting: {}. {}").format(self._resting, said) if self._resting else said

    def _quiet(self) -> str:
        library = words.photos(self._photos) if self._photos else ""
        new = self._photos - self._photos_before if self._photos_before else 0
        ended = report_text(self._report, new)
        if self.is_paused:
            ended = self.tr("Paused")
        elif self._resting:
            ended = self.tr("Resting: {}").format(self._resting)
        return "  ·  ".join(part for part in (library, self._live, ended) if part)
