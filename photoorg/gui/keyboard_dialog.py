"""Every key there is, made from the table of commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui.actions import COMMANDS, MORE_KEYS, Command, shortcuts
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.words import translated

_MOST = 0.8
"""Of the screen's height."""

Row = tuple[str, str]
"""Keys, and what they do; a heading where nothing is said of them."""


class KeyboardDialog(QDialog):
    """The menus' keys beside all others; scrolls where the screen is low."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard"))
        inner = QWidget()
        both = QHBoxLayout(inner)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(10 * UNIT)
        others = [(translated(keys), translated(what)) for keys, what in MORE_KEYS]
        for rows in (list(menu_rows()), others):
            both.addLayout(_form(rows))
        scroll = QScrollArea(self)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 4 * UNIT, 3 * UNIT, MARGIN)
        column.setSpacing(MARGIN)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)
        wanted = inner.sizeHint()
        most = round(self.screen().availableGeometry().height() * _MOST)
        self.resize(wanted.width() + 14 * UNIT, min(most, wanted.height() + 20 * UNIT))


def menu_rows() -> Iterator[Row]:
    """The commands that have keys, by menu; those of a menu within another are one row."""
    for menu, commands in groupby(COMMANDS, lambda command: command.menu.partition("/")[0]):
        yield _plain(menu), ""
        for below, group in groupby(commands, lambda command: command.menu.partition("/")[2]):
            same = list(group)
            yield from [(_keys(same), _plain(below))] if below else _each(same)


def _each(commands: Iterable[Command]) -> Iterator[Row]:
    return ((keys, _plain(command.text)) for command in commands if (keys := _keys([command])))


def _keys(commands: Iterable[Command]) -> str:
    found = (key for command in commands for key in shortcuts(command))
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in found)


def _plain(text: str) -> str:
    return translated(text).replace("&", "").rstrip("…")


def _form(rows: Iterable[Row]) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(6 * UNIT)
    form.setVerticalSpacing(UNIT)
    for keys, what in rows:
        if what:
            form.addRow(_key(keys), QLabel(what))
        else:
            form.addRow(_heading(keys))
    return form


def _key(text: str) -> QLabel:
    label = QLabel(text, alignment=Qt.AlignmentFlag.AlignLeft)
    label.setProperty("role", "muted")
    return label


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    label.setContentsMargins(0, GAP, 0, 0)
    return label
