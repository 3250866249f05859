"""The tag manager: the vocabulary as a tree, what is said of each tag, tags that may be one, and unused ones."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.list_dialog import Question, ask_first, column_in, roomy
from photoorg.gui.name_dialog import NameDialog
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.tag_editor import TagEditor
from photoorg.gui.tag_tree import TagTree
from photoorg.library.near_tags import Near
from photoorg.library.vocabulary_rows import TagRow

_NUMBERS, _RIGHT = {"Photos", "In common"}, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FILES = "Keyword lists (*.txt);;CSV (*.csv)"


class TagDialog(QDialog):
    """Says what a person wants of the vocabulary; somebody else does it, and shows it anew."""

    create_wanted = Signal(str, str)  # name, and what it is under
    merge_wanted = Signal(object, str)
    remove_wanted = Signal(object)
    import_wanted = Signal(str)
    export_wanted = Signal(str)
    undo_wanted = Signal()
    stop_wanted = Signal()
    refresh_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tags"))
        self.search = QLineEdit(self, clearButtonEnabled=True)
        self.search.setProperty("role", "search")
        self.search.setPlaceholderText(self.tr("Find a tag by any of its words"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.every = QCheckBox(self.tr("Also those that no photo has"), self)
        self.tree = TagTree(self)
        self.editor = TagEditor(self)
        self.near = roomy(QTreeView(self), self.tr("Tags that may be one"))
        self.unused = roomy(QTreeView(self), self.tr("Tags that no photo has"))
        self.said = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.way_back = QPushButton(self)
        self.way_back.setProperty("role", "link")
        self.near.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.unused.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.names = NameDialog(self)
        self._near: list[Near] = []
        self._locked = ""
        self._rows: list[TagRow] = []
        self._lay_out()
        self._connect()
        self.tell("")
        self.resize(260 * UNIT, 170 * UNIT)

    def _lay_out(self) -> None:
        whole = QWidget(self)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self.search)
        left.addWidget(self.tree, 1)
        left.addWidget(self.every)
        across = QHBoxLayout(whole)
        across.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        across.setSpacing(2 * MARGIN)
        across.addLayout(left, 3)
        self.editor.setFixedWidth(88 * UNIT)
        across.addWidget(self.editor)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(whole, self.tr("All tags"))
        self.one = QPushButton(self.tr("Make them one"), self)
        self.tabs.addTab(self._page(self.near, self.one, "primary"), self.tr("May be one"))
        self.gone = QPushButton(self.tr("Take them out"), self)
        self.tabs.addTab(self._page(self.unused, self.gone, "leaving"), self.tr("Unused"))
        bottom = QHBoxLayout()
        bottom.addWidget(self.said)
        bottom.addWidget(self.way_back)
        bottom.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.more: dict[str, QPushButton] = {}
        for name in (self.tr("New tag…"), self.tr("Import…"), self.tr("Export…")):
            self.more[name] = buttons.addButton(name, QDialogButtonBox.ButtonRole.ActionRole)
            self.more[name].setAutoDefault(False)
        self.new, self.take_in, self.write = self.more.values()
        buttons.rejected.connect(self.close)
        column = column_in(self)
        column.addWidget(self.tabs, 1)
        column.addLayout(bottom)
        column.addWidget(buttons)

    def _page(self, view: QTreeView, button: QPushButton, role: str) -> QWidget:
        page = QWidget(self)
        button.setProperty("role", role)
        button.setAutoDefault(False)
        view.setModel(QStandardItemModel(view))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.selectionModel().selectionChanged.connect(self._enable)
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(view, 1)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return page

    def _connect(self) -> None:
        self.search.textChanged.connect(self.tree.show_found)
        self.every.toggled.connect(self.refresh_wanted)
        self.tree.chosen.connect(self._show_chosen)
        self.tree.removed.connect(self._remove)
        self.editor.merge_wanted.connect(self._merge)
        self.editor.removed.connect(self._remove)
        self.one.clicked.connect(self._merge_near)
        self.gone.clicked.connect(lambda: self._remove(self._chosen(self.unused)))
        self.new.clicked.connect(self._name_new)
        self.names.named.connect(self._make)
        self.take_in.clicked.connect(self._import)
        self.write.clicked.connect(self._export)
        self.way_back.clicked.connect(self._go_back)

    # What is shown.

    def show_rows(self, rows: Sequence[TagRow], locked: str = "") -> None:
        """Show the vocabulary. `locked` says why nothing can be changed."""
        self._rows, self._locked = list(rows), locked
        self.tree.show_rows(rows)
        self._show_chosen(self.tree.names)

    def choose(self, name: str) -> None:
        """Choose a tag, whatever was searched for."""
        self.tabs.setCurrentIndex(0)
        self.search.clear()
        self.tree.choose([name])
        if self.editor.name.hasFocus():
            self.editor.name.selectAll()

    def show_near(self, near: Sequence[Near], unused: Sequence[str]) -> None:
        """Show what may be one, and what no photo has."""
        self._near = list(near)
        _fill(self.near, ("Tag", "Photos", "Tag", "Photos", "Why", "In common"), [
            (one.first, words.number(one.photos[0]), one.second, words.number(one.photos[1]),
             words.translated(one.why), words.number(one.shared)) for one in near])  # fmt: skip
        _fill(self.unused, ("Tag",), [(name,) for name in unused])
        self.tabs.setTabText(1, self.tr("May be one ({})").format(len(near)) if near else self.tr("May be one"))
        self.tabs.setTabText(2, self.tr("Unused ({})").format(len(unused)) if unused else self.tr("Unused"))
        self._enable()

    def tell(self, sentence: str, *, trouble: bool = False, back: str = "", stops: bool = False) -> None:
        """Say what was done, what cannot be, or (`stops`) how far it is; `back` is what can be taken back."""
        self.said.setText(sentence)
        self.said.setProperty("role", "danger" if trouble else "muted")
        self.said.style().polish(self.said)
        self._stops = stops
        self.way_back.setText(self.tr("Stop") if stops else self.tr("Undo"))
        self.way_back.setToolTip(back)
        self.way_back.setVisible(stops or bool(back))

    @Slot(object)
    def _show_chosen(self, names: Sequence[str]) -> None:
        rows = self.tree.tags.rows
        self.editor.show_rows([rows[name] for name in names if name in rows], self._locked)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        self.tree.setDragEnabled(not self._locked)
        for button in (self.new, self.take_in):
            button.setEnabled(not self._locked)
            button.setToolTip(self._locked)
        self.one.setEnabled(not self._locked and self.near.selectionModel().hasSelection())
        self.gone.setEnabled(not self._locked and self.unused.selectionModel().hasSelection())

    def _chosen(self, view: QTreeView) -> list[str]:
        return [str(index.data()) for index in view.selectionModel().selectedRows()]

    # What is wanted.

    @Slot()
    def _go_back(self) -> None:
        (self.stop_wanted if self._stops else self.undo_wanted).emit()

    @Slot()
    def _name_new(self) -> None:
        under = self.tree.names[:1]
        hint = self.tr("It will be under {}.").format(under[0]) if under else self.tr("It will be at the top.")
        taken = [row.name for row in self._rows if row.state != "hidden"]
        self.names.ask(self.tr("New tag"), self.tr("Make it"), hint, taken)

    @Slot(str)
    def _make(self, name: str) -> None:
        self.create_wanted.emit(name, next(iter(self.tree.names), ""))

    @Slot(object)
    def _merge(self, names: Sequence[str]) -> None:
        """Ask first; the one on the most photos gives the name."""
        rows = self.tree.tags.rows
        into = max(names, key=lambda name: rows[name].photos if name in rows else 0)
        self.ask_merge([name for name in names if name != into], into)

    def ask_merge(self, names: Sequence[str], into: str) -> None:
        """Ask whether tags are to be one."""
        told = self.tr(
            "It is called “{}” from now on, and found by every name that they had. Models go on finding it. "
            "You can give it another name, or undo it."
        ).format(into)
        all_of_them = self.tr("{} and “{}”").format(", ".join(f"“{name}”" for name in names), into)
        question = Question(
            self.tr("Make tags one"), self.tr("Make {} one tag?").format(all_of_them), told, self.tr("Make one"),
            self.tr("Leave them"),
        )  # fmt: skip
        ask_first(self, question).clicked.connect(lambda: self.merge_wanted.emit(list(names), into))

    @Slot()
    def _merge_near(self) -> None:
        places = sorted(index.row() for index in self.near.selectionModel().selectedRows())
        if places:
            one = self._near[places[0]]
            self.ask_merge([one.second], one.first)

    @Slot(object)
    def _remove(self, names: Sequence[str]) -> None:
        rows = self.tree.tags.rows
        photos = sum(rows[name].photos for name in names if name in rows)
        if not photos:
            self.remove_wanted.emit(list(names))
            return
        told = self.tr("{} would lose it, and no model shows it any more. You can undo it.")
        question = Question(
            self.tr("Take out tags"),
            self.tr("Take out {}?").format(", ".join(f"“{name}”" for name in names)),
            told.format(words.photos(photos)),
            self.tr("Take out"),
            self.tr("Keep"),
            destroys=True,
        )
        ask_first(self, question).clicked.connect(lambda: self.remove_wanted.emit(list(names)))

    @Slot()
    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import a vocabulary"), "", "(*.txt *.csv)")
        if name:
            self.import_wanted.emit(name)

    @Slot()
    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export the vocabulary"), "keywords.txt", _FILES)
        if name:
            self.export_wanted.emit(name)


def _fill(view: QTreeView, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    model = view.model()
    if isinstance(model, QStandardItemModel):
        model.clear()
        model.setHorizontalHeaderLabels([words.translated(head) for head in heads])
        for column in (column for column, head in enumerate(heads) if head in _NUMBERS):
            model.setHeaderData(column, Qt.Orientation.Horizontal, _RIGHT, Qt.ItemDataRole.TextAlignmentRole)
        for row in rows:
            cells = [QStandardItem(cell) for cell in row]
            for cell in cells:
                if cell.text().replace(",", "").isdigit():
                    cell.setTextAlignment(_RIGHT)
            model.appendRow(cells)
        for column in range(len(heads)):
            view.resizeColumnToContents(column)
        view.setCurrentIndex(QModelIndex())
