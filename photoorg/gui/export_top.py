"""The upper part of the export dialog: which photos, by which preset, what is made, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from photoorg.export.presets import Preset
from photoorg.export.targets import TARGETS
from photoorg.gui import words
from photoorg.gui.setting_rows import note
from photoorg.gui.style import GAP, UNIT
from photoorg.gui.words import translated

_ROW = 8 * UNIT


class ExportTop(QWidget):
    """Says what a person chooses, and what they want of a preset. `put_back`: what was left out."""

    photos_chosen = Signal(bool)  # all that are shown
    put_back = Signal()
    preset_chosen = Signal(object)  # Preset
    target_chosen = Signal(str)
    folder_changed = Signal()
    save_wanted = Signal(bool)  # under a new name
    remove_wanted = Signal()
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets: Sequence[Preset] = ()
        self._problems: Sequence[str] = ()
        self.photos = self._box(self.tr("Photos"))
        self.back = self._link(self.tr("Put back"), self.put_back)
        self.left_out = QLabel(self)
        self.left_out.setProperty("role", "muted")
        self.preset = self._box(self.tr("Preset"))
        self.more = self._menu()
        self.target = self._box(self.tr("Export as"))
        self.about_preset, self.about_target = note(""), note("")
        self.folder = QLineEdit(self)
        self.folder.setAccessibleName(self.tr("Folder"))
        self.folder.setPlaceholderText(self.tr("Choose a folder"))
        self.choose = QPushButton(self.tr("Choose…"), self)
        self.choose.setAutoDefault(False)
        self.warning, self.wrong = note(""), note("")
        for label in (self.warning, self.wrong):
            label.hide()
        for one in TARGETS:
            self.target.addItem(translated(one.label), one.name)
        self._lay_out()
        self.photos.activated.connect(lambda index: self.photos_chosen.emit(bool(self.photos.itemData(index))))
        self.preset.activated.connect(self._choose_preset)
        self.target.currentIndexChanged.connect(self._choose_target)
        self.folder.textChanged.connect(self.folder_changed)
        self.choose.clicked.connect(self._choose_folder)
        self._choose_target()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4 * UNIT)
        grid.setVerticalSpacing(UNIT)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget, tuple[QWidget, ...], QLabel | None], ...] = (
            (self.tr("&Photos"), self.photos, (self.left_out, self.back), None),
            (self.tr("P&reset"), self.preset, (self.more,), self.about_preset),
            (self.tr("Export &as"), self.target, (), self.about_target),
            (self.tr("Export &to"), self.folder, (self.choose,), self.warning),
        )
        for place, (title, control, more, told) in enumerate(rows):
            label = QLabel(title, self)
            label.setBuddy(control)
            line = QHBoxLayout()
            line.setSpacing(GAP)
            control.setMinimumHeight(6 * UNIT)
            line.addWidget(control, 1 if control is self.folder else 0)
            for widget in more:
                line.addWidget(widget)
            if control is not self.folder:
                line.addWidget(told or QLabel(self), 1)
            elif told is not None:
                grid.addWidget(told, 2 * place + 1, 1)
            grid.addWidget(label, 2 * place, 0)
            grid.addLayout(line, 2 * place, 1)
            grid.setRowMinimumHeight(2 * place, _ROW)
        grid.addWidget(self.wrong, 2 * len(rows), 1)

    def _box(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setMinimumWidth(48 * UNIT)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return box

    def _link(self, text: str, does: SignalInstance) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("role", "link")
        button.setAutoDefault(False)
        button.clicked.connect(does)
        return button

    def _menu(self) -> QToolButton:
        button = QToolButton(self)
        button.setText("⋯")
        button.setProperty("role", "quiet")
        button.setAccessibleName(self.tr("What can be done with the preset"))
        button.setToolTip(button.accessibleName())
        menu = QMenu(button)
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        menu.addAction(self.tr("Save as a new preset…")).triggered.connect(lambda: self.save_wanted.emit(True))
        self.save = menu.addAction("")
        self.save.triggered.connect(lambda: self.save_wanted.emit(False))
        self.remove = menu.addAction("")
        self.remove.triggered.connect(self.remove_wanted)
        self.file = menu.addAction(self.tr("Show its file"))
        self.file.triggered.connect(self.file_wanted)
        return button

    # What is shown.

    def show_photos(self, chosen: int, shown: int, *, whole: bool, left_out: int) -> None:
        """Which photos it may be, which it is (`whole`: all that are shown), and how many of them are left out."""
        self.photos.clear()
        if chosen:
            self.photos.addItem(self.tr("{} selected").format(words.photos(chosen)), False)
        self.photos.addItem(self.tr("All {} shown").format(words.photos(shown)), True)
        self.photos.setCurrentIndex(self.photos.findData(whole))
        self.left_out.setText(self.tr("{} left out").format(words.number(left_out)))
        for widget in (self.left_out, self.back):
            widget.setVisible(bool(left_out))

    def show_presets(self, presets: Sequence[Preset], name: str) -> None:
        """The presets that there are, with one of them chosen."""
        self._presets = presets
        self.preset.clear()
        for one in presets:
            self.preset.addItem(translated(one.label), one.name)
        self.preset.setCurrentIndex(max(0, self.preset.findData(name)))
        self.show_changed(changed=False)

    def tell_problems(self, problems: Sequence[str]) -> None:
        """What is wrong with the files of presets."""
        self._problems = problems

    def tell_wrong(self, sentence: str) -> None:
        """What is wrong with the preset that is chosen, beside what is with the others."""
        said = [*self._problems, sentence] if sentence else self._problems
        self.wrong.setText("\n".join(said))
        self.wrong.setVisible(bool(said))

    @property
    def current(self) -> Preset | None:
        """The preset that is chosen; something else may have been chosen since."""
        place = self.preset.currentIndex()
        return self._presets[place] if 0 <= place < len(self._presets) else None

    def show_changed(self, *, changed: bool) -> None:
        """Whether something else is chosen than the preset says."""
        preset = self.current
        if preset is None:
            return
        told = self.tr("Changed: {}").format(translated(preset.doc)) if changed else translated(preset.doc)
        self.about_preset.setText(told)
        self.save.setText(self.tr("Save what is changed in “{}”").format(preset.label))
        self.save.setEnabled(changed)
        self.remove.setText(self.tr("Delete “{}”").format(preset.label))
        self.remove.setEnabled(preset.own)
        self.file.setEnabled(preset.own)

    def show_folder(self, folder: str) -> None:
        """Where to."""
        self.folder.setText(folder)

    def warn(self, sentence: str) -> None:
        """What is to be known of the folder, or nothing."""
        self.warning.setText(sentence)
        self.warning.setVisible(bool(sentence))

    def show_target(self, name: str) -> None:
        """What is made."""
        self.target.setCurrentIndex(max(0, self.target.findData(name)))

    # What a person chooses.

    @property
    def target_name(self) -> str:
        """What is made, by its name."""
        return self.target.currentData()

    @property
    def place(self) -> Path | None:
        """The folder; None where none is chosen."""
        text = self.folder.text().strip()
        return Path(text).expanduser() if text else None

    @Slot(int)
    def _choose_preset(self, place: int) -> None:
        self.preset_chosen.emit(self._presets[place])

    @Slot()
    def _choose_target(self, *_index: int) -> None:
        self.about_target.setText(translated(TARGETS[self.target.currentIndex()].doc))
        self.target_chosen.emit(self.target_name)

    @Slot()
    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Put the files into"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)
