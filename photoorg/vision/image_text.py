"""Texts as vectors that are alike to those of the pictures they describe: the other half of an image/text pack."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photoorg.outcomes import PhotoorgError
from photoorg.vision.bpe import BytePairs
from photoorg.vision.manifests import ImageTextManifest, TextModel
from photoorg.vision.session import Session, open_session
from photoorg.vision.wordpiece import WordPiece


class _Tokens(Protocol):
    def encode(self, text: str, longest: int) -> list[int]: ...


_KINDS: dict[str, type[WordPiece] | type[BytePairs]] = {"wordpiece": WordPiece, "bpe": BytePairs}


class TextEncoder:
    """Makes vectors of texts, on the CPU. Any thread may call."""

    def __init__(self, manifest: ImageTextManifest, session: Session, tokens: _Tokens) -> None:
        self.manifest = manifest
        self._session = session
        self._tokens = tokens

    def vector(self, text: str) -> NDArray[np.float32]:
        """What a text looks like: float32 (width,) of unit length. Raises PhotoorgError where it fails."""
        numbers = numbers_of(self._tokens, self.manifest.text, text)
        (found,) = self._session.run(numbers, (self.manifest.text.output,))
        if found.shape != (1, self.manifest.width) or not np.isfinite(found).all():
            raise PhotoorgError(
                f"The model {self.manifest.text.file} answers {_by(found.shape)} numbers to one text: "
                f"1 x {self.manifest.width} are expected."
            )
        length = float(np.linalg.norm(found))
        return (found[0] / max(length, 1e-12)).astype(np.float32)


def open_text_encoder(manifest: ImageTextManifest, folder: Path) -> TextEncoder:
    """The half of a pack that reads texts, tried. Raises PhotoorgError where it cannot be used."""
    spec = manifest.text
    try:
        lines = (folder / spec.vocabulary).read_text("utf-8").splitlines()
        tokens: _Tokens = _KINDS[spec.tokens](lines)
    except (OSError, UnicodeDecodeError) as error:
        raise PhotoorgError(f"The vocabulary {spec.vocabulary} cannot be read: {error}.") from error
    except KeyError as error:
        raise PhotoorgError(f"The vocabulary {spec.vocabulary} lacks the piece {error}.") from error
    session = open_session(folder / spec.file, numbers_of(tokens, spec, "a"), "cpu", tolerance={spec.output: 0.05})
    if spec.output not in session.shapes:
        raise PhotoorgError(f"The model {spec.file} has no output {spec.output}: {', '.join(session.shapes)}.")
    return TextEncoder(manifest, session, tokens)


def numbers_of(tokens: _Tokens, spec: TextModel, text: str) -> NDArray[np.int64]:
    """A text as its model reads it, int64 (1, longest)."""
    found = np.full((1, spec.longest), spec.padding, np.int64)
    numbers = tokens.encode(spec.prompt.format(text), spec.longest)
    found[0, : len(numbers)] = numbers
    return found


def _by(shape: tuple[int, ...]) -> str:
    return " x ".join(str(side) for side in shape)
