"""What a picture looks like, by arithmetic alone: a hash to find copies by, how sharp it is, and its colours.

All of it is worked out while the picture is at hand (`prepare`); what waits to be stored are a few bytes. Choices were
measured on made variations of photos: see benchmarks/duplicates.py and docs/duplicates.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoorg.outcomes import Evidence
from photoorg.vision.colours import COLOURS, colours, shares
from photoorg.vision.kinds import Finding
from photoorg.vision.pixels import Pixels

TITLE = "photoorg's own arithmetic"
VERSION = "1"
"""Raise when the same picture must get another answer: photos are then looked at again."""

SIDE = 512
"""Sharpness is that of a picture of this short side, so that sizes can be compared."""

_HASH = "hash "
_SHARP = "sharp"
_PARTS = 10_000
_PLANE = 32
# A picture whose light varies less than this (of 255) has no look that another could share.
_FLAT = 2.0
# Differences between neighbours up to this are noise, of 255.
_NOISE = 2
_BLUR = 9
_STEP = 8
_TILES = 8
_SURE_TILES = 16
# The measure's own value for the sharpest photos: about 0.75.
_SHARPEST = 0.75

Grey = NDArray[np.int16]


def _cosines() -> NDArray[np.float32]:
    """The first 11 rows of the cosine transform of 32 numbers."""
    return np.cos(np.pi * np.outer(np.arange(11), np.arange(_PLANE) + 0.5) / _PLANE).astype(np.float32)


_COSINES = _cosines()
# The 64 slowest waves of a plane, without the constant one.
_WAVES = tuple(
    np.array(
        sorted(
            ((row, column) for row in range(11) for column in range(11) if row + column),
            key=lambda wave: (wave[0] ** 2 + wave[1] ** 2, wave),
        )[:64]
    ).T
)


def prepare(picture: Image.Image) -> Pixels:
    """What is kept of an upright RGB picture until it is stored: hash, sharpness and shares of colours, as bytes."""
    grey = _sized(picture.convert("L"))
    code = look_hash(grey)
    parts = [code is not None, round(_PARTS * sharpness(grey)), *np.rint(_PARTS * shares(picture)).astype(int)]
    numbers = np.array(parts, "<u2")
    return np.frombuffer((code or 0).to_bytes(8, "little") + numbers.tobytes(), np.uint8)


def look(prepared: Sequence[Pixels]) -> list[Finding]:
    """One finding per prepared picture: scores named "hash " and 16 digits (1), "sharp", and the colours (shares)."""
    return [Finding(_evidence(one)) for one in prepared]


def _evidence(prepared: Pixels) -> Evidence:
    data = prepared.tobytes()
    has_hash, sharp, *covered = np.frombuffer(data[8:], "<u2").tolist()
    scores = {f"{_HASH}{int.from_bytes(data[:8], 'little'):016x}": 1.0} if has_hash else {}
    scores[_SHARP] = sharp / _PARTS
    scores |= {name: share / _PARTS for name, share in zip(COLOURS, covered, strict=True) if share}
    return Evidence(scores)


@dataclass(frozen=True, slots=True)
class Looks:
    """What the evidence of this task means; see Understanding."""

    look_hash: int | None
    sharpness: float | None
    colours: int | None


NO_LOOKS = Looks(None, None, None)
"""Of a photo that this task has not looked at."""


def looks_of(scores: Mapping[str, float]) -> Looks:
    """The columns of a photo from what `look` saw. The hash is signed, as SQLite keeps whole numbers."""
    code = next((int(label.removeprefix(_HASH), 16) for label in scores if label.startswith(_HASH)), None)
    signed = None if code is None else code - (1 << 64) * (code >> 63)
    return Looks(signed, scores.get(_SHARP), colours({name: scores.get(name, 0.0) for name in COLOURS}))


def _sized(grey: Image.Image) -> Image.Image:
    """The picture with a short side of SIDE, but no side too short or too long to be measured."""
    factor = SIDE / min(grey.size)
    width, height = (max(2 * _BLUR, min(round(side * factor), 4 * SIDE)) for side in grey.size)
    return grey.resize((width, height), Image.Resampling.BILINEAR)


def look_hash(grey: Image.Image) -> int | None:
    """64 bits that copies of a picture have nearly in common: the signs of its slowest waves. None of a flat one."""
    plane = np.asarray(grey.resize((_PLANE, _PLANE), Image.Resampling.BOX), np.float32)
    if plane.std() < _FLAT:
        return None
    waves = _COSINES @ plane @ _COSINES.T
    return int.from_bytes(np.packbits(waves[_WAVES] > 0).tobytes(), "big")


def sharpness(grey: Image.Image) -> float:
    """How sharp the sharpest quarter of a picture is, 0 to 1: what a blur takes away of the steps between neighbours.

    After Crete et al., "The blur effect" (2007), on every eighth row and column of a picture as `_sized` makes it.
    """
    plane = np.asarray(grey).astype(np.int16)
    steps, lost = _steps(plane[::_STEP])
    down, lost_down = _steps(np.ascontiguousarray(plane[:, ::_STEP].T))
    steps, lost = steps + down.T, lost + lost_down.T
    samples = 2 * plane.size / _STEP / _TILES**2
    tiles = lost / (steps + samples / 4)  # the last so that a tile with nothing in it counts for nothing
    return min(1.0, float(np.sort(tiles, axis=None)[-_SURE_TILES:].mean()) / _SHARPEST)


def _steps(lines: Grey) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Along lines: the steps between neighbours, and how much of them a blur takes away; sums of 8 x 8 tiles each."""
    sums = np.cumsum(lines, axis=1, dtype=np.int32)
    blurred = ((sums[:, _BLUR:] - sums[:, :-_BLUR]) // _BLUR).astype(np.int16)
    after = np.abs(np.diff(blurred, axis=1))
    start = _BLUR // 2 + 1
    before = np.abs(np.diff(lines, axis=1))[:, start : start + after.shape[1]]
    return _tiled(before), _tiled(np.maximum(before - after - _NOISE, 0))


def _tiled(values: Grey) -> NDArray[np.int64]:
    rows, columns = (np.arange(_TILES) * side // _TILES for side in values.shape)
    return np.add.reduceat(np.add.reduceat(values, columns, axis=1, dtype=np.int64), rows, axis=0)
