"""The words of the edit panel: the few that most photos get first, the others folded away."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from photoorg.gui.edit_fields import EditRow, release_row
from photoorg.gui.edit_text import text_rows
from photoorg.gui.icons import IconButton
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import translated
from photoorg.texts import BY_NAME

FIRST = ("title", "caption", "alt")
"""Texts that are shown always."""
_LANGUAGES = {"en": "in English", "it": "in Italian"}


class EditWords(QWidget):
    """`texts` by the names of their table, and `release`. Folded, it is said which of the others photos have."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.texts = text_rows(self)
        self.release = release_row(self)
        self.more = IconButton("closed", self.tr("More"), self, side=4 * UNIT)
        self.more.setProperty("role", "section")
        self.more.setText(self.tr("More"))
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setCheckable(True)
        self.more.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.more.toggled.connect(self._turn)
        self.inside = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.inside.setProperty("role", "small")
        self.inside.setContentsMargins(6 * UNIT, 0, 0, 0)
        self.folded = QWidget(self)
        self._lay_out()
        for row in self.rows:
            row.changed.connect(self._tell)
        self._turn()

    def _lay_out(self) -> None:
        others: list[EditRow] = [row for name, row in self.texts.items() if name not in FIRST]
        others.insert(others.index(self.texts["release_id"]), self.release)
        inner = QVBoxLayout(self.folded)
        column = QVBoxLayout(self)
        for layout in (inner, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(GAP)
        for row in others:
            inner.addWidget(row)
        for name in FIRST:
            column.addWidget(self.texts[name])
        column.addWidget(self.more)
        column.addWidget(self.inside)
        column.addWidget(self.folded)

    @property
    def rows(self) -> list[EditRow]:
        """All that can be said."""
        return [*self.texts.values(), self.release]

    @property
    def edits(self) -> dict[str, str]:
        """What is to become of texts, by name."""
        return {name: row.value for name, row in self.texts.items() if row.value is not None}

    def show_values(self, values: Mapping[str, str | None]) -> None:
        """Show what photos have."""
        for name, row in {**self.texts, "release": self.release}.items():
            row.show_value(values.get(name, ""))
        self._show_inside()

    def show_language(self, language: str) -> None:
        """Say in which language texts are that have one."""
        for name, row in self.texts.items():
            row.language.setText(translated(_LANGUAGES.get(language, "")) if BY_NAME[name].has_languages else "")

    def unfold(self, *, shown: bool) -> None:
        """Show the others too, or no longer."""
        self.more.setChecked(shown)

    @Slot()
    def _tell(self) -> None:
        self._show_inside()
        self.changed.emit()

    @Slot()
    def _turn(self) -> None:
        is_open = self.more.isChecked()
        self.more.rename(self.tr("Fewer") if is_open else self.tr("More"), "open" if is_open else "closed")
        self.more.setText(self.tr("Creator, rights, releases, people"))
        self.more.setToolTip(self.tr("Close") if is_open else self.tr("Open"))
        self.folded.setVisible(is_open)
        self._show_inside()

    def _show_inside(self) -> None:
        """What the photos have, or are to get, of what is folded away."""
        folded = [row for name, row in {**self.texts, "release": self.release}.items() if name not in FIRST]
        said = [row.title.text() for row in folded if row.has_something]
        self.inside.setText(self.tr("Said: {}").format(", ".join(said)))
        self.inside.setVisible(bool(said) and not self.more.isChecked())
