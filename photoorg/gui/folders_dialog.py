"""The library's folders: how each is kept, and what is left out of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from photoorg.gui import words
from photoorg.gui.icons import ICON_SIDE, picture
from photoorg.gui.list_dialog import Question, ask_first, column_in, roomy
from photoorg.gui.setting_rows import row_for, take_over
from photoorg.gui.style import GAP, MARGIN, UNIT, colours
from photoorg.settings import Settings

_PATH = Qt.ItemDataRole.UserRole
_ICON = Qt.ItemDataRole.UserRole + 1
_WHY = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class FolderLine:
    """A folder of the library: its photos, how it is kept, and why not better. `drawing` is the icon beside them.

    `written` says how its files are written to.
    """

    path: str
    photos: int
    kept: str
    why: str = ""
    drawing: str = "folder"
    written: str = ""


class FoldersDialog(QDialog):
    """Stays open while folders are added. `settings_wanted` are settings with other patterns."""

    add_wanted = Signal()
    look_wanted = Signal(str)
    remove_wanted = Signal(str)
    settings_wanted = Signal(object)
    write_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Folders"))
        self._settings = Settings()
        self._locked = ""
        self._asks = False
        self._lines: Sequence[FolderLine] | None = None
        self.said = QLabel(self, wordWrap=True)
        self.list = self._make_list()
        self.why = QLabel(self, wordWrap=True)
        self.why.setProperty("role", "muted")
        self.add = QPushButton(self.tr("Add…"), self)
        self.add.clicked.connect(self.add_wanted)
        self.look = QPushButton(self.tr("Look again"), self)
        self.look.clicked.connect(self._look)
        self.write = QPushButton(self.tr("Write to its files…"), self)
        self.write.clicked.connect(self._write)
        self.remove = QPushButton(self.tr("Remove from the library…"), self)
        self.remove.clicked.connect(self._remove)
        self.exclude = row_for("exclude", self)
        self.exclude.changed.connect(self._enable)
        self.apply = QPushButton(self.tr("Leave these out"), self)
        self.apply.clicked.connect(self._apply)
        self._lay_out()

    def _make_list(self) -> QTreeWidget:
        made = roomy(QTreeWidget(self), self.tr("Folders of the library"))
        made.setHeaderLabels([self.tr("Folder"), self.tr("Photos"), self.tr("How it is kept"), self.tr("Written to")])
        made.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        made.header().setStretchLastSection(False)
        for column, mode in enumerate(("Stretch", *3 * ("ResizeToContents",))):
            made.header().setSectionResizeMode(column, QHeaderView.ResizeMode[mode])
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        made.currentItemChanged.connect(self._enable)
        return made

    def _lay_out(self) -> None:
        deeds = QHBoxLayout()
        deeds.setSpacing(GAP)
        for button in (self.add, self.look, self.write, self.remove):
            button.setAutoDefault(False)
            deeds.addWidget(button)
        deeds.addStretch(1)
        use = QHBoxLayout()
        use.addStretch(1)
        self.apply.setAutoDefault(False)
        use.addWidget(self.apply)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        column = column_in(self)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addWidget(self.why)
        column.addLayout(deeds)
        column.addSpacing(MARGIN)
        column.addWidget(self.exclude)
        column.addLayout(use)
        column.addSpacing(GAP)
        column.addWidget(buttons)
        self.resize(190 * UNIT, 125 * UNIT)

    # What is so.

    def show_folders(self, lines: Sequence[FolderLine]) -> None:
        """List the folders; the chosen one stays chosen."""
        if lines == self._lines:
            return
        self._lines = lines
        chosen = self.path
        self.said.setText(self._said_of(lines) if lines else self.tr("There is no folder in the library yet."))
        self.list.clear()
        for line in lines:
            row = QTreeWidgetItem([line.path, words.number(line.photos), line.kept, line.written])
            row.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.setData(0, _PATH, line.path)
            row.setData(0, _ICON, line.drawing)
            row.setToolTip(0, line.path)
            row.setData(0, _WHY, line.why)
            row.setToolTip(2, line.why or line.kept)
            self.list.addTopLevelItem(row)
            if line.path == chosen:
                self.list.setCurrentItem(row)
        if self.list.currentItem() is None and (first := self.list.topLevelItem(0)):
            self.list.setCurrentItem(first)
        self._draw()
        self._enable()

    def _said_of(self, lines: Sequence[FolderLine]) -> str:
        said = self.tr("photoorg looks at these folders and at all below them.")
        if any(line.written for line in lines):
            return f"{said} " + self.tr("It writes what you say to their files where you let it, and nothing else.")
        return f"{said} " + self.tr("It changes nothing in them, unless you let it write what you say to their files.")

    def show_settings(self, settings: Settings, locked: str = "") -> None:
        """Show what is left out; `locked` says why nothing can be changed."""
        self._settings, self._locked = settings, locked
        self.exclude.show_value(settings.exclude)
        self.exclude.setEnabled(not locked)
        self._enable()

    @Slot(object)
    def rebase(self, settings: Settings) -> None:
        """Others have changed settings too: what is typed here and not yet kept goes on top of theirs."""
        if settings == self._settings:
            return
        before, self._settings = self._settings, settings
        take_over({"exclude": self.exclude}, before, settings)
        self._enable()

    @Slot(object)
    def show_settled(self, error: Exception | None) -> None:
        """What is left out is kept, or (told elsewhere) not."""
        if self._asks and error is None:
            self._settings = self._settings.model_copy(update={"exclude": self.exclude.value()})
        self._asks = False
        self._enable()

    @property
    def path(self) -> str:
        """The chosen folder, or nothing."""
        item = self.list.currentItem()
        return item.data(0, _PATH) if item is not None else ""

    @Slot()
    def _enable(self) -> None:
        item = self.list.currentItem()
        self.why.setText(item.data(0, _WHY) if item is not None else "")
        self.why.setVisible(bool(self.why.text()))
        self.write.setEnabled(bool(self.path))
        for button, possible in ((self.add, True), (self.look, bool(self.path)), (self.remove, bool(self.path))):
            button.setEnabled(possible and not self._locked)
            button.setToolTip(self._locked)
        self.apply.setEnabled(not self._locked and not self._asks and self.exclude.value() != self._settings.exclude)

    def _draw(self) -> None:
        for place in range(self.list.topLevelItemCount()):
            row = self.list.topLevelItem(place)
            if row is not None:
                row.setIcon(0, _icon(row.data(0, _ICON), self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    # What is wanted.

    @Slot()
    def _look(self) -> None:
        self.look_wanted.emit(self.path)

    @Slot()
    def _write(self) -> None:
        path = self.path
        self.close()
        self.write_wanted.emit(path)

    @Slot()
    def _apply(self) -> None:
        self._asks = True
        self.apply.setEnabled(False)
        self.settings_wanted.emit(self._settings.model_copy(update={"exclude": self.exclude.value()}))

    @Slot()
    def _remove(self) -> None:
        path = self.path
        question = Question(
            self.tr("Remove a folder"),
            self.tr("Remove {} from the library?").format(path),
            self.tr(
                "Nothing on the disk is touched. Its photos are no longer shown; they wait in “Missing photos” with "
                "their tags and your words, and come back when the folder is added again."
            ),
            self.tr("Remove"),
            self.tr("Keep it"),
        )
        ask_first(self, question).clicked.connect(lambda: self.remove_wanted.emit(path))


def _icon(drawing: str, ratio: float) -> QIcon:
    made = QIcon(picture(drawing, ICON_SIDE, colours().muted, ratio))
    made.addPixmap(picture(drawing, ICON_SIDE, colours().on_accent, ratio), QIcon.Mode.Selected)
    return made
