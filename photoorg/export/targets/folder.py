"""The target that makes the pictures, and nothing beside them."""

from __future__ import annotations

from photoorg.export.options import Chosen
from photoorg.export.targets import Target


class FolderOptions(Chosen):
    """Nothing is to be chosen."""


FOLDER = Target("folder", "Folder", "The pictures alone, in a folder.", FolderOptions)
