"""The window as it was left: how its parts are put back, and what is read off them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray

from photoorg.gui.memory import Memory, recall, remember
from photoorg.settings import Home

if TYPE_CHECKING:
    from photoorg.gui.window import MainWindow


def recall_window(window: MainWindow, home: Home) -> None:
    """Put a window back as it was left."""
    memory = recall(home)
    if memory.geometry:
        window.restoreGeometry(QByteArray(base64.b64decode(memory.geometry)))
    window.page.grid.set_zoom(memory.zoom)
    window.page.search.set_order(memory.sort, memory.ascending)
    window.commands["show_names"].setChecked(memory.names)
    window.commands["show_sidebar"].setChecked(memory.sidebar)
    window.page.want_sidebar(memory.sidebar)
    window.page.sidebar_width = memory.sidebar_width
    window.page.sidebar.close_sections(memory.closed)
    window.viewer.info.setChecked(memory.facts)
    window.staying.is_told = memory.tray_told
    window.quick.recall(memory.quick_tags, shown=memory.quick_shown)
    window.exporting.recall(memory)


def remember_window(window: MainWindow, home: Home) -> None:
    """Keep how a window is for the next start."""
    question = window.page.search.question
    preset, folder = window.exporting.remembered
    memory = Memory(
        geometry=base64.b64encode(window.saveGeometry().data()).decode(),
        zoom=window.page.grid.zoom,
        names=window.commands["show_names"].isChecked(),
        sort=question.sort,
        ascending=question.ascending,
        sidebar=window.commands["show_sidebar"].isChecked(),
        sidebar_width=window.page.sidebar.width(),
        closed=window.page.sidebar.closed,
        facts=window.viewer.info.isChecked(),
        tray_told=window.staying.is_told,
        quick_tags=window.quick.names,
        quick_shown=window.commands["show_quick_tags"].isChecked(),
        export_preset=preset,
        export_folder=folder,
    )
    remember(home, memory)
