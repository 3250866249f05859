"""The command that exports photos. What it needs is loaded when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from photoorg.app import App
    from photoorg.gui.export_desk import ExportDesk
    from photoorg.gui.memory import Memory
    from photoorg.gui.window import MainWindow


class Exporting(QObject):
    """`export_photos` is a command. `remembered` are the preset and the folder that were used last."""

    def __init__(self, app: App, window: MainWindow) -> None:
        super().__init__(window)
        self._app, self._window = app, window
        self._remembered = ("web", "")
        self._desk: ExportDesk | None = None

    @property
    def desk(self) -> ExportDesk:
        """What does it, made when it is first asked for: a window is up sooner without."""
        if self._desk is None:
            from photoorg.gui.export_desk import ExportDesk  # noqa: PLC0415 - as above

            self._desk = ExportDesk(self._app, self._window, *self._remembered)
        return self._desk

    @Slot()
    def export_photos(self) -> None:
        """Make files of the open photo, those selected, or all that are shown."""
        self.desk.show()

    def recall(self, memory: Memory) -> None:
        """As it was left."""
        self._remembered = (memory.export_preset, memory.export_folder)

    @property
    def remembered(self) -> tuple[str, str]:
        """For the next start."""
        return self._desk.remembered if self._desk else self._remembered

    def hide(self) -> None:
        """The window goes out of sight; what is being exported goes on."""
        if self._desk is not None:
            self._desk.dialog.hide()

    def close(self) -> None:
        """The window closes."""
        if self._desk is not None:
            self._desk.close()
