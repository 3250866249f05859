"""How to search: a page made from the tables of the query language. A click on an example searches for it."""

from __future__ import annotations

import html
from urllib.parse import quote, unquote

from PySide6.QtCore import QEvent, QUrl, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QListWidget, QTextBrowser, QVBoxLayout, QWidget

from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.words import translated
from photoorg.library.query_help import Section, sections

_SCHEME = "search:"


class HelpDialog(QDialog):
    """Stays open beside the window. `asked` is the example that was clicked."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("How to search"))
        self._sections = sections()
        self.titles = QListWidget(self)
        self.titles.setProperty("role", "fields")
        self.titles.setAccessibleName(self.tr("Sections"))
        self.titles.setFixedWidth(44 * UNIT)
        self.titles.addItems([translated(section.title) for section in self._sections])
        self.titles.currentRowChanged.connect(self._go)
        self.page = QTextBrowser(self)
        self.page.setOpenLinks(False)
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page.document().setDocumentMargin(5 * UNIT)
        self.page.setAccessibleName(self.tr("How to search"))
        self.page.anchorClicked.connect(self._follow)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.titles)
        row.addWidget(self.page, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, MARGIN)
        column.setSpacing(GAP)
        column.addLayout(row, 1)
        below = QHBoxLayout()
        below.setContentsMargins(MARGIN, 0, MARGIN, 0)
        below.addWidget(buttons)
        column.addLayout(below)
        self.resize(225 * UNIT, 160 * UNIT)
        self._write()

    def _write(self) -> None:
        self.page.setHtml(page(self._sections))

    @Slot(int)
    def _go(self, row: int) -> None:
        self.page.scrollToAnchor(f"section{row}")

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        text = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if text.startswith(_SCHEME):
            self.asked.emit(unquote(text.removeprefix(_SCHEME)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()


def link(example: str) -> str:
    """Where an example leads."""
    return _SCHEME + quote(example, safe="")


def page(written: tuple[Section, ...]) -> str:
    """The page, in the colours of now."""
    look = colours()
    parts = [
        f"<style>a {{ color: {look.accent}; text-decoration: none; }} p, td.what {{ color: {look.text}; }}",
        "td { padding: 3px 14px 3px 0; vertical-align: top; }",
        f"h2 {{ color: {look.text}; margin-top: 14px; font-size: large; }}</style>",
    ]
    for number, section in enumerate(written):
        rows = "".join(
            f'<tr><td width="190"><a href="{link(row.example)}"><code>{html.escape(row.example)}</code></a></td>'
            f'<td class="what">{html.escape(row.what)}</td></tr>'
            for row in section.rows
        )
        said = f"<p>{html.escape(section.text)}</p>" if section.text else ""
        parts.append(f'<a name="section{number}"></a><h2>{html.escape(section.title)}</h2>{said}<table>{rows}</table>')
    return "".join(parts)
