"""Pictures between Pillow, files and Qt. Safe in any thread: only QImage, no QPixmap."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath


def to_qimage(picture: Image.Image) -> QImage:
    """A Pillow picture (RGB) as an image of Qt's with memory of its own."""
    width, height = picture.size
    data = picture.tobytes()
    return QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def read_scaled(path: Path, side: int) -> QImage | None:
    """An image file with its long side at most `side` pixels; None where there is none that can be read."""
    reader = QImageReader(str(path))
    size = reader.size()
    if not size.isValid():
        return None
    if max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    return None if image.isNull() else image


def rounded(image: QImage, radius: float) -> QImage:
    """The image with round corners, so that painting it is one blit."""
    made = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(image.rect()), radius, radius)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(outline)
    painter.drawImage(0, 0, image)
    painter.end()
    return made
