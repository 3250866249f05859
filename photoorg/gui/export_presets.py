"""The presets of the export dialog: shown, chosen, saved as a person's own, and deleted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from photoorg.export.presets import name_for, presets, remove_preset, save_preset
from photoorg.gui.export_dialog import ExportDialog
from photoorg.gui.name_dialog import NameDialog
from photoorg.gui.reveal import reveal
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home


class ExportPresets(QObject):
    """Keeps the dialog and the files of presets in step."""

    def __init__(self, home: Home, dialog: ExportDialog) -> None:
        super().__init__(dialog)
        self._home, self._dialog = home, dialog
        self.name = NameDialog(dialog)
        self.name.named.connect(self._save_as)
        top = dialog.top
        top.save_wanted.connect(self._save)
        top.remove_wanted.connect(self._remove)
        top.file_wanted.connect(self._show_file)

    def load(self, name: str) -> None:
        """Show the presets that there are, with one of them chosen."""
        found, problems = presets(self._home)
        top = self._dialog.top
        top.show_presets(found, name)
        top.tell_problems(problems)
        if (preset := top.current) is not None:
            self._dialog.show_preset(preset)

    @Slot(bool)
    def _save(self, new: bool) -> None:
        current = self._dialog.top.current
        if not new and current is not None:
            self._keep(current.name, current.label, current.doc)
            return
        hint = self.tr("All that is chosen is kept, but the photos and the folder.")
        taken = [one.label for one in presets(self._home)[0]]
        self.name.ask(self.tr("Save as a preset"), self.tr("Save"), hint, taken)

    @Slot(str)
    def _save_as(self, label: str) -> None:
        self._keep(name_for(label), label, "")

    def _keep(self, name: str, label: str, doc: str) -> None:
        try:
            save_preset(self._home, self._dialog.preset(name, label, doc))
        except PhotoorgError as error:
            self._dialog.foot.refuse(str(error))
        else:
            self.load(name)

    @Slot()
    def _remove(self) -> None:
        if (current := self._dialog.top.current) is None:
            return
        try:
            stays = remove_preset(self._home, current.name)
        except PhotoorgError as error:
            self._dialog.foot.refuse(str(error))
        else:
            self.load(current.name if stays else "web")

    @Slot()
    def _show_file(self) -> None:
        if (current := self._dialog.top.current) is not None:
            reveal(str(self._home.root / "presets" / f"{current.name}.json"))
