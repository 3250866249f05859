"""What dialogs with a list have in common: how the list looks, how they are laid out, and how they ask first."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton, QTreeView, QVBoxLayout, QWidget

from photoorg.gui.style import GAP, MARGIN, UNIT

View = TypeVar("View", bound=QTreeView)


def roomy(view: View, name: str) -> View:
    """The same view as a flat list of high rows, called so by screen readers."""
    view.setAccessibleName(name)
    view.setProperty("role", "roomy")
    view.setRootIsDecorated(False)
    view.setUniformRowHeights(True)
    view.setAllColumnsShowFocus(True)
    return view


def column_in(dialog: QDialog) -> QVBoxLayout:
    """The layout of a dialog: what it shows from the top down."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(5 * UNIT, 4 * UNIT, 5 * UNIT, MARGIN)
    column.setSpacing(GAP)
    return column


class Question(NamedTuple):
    """What is asked before something is done: in bold, what follows from it, and the words on the two buttons."""

    title: str
    text: str
    told: str
    yes: str
    no: str
    destroys: bool = False


def ask_first(parent: QWidget, question: Question) -> QPushButton:
    """Ask, and return the button whose click says yes. Enter and Escape say no."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, question.title, question.text, parent=parent)
    box.setInformativeText(question.told)
    role = QMessageBox.ButtonRole
    yes = box.addButton(question.yes, role.DestructiveRole if question.destroys else role.AcceptRole)
    no = box.addButton(question.no, role.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return yes
