"""What is asked on the page of review: the question, why, and the photo or those that look alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from photoorg.gui import review_text
from photoorg.gui.alike_grid import AlikeGrid
from photoorg.gui.picture_loader import PictureLoader
from photoorg.gui.picture_view import PictureView
from photoorg.gui.style import MARGIN, UNIT
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.library.browse import Card
from photoorg.library.review import Question

_SIDE = 2048
_PREVIEW = 256


class AskedView(QWidget):
    """Shows one question. `meant` are the photos that an answer is for."""

    def __init__(self, thumbs: ThumbLoader, pictures: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbs, self._pictures = thumbs, pictures
        self._asked: Sequence[int] = ()
        self._card: Card | None = None
        centre, plain = Qt.AlignmentFlag.AlignHCenter, Qt.TextFormat.PlainText
        self.title = QLabel(self, alignment=centre, textFormat=plain, wordWrap=True)
        self.why = QLabel(self, alignment=centre, textFormat=plain, wordWrap=True)
        self.title.setProperty("role", "question")
        self.why.setProperty("role", "muted")
        self.picture = PictureView(self)
        self.grid = AlikeGrid(thumbs, self)
        self.photos = QStackedWidget(self)
        self.photos.addWidget(self.picture)
        self.photos.addWidget(self.grid)
        said = QVBoxLayout()
        said.setContentsMargins(MARGIN, UNIT, MARGIN, MARGIN)
        said.setSpacing(UNIT)
        said.addWidget(self.title)
        said.addWidget(self.why)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(said)
        column.addWidget(self.photos, 1)
        pictures.loaded.connect(self._take_picture)
        pictures.failed.connect(self._take_failure)

    def say(self, sentence: str) -> None:
        """Nothing is asked, for this reason."""
        self._asked, self._card = (), None
        self.title.setText(sentence)
        self.why.setText("")
        self.grid.show_photos([])
        self.picture.show_picture(None, QSize())
        self.photos.setCurrentWidget(self.picture)

    def ask(self, question: Question, cards: Mapping[int, Card], narrower: str = "") -> None:
        """Show a question with its photos, and the tag because of which they are shown."""
        self.show_asked(review_text.asked(question), review_text.why(question, narrower), question.photos, cards)

    def show_asked(self, title: str, why: str, photos: Sequence[int], cards: Mapping[int, Card]) -> None:
        """The same in these words."""
        self._asked = photos
        self.title.setText(title)
        self.why.setText(why)
        found = [cards[photo] for photo in photos if photo in cards]
        several = len(found) > 1
        self._card = found[0] if len(found) == 1 else None
        self.photos.setCurrentWidget(self.grid if several else self.picture)
        self.grid.show_photos(found if several else [])
        if self._card is not None:
            self._show_picture(self._card)

    def make_ready(self, photos: Sequence[int], cards: Mapping[int, Card]) -> None:
        """These will be asked about next."""
        card = cards.get(photos[0])
        if len(photos) == 1 and card and card.path and not card.offline:
            self._pictures.get(card.path, _SIDE)

    @property
    def meant(self) -> Sequence[int]:
        """The photos that an answer is for."""
        return self.grid.meant if self.photos.currentWidget() is self.grid else self._asked[:1]

    def _show_picture(self, card: Card) -> None:
        if card.offline or not card.path:
            self.picture.show_picture(self._preview(card), _size(card), self.tr("Its file is not there now."))
        else:
            ready = self._pictures.get(card.path, _SIDE)
            self.picture.show_picture(ready or self._preview(card), _size(card))

    def _preview(self, card: Card) -> QPixmap | None:
        return self._thumbs.get(card, _PREVIEW, self.devicePixelRatioF())

    @Slot(str, int, QPixmap)
    def _take_picture(self, path: str, side: int, pixmap: QPixmap) -> None:
        if self._card and self._card.path == path and side == _SIDE:
            self.picture.show_picture(pixmap, _size(self._card))

    @Slot(str, object)
    def _take_failure(self, path: str, error: Exception) -> None:
        if self._card and self._card.path == path:
            self.picture.show_picture(self._preview(self._card), _size(self._card), str(error))


def _size(card: Card) -> QSize:
    return QSize(card.width, card.height)
