"""The menus of albums, of saved searches, and of selected photos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from photoorg.gui import words

if TYPE_CHECKING:
    from photoorg.gui.shelf_model import ShelfRow
    from photoorg.gui.shelving import Shelving


def album_menu(shelving: Shelving, around: QWidget) -> QMenu:
    """Every album, and a new one, for the selected photos."""
    menu = QMenu(shelving.tr("Add to album"), around)
    for row in shelving.shelf.albums.shelf.rows:
        menu.addAction(row.name.replace("&", "&&")).triggered.connect(
            lambda *_told, row=row: shelving.add_to(row, shelving.chosen())
        )
    if menu.actions():
        menu.addSeparator()
    menu.addAction(shelving.tr("New album…")).triggered.connect(shelving.new_album)
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])
    return menu


def row_menu(shelving: Shelving, row: ShelfRow) -> QMenu:
    """What can be done with an album or a saved search."""
    view = shelving.shelf.albums if row.kind == "album" else shelving.shelf.searches
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.addAction(shelving.tr("Show")).triggered.connect(lambda: shelving.show_row(row))
    made = [menu.addAction(shelving.tr("Rename"), "F2"), menu.addAction(shelving.tr("Delete…"), "Del")]
    made[0].triggered.connect(lambda: view.rename(row))
    made[1].triggered.connect(lambda: shelving.ask_to_delete(row))
    if row.kind == "album" and len(shelving.chosen()):
        many = words.photos(len(shelving.chosen()))
        made.append(menu.addAction(shelving.tr("Add the {} selected").format(many)))
        made[-1].triggered.connect(lambda: shelving.add_to(row, shelving.chosen()))
    for action in made:
        action.setEnabled(not shelving.session.read_only)
    return menu


def photo_menu(shelving: Shelving, commands: Mapping[str, QAction]) -> QMenu:
    """What can be done with the selected photos."""
    menu = QMenu(shelving.page)
    menu.aboutToHide.connect(menu.deleteLater)
    grid = shelving.page.grid
    menu.addAction(shelving.tr("Open")).triggered.connect(lambda: grid.opened.emit(grid.current_position))
    menu.addSeparator()
    for name in ("rate", "label"):
        below = menu.addMenu({"rate": shelving.tr("Stars"), "label": shelving.tr("Label")}[name])
        below.addActions([action for key, action in commands.items() if key.startswith(f"{name}:")])
    menu.addActions([action for key, action in commands.items() if key.startswith("flag:")])
    menu.addSeparator()
    menu.addActions([commands[name] for name in ("edit_photos", "copy_tags", "paste_tags", "teach_tag")])
    menu.addSeparator()
    menu.addMenu(album_menu(shelving, menu)).setEnabled(not shelving.session.read_only)
    if shelving.shown_album:
        menu.addAction(commands["take_out"])
    menu.addSeparator()
    menu.addAction(commands["copy_paths"])
    return menu
