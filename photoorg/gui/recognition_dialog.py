"""What photoorg looks for, how sure it must be to say so, and how it says it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialogButtonBox, QFrame, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from photoorg.gui.fitted_dialog import FittedDialog
from photoorg.gui.setting_rows import note, row_for, take_over
from photoorg.gui.style import GAP, MARGIN, UNIT
from photoorg.gui.task_offers import TaskOffer
from photoorg.gui.task_rows import TaskRows
from photoorg.gui.words import translated
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings

# The settings of this dialog, under their headings.
GROUPS = (
    ("Tags", ("target_precision", "hold_changes")),
    ("Sensitive photos", ("sensitive_from", "tag_sensitive")),
    ("Descriptions", ("language",)),
)


class RecognitionDialog(FittedDialog):
    """Stays open beside the photos, so that the effect is seen. `wanted` are settings to keep and use."""

    wanted = Signal(object)
    language_chosen = Signal(str)  # and kept

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Recognition"))
        self._settings = self._asked = Settings()
        self._locked = ""
        self.tasks = TaskRows(self)
        self.tasks.changed.connect(self._compare)
        self.rows = {name: row_for(name, self) for _, names in GROUPS for name in names}
        for row in self.rows.values():
            row.changed.connect(self._compare)
        self.said = QLabel(self, wordWrap=True)
        self.bar = QProgressBar(self, textVisible=False, minimum=0, maximum=0)
        self.bar.setProperty("role", "thin")
        self.bar.setFixedHeight(UNIT)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.apply = QPushButton(self.tr("Apply"), self)
        buttons.addButton(self.apply, QDialogButtonBox.ButtonRole.ApplyRole)
        self.apply.setDefault(True)
        self.apply.clicked.connect(self._apply)
        buttons.rejected.connect(self.close)
        self._lay_out(buttons)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(5 * UNIT, 4 * UNIT, 5 * UNIT, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(_heading(self.tr("What to look for")))
        column.addWidget(self.tasks)
        for heading, names in GROUPS:
            column.addSpacing(GAP)
            column.addWidget(_heading(translated(heading)))
            for name in names:
                column.addWidget(self.rows[name])
        column.addSpacing(GAP)
        line = QFrame(self)
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        for widget in (line, self.said, self.bar, buttons):
            column.addWidget(widget)
        column.addStretch(1)
        self.setFixedWidth(120 * UNIT)
        self._say(
            self.tr("Tags are worked out from what was seen already. Photos are read again only for what is new.")
        )

    def show_settings(self, settings: Settings, locked: str = "") -> None:
        """Show the settings of now; `locked` says why they cannot be changed."""
        self._settings, self._locked = settings, locked
        self.apply.setToolTip(locked)
        self.tasks.show_skipped(settings.skip_tasks)
        for name, row in self.rows.items():
            row.show_value(getattr(settings, name))
        self._compare()

    def rebase(self, settings: Settings) -> None:
        """Others have changed settings too: what is chosen here and not yet kept goes on top of theirs."""
        if settings == self._settings:
            return
        before, self._settings = self._settings, settings
        take_over(self.rows, before, settings)
        if self.tasks.skipped == before.skip_tasks != settings.skip_tasks:
            self.tasks.show_skipped(settings.skip_tasks)
        if before.language != settings.language:
            self.language_chosen.emit(settings.language)
        self._compare()

    @Slot(object)
    def show_tasks(self, offers: tuple[TaskOffer, ...]) -> None:
        """The tasks there are."""
        self.tasks.show_tasks(offers)
        self._compare()

    @Slot(object)
    def show_settled(self, error: Exception | None) -> None:
        """The settings are kept and used, or they are not."""
        if self.bar.isHidden():
            return  # it was not this dialog that asked
        self.bar.hide()
        if error is not None:
            known = isinstance(error, PhotoorgError)
            self._say(str(error) if known else self.tr("This did not work: the report says why."), "danger")
            self.apply.setEnabled(True)
            return
        before, self._settings = self._settings, self._asked
        new = set(before.skip_tasks) - set(self._settings.skip_tasks)
        if before.language != self._settings.language:
            self.language_chosen.emit(self._settings.language)
        self._say(self.tr("Done. Photos are now looked at for what is new.") if new
                  else self.tr("Done. The tags follow these settings now."))  # fmt: skip
        self._compare()

    def _chosen(self) -> Settings:
        changes = {name: row.value() for name, row in self.rows.items()}
        return Settings.model_validate({**self._settings.model_dump(), **changes, "skip_tasks": self.tasks.skipped})

    @Slot()
    def _compare(self) -> None:
        """Only what is new can be applied."""
        self.apply.setEnabled(not self._locked and self.bar.isHidden() and self._chosen() != self._settings)

    @Slot()
    def _apply(self) -> None:
        self.apply.setEnabled(False)
        self.bar.show()
        self._say(self.tr("Working out the tags anew…"))
        self._asked = self._chosen()  # more may be chosen before this is settled
        self.wanted.emit(self._asked)

    def _say(self, sentence: str, role: str = "muted") -> None:
        self.said.setText(sentence)
        self.said.setProperty("role", role)
        self.said.style().polish(self.said)


def _heading(text: str) -> QLabel:
    label = note(text)
    label.setProperty("role", "heading")
    return label
