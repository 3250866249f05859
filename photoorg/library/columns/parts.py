"""THE table of parts that are kept as they are; columns of fields and states are parts too, made of their SQL."""

from __future__ import annotations

from photoorg.library.columns.loading import folders
from photoorg.library.columns.looks import LOOKS
from photoorg.library.columns.part import Part
from photoorg.library.columns.seen import CLASSES
from photoorg.library.columns.sketches import SKETCH

FOLDERS = "folders"

PARTS: dict[str, Part] = {part.name: part for part in (Part(FOLDERS, 2, "bag", folders), CLASSES, SKETCH, LOOKS)}
