"""The look, in one place: colours for light and dark, spacing, and the application's palette.

Photos are judged against neutral greys, so nothing but the accent and the warnings has a hue. Linux gets Fusion with
a palette of ours; macOS and Windows keep their own style and palette.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

UNIT = 4
"""Every distance is a multiple of this, in device-independent pixels."""

GAP = 2 * UNIT
MARGIN = 3 * UNIT


@dataclass(frozen=True, slots=True)
class Colours:
    """What things are painted with."""

    window: str
    canvas: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selected: str
    hover: str
    placeholder: str
    danger: str
    good: str
    mark: str
    """Of what is pointed at in a picture: the same in light and dark, for the picture is."""


LIGHT = Colours(
    window="#f3f3f3", canvas="#fbfbfb", raised="#ffffff", line="#d8d8d8", text="#1b1b1b", muted="#666666",
    accent="#1f6fe0", on_accent="#ffffff", selected="#d3e3fb", hover="#ececec", placeholder="#e6e6e6",
    danger="#b93227", good="#1c7c45", mark="#ffd24a",
)  # fmt: skip
DARK = Colours(
    window="#232323", canvas="#1a1a1a", raised="#2e2e2e", line="#3a3a3a", text="#e8e8e8", muted="#a0a0a0",
    accent="#5b9bff", on_accent="#0c1a2e", selected="#2a3f5f", hover="#2b2b2b", placeholder="#2a2a2a",
    danger="#ff7b6e", good="#5fc98a", mark="#ffd24a",
)  # fmt: skip


def is_dark() -> bool:
    """Whether the application is dark now: by its palette, which follows the system."""
    return QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def colours() -> Colours:
    """The colours of now. Ask while painting, not before: the scheme may change."""
    return DARK if is_dark() else LIGHT


def sized(widget: QWidget, factor: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The widget's font, `factor` as large."""
    font = QFont(widget.font())
    font.setPointSizeF(QApplication.font().pointSizeF() * factor)
    font.setWeight(weight)
    return font


class Look(QObject):
    """Gives the application its look and keeps it in step with the system's light or dark."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._own_palette = sys.platform not in {"darwin", "win32"}
        self._system_is_dark = is_dark()
        self._forced = Qt.ColorScheme.Unknown
        if self._own_palette:
            application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    def force(self, scheme: Qt.ColorScheme) -> None:
        """Light or dark whatever the system says, for pictures of the window; Unknown follows it again."""
        self._forced = scheme
        self._apply()

    @Slot()
    def _apply(self) -> None:
        scheme = self._application.styleHints().colorScheme()
        if self._forced != Qt.ColorScheme.Unknown:
            scheme = self._forced
        dark = self._system_is_dark if scheme == Qt.ColorScheme.Unknown else scheme == Qt.ColorScheme.Dark
        sheet = ""
        if self._own_palette:
            self._application.setPalette(_palette(DARK if dark else LIGHT))
            sheet = _slim_bars(colours())
        self._application.setStyleSheet(_sheet(colours()) + sheet)


_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "raised",
    QPalette.ColorRole.AlternateBase: "hover",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line",
}
_DIMMED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def _palette(chosen: Colours) -> QPalette:
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(getattr(chosen, name)))
    for role in _DIMMED:
        dimmed = QColor(chosen.muted)
        dimmed.setAlphaF(0.6)
        palette.setColor(QPalette.ColorGroup.Disabled, role, dimmed)
    return palette


def _sheet(c: Colours) -> str:
    """Style sheets only for what a palette cannot say, so that native styles stay native elsewhere."""
    return f"""
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="danger"], QLabel[role="gone"] {{ color: {c.danger}; }}
QLabel[role="come"] {{ color: {c.good}; }}
QLabel[role="question"] {{ color: {c.text}; font-size: 21px; }}
QLabel[role="strong"] {{ color: {c.text}; font-weight: 600; }}
QFrame[role="trouble"] {{ background: {c.raised}; border: 1px solid {c.danger}; border-radius: 6px; }}
QFrame[role="term"] {{ background: {c.selected}; border: 1px solid {c.selected}; border-radius: 14px; }}
QFrame[role="term"][excluded="true"] {{ background: transparent; border: 1px dashed {c.danger}; }}
QFrame[role="term"][focused="true"] {{ border: 1px solid {c.accent}; }}
QPushButton[role="term"] {{ background: transparent; border: none; color: {c.text}; padding: 2px 0; }}
QPushButton[role="term"][excluded="true"] {{ color: {c.danger}; }}
QPushButton[role="term"]:hover {{ text-decoration: underline; }}
QToolButton[role="cross"] {{ border: none; border-radius: 8px; padding: 0; background: transparent; }}
QToolButton[role="cross"]:hover {{ background: {c.line}; }}
QToolButton[role="filter"] {{ border: 1px solid {c.line}; border-radius: 14px; padding: 0 10px 0 6px;
  background: {c.raised}; color: {c.text}; }}
