"""Our own icons, drawn in the text's colour, and the button that wears them."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolButton, QWidget

from photoorg.gui.style import UNIT, colours
from photoorg.settings import resources

ICON_SIDE = 5 * UNIT


def app_icon() -> QIcon:
    """The program's own."""
    return QIcon(str(resources() / "icons" / "photoorg.svg"))


def picture(name: str, side: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """An icon as a pixmap, `side` device-independent pixels square."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode())).render(
        painter, QRectF(pixmap.rect())
    )
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon(name: str) -> QIcon:
    """An icon in the colours of now."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(picture(name, ICON_SIDE, colours().text, ratio))
        made.addPixmap(picture(name, ICON_SIDE, colours().line, ratio), QIcon.Mode.Disabled)
    return made


@cache
def _drawing(name: str) -> str:
    return (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


class IconButton(QToolButton):
    """A quiet button with an icon; its name is told by tooltip and to screen readers."""

    def __init__(self, drawing: str, name: str, parent: QWidget | None = None, *, side: int = ICON_SIDE) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self.setProperty("role", "quiet")
        self.setIconSize(QSize(side, side))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rename(name)
        self.setIcon(icon(drawing))

    def rename(self, name: str, drawing: str = "") -> None:
        """Say what it does now, with another icon where given."""
        self.setToolTip(name)
        self.setAccessibleName(name)
        if drawing:
            self._drawing = drawing
            self.setIcon(icon(drawing))

    def changeEvent(self, event: QEvent) -> None:
        """Draw again in the new scheme's colour."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon(self._drawing))
