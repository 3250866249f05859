"""A list of rows to pick from: a click includes one in the query, with Ctrl or Alt it excludes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListView, QMenu, QWidget

from photoorg.gui.bare_list import make_bare
from photoorg.gui.style import UNIT
from photoorg.gui.tag_list import ROW, TagDelegate, TagModel

EXCLUDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class TagView(QListView):
    """The rows, as high as they are many. `picked` says which term of the query, and whether to exclude it."""

    picked = Signal(str, bool)
    offered = Signal(object, str)  # the menu of a row, about to be shown, and the row's name

    def __init__(self, model: TagModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tag_model = model
        model.setParent(self)
        self.setModel(self.tag_model)
        make_bare(self, TagDelegate(self))
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        self.activated.connect(self._pick_by_key)
        model.modelReset.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        """All rows: the panel scrolls, not this."""
        return QSize(20 * UNIT, self.tag_model.rowCount() * ROW)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click picks; with Ctrl or Alt it excludes."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            term = self.tag_model.term(self.indexAt(event.position().toPoint()))
            if term:
                self.picked.emit(term, bool(event.modifiers() & EXCLUDING))

    def viewportEvent(self, event: QEvent) -> bool:
        """Double clicks are two clicks."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Minus leaves the row out; Enter, by `activated`, picks it."""
        if event.key() == Qt.Key.Key_Minus and (term := self.tag_model.term(self.currentIndex())):
            self.picked.emit(term, True)
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _pick_by_key(self, index: QModelIndex) -> None:
        self.picked.emit(self.tag_model.term(index), bool(QGuiApplication.keyboardModifiers() & EXCLUDING))

    @Slot(QPoint)
    def _offer(self, spot: QPoint) -> None:
        index = self.indexAt(spot)
        name = self.tag_model.name(index)
        if not name:
            return
        menu = QMenu(self)
        include = menu.addAction(self.tr("Photos with “{}”").format(name))
        exclude = menu.addAction(self.tr("Photos without “{}”").format(name))
        self.offered.emit(menu, name)
        chosen = menu.exec(self.viewport().mapToGlobal(spot))
        if chosen in {include, exclude}:
            self.picked.emit(self.tag_model.term(index), chosen is exclude)
        menu.deleteLater()
