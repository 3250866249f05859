"""What stands for a photo where it cannot be seen: a person's own text, else the description does."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photoorg.gui.icons import IconButton
from photoorg.gui.sentence_edit import SentenceEdit
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import number
from photoorg.library.sentence import Sentence
from photoorg.texts import LANGUAGES, LONGEST_ALT

_SIGN = 4 * UNIT


class AltBox(QWidget):
    """Texts by language, below the description and in its language. `said` brings one, or None to take it back."""

    said = Signal(int, str, object)  # photo id, language, text or None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_locked = False  # nothing can be stored
        self._photo_id = 0
        self._texts: Mapping[str, str] = {}
        self._sentences: Mapping[str, Sentence] = {}
        self._language = next(iter(LANGUAGES))
        self.text = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.length = QLabel(self)
        self.length.setProperty("role", "small")
        self.back = QPushButton(self.tr("Use the description"), self)
        self.back.setProperty("role", "link")
        self.back.setCursor(Qt.CursorShape.PointingHandCursor)
        self.back.clicked.connect(self._take_back)
        self.editor = SentenceEdit(self.tr("Alt text"), LONGEST_ALT, self)
        self.editor.done.connect(self._keep)
        self.editor.left.connect(self._show)
        self.change = IconButton("edit", self.tr("Write the alt text yourself (L)"), self, side=_SIGN)
        self.change.clicked.connect(self.edit)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Alt text"), self)
        heading.setProperty("role", "heading")
        heading.setToolTip(self.tr("What screen readers say, and what is shown where the picture cannot be"))
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.change)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self.length)
        below.addWidget(self.back)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addLayout(top)
        column.addWidget(self.text)
        column.addWidget(self.editor)
        column.addLayout(below)

    @property
    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in order."""
        return [self.change, *self.editor.stops, self.back]

    # What is shown.

    @Slot(str)
    def choose(self, language: str) -> None:
        """Show the text in a language; words being typed are kept first."""
        self.leave()
        self._language = language
        self._show()

    def show_texts(self, photo_id: int, texts: Mapping[str, str], sentences: Mapping[str, Sentence]) -> None:
        """Show the texts of a photo, and what else stands for it; what is being typed of it stays."""
        if photo_id != self._photo_id:
            self.leave()
        self._photo_id, self._texts, self._sentences = photo_id, texts, sentences
        if self.editor.isHidden():
            self._show()

    def leave(self) -> None:
        """Keep what is being typed: another photo or page comes."""
        if not self.editor.isHidden():
            self._keep(self.editor.text())

    @property
    def _own(self) -> str:
        return self._texts.get(self._language, "")

    @property
    def _described(self) -> str:
        return self._sentences.get(self._language, Sentence("")).text

    @Slot()
    def _show(self) -> None:
        own = self._own
        self.editor.hide()
        self.text.setText(own or self._without())
        self.text.setProperty("role", "" if own else "muted")
        self.text.style().polish(self.text)
        self.text.show()
        self.length.setText(self.tr("{} of {} characters").format(number(len(own)), number(LONGEST_ALT)))
        self.length.setVisible(bool(own))
        self.back.setVisible(bool(own) and not self.is_locked)
        self.change.setEnabled(bool(self._photo_id) and not self.is_locked)

    def _without(self) -> str:
        """What stands for it where nobody wrote anything."""
        if not self._described:
            return self.tr("Nothing stands for it yet.")
        if len(self._described) > LONGEST_ALT:
            return self.tr("The first {} characters of the description stand for it.").format(number(LONGEST_ALT))
        return self.tr("The description stands for it.")

    # What a person does.

    @Slot()
    def edit(self) -> None:
        """Type another text in place of the one shown, or of the description."""
        if self._photo_id and not self.is_locked and self.editor.isHidden():
            for widget in (self.text, self.length, self.back):
                widget.hide()
            self.change.setEnabled(False)
            self.editor.begin(self._own or self._described)

    @Slot(str)
    def _keep(self, text: str) -> None:
        words = " ".join(text.split())
        if words == self._own or (not self._own and words == self._described[:LONGEST_ALT].strip()):
            self._show()
            return
        # Shown at once; what the library then says of the photo is shown in its place.
        self._texts = {**self._texts, self._language: words}
        self._show()
        self.said.emit(self._photo_id, self._language, words or None)

    @Slot()
    def _take_back(self) -> None:
        self.said.emit(self._photo_id, self._language, None)
        self.change.setFocus()
