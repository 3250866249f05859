"""What searching asks of the models, with the models: they are loaded when they are first asked."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from photoorg.library.senses import Meaning
from photoorg.media.limits import Limits
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

if TYPE_CHECKING:
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

    def meaning(self, text: str) -> Meaning:
        """What a text means. Raises PhotoorgError where no model for words can be used."""
        raise PhotoorgError(f"What '{text}' means cannot be told: there is no model for words yet.")

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

    def _opened(self) -> OpenTask:
        # The models' libraries are slow to import, and few ask.
        from photoorg.vision.tasks import CLASSIFIER, open_task  # noqa: PLC0415

        with self._lock:
            if self._classifier is None:
                self._classifier = open_task(CLASSIFIER, self._provider)
            return self._classifier
