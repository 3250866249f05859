"""A picture that is open and not yet decoded: what every format's opener hands on."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any, TypeAlias

from PIL import Image

from photoorg.media.limits import Limits

EXIF_IFD = 0x8769
GPS_IFD = 0x8825
ORIENTATION = 0x0112

_LARGEST_XMP = 8 << 20
_NOISE = ("ignore", None, Warning, re.compile(r"(PIL|pillow_heif|pillow_jxl|rawpy)\b"), 0)


@dataclass(frozen=True, slots=True)
class Tags:
    """EXIF by tag number: the main directory, the camera's, and the GPS one. Values are as hostile as the file."""

    main: Mapping[int, Any] = field(default_factory=dict[int, Any])
    photo: Mapping[int, Any] = field(default_factory=dict[int, Any])
    gps: Mapping[int, Any] = field(default_factory=dict[int, Any])

    @property
    def orientation(self) -> int:
        """1 to 8 as EXIF counts them; 1 when absent or nonsense."""
        value = self.main.get(ORIENTATION)
        return value if isinstance(value, int) and 1 <= value <= 8 else 1


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture and what is known before its pixels are.

    `size` is (width, height) in pixels before any reduction. `turned` says that the decoder applies the orientation
    itself: then `size` is upright and nothing is left to do. `bytes_each` is the memory that the format's decoder
    takes for each pixel, beyond Pillow's own.
    """

    image: Image.Image
    size: tuple[int, int]
    tags: Tags
    xmp: bytes = b""
    turned: bool = False
    bytes_each: float = 0

    @property
    def upright_size(self) -> tuple[int, int]:
        """(width, height) in pixels as a person sees the picture."""
        sideways = not self.turned and self.tags.orientation >= 5
        return (self.size[1], self.size[0]) if sideways else self.size


Opener: TypeAlias = Callable[[bytes, Limits], Opened]
"""Opens a whole file; cheap, except where a format's library knows no other way than to decode at once."""


def pillow_opener(plugin: str, *, turned: bool = False, bytes_each: float = 0) -> Opener:
    """An opener that uses a Pillow plugin, named "module:class".

    The class itself is called, for `Image.open` asks every plugin in turn, picks by its own rules, and brings a
    limit of its own that can only be set for the whole process.
    """
    module, name = plugin.split(":")

    def opener(data: bytes, limits: Limits) -> Opened:  # noqa: ARG001 - decodes nothing yet; the caller checks
        image = getattr(import_module(module), name)(io.BytesIO(data))
        return Opened(image, image.size, tags_of(image), xmp_of(image), turned, bytes_each)

    return opener


def tags_of(image: Image.Image) -> Tags:
    """EXIF of an open picture; empty where it is absent or garbage.

    Pillow's own for PNG would decode all pixels first, however many, in case EXIF comes behind them: see `complete`.
    """
    try:
        return tags_in(Image.Image.getexif(image))
    except Exception:  # noqa: BLE001 - a parser fed with garbage may raise anything, and metadata is never vital
        return Tags()


def tags_from(data: bytes) -> Tags:
    """EXIF of a block that starts as a TIFF file does; empty where it is garbage."""
    try:
        exif = Image.Exif()
        exif.load(data)
        return tags_in(exif)
    except Exception:  # noqa: BLE001 - as above
        return Tags()


def tags_in(exif: Image.Exif) -> Tags:
    """The three directories of `exif`; a directory that is garbage is empty."""
    return Tags(dict(exif), _directory(exif, EXIF_IFD), _directory(exif, GPS_IFD))


def complete(opened: Opened) -> Opened:
    """With the metadata that were found behind the pixels, as PNG allows. To be called when those are loaded."""
    late = opened.image.info.get("exif")
    if isinstance(late, bytes) and not opened.tags.main and not opened.tags.photo:
        opened = replace(opened, tags=tags_from(late))
    return opened if opened.xmp else replace(opened, xmp=xmp_of(opened.image))


def _directory(exif: Image.Exif, number: int) -> dict[int, Any]:
    try:
        return dict(exif.get_ifd(number))
    except Exception:  # noqa: BLE001 - as above: one broken directory must not hide the others
        return {}


def xmp_of(image: Image.Image) -> bytes:
    """The picture's XMP packet, or nothing where it is absent or absurdly long."""
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else packet
    return packet if isinstance(packet, bytes) and len(packet) <= _LARGEST_XMP else b""


def hush() -> None:
    """Keep the decoders' warnings quiet: they speak of the file, and `damaged` says that better.

    `warnings.catch_warnings` is not safe in threads. A filter for the decoders' modules alone is, and is put back here
    each time because others may have replaced the list.
    """
    if _NOISE not in warnings.filters:
        warnings.filterwarnings("ignore", module=_NOISE[3].pattern)
