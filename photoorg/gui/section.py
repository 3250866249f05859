"""A part of the side panel: a heading that opens and closes it, what it holds, and a way to see more of that."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from photoorg.gui.icons import IconButton
from photoorg.gui.style import GAP, MARGIN, UNIT

_SIGN = 4 * UNIT


class Section(QWidget):
    """`name` is how it is remembered. `turned` says that a person has opened or closed it, `more_wanted` the other."""

    turned = Signal(bool)
    more_wanted = Signal()

    def __init__(self, name: str, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.title = title
        self.content = content
        self.head = IconButton("open", title, self, side=_SIGN)
        self.head.setProperty("role", "section")
        self.head.setText(title)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setCheckable(True)
        self.head.setChecked(True)
        self.head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.head.clicked.connect(self._turn)
        self.more = QPushButton(self)
        self.more.setProperty("role", "quiet")
        self.more.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more.clicked.connect(self.more_wanted)
        self.more.hide()
        self.top = QHBoxLayout()
        self.top.setContentsMargins(GAP, GAP, GAP, 0)
        self.top.setSpacing(0)
        self.top.addWidget(self.head, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.top)
        column.addWidget(content)
        below = QHBoxLayout()
        below.setContentsMargins(MARGIN, 0, MARGIN, 0)
        below.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(below)
        self._show()

    @property
    def is_open(self) -> bool:
        """Whether its content is shown."""
        return self.head.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Open or close it."""
        self.head.setChecked(is_open)
        self._show()

    def add_tool(self, tool: QWidget) -> None:
        """Put a button at the heading's right."""
        self.top.addWidget(tool)

    def offer_more(self, label: str) -> None:
        """Offer to show more of the content, or (empty) no longer."""
        self.more.setText(label)
        self.more.setVisible(bool(label) and self.is_open)

    @Slot(bool)
    def _turn(self, is_open: bool) -> None:
        self._show()
        self.turned.emit(is_open)

    def _show(self) -> None:
        self.head.rename(self.title, "open" if self.is_open else "closed")
        self.head.setToolTip(self.tr("Close") if self.is_open else self.tr("Open"))
        self.head.setAccessibleDescription(self.tr("open") if self.is_open else self.tr("closed"))
        self.content.setVisible(self.is_open)
        self.more.setVisible(self.is_open and bool(self.more.text()))
