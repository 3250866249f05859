"""The toolkit itself is fit for use on this Python."""

from __future__ import annotations

import sys

from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

PAINTS = 3000


def test_calls_that_return_nothing_keep_none_alive(qapp: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to None in each such call, and the interpreter dies of it."""
    image, pixmap = QImage(16, 16, QImage.Format.Format_RGB32), QPixmap(8, 8)
    before = sys.getrefcount(None)
    painter = QPainter(image)
    for _ in range(PAINTS):
        painter.setPen(QColor("red"))
        painter.drawPixmap(0, 0, pixmap)
        qapp.processEvents()
    painter.end()
    assert sys.getrefcount(None) > before - PAINTS / 10