QToolButton[role="filter"]:hover {{ background: {c.hover}; }}
QToolButton[role="filter"]:focus {{ border-color: {c.accent}; }}
QFrame[role="popover"] {{ background: {c.raised}; border: 1px solid {c.line}; }}
QListWidget[role="fields"] {{ background: {c.window}; border: none; border-right: 1px solid {c.line}; padding: 4px 0; }}
QListWidget[role="fields"]::item {{ padding: 5px 10px; color: {c.text}; }}
QListWidget[role="fields"]::item:selected {{ background: {c.selected}; color: {c.text}; }}
QLabel[role="heading"] {{ color: {c.muted}; font-weight: 600; }}
QToolButton[role="quiet"] {{ border: none; border-radius: 6px; padding: 4px; background: transparent; }}
QToolButton[role="quiet"]:hover {{ background: {c.hover if c is LIGHT else c.raised}; }}
QToolButton[role="quiet"]:pressed, QToolButton[role="quiet"]:checked {{ background: {c.line}; }}
QToolButton[role="quiet"]:focus {{ border: 1px solid {c.accent}; padding: 3px; }}
QPushButton[role="primary"] {{ background: {c.accent}; color: {c.on_accent}; border: 1px solid {c.accent};
  border-radius: 6px; padding: 8px 20px; font-weight: 600; }}
QPushButton[role="primary"]:disabled {{ background: {c.line}; color: {c.muted}; border-color: {c.line}; }}
QPushButton[role="plain"]:disabled {{ color: {c.muted}; background: {c.window}; }}
QPushButton[role="primary"]:focus {{ border-color: {c.text}; }}
QPushButton[role="plain"] {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.line};
  border-radius: 6px; padding: 8px 16px; }}
QPushButton[role="plain"]:hover {{ background: {c.hover}; }}
QPushButton[role="plain"]:focus {{ border-color: {c.accent}; }}
QPushButton[role="leaving"] {{ background: {c.raised}; color: {c.danger}; border: 1px solid {c.danger};
  border-radius: 6px; padding: 8px 16px; }}
QLabel[role="badge"] {{ background: {c.good}; color: {c.on_accent}; border-radius: 4px; padding: 1px 6px;
  font-weight: 600; }}
