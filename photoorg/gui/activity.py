"""The strip at the bottom: what is happening, how far it is, and what went wrong. Quiet when there is nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from photoorg.gui import words
from photoorg.gui.icons import IconButton
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.outcomes import Progress, Report

_STAGES = {"stat": "Looking for photos", "read": "Reading photos", "look": "Reading and recognising photos",
           "understand": "Working out tags"}  # fmt: skip
_STEPS = 1000


class Activity(QFrame):
    """Tells of the job, and lets it rest or stop."""

    pause_wanted = Signal(bool)
    stop_wanted = Signal()
    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._photos = 0
        self._photos_before = 0  # the job
        self._report: Report | None = None
        self._paused = False
        self._progress: Progress | None = None
        self.text = QLabel(self)
        self.text.setProperty("role", "muted")
        self.bar = QProgressBar(self, textVisible=False, minimum=0, maximum=_STEPS)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedSize(48 * UNIT, UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.pause = IconButton("pause", self.tr("Pause"), self, side=4 * UNIT)
        self.pause.clicked.connect(self._turn)
        self.stop = IconButton("stop", self.tr("Stop"), self, side=4 * UNIT)
        self.stop.clicked.connect(self.stop_wanted)
        self.problems = QPushButton(self)
        self.problems.setProperty("role", "warning")
        self.problems.setCursor(Qt.CursorShape.PointingHandCursor)
        self.problems.clicked.connect(self.problems_wanted)
        self.problems.hide()
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, UNIT // 2, MARGIN, UNIT // 2)
        layout.setSpacing(GAP)
        for widget in (self.text, self.bar, self.pause, self.stop):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.problems)
        self.setFixedHeight(8 * UNIT)

    @property
    def is_busy(self) -> bool:
        """Whether a job runs or rests."""
        return self._progress is not None

    def show_totals(self, photos: int, problems: int) -> None:
        """Sizes of the library, for the quiet state; problems are told always."""
        self._photos = photos
        self.problems.setText(words.problems(problems))
        self.problems.setVisible(problems > 0)
        self._show()

    @Slot(str)
    def begin(self, _title: str) -> None:
        """A job has begun."""
        self._progress = Progress("stat")
        self._photos_before = self._photos
        self._show()

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """The job has got further."""
        self._progress = progress
        self._show()

    @Slot(bool)
    def show_paused(self, paused: bool) -> None:
        """The job rests, or goes on."""
        self._paused = paused
        self.pause.rename(self.tr("Resume") if paused else self.tr("Pause"), "play" if paused else "pause")
        self._show()

    def end(self, report: Report | None) -> None:
        """The job is over; None where it failed."""
        self._progress = None
        self._report = report
        self.show_paused(False)

    @Slot()
    def _turn(self) -> None:
        self.pause_wanted.emit(not self._paused)

    def _show(self) -> None:
        progress = self._progress
        for widget in (self.bar, self.pause, self.stop):
            widget.setVisible(progress is not None)
        if progress is None:
            self.text.setText("  ·  ".join(part for part in (self._library(), self._outcome()) if part))
            return
        total = progress.total if progress.stage != "stat" else None
        self.bar.setMaximum(_STEPS if total else 0)
        if total:
            self.bar.setValue(_STEPS * progress.done // total)
        self.text.setText(self.tr("Paused. {}").format(_sentence(progress)) if self._paused else _sentence(progress))

    def _library(self) -> str:
        return words.photos(self._photos) if self._photos else ""

    def _outcome(self) -> str:
        """How the last job ended, and why there are no tags where there are none."""
        report = self._report
        if report is None:
            return ""
        new, missing = self._photos - self._photos_before, report.counts.get("missing", 0)
        parts = [
            words.new_photos(new) if new > 0 and self._photos_before else "",
            self.tr("{} missing").format(words.number(missing)) if missing > 0 else "",
        ]
        said = ", ".join(part for part in parts if part) or self.tr("Up to date")
        trouble = report.title.partition(". ")[2]
        return "  ·  ".join(part for part in (self.tr("Stopped") if report.cancelled else said, trouble) if part)


def _sentence(progress: Progress) -> str:
    """Reading photos 312 of 1,204 - about 2 minutes left."""
    said = words.translated(_STAGES.get(progress.stage, progress.stage))
    if progress.stage == "stat":
        return f"{said}… {words.number(progress.done)}" if progress.done else f"{said}…"
    if progress.total:
        of = words.translated("{} of {}").format(words.number(progress.done), words.number(progress.total))
        said = f"{said} {of}"
    if progress.seconds_left is not None and progress.done < (progress.total or 0):
        return f"{said} - {words.time_left(progress.seconds_left)}"
    return f"{said} - {words.translated(progress.note)}" if progress.note else said
