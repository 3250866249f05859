"""Pictures between Pillow, files and Qt. Safe in any thread: only QImage, no QPixmap."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
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


def centred(box: QRect, size: QSize) -> QPoint:
    """Where the top left corner of something goes that is to lie in the middle of a box."""
    return box.topLeft() + QPoint((box.width() - size.width()) // 2, (box.height() - size.height()) // 2)


def greyed(image: QImage) -> QImage:
    """The image without its colours: of what is not there now."""
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def warm_up() -> None:
    """Use once all that threads use here. To be called before any thread is started.

    The bindings (PySide6 6.11, `Shiboken::String::checkPath`) fill a C++ static while they import Python code, in the
    first call of `QImage(size, format)` and its like. Two threads that come there at once wait for each other for ever:
    one has the static's lock and wants Python's, the other the other way round.
    """
    image = to_qimage(Image.new("RGB", (2, 2)))
    with TemporaryDirectory() as folder:
        path = Path(folder, "warm_up.png")
        image.save(str(path))
        rounded(greyed(read_scaled(path, 1) or image), 1.0)
