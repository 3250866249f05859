"""The vocabulary as a tree: each tag under the first that it is under, found by any of its words, moved by dragging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QIcon, QKeyEvent, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from photoorg.folding import folded
from photoorg.gui import words
from photoorg.gui.list_dialog import roomy
from photoorg.gui.style import UNIT, colours
from photoorg.gui.words import translated
from photoorg.library.vocabulary_rows import TagRow

NAME_ROLE = Qt.ItemDataRole.UserRole
WORDS_ROLE = Qt.ItemDataRole.UserRole + 1
DOT = 3 * UNIT
_HEADS = ("Tag", "Photos")
_STATES = {"heading": "heading", "hidden": "not shown"}


class TagTreeModel(QStandardItemModel):
    """Rows as a tree. Typing another name changes nothing here: `renamed` says what is asked for."""

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Mapping[str, TagRow] = {}

    def show(self, rows: Sequence[TagRow]) -> None:
        """Show other rows."""
        self.clear()
        self.setHorizontalHeaderLabels([translated(head) for head in _HEADS])
        self.rows = {row.name: row for row in rows}
        below: dict[str, list[TagRow]] = {}
        for row in rows:
            below.setdefault(row.parents[0] if row.parents and row.parents[0] in self.rows else "", []).append(row)
        self._add(self.invisibleRootItem(), "", below)

    def _add(self, above: QStandardItem, over: str, below: Mapping[str, Sequence[TagRow]]) -> None:
        for row in below.get(over, ()):
            name, count = _name_item(row), QStandardItem(words.number(row.photos) if row.photos else "")
            count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            count.setEditable(False)
            count.setForeground(QColor(colours().muted))
            above.appendRow([name, count])
            self._add(name, row.name, below)

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Ask for another name; it is shown once it is stored."""
        name = str(index.data(NAME_ROLE) or "")
        typed = " ".join(str(value).split())
        if role == Qt.ItemDataRole.EditRole and name and typed and typed != name:
            self.renamed.emit(name, typed)
        return False


def _name_item(row: TagRow) -> QStandardItem:
    item = QStandardItem(row.name)
    item.setData(row.name, NAME_ROLE)
    said = (row.name, *row.synonyms, row.italian, *row.italian_synonyms, *row.once)
    item.setData(" \n".join(folded(word) for word in said if word), WORDS_ROLE)
    item.setIcon(dot(row.colour))
    told = [", ".join(dict.fromkeys(word for word in said[1:] if word))]
    if len(row.parents) > 1:
        told.append(translated("Under {}").format(", ".join(row.parents)))
    if row.state in _STATES:
        item.setForeground(QColor(colours().muted))
        told.append(translated(_STATES[row.state]))
    item.setToolTip("\n".join(line for line in told if line))
    return item


def dot(colour: str, side: int = DOT) -> QIcon:
    """A tag's colour as a round mark; an empty ring where it has none."""
    made = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(side * ratio, side * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colour or colours().muted))
        if colour:
            painter.setBrush(QColor(colour))
        painter.drawEllipse(1, 1, side - 3, side - 3)
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            made.addPixmap(pixmap, mode)
    return made


class TagTree(QTreeView):
    """`moved` tags under another (or "" to the top); `removed` are to go."""

    moved = Signal(object, str)
    removed = Signal(object)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        roomy(self, self.tr("Tags"))
        self.setRootIsDecorated(True)
        self.tags = TagTreeModel(self)
        self.shown = QSortFilterProxyModel(self, recursiveFilteringEnabled=True, autoAcceptChildRows=True)
        self.shown.setSourceModel(self.tags)
        self.shown.setFilterRole(WORDS_ROLE)
        self.setModel(self.shown)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setIndentation(5 * UNIT)
        self.selectionModel().selectionChanged.connect(lambda: self.chosen.emit(self.names))

    def show_rows(self, rows: Sequence[TagRow]) -> None:
        """Show other rows; what was open and chosen stays so."""
        opened = {name for name in self.tags.rows if (found := self._index(name)).isValid() and self.isExpanded(found)}
        before, chosen, place = set(self.tags.rows), self.names, self.verticalScrollBar().value()
        self.tags.show(rows)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(1, 20 * UNIT)
        if before:
            for name in opened:
                self.setExpanded(self._index(name), True)
        else:
            self.expandToDepth(1)
        self.choose(chosen)
        self.verticalScrollBar().setValue(place)

    def show_found(self, text: str) -> None:
        """Show the tags of which a word has this in it, and what they are under."""
        self.shown.setFilterFixedString(folded(" ".join(text.split())))
        if text.strip():
            self.expandAll()

    def choose(self, names: Sequence[str]) -> None:
        """Choose tags, and let the first be seen."""
        flags = self.selectionModel().SelectionFlag
        self.selectionModel().clearSelection()
        for name in reversed(names):
            index = self._index(name)
            if index.isValid():
                self.scrollTo(index)
                self.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)

    @property
    def names(self) -> list[str]:
        """The tags that are chosen."""
        return [str(index.data(NAME_ROLE)) for index in self.selectionModel().selectedRows()]

    def _index(self, name: str) -> QModelIndex:
        deep = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
        found = self.shown.match(self.shown.index(0, 0), NAME_ROLE, name, 1, deep) if self.shown.rowCount() else []
        return found[0] if found else QModelIndex()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for it; the tree is shown anew when it is stored."""
        index = self.indexAt(event.position().toPoint())
        on = self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.OnItem
        over = index if on else index.parent()
        self.moved.emit(self.names, str(over.siblingAtColumn(0).data(NAME_ROLE) or ""))
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del: take out what is chosen."""
        if event.key() == Qt.Key.Key_Delete and self.names:
            self.removed.emit(self.names)
        else:
            super().keyPressEvent(event)
