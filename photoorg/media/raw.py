"""Camera RAW through LibRaw: the picture that the camera embedded, else a half-size development."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any

from PIL import Image

from photoorg.media.budget import BUDGET
from photoorg.media.jpeg import jpeg_image
from photoorg.media.limits import Limits, MediaError
from photoorg.media.opened import ORIENTATION, Opened, Tags, tags_in, tags_of
from photoorg.media.tiff import open_tiff

ENOUGH_PREVIEW = 512
_BYTES_EACH = 10
_ORIENTATION_OF_FLIP = {0: 1, 3: 3, 5: 8, 6: 6}
_TIFF_ORDERS = (b"II", b"MM")
_CANON_BOXES = (b"CMT1", b"CMT2", b"CMT4")


def open_raw(data: bytes, limits: Limits) -> Opened:
    """Open a RAW file; `size` is that of the sensor's picture, whatever the size of the preview."""
    rawpy = import_module("rawpy")
    try:
        opened = rawpy.imread(io.BytesIO(data))
    except rawpy.LibRawFileUnsupportedError:
        return _plain_tiff(data, limits)
    with opened as raw:
        size = (raw.sizes.width, raw.sizes.height)
        tags = _tags(data)
        preview = _preview(rawpy, raw)
        if preview is None:
            BUDGET.claim(limits.check_pixels(*size, _BYTES_EACH, held=len(data)))
            pixels = raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8)
            return Opened(Image.fromarray(pixels), _upright(size, raw.sizes.flip), tags, turned=True)
        return _with_preview(preview, size, raw.sizes.flip, tags)


def _plain_tiff(data: bytes, limits: Limits) -> Opened:
    """What only its name makes a RAW file; of one that LibRaw does not know, a picture that is large enough."""
    opened = open_tiff(data, limits)
    if max(opened.size) < ENOUGH_PREVIEW:
        raise MediaError("This camera's RAW files are not known, and no large picture is embedded.")
    return opened


def _upright(size: tuple[int, int], flip: int) -> tuple[int, int]:
    return (size[1], size[0]) if flip in {5, 6} else size


def _preview(rawpy: Any, raw: Any) -> Image.Image | None:
    """The embedded picture, not yet decoded, where it is large enough to stand for the photo."""
    try:
        thumb = raw.extract_thumb()
        image = jpeg_image(thumb.data) if thumb.format == rawpy.ThumbFormat.JPEG else Image.fromarray(thumb.data)
    except Exception:  # noqa: BLE001 - no preview, or a broken one: the sensor's data remain
        return None
    return image if max(image.size) >= ENOUGH_PREVIEW else None


def _with_preview(preview: Image.Image, size: tuple[int, int], flip: int, tags: Tags) -> Opened:
    own = tags_of(preview)
    orientation = own.orientation if ORIENTATION in own.main else _ORIENTATION_OF_FLIP.get(flip, 1)
    if orientation >= 5 and (preview.width < preview.height) != (size[0] < size[1]):
        orientation = 1  # the camera has turned its preview already
    known = tags if tags.main or tags.photo else own
    sideways = flip in {5, 6}
    stored = (size[1], size[0]) if sideways != (orientation >= 5) else size
    return Opened(preview, stored, Tags({**known.main, ORIENTATION: orientation}, known.photo, known.gps))


def _tags(data: bytes) -> Tags:
    """EXIF of the RAW file itself: most are TIFF files, Canon's newest keep three TIFF headers in boxes."""
    try:
        if data[:2] in _TIFF_ORDERS:
            return tags_in(_exif(data))
        found = [_canon(data, name) for name in _CANON_BOXES]
        return Tags(*found) if any(found) else Tags()
    except Exception:  # noqa: BLE001 - a parser fed with garbage may raise anything, and metadata is never vital
        return Tags()


def _exif(data: bytes) -> Image.Exif:
    """Olympus and Panasonic write a number of their own where TIFF has 42; the rest is TIFF."""
    magic = b"*\x00" if data[:2] == b"II" else b"\x00*"
    exif = Image.Exif()
    exif.load(data if data[2:4] == magic else data[:2] + magic + data[4:])
    return exif


def _canon(data: bytes, name: bytes) -> dict[int, Any]:
    at = data.find(name, 0, 1 << 20) + len(name)
    return dict(_exif(data[at : at + (1 << 18)])) if data[at : at + 2] in _TIFF_ORDERS else {}
