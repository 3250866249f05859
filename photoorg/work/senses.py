"""What searching asks of the models, with the models: they are loaded when they are first asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from photoorg.library.senses import Meaning
from photoorg.media.limits import Limits
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home, load_settings
from photoorg.work.meaning import meaning_of, prepare

if TYPE_CHECKING:
    from photoorg.vision.image_text import TextEncoder
    from photoorg.vision.tasks import OpenTask


class ModelSenses:
    """`library.senses.Senses` by the bundled models, and by a pack for images and texts where one is installed.

    Any thread may ask. The first answer takes the time of loading a model.
    """

    def __init__(self, home: Home, provider: str, limits: Limits) -> None:
        self._home = home
        self._provider = provider
        self._limits = limits
        self._lock = threading.Lock()
        self._classifier: OpenTask | None = None
        self._texts: TextEncoder | None = None

    def meaning(self, text: str, *, by_words: bool = False) -> Meaning:
        """What a text means: by a pack for images and texts where one is installed, else, or `by_words`, by the words.

        Raises PhotoorgError where no model for words can be used.
        """
        encoder = None if by_words else self._encoder()
        if encoder is not None:
            one = encoder.manifest
            return Meaning(text, vector=encoder.vector(text), task=one.name, cutoff=one.cutoff, sure=one.sure)
        return meaning_of(text, self._home.cache)

    def prepare(self, go_on: Callable[[], bool]) -> None:
        """Load what the first `meaning` would wait for. `go_on` is asked now and then. Raises as that does."""
        if self._encoder() is None:
            prepare(self._home.cache, go_on)

    def sketch(self, path: Path) -> NDArray[np.int8]:
        """What the photo in a file looks like, as the library keeps it of its own photos.

        Decodes the photo and runs the classifier: a fraction of a second. Raises MediaError where the photo cannot be
        read, PhotoorgError where the model cannot be used.
        """
        from photoorg.media.helper import read_photo  # noqa: PLC0415 - the decoders are slow to import

        task = self._opened()
        picture = read_photo(path, limits=self._limits, short=task.task.side).picture
        (found,) = task.look([task.prepare(picture)])
        if found.sketch is None:
            raise PhotoorgError(f"The model {task.model} makes nothing that photos can be compared by.")
        return found.sketch

    def _encoder(self) -> TextEncoder | None:
        """What reads texts in the pack that is installed and not switched off now; None where there is none."""
        if not self._home.models.is_dir():
            return None
        from photoorg.vision.own import open_own, open_texts, own_packs  # noqa: PLC0415 - as below

        off = load_settings(self._home).skip_tasks
        with self._lock:
            wanted = next((one for one in own_packs(self._home.models) if one.name not in off), None)
            if wanted is None:
                self._texts = None
            elif self._texts is None or self._texts.manifest != wanted:
                self._texts = open_texts(open_own(self._home.models, wanted.name))
            return self._texts

    def _opened(self) -> OpenTask:
        # The models' libraries are slow to import, and few ask.
        from photoorg.vision.tasks import CLASSIFIER, open_task  # noqa: PLC0415

        with self._lock:
            if self._classifier is None:
                self._classifier = open_task(CLASSIFIER, self._provider)
            return self._classifier
