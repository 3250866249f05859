"""One photo large, with what is known of it.

Opens over the grid and goes through the same results. The window leaves those as they are while a photo is open, so
that judging a tag and going on never leads elsewhere.
"""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from photoorg.gui.absence import absence, in_colour, is_there
from photoorg.gui.facts_panel import FactsPanel, order_keys
from photoorg.gui.grid_model import GridModel
from photoorg.gui.heat_loader import HeatLoader
from photoorg.gui.icons import IconButton
from photoorg.gui.keys import did, leaving
from photoorg.gui.mark_bar import MarkBar
from photoorg.gui.picture_loader import ALL_PIXELS, PictureLoader
from photoorg.gui.picture_view import PictureView
from photoorg.gui.pointing import Pointing
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.gui.words import number
from photoorg.library.browse import Card, Details

_PREVIEW = 512


class Viewer(QWidget):
    """Shows the photo at a position of the grid's results."""

    closed = Signal()
    moved = Signal(int)  # position
    details_wanted = Signal(int)  # photo id
    judged = Signal(int, str, object)  # photo id, tag, verdict or None

    def __init__(
        self, model: GridModel, pictures: PictureLoader, thumbs: ThumbLoader, heats: HeatLoader,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._model = model
        self._pictures = pictures
        self._thumbs = thumbs
        self._card: Card | None = None
        self.position = 0
        self._is_sharp = False
        self._failure = ""
        self.picture = PictureView(self)
        self.picture.turned.connect(self.go)
        self.picture.zoom_wanted.connect(self.toggle_close_up)
        self.facts = FactsPanel(self)
        self.facts.judged.connect(self._judge)
        self.pointing = Pointing(self.facts, self.picture.overlay, heats, self)
        self._make_bar()
        self._lay_out()
        pictures.loaded.connect(self._take)
        pictures.failed.connect(self._take_failure)
        thumbs.loaded.connect(self._take_preview)

    def _make_bar(self) -> None:
        self.back = IconButton("back", self.tr("Back to the photos (Esc)"), self)
        self.back.clicked.connect(self.closed)
        self.previous = IconButton("previous", self.tr("Previous photo (Left)"), self)
        self.previous.clicked.connect(self._go_back)
        self.next = IconButton("next", self.tr("Next photo (Right)"), self)
        self.next.clicked.connect(self._go_on)
        self.info = IconButton("info", self.tr("Show or hide the facts (I)"), self)
        self.info.setCheckable(True)
        self.info.setChecked(True)
        self.info.toggled.connect(self._show_facts)
        self.found = IconButton("found", self.tr("Show what was found (B)"), self)
        self.found.setCheckable(True)
        self.found.toggled.connect(self.picture.overlay.show_all)
        self.marks = MarkBar(self)
        self.where = QLabel(self)
        self.where.setProperty("role", "muted")

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        bar.setSpacing(UNIT)
        bar.addWidget(self.back)
        bar.addSpacing(GAP)
        bar.addWidget(self.marks)
        bar.addStretch(1)
        for widget in (self.previous, self.where, self.next):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.found)
        bar.addWidget(self.info)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.picture, 1)
        middle.addWidget(self.facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addLayout(middle, 1)
        order_keys([self.back, *self.marks.stops, self.previous, self.next, self.found, self.info, *self.facts.stops])

    # Which photo.

    @property
    def photo_id(self) -> int | None:
        """The photo shown."""
        return self._card.photo_id if self._card else None

    def show_position(self, position: int) -> None:
        """Show the photo at a position."""
        card = self._model.card(position)
        if card is None:
            return
        self.position = position
        if self._card is None or self._card.photo_id != card.photo_id:
            self._card = card
            self._failure = absence(card)
            self.picture.set_close_up(False)
            self.pointing.leave()
            self.facts.show_name(card.name)
        self.facts.show_match(self._model.why(position))
        self._show_picture()
        self._show_place()
        self.details_wanted.emit(card.photo_id)
        self.moved.emit(position)

    def take_changes(self, photo_ids: Container[int]) -> None:
        """Some photos have changed: the open one is shown as it is now."""
        before, card = self._card, self._model.card(self.position)
        if before is None or card is None or card.photo_id != before.photo_id or card.photo_id not in photo_ids:
            return
        self._card = card
        if (before.path, before.offline) != (card.path, card.offline):
            self._failure = absence(card)
            self._show_picture()

    @Slot(int)
    def go(self, steps: int) -> None:
        """Go on in the results, or back."""
        self.show_position(min(max(self.position + steps, 0), len(self._model) - 1))

    @Slot()
    def _go_on(self) -> None:
        self.go(1)

    @Slot()
    def _go_back(self) -> None:
        self.go(-1)

    def _show_place(self) -> None:
        total = len(self._model)
        self.where.setText(self.tr("{} of {}").format(number(self.position + 1), number(total)))
        self.previous.setEnabled(self.position > 0)
        self.next.setEnabled(self.position < total - 1)

    # Its picture.

    def _side(self) -> int:
        """The screen's long side in its own pixels: sharp at any size of the window."""
        screen = self.screen().size()
        return round(max(screen.width(), screen.height()) * self.devicePixelRatioF())

    def _show_picture(self) -> None:
        card = self._card
        if card is None:
            return
        pixmap = self._pictures.get(card.path, self._side()) if is_there(card) else None
        self._is_sharp = pixmap is not None
        if pixmap is None:
            self._show_preview(card)
        else:
            self.picture.show_picture(pixmap, QSize(card.width, card.height))
            self._make_ready()

    def _show_preview(self, card: Card) -> None:
        """The thumbnail, until the picture comes or because it does not."""
        preview = self._thumbs.get(in_colour(card), _PREVIEW, 1.0)
        self.picture.show_picture(preview, QSize(card.width, card.height), self._failure)

    def _make_ready(self) -> None:
        """The neighbours, so that going on shows them at once."""
        for position in (self.position - 1, self.position + 1):
            card = self._model.card(position)
            if card is not None and is_there(card):
                self._pictures.get(card.path, self._side())

    @Slot(str, int, QPixmap)
    def _take(self, path: str, side: int, pixmap: QPixmap) -> None:
        card = self._card
        if card is None or card.path != path or not self.isVisible() or (side == ALL_PIXELS) != self.picture.close_up:
            return
        self._is_sharp = True
        self.picture.show_picture(pixmap, QSize(card.width, card.height))
        if side < ALL_PIXELS:
            self._make_ready()

    @Slot(str, object)
    def _take_failure(self, path: str, error: object) -> None:
        if self._card is not None and self._card.path == path and not self._is_sharp:
            self._failure = str(error)
            self._show_preview(self._card)

    @Slot(bytes)
    def _take_preview(self, identity: bytes) -> None:
        card = self._card
        if card is not None and card.identity == identity and self.isVisible() and not self._is_sharp:
            self._show_preview(card)

    @Slot()
    def toggle_close_up(self) -> None:
        """Pixel for pixel, or all of it."""
        self.picture.set_close_up(not self.picture.close_up)
        if not self.picture.close_up:
            self._show_picture()
        elif self._card is not None and is_there(self._card):
            self._pictures.get(self._card.path, ALL_PIXELS)

    # Its tags.

    @Slot(bool)
    def _show_facts(self, shown: bool) -> None:
        """With the panel, or without: what was being typed there is dropped, and the keys are the photo's again."""
        if not shown:
            self.facts.drop_typing()
            if self.isVisible():
                self.setFocus()
        self.facts.setVisible(shown)

    @Slot()
    def _type_tag(self) -> None:
        """Type a tag, in the panel."""
        self.info.setChecked(True)
        self.facts.new_tag.setFocus()
        self.facts.ensureWidgetVisible(self.facts.new_tag)

    @Slot()
    def _describe(self) -> None:
        """Type a sentence about the photo, in the panel."""
        self.info.setChecked(True)
        self.facts.sentence.edit()
        self.facts.ensureWidgetVisible(self.facts.sentence)

    @Slot()
    def _say_alt(self) -> None:
        """Type what stands for the photo, in the panel."""
        self.info.setChecked(True)
        self.facts.alt.edit()
        self.facts.ensureWidgetVisible(self.facts.alt)

    @Slot(object)
    def show_details(self, details: Details | None) -> None:
        """Facts and tags have come."""
        card = self._card
        if details is not None and card is not None and details.photo_id == card.photo_id:
            if card.offline and details.drive:
                self._failure = absence(card, details.drive)
                self._show_preview(card)
            self.facts.show_details(details)
            self.pointing.show_details(details)

    @Slot(str, object)
    def _judge(self, tag: str, verdict: object) -> None:
        if self.photo_id is not None:
            self.judged.emit(self.photo_id, tag, verdict)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys go through the photos."""
        deeds = {
            Qt.Key.Key_Left: self._go_back,
            Qt.Key.Key_Right: self._go_on,
            Qt.Key.Key_Space: self._go_on,
            Qt.Key.Key_Home: self._go_first,
            Qt.Key.Key_End: self._go_last,
            Qt.Key.Key_Z: self.toggle_close_up,
            Qt.Key.Key_I: self.info.toggle,
            Qt.Key.Key_T: self._type_tag,
            Qt.Key.Key_B: self.found.toggle,
            Qt.Key.Key_D: self._describe,
            Qt.Key.Key_L: self._say_alt,
            **leaving(self._leave),
        }
        if not did(event, deeds):
            super().keyPressEvent(event)

    def _leave(self) -> None:
        """Back to the photos; from the box for a tag, only out of that."""
        self.setFocus() if self.facts.new_tag.hasFocus() else self.closed.emit()

    def stop(self) -> None:
        """The window closes: what is being typed is kept, and no timer runs on."""
        self.facts.drop_typing()
        self.facts.sentence.stop()

    @Slot()
    def _go_first(self) -> None:
        self.show_position(0)

    @Slot()
    def _go_last(self) -> None:
        self.show_position(len(self._model) - 1)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is being typed, and stop what is being looked for."""
        self.facts.drop_typing()
        self.pointing.rest()
        super().hideEvent(event)
