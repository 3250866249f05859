"""Albums and saved searches as rows of the panel: shown by a click, renamed in place, and albums take photos."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from photoorg.gui.bare_list import make_bare
from photoorg.gui.grid_drag import ids_in, is_photos
from photoorg.gui.icons import IconButton, picture
from photoorg.gui.row_paint import paint_count, paint_ground, paint_name
from photoorg.gui.section import Section
from photoorg.gui.shelf_model import MARKED_ROLE, Kind, ShelfModel, ShelfRow
from photoorg.gui.style import GAP, MARGIN, UNIT, colours

ROW = 7 * UNIT
MOST_ROWS = 8
"""So many are seen at once; more scroll."""
_SIGN = 4 * UNIT
_DRAWINGS: dict[Kind, str] = {"album": "album", "search": "saved"}


class _ShelfDelegate(QStyledItemDelegate):
    """An icon, the name and the count; the editor lies over the name."""

    over = -1  # the row that photos are dragged over

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: ARG002
        return QSize(20 * UNIT, ROW)

    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("Name"))
        return editor

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        editor.setGeometry(rect.adjusted(MARGIN + _SIGN + GAP - 2, 1, -MARGIN, -1))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing in the stubs
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        model = index.model()
        row = model.row(index) if isinstance(model, ShelfModel) else None
        if row is None:
            return
        look = colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_over = index.row() == self.over
        shown = is_over or bool(index.data(MARKED_ROLE))
        box = rect.adjusted(GAP, 1, -GAP, -1)
        paint_ground(painter, box, state | (QStyle.StateFlag.State_HasFocus if is_over else state),
                     look.selected if shown else None)  # fmt: skip
        inner = rect.adjusted(MARGIN + UNIT, 0, -MARGIN - UNIT, 0)
        sign = picture(_DRAWINGS[row.kind], _SIGN, look.muted, painter.device().devicePixelRatio())
        painter.drawPixmap(inner.left(), inner.center().y() - _SIGN // 2 + 1, sign)
        taken = 0 if row.count is None else paint_count(painter, inner, row.count)
        paint_name(painter, inner.adjusted(_SIGN + GAP, 0, -taken, 0), row.name, look.text,
                   Qt.TextElideMode.ElideRight)  # fmt: skip
        painter.restore()


class ShelfView(QListView):
    """The rows, as high as they are many, up to some. Photos dragged onto an album are `dropped` there."""

    picked = Signal(object)  # ShelfRow
    dropped = Signal(object, object)  # ShelfRow, ids int64
    delete_wanted = Signal(object)  # ShelfRow
    menu_wanted = Signal(object, QPoint)  # ShelfRow, where on the screen

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shelf = ShelfModel(self)
        self._delegate = _ShelfDelegate(self)
        self.setModel(self.shelf)
        make_bare(self, self._delegate, name)
        self.setAcceptDrops(True)
        self.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        self.clicked.connect(self._pick)

    @Slot(QPoint)
    def _offer(self, spot: QPoint) -> None:
        index = self.indexAt(spot) if spot.y() >= 0 else self.currentIndex()
        if row := self.shelf.row(index):
            self.menu_wanted.emit(row, self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))

    def rename(self, row: ShelfRow) -> None:
        """Let a row's name be typed."""
        place = next((place for place, one in enumerate(self.shelf.rows) if one.row_id == row.row_id), -1)
        if place >= 0:
            self.setCurrentIndex(self.shelf.index(place))
            self.edit(self.shelf.index(place))

    def fit(self) -> None:
        """As high as the rows."""
        rows = self.shelf.rowCount()
        self.setFixedHeight(min(MOST_ROWS, rows) * ROW)

    @Slot(QModelIndex)
    def _pick(self, index: QModelIndex) -> None:
        if row := self.shelf.row(index):
            self.picked.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter shows, Delete deletes; F2 renames."""
        row = self.shelf.row(self.currentIndex())
        if row and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.picked.emit(row)
        elif row and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.delete_wanted.emit(row)
        else:
            super().keyPressEvent(event)

    # Photos that are dragged here.

    def _album_at(self, event: QDropEvent) -> ShelfRow | None:
        row = self.shelf.row(self.indexAt(event.position().toPoint()))
        return row if row and row.kind == "album" and is_photos(event.mimeData()) else None

    def _mark_over(self, place: int) -> None:
        if place != self._delegate.over:
            self._delegate.over = place
            self.viewport().update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Photos may come."""
        event.acceptProposedAction() if is_photos(event.mimeData()) else event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show which album would take them."""
        row = self._album_at(event)
        self._mark_over(self.shelf.rows.index(row) if row else -1)
        event.acceptProposedAction() if row else event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They go elsewhere."""
        self._mark_over(-1)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Here they are."""
        self._mark_over(-1)
        if row := self._album_at(event):
            event.acceptProposedAction()
            self.dropped.emit(row, ids_in(event.mimeData()))


class Shelf(QObject):
    """Both lists, each in a section of the panel with a button that adds to it."""

    album_wanted = Signal()
    search_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.albums = ShelfView(self.tr("Albums"))
        self.searches = ShelfView(self.tr("Saved searches"))
        self.new_album = _tool(self.tr("New album of the selected photos"))
        self.new_album.clicked.connect(self.album_wanted)
        self.new_search = _tool(self.tr("Save the search that is shown"))
        self.new_search.clicked.connect(self.search_wanted)
        self.sections = (
            Section("albums", self.albums.accessibleName(), self.albums),
            Section("searches", self.searches.accessibleName(), self.searches),
        )
        for section, tool in zip(self.sections, (self.new_album, self.new_search), strict=True):
            section.add_tool(tool)
        self.fit()

    @property
    def views(self) -> tuple[ShelfView, ShelfView]:
        """Albums, searches."""
        return self.albums, self.searches

    def fit(self) -> None:
        """As high as the rows."""
        for view in self.views:
            view.fit()

    def lock(self, why: str) -> None:
        """Nothing can be added, for this reason."""
        for button in (self.new_album, self.new_search):
            button.setEnabled(False)
            button.setToolTip(why)
        for view in self.views:
            view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
            view.setAcceptDrops(False)


def _tool(name: str) -> IconButton:
    return IconButton("plus", name, side=4 * UNIT)
