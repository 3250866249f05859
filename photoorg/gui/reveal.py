"""Showing a file in the system's file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

_SELECTORS = {"win32": ("explorer", "/select,"), "darwin": ("open", "-R")}


def reveal(path: str) -> bool:
    """Open the folder of a file, with the file selected where the system can. False when it could not."""
    selector = _SELECTORS.get(sys.platform)
    if selector is not None and Path(path).exists():
        program, option = selector
        return bool(QProcess.startDetached(program, [option, str(Path(path))]))
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
