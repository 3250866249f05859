"""Labels for words that come from anywhere: plain text, never marks of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def wrapped(role: str, parent: QWidget, text: str = "") -> QLabel:
    """Words that go on in the next line."""
    label = QLabel(text, parent, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    if role:
        label.setProperty("role", role)
    return label


def copied(text: str, role: str) -> QLabel:
    """Words that can be copied, in a column that is as wide as it is given."""
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    if role:
        label.setProperty("role", role)
    return label
