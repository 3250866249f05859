"""Photos whose files are gone, as rows of a table. Nothing here takes longer for many of them than for few."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoorg.gui.facts_text import moment
from photoorg.gui.images import centred
from photoorg.gui.style import UNIT, colours
from photoorg.gui.thumb_loader import ThumbLoader
from photoorg.gui.words import number, translated
from photoorg.library.browse import Card
from photoorg.library.display import wall_clock
from photoorg.library.missing import Missing

SIDE = 11 * UNIT
"""Of the small pictures."""

PAGE = 500
"""So many photos are listed at once; more come when the list is scrolled down to them."""

_HEADS = ("Photo", "Last seen in", "Missing since", "What it carries")
_NOWHERE = QModelIndex()


class MissingModel(QAbstractTableModel):
    """One row a photo: name, folder, since when, and what a person said of it."""

    more_wanted = Signal(int)  # so many more, or (0) all that are left

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Missing] = ()
        self._total = 0
        self._asks = False

    def show(self, rows: Sequence[Missing], total: int) -> None:
        """Show these, the first of `total`."""
        self.beginResetModel()
        self.rows, self._total, self._asks = rows, total, False
        self.endResetModel()

    def add(self, rows: Sequence[Missing], after: Missing | None) -> None:
        """Show these too, if they still follow what is shown."""
        self._asks = False
        if not self.rows or after is None or self.rows[-1].photo_id != after.photo_id:
            return
        if not rows:  # some have come back since they were counted
            self._total = len(self.rows)
            return
        self.beginInsertRows(_NOWHERE, len(self.rows), len(self.rows) + len(rows) - 1)
        self.rows = [*self.rows, *rows]
        self.endInsertRows()

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether there are more than are shown."""
        return not parent.isValid() and 0 < len(self.rows) < self._total

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        """Ask for a page of them; they come later."""
        if self.canFetchMore(parent) and not self._asks:
            self._asks = True
            self.more_wanted.emit(PAGE)

    def rowCount(self, parent: QModelIndex = _NOWHERE) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """One a photo."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = _NOWHERE) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """As many as there are headings."""
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return translated(_HEADS[section])
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The words of a cell; in full as tooltip."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        return cells(self.rows[index.row()], in_full=role == Qt.ItemDataRole.ToolTipRole)[index.column()]


def cells(row: Missing, *, in_full: bool = False) -> tuple[str, str, str, str]:
    """What is said of a photo, a column each."""
    path = PurePath(row.paths[0]) if row.paths else None
    name = path.name if path else translated("(replaced by another picture)")
    folder = str(path.parent) if path else ""
    carries = _words(row) if in_full else carried_text([row])
    return name, folder, _day(row.since), carries


def carried_text(rows: Iterable[Missing]) -> str:
    """2 of your tags, 1 of your sentences; nothing where there is nothing."""
    tags = sentences = notes = albums = 0
    for row in rows:
        tags, sentences = tags + len(row.tags), sentences + len(row.sentences)
        notes, albums = notes + len(row.notes), albums + len(row.albums)
    told = (
        (tags, translated("1 of your tags"), translated("{} of your tags")),
        (sentences, translated("1 of your sentences"), translated("{} of your sentences")),
        (
            notes,
            translated("1 of your ratings, titles and other notes"),
            translated("{} of your ratings, titles and other notes"),
        ),
        (albums, translated("1 place in your albums"), translated("{} places in your albums")),
    )
    return ", ".join(one if count == 1 else many.format(number(count)) for count, one, many in told if count)


def _words(row: Missing) -> str:
    signs = {"accepted": "✓ ", "added": "+ ", "rejected": "✗ "}
    return "\n".join([*(signs.get(verdict, "") + tag for tag, verdict in row.tags), *row.sentences.values(),
                      *(f"{name}: {value}" for name, value in row.notes.items()), *row.albums])  # fmt: skip


def _day(seconds: int) -> str:
    if not seconds:
        return ""
    return moment(wall_clock(seconds + time.localtime(seconds).tm_gmtoff))


class ThumbDelegate(QStyledItemDelegate):
    """Paints a small picture before the name. Thumbnails that are not there yet come later."""

    def __init__(self, thumbs: ThumbLoader, model: MissingModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbs = thumbs
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for the picture."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + SIDE, SIDE + 2 * UNIT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The cell as ever, moved to the right of the picture."""
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        box = QRect(rect.left() + 2 * UNIT, rect.top() + UNIT, SIDE, SIDE)
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours().accent))
        moved = QStyleOptionViewItem(option)
        moved.rect = rect.adjusted(SIDE + 3 * UNIT, 0, 0, 0)  # pyright: ignore[reportAttributeAccessIssue]
        super().paint(painter, moved, index)
        row = self._model.rows[index.row()]
        ratio = painter.device().devicePixelRatio()
        card = Card(row.photo_id, row.identity, "", "", 0, 0, damaged=False)
        pixmap = self._thumbs.get(card, round(SIDE * ratio), ratio)
        if pixmap is not None:
            pixmap.setDevicePixelRatio(ratio)
            painter.drawPixmap(centred(box, pixmap.deviceIndependentSize().toSize()), pixmap)
