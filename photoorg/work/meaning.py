"""What words mean, for searching: joins the language of `vision` to what the library asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from photoorg.library.senses import Meaning


def meaning_of(text: str, cache: Path | None = None) -> Meaning:
    """What a text means, by the bundled model for texts, which is opened by the first call.

    `cache`: the folder to keep the vectors of all things in. Raises PhotoorgError where the model cannot be used.
    """
    from photoorg.vision.language import understand  # noqa: PLC0415 - onnxruntime is slow to import, and few ask

    found = understand(text, cache)
    return Meaning(text, found.exact, found.concepts, cutoff=found.cutoff, sure=found.sure)


def prepare(cache: Path | None, go_on: Callable[[], bool]) -> None:
    """Do beforehand what the first `meaning_of` would do, some seconds once; `go_on` is asked now and then."""
    from photoorg.vision.language import prepare as prepare_language  # noqa: PLC0415 - as above

    prepare_language(cache, go_on)
