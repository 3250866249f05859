"""What the About box says."""

from __future__ import annotations

import platform

import PySide6

from photoorg import __version__
from photoorg.gui.words import translated


def processors() -> list[str]:
    """What the models' runtime offers to run them on. Half a second the first time: not for the window's thread."""
    try:
        from photoorg.vision.session import available_providers  # noqa: PLC0415 - it brings the runtime
    except ImportError:
        return []
    return [line.provider.label for line in available_providers() if line.offered]


def about(offered: list[str]) -> str:
    """Version, and what the models can run on."""
    said = translated("Finds out what is in your photos, on this machine alone.")
    runs = translated("Offered to the models: {}").format(", ".join(offered) or translated("nothing"))
    return (
        f"<h3>photoorg {__version__}</h3><p>{said}</p><p>{runs}<br>"
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}</p>"
    )
