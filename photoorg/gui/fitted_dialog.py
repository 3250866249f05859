"""A dialog of a fixed width that is always as high as its wrapped lines need."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog


class FittedDialog(QDialog):
    """Give it a fixed width: Qt's own layouts fit widths, and let lines that wrap be cut."""

    def event(self, event: QEvent) -> bool:
        """Fit again whenever what is inside has changed."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def showEvent(self, event: QShowEvent) -> None:
        """Fit before it is seen."""
        self._fit()
        super().showEvent(event)

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None and self.minimumWidth() == self.maximumWidth():
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))