QPushButton[role="link"] {{ background: transparent; border: none; color: {c.accent}; padding: 2px 0; }}
QPushButton[role="link"]:hover, QPushButton[role="link"]:focus {{ text-decoration: underline; }}
QPushButton[role="link"]:disabled {{ color: {c.muted}; text-decoration: none; }}
QPushButton[role="star"] {{ background: transparent; border: none; color: {c.text}; font-size: 22px; padding: 0 3px; }}
QPushButton[role="star"]:hover, QPushButton[role="star"]:focus {{ color: {c.accent}; }}
QPushButton[role="quiet"] {{ background: transparent; border: none; color: {c.muted}; padding: 2px 4px; }}
QPushButton[role="quiet"]:hover, QPushButton[role="quiet"]:focus {{ text-decoration: underline; color: {c.text}; }}
QPushButton[role="warning"] {{ background: transparent; border: none; color: {c.danger}; padding: 2px 4px; }}
QPushButton[role="warning"]:hover, QPushButton[role="warning"]:focus {{ text-decoration: underline; }}
QLineEdit[role="search"] {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 6px;
  padding: 6px 8px; selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QPlainTextEdit[role="search"] {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 6px;
  padding: 2px 4px; selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit[role="search"]:focus, QPlainTextEdit[role="search"]:focus {{ border-color: {c.accent}; }}
QProgressBar[role="thin"] {{ background: {c.line}; border: none; border-radius: 2px; }}
QProgressBar[role="thin"]::chunk {{ background: {c.accent}; border-radius: 2px; }}
QListView[role="completion"] {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 6px;
  padding: 3px 0; }}
QTreeView[role="roomy"]::item {{ padding: 5px 6px; }}
QTreeView[role="roomy"] QHeaderView::section {{ background: {c.raised}; color: {c.muted}; border: none;
  border-bottom: 1px solid {c.line}; padding: 5px 9px; }}
QFrame[role="bar"] {{ background: {c.window}; }}
QFrame[role="strip"] {{ background: {c.raised}; border: none; border-bottom: 1px solid {c.line}; }}
QFrame[role="line"] {{ background: {c.line}; border: none; }}
QFrame[role="notice"] {{ background: {c.raised}; border: 1px solid {c.danger}; border-radius: 6px; }}
QFrame[role="note"] {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 6px; }}
QFrame[role="toast"] {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 8px; }}
QLabel[role="bubble"] {{ background: {c.text}; color: {c.window}; border-radius: 6px; padding: 3px 8px; }}
QFrame[role="insertion"] {{ background: {c.accent}; border-radius: 1px; }}
QFrame[role="target"] {{ background: transparent; border: 3px solid {c.accent}; border-radius: 6px; }}
QFrame[role="chip"] {{ background: {c.raised}; border-radius: 6px; }}
QFrame[role="inset"] {{ background: {c.hover}; border-radius: 6px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QDialogButtonBox QPushButton {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.line};
  border-radius: 6px; padding: 6px 14px; min-width: 48px; }}
QDialogButtonBox QPushButton:hover {{ background: {c.hover}; }}
QDialogButtonBox QPushButton:default, QDialogButtonBox QPushButton:focus {{ border-color: {c.accent}; }}
QDialogButtonBox QPushButton:disabled {{ color: {c.muted}; background: {c.window}; border-color: {c.line}; }}
QTabBar::tab {{ background: transparent; color: {c.muted}; border: none; border-bottom: 2px solid transparent;
  padding: 6px 12px; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; }}
QTabBar::tab:hover, QTabBar::tab:focus {{ color: {c.text}; }}
QLabel[role="small"] {{ color: {c.muted}; font-size: 11px; }}
QToolButton[role="switch"] {{ border: none; border-radius: 4px; padding: 1px 5px; color: {c.muted};
  background: transparent; font-weight: 600; }}
QToolButton[role="switch"]:hover {{ background: {c.hover if c is LIGHT else c.raised}; }}
QToolButton[role="switch"]:checked {{ background: {c.selected}; color: {c.text}; }}
QToolButton[role="switch"]:focus {{ border: 1px solid {c.accent}; padding: 0 4px; }}
QToolButton[role="section"] {{ border: none; border-radius: 4px; padding: 3px 2px; color: {c.muted};
  background: transparent; font-weight: 600; text-align: left; }}
QToolButton[role="section"]:hover {{ color: {c.text}; background: {c.hover if c is LIGHT else c.raised}; }}
QToolButton[role="section"]:focus {{ border: 1px solid {c.accent}; padding: 2px 1px; }}
QToolButton[role="disclosure"] {{ border: none; border-radius: 4px; padding: 2px; color: {c.muted};
  background: transparent; }}
QToolButton[role="disclosure"]:hover {{ color: {c.text}; }}
QToolButton[role="disclosure"]:focus {{ border: 1px solid {c.accent}; padding: 1px; }}
QPlainTextEdit[role="words"] {{ background: {c.raised}; border: 1px solid {c.accent}; border-radius: 6px;
  padding: 2px; selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QSplitter::handle {{ background: {c.line}; image: none; }}
QWidget[role="canvas"] {{ background: {c.canvas}; }}
QWidget[role="side"] {{ background: {c.window}; border-left: 1px solid {c.line}; }}
QWidget[role="panel"] {{ background: {c.window}; }}
"""


def _slim_bars(c: Colours) -> str:
    """Scroll bars as other platforms have them: a handle, and no more."""
    return f"""
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.line}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
