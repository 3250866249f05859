"""What words mean, for searching: joins the language of `vision` to what the library asks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoorg.library.senses import Meaning
from photoorg.outcomes import PhotoorgError


def meaning_of(text: str, cache: Path | None = None) -> Meaning:
    """What a text means, by the bundled model for texts, which is opened by the first call.

    `cache`: the folder to keep the vectors of all things in. Raises PhotoorgError where the model cannot be used.
    """
    from photoorg.vision.language import understand  # noqa: PLC0415 - onnxruntime is slow to import, and few ask

    found = understand(text, cache)
    return Meaning(text, found.exact, found.concepts, cutoff=found.cutoff, sure=found.sure)


class WordSenses:
    """`library.senses.Senses` for words alone. Any thread may ask."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache

    def meaning(self, text: str) -> Meaning:
        """What a text means; see `meaning_of`."""
        return meaning_of(text, self._cache)

    def sketch(self, path: Path) -> NDArray[np.int8]:
        """Raises PhotoorgError: words alone are understood here."""
        raise PhotoorgError(f"What {path.name} looks like is not asked here.")
