"""What a photo may contain, as a sentence in one of two languages: to read, to copy, and to put in one's own words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from photoorg.gui.icons import IconButton
from photoorg.gui.sentence_edit import SentenceEdit
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import translated
from photoorg.library.sentence import Sentence
from photoorg.texts import BY_NAME, LANGUAGES

_NAMES = {"en": "English", "it": "Italian"}
_COPIED_MS = 1500
_SIGN = 4 * UNIT


class SentenceBox(QWidget):
    """Shows sentences by language. `described` brings a person's own, or None to take it back; `turned` a language."""

    described = Signal(int, str, object)  # photo id, language, text or None
    turned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_locked = False  # nothing can be stored
        self._photo_id = 0
        self._sentences: Mapping[str, Sentence] = {}
        self.language = next(iter(LANGUAGES))
        self.text = _Clickable(wordWrap=True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setToolTip(self.tr("Click to put it in your own words"))
        self.text.clicked.connect(self.edit)
        self.own = QLabel(self.tr("Your words"), self)
        self.own.setProperty("role", "small")
        self.suggested = QPushButton(self.tr("Use the suggested text"), self)
        self.suggested.setProperty("role", "link")
        self.suggested.setCursor(Qt.CursorShape.PointingHandCursor)
        self.suggested.clicked.connect(self._take_back)
        self.editor = SentenceEdit(self.tr("Description"), BY_NAME["caption"].most, self)
        self.editor.done.connect(self._keep)
        self.editor.left.connect(self._show)
        self.copy = IconButton("copy", self.tr("Copy the sentence"), self, side=_SIGN)
        self.copy.clicked.connect(self._copy)
        self.change = IconButton("edit", self.tr("Put it in your own words (D)"), self, side=_SIGN)
        self.change.clicked.connect(self.edit)
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied.timeout.connect(self._show_copied)
        self._lay_out()
        self.choose(self.language)

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Description"), self)
        heading.setProperty("role", "heading")
        top = QHBoxLayout()
        top.setSpacing(UNIT // 2)
        top.addWidget(heading)
        top.addStretch(1)
        self.switch = QButtonGroup(self)
        for number, language in enumerate(LANGUAGES):
            top.addWidget(self._language_button(number, language))
        top.addSpacing(UNIT)
        top.addWidget(self.change)
        top.addWidget(self.copy)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self.own)
        below.addWidget(self.suggested)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addLayout(top)
        column.addWidget(self.text)
        column.addWidget(self.editor)
        column.addLayout(below)

    def _language_button(self, number: int, language: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(language.upper())
        button.setCheckable(True)
        button.setChecked(language == self.language)
        button.setProperty("role", "switch")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(translated(_NAMES[language]))
        button.setAccessibleName(translated(_NAMES[language]))
        self.switch.addButton(button, number)
        button.clicked.connect(self._switch)
        return button

    @property
    def stops(self) -> list[QWidget]:
        """Where the Tab key stops, in order."""
        return [*self.switch.buttons(), self.change, self.copy, *self.editor.stops, self.suggested]

    # What is shown.

    def choose(self, language: str) -> None:
        """Show the sentence in a language; words being typed are kept first."""
        self.leave()
        self.language = language
        self.switch.button(list(LANGUAGES).index(language)).setChecked(True)
        self._show()
        self.turned.emit(language)

    def show_sentences(self, photo_id: int, sentences: Mapping[str, Sentence]) -> None:
        """Show the sentences of a photo; what is being typed of it stays."""
        if photo_id != self._photo_id:
            self.leave()
        self._photo_id, self._sentences = photo_id, sentences
        if not self.editor.isVisible():
            self._show()

    def leave(self) -> None:
        """Keep what is being typed: another photo or page comes."""
        if not self.editor.isHidden():
            self._keep(self.editor.text())

    @property
    def sentence(self) -> Sentence:
        """The sentence shown."""
        return self._sentences.get(self.language, Sentence(""))

    @Slot()
    def _switch(self) -> None:
        self.choose(list(LANGUAGES)[self.switch.checkedId()])

    @Slot()
    def _show(self) -> None:
        sentence = self.sentence
        self.editor.hide()
        self.text.setText(sentence.text or self.tr("Nothing is known to say yet. Click to describe it yourself."))
        self.text.setProperty("role", "" if sentence.text else "muted")
        self.text.style().polish(self.text)
        self.text.show()
        self.own.setVisible(sentence.own)
        self.suggested.setVisible(sentence.own)
        self.copy.setEnabled(bool(sentence.text))
        self.change.setEnabled(bool(self._photo_id) and not self.is_locked)

    # What a person does.

    @Slot()
    def edit(self) -> None:
        """Type another sentence in place of the one shown."""
        if self._photo_id and not self.is_locked and self.editor.isHidden():
            self.text.hide()
            self.own.hide()
            self.suggested.hide()
            self.change.setEnabled(False)
            self.editor.begin(self.sentence.text)

    @Slot(str)
    def _keep(self, text: str) -> None:
        words = " ".join(text.split())
        before = self.sentence
        if words == before.text:
            self._show()
            return
        # Shown at once; what the library then says of the photo is shown in its place.
        self._sentences = {**self._sentences, self.language: Sentence(words, own=bool(words))}
        self._show()
        self.described.emit(self._photo_id, self.language, words or None)

    @Slot()
    def _take_back(self) -> None:
        self.described.emit(self._photo_id, self.language, None)
        self.change.setFocus()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.sentence.text)
        self.copy.rename(self.tr("Copied"), "check")
        self._copied.start()

    @Slot()
    def _show_copied(self) -> None:
        self.copy.rename(self.tr("Copy the sentence"), "copy")

    def stop(self) -> None:
        """Leave no timer behind."""
        self._copied.stop()


class _Clickable(QLabel):
    clicked = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
