"""The icon among those of the system: how the library is kept, and the few commands for when no window is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from photoorg.gui.activity import IDLE, RESTING, WORKING
from photoorg.gui.icons import app_icon
from photoorg.gui.style import DARK, LIGHT, Colours

PROBLEM = "problem"
_SIDES = (16, 22, 32, 64)
_DOTS = {WORKING: "accent", RESTING: "muted", PROBLEM: "danger"}


def is_available() -> bool:
    """Whether the system has a place for such icons."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class Tray(QObject):
    """Shows what the window says of itself. The signals are what its menu says."""

    open_wanted = Signal()
    pause_wanted = Signal()
    look_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = IDLE
        self.icon = QSystemTrayIcon(tray_icon(IDLE), self)
        self.menu = QMenu(parent)
        self._add(self.tr("Open photoorg"), self.open_wanted)
        self.pause = self._add(self.tr("Pause"), self.pause_wanted)
        self.look = self._add(self.tr("Look again"), self.look_wanted)
        self.menu.addSeparator()
        self._add(self.tr("Quit"), self.quit_wanted)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.open_wanted)
        self.show_state(IDLE, "")
        self.icon.show()

    def _add(self, text: str, wanted: SignalInstance) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(wanted)
        return action

    @Slot(str, str)
    def show_state(self, state: str, sentence: str) -> None:
        """Show a state, with a sentence as tooltip."""
        if state != self.state:
            self.state = state
            self.icon.setIcon(tray_icon(state))
        self.icon.setToolTip("\n".join(part for part in ("photoorg", sentence) if part))

    def show_paused(self, paused: bool) -> None:
        """Offer what can be done about it."""
        self.pause.setText(self.tr("Go on") if paused else self.tr("Pause"))

    def tell(self, sentence: str) -> None:
        """Say something once, beside the icon."""
        self.icon.showMessage("photoorg", sentence, app_icon())

    def close(self) -> None:
        """Take the icon away."""
        self.icon.hide()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # A click opens the menu by itself where that is the custom.
        if reason in {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}:
            self.open_wanted.emit()


def tray_icon(state: str) -> QIcon:
    """The program's icon with a dot for what is not quiet."""
    made = QIcon()
    for side in _SIDES:
        made.addPixmap(_drawn(state, side))
    return made


def _drawn(state: str, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    app_icon().paint(painter, QRect(0, 0, side, side))
    if state in _DOTS:
        _paint_dot(painter, side, state)
    painter.end()
    return pixmap


def _paint_dot(painter: QPainter, side: int, state: str) -> None:
    """At the lower right, in a ring that is cut out of the icon: it is seen on light and on dark."""
    size = round(side * 0.5)
    spot = QRect(side - size, side - size, size, size)
    ring = max(1, round(side / 16))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawEllipse(spot.adjusted(-ring, -ring, ring, ring))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    look: Colours = LIGHT
    painter.setBrush(QColor(getattr(look, _DOTS[state])))
    painter.drawEllipse(spot)
    painter.setBrush(QColor(DARK.text))
    third, width = size // 3, max(1, size // 8)
    middle = spot.center() + QPoint(1, 1)
    if state == RESTING:
        for left in (middle.x() - 2 * width, middle.x() + width):
            painter.drawRect(left, spot.top() + third, width, size - 2 * third)
    elif state == PROBLEM:
        painter.drawRect(middle.x() - width // 2 - width % 2, spot.top() + size // 4, width, size // 3)
        painter.drawRect(middle.x() - width // 2 - width % 2, spot.top() + size - size // 4 - width, width, width)
