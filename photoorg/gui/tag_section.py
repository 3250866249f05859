"""The tags of a photo: the specific ones, the broader ones that follow from them, and guesses on demand."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from photoorg.gui.icons import icon
from photoorg.gui.style import UNIT, colours
from photoorg.gui.tag_rows import TagRow, TagRows
from photoorg.gui.why_card import WhyCard
from photoorg.library.shown import TagOn
from photoorg.library.why import Why

_MOST_GUESSES = 8


class TagSection(QWidget):
    """Shows tags. `judged` is a person's word, `asked` a tag to explain or nothing, `pointed` one to show."""

    judged = Signal(str, object)
    asked = Signal(str)
    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.main = TagRows(self)
        self.also = QLabel(self, wordWrap=True)
        self.also.setTextFormat(Qt.TextFormat.RichText)
        self.also.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.also.setProperty("role", "muted")
        self.also.setContentsMargins(UNIT, UNIT, UNIT, 0)
        self.also.linkActivated.connect(self._ask)
        self.also.linkHovered.connect(self.pointed)
        self.more = QToolButton(self)
        self.more.setProperty("role", "disclosure")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setCheckable(True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setToolTip(self.tr("Guesses that are too unsure to be shown as tags"))
        self.more.toggled.connect(self._unfold)
        self.less_sure = TagRows(self)
        self.why = WhyCard(self)
        self.broad: list[TagOn] = []
        self._lay_out()
        for rows in (self.main, self.less_sure):
            rows.judged.connect(self.judged)
            rows.asked.connect(self._ask)
            rows.pointed.connect(self.pointed)
        self.why.judged.connect(self.judged)

    def _lay_out(self) -> None:
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(UNIT)
        self.column.addWidget(self.main)
        self.column.addWidget(self.also)
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.less_sure)
        self._unfold(unfolded=False)

    @property
    def rows(self) -> list[TagRow]:
        """The rows of the tags that count, and of what a person refused."""
        return self.main.rows

    @property
    def is_empty(self) -> bool:
        """Whether there is no tag but guesses."""
        return not self.main.rows

    def show_tags(self, tags: Sequence[TagOn]) -> None:
        """Show other tags, guesses among them."""
        named, self.broad, guesses = parted(tags)
        self.main.show_tags(named)
        self.main.setVisible(bool(named))
        self.less_sure.show_tags(guesses)
        self.more.setText(self.tr("Less sure ({})").format(len(guesses)))
        self.more.setVisible(bool(guesses))
        self._show_also()
        if self.why.tag:
            self._place_card()
            self.asked.emit(self.why.tag)  # what is said of it may have changed

    def close_card(self) -> None:
        """Explain nothing."""
        self.why.shut()

    def show_why(self, why: Why) -> None:
        """Explain a tag, if it is still asked about."""
        if why.tag.name == self.why.tag:
            self.why.show_why(why, offering=self._row_of(why.tag.name) is None)

    @Slot(str)
    def _ask(self, tag: str) -> None:
        """Ask why; again, and the card is shut."""
        if tag == self.why.tag:
            self.why.shut()
            self.asked.emit("")
            return
        self.why.open_for(tag)
        self._place_card()
        self.asked.emit(tag)

    def _row_of(self, tag: str) -> TagRow | None:
        return self.main.row_of(tag) or self.less_sure.row_of(tag)

    def _place_card(self) -> None:
        """Below the tag's row, or below the line of broader tags. Shut where the tag is gone."""
        for column in (self.main.column, self.less_sure.column, self.column):
            column.removeWidget(self.why)
        row = self._row_of(self.why.tag)
        if row is not None:
            column = (self.main if row in self.main.rows else self.less_sure).column
            column.insertWidget(column.indexOf(row) + 1, self.why)
        elif any(tag.name == self.why.tag for tag in self.broad):
            self.column.insertWidget(self.column.indexOf(self.also) + 1, self.why)
        else:
            self.why.shut()
            return
        self.why.show()

    @Slot(bool)
    def _unfold(self, unfolded: bool) -> None:
        self.less_sure.setVisible(unfolded)
        self.more.setIcon(icon("open" if unfolded else "closed"))
        if not unfolded and self.why.tag and self.less_sure.row_of(self.why.tag):
            self._ask(self.why.tag)

    def _show_also(self) -> None:
        style = f'style="color:{colours().muted}; text-decoration:none"'
        links = [f'<a {style} href="{escape(tag.name)}">{escape(tag.name)}</a>' for tag in self.broad]
        self.also.setText(self.tr("also: {}").format(", ".join(links)))
        self.also.setAccessibleName(self.tr("also: {}").format(", ".join(tag.name for tag in self.broad)))
        self.also.setVisible(bool(links))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_also()
            self._unfold(self.more.isChecked())


def parted(tags: Sequence[TagOn]) -> tuple[list[TagOn], list[TagOn], list[TagOn]]:
    """The tags to name with what a person refused last; those that follow; guesses, surest first."""
    said = [tag for tag in tags if tag.verdict or tag.specific]
    named = sorted((tag for tag in said if tag.shown or tag.verdict), key=lambda tag: not tag.shown)
    broad = [tag for tag in tags if tag.shown and not tag.specific and not tag.verdict]
    guesses = [tag for tag in tags if _is_guess(tag)]
    return named, broad, sorted(guesses, key=lambda tag: -(tag.confidence or 0.0))[:_MOST_GUESSES]


def _is_guess(tag: TagOn) -> bool:
    """Below its bar. One above it that is not shown was refused by way of a broader word."""
    if tag.shown or tag.verdict or tag.confidence is None:
        return False
    return tag.at_least is None or tag.confidence < tag.at_least
