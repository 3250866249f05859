"""What lists that are painted by hand have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemDelegate, QListView


def make_bare(view: QListView, delegate: QAbstractItemDelegate, name: str = "") -> None:
    """No frame and no ground; rows alike, painted by the delegate, that scroll smoothly and know the pointer."""
    view.setItemDelegate(delegate)
    view.setFrameShape(QListView.Shape.NoFrame)
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.viewport().setAutoFillBackground(False)
    if name:
        view.setAccessibleName(name)
