"""What the window remembers between two starts: a small file beside the library."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from photoorg import durable
from photoorg.library.search import BEST_MATCH
from photoorg.settings import Home

log = logging.getLogger(__name__)


class Memory(BaseModel):
    """The window as it was left. `geometry` is Qt's own, base64."""

    geometry: str = ""
    zoom: int = 3
    names: bool = False
    sort: str = BEST_MATCH
    ascending: bool | None = None
    sidebar: bool = True
    sidebar_width: int = 232
    closed: list[str] = Field(default_factory=list[str])  # sections of the panel
    facts: bool = True
    tray_told: bool = False
    quick_tags: list[str] = Field(default_factory=list[str])  # of the keys 1 to 9
    quick_shown: bool = False
    export_preset: str = "web"
    export_folder: str = ""


def recall(home: Home) -> Memory:
    """What was remembered; nothing is lost when it cannot be read."""
    try:
        return Memory.model_validate_json(_file(home).read_bytes())
    except (OSError, ValidationError):
        return Memory()


def remember(home: Home, memory: Memory) -> None:
    """Keep it for the next start."""
    try:
        durable.write(_file(home), json.dumps(memory.model_dump(), indent=2).encode())
    except OSError as error:
        log.info("The window's place is not remembered: %s", error)


def _file(home: Home) -> Path:
    return home.root / "window.json"
