"""How photoorg keeps the library: when it looks, when it gives way, and what it does against loss."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from photoorg.gui.fitted_dialog import FittedDialog
from photoorg.gui.setting_rows import SettingRow, row_for, take_over
from photoorg.gui.style import MARGIN, UNIT
from photoorg.gui.words import translated
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings

# The settings of this dialog, a page each.
PAGES = (
    ("Watching", ("watch", "poll_seconds", "keep_in_tray")),
    ("Giving way", ("low_priority", "pause_on_battery", "pause_while_busy", "quiet_hours", "threads")),
    ("Safety", ("backup_hours", "backups_kept", "backup_folder", "history_mb")),
    ("Files", ("read_metadata", "max_file_mb", "seconds_per_file")),
)


class PreferencesDialog(FittedDialog):
    """`wanted` are settings to keep and use; `show_settled` tells how that went."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self._settings = Settings()
        self._asked: Settings | None = None
        self._locked = ""
        self.rows: dict[str, SettingRow] = {}
        self.pages = QTabWidget(self)
        for title, names in PAGES:
            self.pages.addTab(self._page(names), translated(title))
        self.said = QLabel(self, wordWrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.apply = QPushButton(self.tr("Apply"), self)
        buttons.addButton(self.apply, QDialogButtonBox.ButtonRole.ApplyRole)
        self.apply.setDefault(True)
        self.apply.clicked.connect(self._apply)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 4 * UNIT, 5 * UNIT, MARGIN)
        column.setSpacing(MARGIN)
        for widget in (self.pages, self.said, buttons):
            column.addWidget(widget)
        self.setFixedWidth(132 * UNIT)

    def _page(self, names: tuple[str, ...]) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(4 * UNIT, 4 * UNIT, 4 * UNIT, 4 * UNIT)
        column.setSpacing(4 * UNIT)
        for name in names:
            self.rows[name] = row = row_for(name, page)
            row.changed.connect(self._compare)
            column.addWidget(row)
        column.addStretch(1)
        return page

    def show_settings(self, settings: Settings, locked: str = "") -> None:
        """Show the settings of now; `locked` says why they cannot be changed."""
        self._settings, self._locked = settings, locked
        for name, row in self.rows.items():
            row.show_value(getattr(settings, name))
            row.setEnabled(not locked)
        self._say(locked)
        self._compare()

    @Slot(object)
    def rebase(self, settings: Settings) -> None:
        """Others have changed settings too: what is chosen here and not yet kept goes on top of theirs."""
        if settings == self._settings:
            return
        before, self._settings = self._settings, settings
        take_over(self.rows, before, settings)
        self._compare()

    def _chosen(self) -> Settings:
        changes = {name: row.value() for name, row in self.rows.items()}
        return Settings.model_validate({**self._settings.model_dump(), **changes})

    @Slot()
    def _compare(self) -> None:
        """Only what is new and possible can be applied."""
        wrong = next((row.wrong for row in self.rows.values() if row.wrong), "")
        self._say(wrong or self._locked, "danger" if wrong else "muted")
        self.apply.setEnabled(
            not wrong and not self._locked and self._asked is None and self._chosen() != self._settings
        )

    @Slot()
    def _apply(self) -> None:
        self._asked = self._chosen()
        self.apply.setEnabled(False)
        self.wanted.emit(self._asked)

    @Slot(object)
    def show_settled(self, error: Exception | None) -> None:
        """The settings are kept and used, or they are not."""
        asked, self._asked = self._asked, None
        if asked is None:
            return
        if error is None:
            self._settings = asked
        self._compare()
        if error is not None:
            known = isinstance(error, PhotoorgError)
            self._say(str(error) if known else self.tr("This did not work: the report says why."), "danger")
        elif self._chosen() == asked:
            self._say(self.tr("Done. This holds from now on."))

    def _say(self, sentence: str, role: str = "muted") -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        self.said.setProperty("role", role)
        self.said.style().polish(self.said)
