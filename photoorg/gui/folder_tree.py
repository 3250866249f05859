"""The library's folders as a tree. A click picks one with all below it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from photoorg.gui.answers import Overview
from photoorg.gui.icons import picture
from photoorg.gui.reveal import reveal
from photoorg.gui.row_paint import paint_count, paint_ground, paint_name
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.gui.tag_view import EXCLUDING
from photoorg.gui.terms import Term
from photoorg.library.browse import Folder

PATH_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
MARKED_ROLE = Qt.ItemDataRole.UserRole + 2
ONLINE_ROLE = Qt.ItemDataRole.UserRole + 3
_ROW = 7 * UNIT
_MOST_ROWS = 10


class FolderTree(QTreeView):
    """Folders that have photos, and the roots. `picked` is an absolute path, and whether to leave it out.

    As high as its open rows, up to `most_rows`; then it scrolls. `resized`: there are more of them now, or fewer.
    """

    picked = Signal(str, bool)
    resized = Signal()
    edit_wanted = Signal(str)
    write_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QStandardItem] = {}
        self._marked: dict[str, Term] = {}
        self._counts: Mapping[str, int] = {}
        self.most_rows = _MOST_ROWS
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_FolderDelegate(self))
        self.setAccessibleName(self.tr("Folders"))
        self.setHeaderHidden(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(4 * UNIT)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.expanded.connect(self._fit)
        self.collapsed.connect(self._fit)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)

    def show_folders(self, overview: Overview) -> None:
        """Show the folders; only their counts change where they are the same."""
        shown = [folder for folder in overview.folders if folder.is_root or overview.below[folder.folder_id]]
        shown.sort(key=_by_name)
        if [folder.path for folder in shown] != list(self._items):
            self._rebuild(shown)
        for folder in shown:
            item = self._items[folder.path]
            if item.data(ONLINE_ROLE) != folder.online:
                item.setData(folder.online, ONLINE_ROLE)
                absent = "" if folder.online else self.tr("“{}” is not connected.").format(folder.drive)
                item.setToolTip("\n".join(part for part in (folder.path, absent) if part))
                item.setAccessibleText(f"{item.text()}, {absent}" if absent else item.text())

        self._fit()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many photos of the result lie in each folder and below it, by path."""
        self._counts = counts
        for path, item in self._items.items():
            if item.data(COUNT_ROLE) != (count := counts.get(path, 0)):
                item.setData(count, COUNT_ROLE)

    @property
    def paths(self) -> list[str]:
        """The folders, by path."""
        return list(self._items)

    @property
    def rows(self) -> int:
        """How many rows are open; counted no further than to one more than are shown."""
        rows, index = 0, self._model.index(0, 0)
        while index.isValid() and rows <= self.most_rows:
            rows, index = rows + 1, self.indexBelow(index)
        return rows

    def show_rows(self, most: int) -> None:
        """Grow up to so many rows."""
        self.most_rows = most
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(min(self.rows, self.most_rows) * _ROW)
        self.resized.emit()

    def _rebuild(self, folders: list[Folder]) -> None:
        open_before = {path for path, item in self._items.items() if self.isExpanded(item.index())}
        known = set(self._items)
        self._model.clear()
        self._items = {}
        by_id: dict[int, QStandardItem] = {}
        for folder in folders:
            item = QStandardItem(PurePath(folder.path).name or folder.path)
            item.setData(folder.path, PATH_ROLE)
            item.setToolTip(folder.path)
            by_id[folder.folder_id] = self._items[folder.path] = item
            above = by_id.get(folder.parent_id) if folder.parent_id is not None and not folder.is_root else None
            (above or self._model).appendRow(item)
        for folder in folders:
            if folder.path in open_before or (folder.is_root and folder.path not in known):
                self.expand(self._items[folder.path].index())
        marked, self._marked = self._marked, {}
        self.mark(marked)
        self.show_counts(self._counts)

    def mark(self, said: dict[str, Term]) -> None:
        """Mark the folders that the query names, by path."""
        for path in {*self._marked, *said}:
            if path in self._items:
                self._items[path].setData(int(said.get(path, Term.ABSENT)), MARKED_ROLE)
        self._marked = said

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on its row, not on what opens it, picks a folder; with Ctrl or Alt it leaves it out."""
        super().mouseReleaseEvent(event)
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        if event.button() == Qt.MouseButton.LeftButton and self.visualRect(index).contains(spot):
            self.picked.emit(index.data(PATH_ROLE), bool(event.modifiers() & EXCLUDING))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter picks, minus leaves out; arrows go through the folders."""
        path = self.currentIndex().data(PATH_ROLE)
        if path and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Minus}:
            self.picked.emit(path, event.key() == Qt.Key.Key_Minus or bool(event.modifiers() & EXCLUDING))
        else:
            super().keyPressEvent(event)

    @Slot(QPoint)
    def _offer(self, spot: QPoint) -> None:
        path = self.indexAt(spot).data(PATH_ROLE)
        if path:
            menu = self.menu_for(path)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(spot))

    def menu_for(self, path: str) -> QMenu:
        """What can be done with a folder."""
        menu = QMenu(self)
        menu.addAction(self.tr("Show in file manager")).triggered.connect(lambda: reveal(path))
        menu.addAction(self.tr("Copy path")).triggered.connect(lambda: QGuiApplication.clipboard().setText(path))
        menu.addSeparator()
        menu.addAction(self.tr("Edit the photos in it…")).triggered.connect(lambda: self.edit_wanted.emit(path))
        menu.addAction(self.tr("Write to the files in it…")).triggered.connect(lambda: self.write_wanted.emit(path))
        menu.addAction(self.tr("Photos that are not in it")).triggered.connect(lambda: self.picked.emit(path, True))
        return menu


def _by_name(folder: Folder) -> list[str]:
    """Folders in the order of their names, ignoring case, each after the one that it is in."""
    return [part.casefold() for part in PurePath(folder.path).parts]


class _FolderDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(20 * UNIT, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        look, said = colours(), index.data(MARKED_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(
            painter,
            rect.adjusted(0, 1, -GAP, -1),
            state,
            {Term.INCLUDED: look.selected, Term.EXCLUDED: look.line}.get(said),
        )
        inner = rect.adjusted(UNIT, 0, -MARGIN - UNIT, 0)
        side = 4 * UNIT
        online = index.data(ONLINE_ROLE) is not False
        name = "cross" if said == Term.EXCLUDED else "folder" if online else "offline"
        sign = picture(name, side, look.muted, painter.device().devicePixelRatio())
        painter.drawPixmap(inner.left(), inner.center().y() - side // 2 + 1, sign)
        count = index.data(COUNT_ROLE) or 0
        taken = paint_count(painter, inner, count)
        inner = inner.adjusted(side + GAP, 0, -taken, 0)
        colour = look.text if online and said != Term.EXCLUDED and (count or said) else look.muted
        paint_name(painter, inner, str(index.data()), colour, Qt.TextElideMode.ElideMiddle)
        painter.restore()
