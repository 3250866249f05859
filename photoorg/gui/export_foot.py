"""The lower part of the export dialog: what would be made, how far it is, how it ended, and the buttons."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from photoorg.gui import words
from photoorg.gui.activity_text import progress_text
from photoorg.gui.export_names import Preview
from photoorg.gui.style import GAP, UNIT
from photoorg.outcomes import Progress

_STEPS = 1000


class ExportFoot(QWidget):
    """Says what a person wants by signals."""

    go_wanted = Signal()
    stop_wanted = Signal()
    close_wanted = Signal()
    reveal_wanted = Signal()
    check_wanted = Signal()
    problems_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview = Preview()
        self._pictures, self._more = True, False
        self._open: int | None = None
        self._refused = ""
        self._known = False  # what would be made is known
        self._running = False
        self._problems, self._failed = 0, False
        self.ended = ""
        self.said = QLabel(self, wordWrap=True)
        self.bar = QProgressBar(self, textVisible=False, minimum=0, maximum=0)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedHeight(UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.hide()
        self.go, self.stop = self._button("", "primary"), self._button(self.tr("Stop"), "plain")
        self.reveal = self._button(self.tr("Show in folder"), "plain")
        self.look = self._button(self.tr("Look at them"), "link")
        self.why = self._button(self.tr("See why"), "link")
        self.leave = self._button(self.tr("Close"), "plain")
        for button, signal in (
            (self.go, self.go_wanted), (self.stop, self.stop_wanted), (self.reveal, self.reveal_wanted),
            (self.look, self.check_wanted), (self.leave, self.close_wanted), (self.why, self.problems_wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.said, 1)
        for button in (self.why, self.look, self.reveal, self.leave, self.stop, self.go):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.bar)
        column.addLayout(row)
        self._show()

    def _button(self, text: str, role: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", role)
        button.setAutoDefault(False)
        return button

    def wait(self) -> None:
        """What would be made is being worked out."""
        self._known, self._refused, self.ended = False, "", ""
        self._problems = 0
        self._show()

    def show_preview(self, preview: Preview, *, pictures: bool, more: bool) -> None:
        """What would be made of photos; `more`: there is something to do where no picture is to be made, too."""
        self._preview, self._pictures, self._more = preview, pictures, more
        self._known, self._refused = True, ""
        self._show()

    def show_open(self, number: int | None) -> None:
        """So many things are yet to be looked at; None: that is being worked out."""
        self._open = number
        self._show()

    def refuse(self, why: str) -> None:
        """Nothing can be made, for this reason."""
        self._refused = why
        self._show()

    def show_running(self, *, running: bool) -> None:
        """Files are made, or no longer."""
        self._running, self.ended, self._problems = running, "", 0
        self.bar.setMaximum(0)
        self._show()

    def tell(self, sentence: str) -> None:
        """What it waits for."""
        self.said.setText(sentence)

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        self.said.setText(progress_text(progress))
        self.bar.setMaximum(_STEPS if progress.total else 0)
        if progress.total:
            self.bar.setValue(_STEPS * progress.done // progress.total)

    def end(self, sentence: str, problems: int = 0, *, failed: bool = False) -> None:
        """How it ended, and how many files could not be made: shown until something else is chosen."""
        self.ended, self._problems, self._failed = sentence, problems, failed
        self._show()

    @Slot()
    def _show(self) -> None:
        todo = self._todo
        self.bar.setVisible(self._running)
        self.stop.setVisible(self._running)
        some = bool(todo or (self._more and self._preview.total))
        self.go.setVisible(not self._running and not (self.ended and not some))
        self.reveal.setVisible(bool(self.ended) and not self._running)
        self.why.setVisible(bool(self.ended and self._problems))
        idle = not self._running and not self._refused and not self.ended
        self.look.setVisible(bool(self._open and self._known and idle))
        ready = self._known and self._open == 0 and not self._refused and some
        self.go.setEnabled(ready)
        self.go.setText(self.tr("Export {}").format(words.photos(todo)) if todo else self.tr("Export"))
        if not self._running:
            self.said.setText(self._text())
        else:
            self.said.setText(self.tr("Beginning…"))
        role = "danger" if self._refused or (self.ended and self._failed) else "muted"
        if self.said.property("role") != role:
            self.said.setProperty("role", role)
            self.said.style().polish(self.said)

    @property
    def _todo(self) -> int:
        """How many photos something is made of."""
        unmade = self._preview.number("stays", "cannot") if self._pictures else 0
        return self._preview.total - unmade

    def _text(self) -> str:
        if self._refused or self.ended:
            return self._refused or self.ended
        if not self._known or self._open is None:
            return self.tr("Looking…")
        parts = [self._planned()]
        if self._open == 1:
            parts.append(self.tr("There is one thing to look at first."))
        elif self._open:
            parts.append(self.tr("There are {} things to look at first.").format(self._open))
        return " ".join(part for part in parts if part)

    def _planned(self) -> str:
        """What is not made anew; the button says what is."""
        said: list[str] = []
        if self._pictures and (there := self._preview.number("stays")):
            said.append(self.tr("{} are there already, as they are to be.").format(words.photos(there)))
        if not_made := self._preview.number("cannot"):
            said.append(self.tr("Nothing can be made of {}: {}").format(words.photos(not_made), self._preview.reason))
        return " ".join(said)
