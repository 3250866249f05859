"""Where is written, and how: the folder with its switch, and what each way means."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from photoorg.gui.style import MARGIN, UNIT
from photoorg.gui.words import translated
from photoorg.gui.writing_asks import Place
from photoorg.library.writings import OFF, Way

NAMES: dict[Way, str] = {
    "off": "Nothing is written",
    "sidecar": "To a file beside each photo",
    "embedded": "Into the photos' files",
}
WRITTEN: dict[Way, str] = {"off": "", "sidecar": "Files beside the photos", "embedded": "The photos' files"}
"""The same in a table."""
_NAMED = 3
SHORT: dict[Way, str] = {"off": "off", "sidecar": "beside the photos", "embedded": "into the files"}
_MEANS: dict[Way, str] = {
    "off": "Your words stay in the library. Programs that open the photos do not see them.",
    "sidecar": (
        "Small files such as IMG.jpg.xmp: the photos stay as they are. digiKam, darktable, Immich and others read "
        "them; Lightroom reads them for RAW files only."
    ),
    "embedded": (
        "Into JPEG, PNG, WebP and TIFF, which every program reads; files beside all others, and always for RAW. The "
        "picture stays as it is, and each file is read back before it takes the place of the old one."
    ),
}


class WritingHow(QFrame):
    """`place_chosen` is another folder, "" for all that is due; `way_chosen` another way, not yet kept."""

    place_chosen = Signal(str)
    way_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "strip")
        self.places = QComboBox(self)
        self.places.setAccessibleName(self.tr("Folder"))
        self.places.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.places.setMinimumContentsLength(36)
        self.places.activated.connect(self._choose_place)
        self.ways = QComboBox(self)
        self.ways.setAccessibleName(self.tr("How its photos are written to"))
        for way, name in NAMES.items():
            self.ways.addItem(translated(name), way)
        self.ways.activated.connect(self._choose_way)
        self.switch = QWidget(self)
        self.means = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.means.setProperty("role", "muted")
        self.means.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._known: list[Place] = []
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.setSpacing(MARGIN)
        both = ((self.tr("Folder"), self.places, QWidget(self)), (self.tr("Your words"), self.ways, self.switch))
        for text, box, part in both:
            name = QLabel(text, self)
            name.setProperty("role", "small")
            name.setBuddy(box)
            box.setMinimumHeight(8 * UNIT)
            box.setMinimumWidth(56 * UNIT)
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(UNIT)
            column.addWidget(name)
            column.addWidget(box)
            column.addStretch(1)
            row.addWidget(part)
        row.addSpacing(UNIT)
        row.addWidget(self.means, 1)

    def show_places(self, places: Sequence[Place], chosen: str, way: Way) -> None:
        """Offer these folders; one of them is looked at, and shown as if it were written so."""
        self._known = list(places)
        self.places.clear()
        self.places.addItem(translated("All folders that are on"), "")
        for place in places:
            self.places.addItem(f"{place.path}  \N{MIDDLE DOT}  {translated(SHORT[place.way])}", place.path)
        self.places.setCurrentIndex(max(0, self.places.findData(chosen)))
        self.places.setToolTip(chosen)
        self.ways.setCurrentIndex(self.ways.findData(way))
        self.ways.setEnabled(bool(chosen))
        self.switch.setVisible(bool(chosen))
        self.means.setText(translated(_MEANS[way]) if chosen else self._said_of_all())

    def _said_of_all(self) -> str:
        on = [place for place in self._known if place.way != OFF and place.own]
        if not on:
            return self.tr("No folder is written to. Choose one, look at what would be written, and turn it on.")
        told = ", ".join(f"{place.path} ({translated(SHORT[place.way])})" for place in on[:_NAMED])
        more = "…" if len(on) > _NAMED else "."
        said = self.tr("What you say is written there by itself, soon after; here is what still waits.")
        return self.tr("On: {}").format(told) + f"{more} {said}"

    @property
    def folder(self) -> str:
        """The folder that is chosen, or nothing."""
        return str(self.places.currentData() or "")

    @Slot()
    def _choose_place(self) -> None:
        self.place_chosen.emit(self.folder)

    @Slot()
    def _choose_way(self) -> None:
        self.way_chosen.emit(str(self.ways.currentData()))

    def lock(self, why: str) -> None:
        """Nothing can be changed, for this reason."""
        self.ways.setToolTip(why)
        self.ways.setEnabled(not why)
