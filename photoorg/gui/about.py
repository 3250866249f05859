"""What the About box says."""

from __future__ import annotations

import platform

import PySide6

from photoorg import __version__
from photoorg.gui.words import translated


def about() -> str:
    """Version, and what the models run on."""
    # Loaded only here: it brings the models' runtime.
    from photoorg.vision.session import available_providers  # noqa: PLC0415

    best = next(line.provider.label for line in available_providers() if line.offered)
    said = translated("Finds out what is in your photos, on this machine alone.")
    runs = translated("Models run on: {}").format(best)
    return (
        f"<h3>photoorg {__version__}</h3><p>{said}</p><p>{runs}<br>"
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}</p>"
    )
