"""What is shown where there are no photos to show: each state says what is so, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from photoorg.gui.icons import picture
from photoorg.gui.style import GAP, UNIT, colours, sized
from photoorg.gui.words import translated

ADD_FOLDER, ADD_PICTURES, CLEAR_SEARCH, RESCAN, SHOW_PROBLEMS, RESTORE, SHOW_COPIES, BEGIN_ANEW, BY_MEANING, MEANT = (
    "add folder", "add pictures", "clear search", "rescan", "show problems", "restore", "show copies", "begin anew",
    "by meaning", "meant",
)  # fmt: skip
_NEEDS = {
    ADD_PICTURES: "pictures", RESTORE: "copy", SHOW_COPIES: "copy", BEGIN_ANEW: "no copy", BY_MEANING: "meaning",
    MEANT: "meant",
}  # fmt: skip
"""Which fact a button needs: it is not there without."""


@dataclass(frozen=True, slots=True)
class State:
    """One state: an icon, a title, a sentence, and what the buttons do. `busy` shows that something is going on."""

    drawing: str
    title: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    busy: bool = False


STATES = {
    "welcome": State(
        "photo", "Find out what is in your photos",
        "Choose a folder, or drop one here. photoorg looks at it on this machine alone and changes nothing in it.",
        ((ADD_FOLDER, "Choose a folder…"), (ADD_PICTURES, "Use {pictures}")),
    ),
    "opening": State("photo", "Opening the library…", "", busy=True),
    "looking": State("photo", "Looking for photos…", "They appear here as soon as they are read.", busy=True),
    "empty": State(
        "folder", "No photos here yet",
        "photoorg found none in {folders}. Add another folder, or put photos there and scan again.",
        ((ADD_FOLDER, "Add a folder…"), (RESCAN, "Scan again")),
    ),
    "unreadable": State(
        "warning", "None of the files could be read",
        "There are files in {folders}, but no photo came out of them.",
        ((SHOW_PROBLEMS, "See why"), (ADD_FOLDER, "Add a folder…")),
    ),
    "no match": State(
        "nothing", "No photo matches",
        "{why}",
        ((MEANT, "Did you mean “{meant}”?"), (CLEAR_SEARCH, "Clear the search"), (BY_MEANING, "Search by meaning")),
    ),
    "broken": State("warning", "The library cannot be opened", "{error}"),
    "damaged": State(
        "warning", "The library is damaged",
        "{file} can no longer be read. Your photos are safe: they are not kept in it. {hope}",
        ((RESTORE, "Restore the copy of {copy}"), (BEGIN_ANEW, "Begin a new library with your words"),
         (SHOW_COPIES, "Other copies…")),
    ),
    "restoring": State("photo", "Putting the copy back…", "The library opens when that is done.", busy=True),
}  # fmt: skip


def choose(  # noqa: PLR0913 - all that it depends on, by name
    *,
    broken: bool,
    surveyed: bool,
    folders: int,
    photos: int,
    problems: int,
    busy: bool,
    found: int | None,
    damaged: bool = False,
    restoring: bool = False,
) -> str:
    """The state to show, empty when there are photos to show. `found` is None while the first search runs."""
    states = (
        ("restoring", restoring),
        ("damaged", damaged),
        ("broken", broken),
        ("", found),
        ("opening", not surveyed or found is None),
        ("looking", not photos and busy),
        ("welcome", not folders and not photos),
        ("unreadable", not photos and problems),
        ("empty", not photos),
        ("no match", True),
    )
    return next(name for name, holds in states if holds)


class StatePage(QWidget):
    """Shows one state at a time. `chosen` is what a button does."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.state = ""
        self._drawing = "photo"
        self._labels: list[tuple[str, str]] = []
        self._icon = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter)
        self.title = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter)
        self.title.setFont(sized(self, 1.7, self.font().Weight.DemiBold))
        self.text = QLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.text.setProperty("role", "muted")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setFixedWidth(110 * UNIT)
        self._bar = QProgressBar(self, textVisible=False, minimum=0, maximum=0)
        self._bar.setProperty("role", "thin")
        self._bar.setFixedSize(50 * UNIT, UNIT)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GAP)
        self._lay_out()

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.addStretch(4)
        layout.addWidget(self._icon, 0, centre)
        layout.addSpacing(GAP)
        layout.addWidget(self.title, 0, centre)
        layout.addSpacing(UNIT)
        layout.addWidget(self.text, 0, centre)
        layout.addSpacing(5 * UNIT)
        layout.addWidget(self._bar, 0, centre)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addLayout(self._buttons)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addStretch(5)

    def show_state(self, name: str, **facts: str) -> None:
        """Show a state of the table, `facts` put into its sentences."""
        state = STATES[name]
        self._drawing = state.drawing
        self.title.setText(translated(state.title))
        self.text.setText(translated(state.text).format(**facts))
        self.text.setVisible(bool(state.text))
        # A layout gives a wrapping label that it centres one line's height.
        self.text.setFixedHeight(max(0, self.text.heightForWidth(self.text.width())))
        self._bar.setVisible(state.busy)
        if name != self.state:
            self.state = name
            self._draw()
        labels = [
            (action, translated(label).format(**facts))
            for action, label in state.buttons
            if action not in _NEEDS or facts.get(_NEEDS[action])
        ]
        if labels != self._labels:
            self._labels = labels
            self._make_buttons()

    def _make_buttons(self) -> None:
        while (item := self._buttons.takeAt(0)) is not None and (button := item.widget()) is not None:
            button.deleteLater()
        for place, (action, label) in enumerate(self._labels):
            button = QPushButton(label, self)
            button.setProperty("role", "plain" if place else "primary")
            button.setProperty("action", action)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(self._choose)
            self._buttons.addWidget(button)

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(self.sender().property("action"))

    def _draw(self) -> None:
        self._icon.setPixmap(picture(self._drawing, 16 * UNIT, colours().muted, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
