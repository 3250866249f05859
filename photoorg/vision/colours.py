"""The colours of a picture, in the few words that people use for them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COLOURS = (
    "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown", "white", "grey", "black",
)  # fmt: skip
"""What may be said of a picture. Its set of colours is a number: bit 0 is red."""

# Of each colour what it may look like; any other is called as the nearest of them is, as the eye sees distance (Lab).
_EXAMPLES = {
    "red": (0xC81E28, 0x96141E, 0xE63C32, 0x6E1014, 0xFF0000),
    "orange": (0xF08C1E, 0xFF7814, 0xE6963C, 0xF5A55A, 0xD26E1E),
    "yellow": (0xF5DC28, 0xFAF08C, 0xE6C83C, 0xC8B432, 0xFFFF00),
    "green": (0x289632, 0x145A1E, 0x78B43C, 0x50783C, 0x96C878, 0x465528, 0x00FF00),
    "teal": (0x149696, 0x0F6464, 0x50C8C8, 0x8CDCD2, 0x00FFFF),
    "blue": (0x1E50C8, 0x142D78, 0x5096E6, 0x96C3F0, 0x3C6496, 0x0000FF),
    "purple": (0x7828A0, 0x501464, 0xA064C8, 0xC8A0E6, 0x6446A0),
    "pink": (0xF082B4, 0xFAB4C8, 0xE63C96, 0xD26E8C, 0xFF00FF),
    "brown": (0x78461E, 0x502D14, 0xA0693C, 0xC89B6E, 0x967850, 0x3C2819, 0xD2B48C),
    "white": (0xFFFFFF, 0xEBEBEB, 0xF5F0E6, 0xE6EBF5),
    "grey": (0xB4B4B4, 0x828282, 0x5A5A5A, 0xA09B96, 0x8C96A0),
    "black": (0x000000, 0x191919, 0x0F0F19, 0x231914),
}
_SIDE = 64
# A colour that covers this share of a picture is one of its colours.
_ENOUGH = 0.12


def shares(picture: Image.Image) -> NDArray[np.float64]:
    """What share of an RGB picture each colour covers: float64 (12,), in the order of COLOURS."""
    seen = np.asarray(picture.resize((_SIDE, _SIDE), Image.Resampling.NEAREST), np.uint16) >> 3
    codes = seen[..., 0] << 10 | seen[..., 1] << 5 | seen[..., 2]
    return np.bincount(_names()[codes].ravel(), minlength=len(COLOURS)) / codes.size


def colours(covered: dict[str, float]) -> int:
    """The colours of a picture as a set of bits, by what share of it each one covers."""
    return sum(1 << place for place, name in enumerate(COLOURS) if covered.get(name, 0.0) >= _ENOUGH)


@lru_cache(maxsize=1)
def _names() -> NDArray[np.uint8]:
    """The place in COLOURS of each colour by five bits of red, green and blue: uint8 (32768,)."""
    codes = np.arange(1 << 15)
    every = np.stack([codes >> 10, codes >> 5 & 31, codes & 31], axis=-1) * 8 + 4
    known = [(COLOURS.index(name), example) for name, examples in _EXAMPLES.items() for example in examples]
    named = _lab(np.array([[example >> 16, example >> 8 & 255, example & 255] for _, example in known]))
    places = np.array([place for place, _ in known], np.uint8)
    return places[((_lab(every)[:, None] - named) ** 2).sum(-1).argmin(1)]


def _lab(rgb: NDArray[np.int64]) -> NDArray[np.float64]:
    """CIE Lab of sRGB colours: (n, 3) of 0 to 255."""
    part = rgb / 255
    linear = np.where(part > 0.04045, ((part + 0.055) / 1.055) ** 2.4, part / 12.92)
    xyz = linear @ np.array([[0.4339, 0.2126, 0.0177], [0.3763, 0.7152, 0.1095], [0.1899, 0.0722, 0.8729]])
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = root.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
