"""What an export knows of each of its photos: made by the library, for the targets."""

from __future__ import annotations

from photoorg.library.exporting import Entry

__all__ = ["Entry"]
