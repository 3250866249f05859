"""The panel of folders and tags. A click changes the query's text, and the text says what is marked here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QListView, QMenu, QSplitter, QVBoxLayout, QWidget

from photoorg.gui.folder_tree import FolderTree
from photoorg.gui.queries import Overview
from photoorg.gui.query_text import Term, folder_term, folders_in, state_of, tag_term, with_term
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.tag_list import TagDelegate, TagModel

_HEADING = 8 * UNIT
_EXCLUDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Sidebar(QWidget):
    """Folders above, tags below. `text_chosen` is a new query."""

    text_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = ""
        self.folders = FolderTree(self)
        self.folders.picked.connect(self._pick_folder)
        self.tags = TagView(self)
        self.tags.picked.connect(self.toggle_tag)
        self.tag_model = self.tags.tag_model
        self.parts = QSplitter(Qt.Orientation.Vertical, self)
        self.parts.setChildrenCollapsible(False)
        self.parts.addWidget(_section(self.tr("Folders"), self.folders))
        self.parts.addWidget(_section(self.tr("Tags"), self.tags))
        self.parts.setHandleWidth(1)
        self.parts.setStretchFactor(1, 1)
        self.parts.splitterMoved.connect(self._keep_sizes)
        self._sized_by_hand = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.parts)
        self.setMinimumWidth(40 * UNIT)

    def sizeHint(self) -> QSize:
        """A column, not half the window."""
        return QSize(58 * UNIT, 100 * UNIT)

    def show_text(self, text: str) -> None:
        """Mark what a query names."""
        self._text = text
        self.tag_model.mark(text)
        self.folders.mark(folders_in(text))

    def show_facets(self, facets: list[tuple[str, int]]) -> None:
        """List the tags of the result."""
        self.tag_model.show(facets, self._text)

    def show_overview(self, overview: Overview) -> None:
        """List the folders."""
        self.folders.show_folders(overview)
        self.folders.mark(folders_in(self._text))
        if not self._sized_by_hand:
            wanted = self.folders.height_wanted + _HEADING
            self.parts.setSizes([wanted, max(wanted, self.height() - wanted)])

    @Slot()
    def _keep_sizes(self) -> None:
        self._sized_by_hand = True

    @Slot(str, bool)
    def toggle_tag(self, name: str, exclude: bool) -> None:
        """Include or exclude a tag; again, and the query is without it."""
        term = tag_term(name)
        wanted = Term.EXCLUDED if exclude else Term.INCLUDED
        present = state_of(self._text, term)
        undo = present is wanted or (present is not Term.ABSENT and not exclude)
        self.text_chosen.emit(with_term(self._text, term, Term.ABSENT if undo else wanted))

    @Slot(str)
    def _pick_folder(self, path: str) -> None:
        named = folders_in(self._text)
        text = self._text
        for folder in named:
            text = with_term(text, folder_term(folder), Term.ABSENT)
        self.text_chosen.emit(text if path in named else with_term(text, folder_term(path), Term.INCLUDED))


class TagView(QListView):
    """The tags. `picked` says which, and whether to exclude it."""

    picked = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tag_model = TagModel(self)
        self.setModel(self.tag_model)
        self.setItemDelegate(TagDelegate(self))
        self.setAccessibleName(self.tr("Tags in this result"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        self.activated.connect(self._pick_by_key)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click picks; with Ctrl or Alt it excludes."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            name = self.tag_model.name(self.indexAt(event.position().toPoint()))
            if name:
                self.picked.emit(name, bool(event.modifiers() & _EXCLUDING))

    def viewportEvent(self, event: QEvent) -> bool:
        """Double clicks are two clicks."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return True
        return super().viewportEvent(event)

    @Slot(QModelIndex)
    def _pick_by_key(self, index: QModelIndex) -> None:
        self.picked.emit(self.tag_model.name(index), False)

    @Slot(QPoint)
    def _offer(self, spot: QPoint) -> None:
        name = self.tag_model.name(self.indexAt(spot))
        if not name:
            return
        menu = QMenu(self)
        include = menu.addAction(self.tr("Photos with “{}”").format(name))
        exclude = menu.addAction(self.tr("Photos without “{}”").format(name))
        chosen = menu.exec(self.viewport().mapToGlobal(spot))
        if chosen in {include, exclude}:
            self.picked.emit(name, chosen is exclude)
        menu.deleteLater()


def _section(title: str, content: QWidget) -> QWidget:
    section = QWidget()
    heading = QLabel(title)
    heading.setProperty("role", "heading")
    heading.setContentsMargins(MARGIN, GAP, MARGIN, UNIT)
    layout = QVBoxLayout(section)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(heading)
    layout.addWidget(content, 1)
    return section
