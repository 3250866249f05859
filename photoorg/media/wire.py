"""How a helper process and the app talk: a short text of JSON, and behind it perhaps raw bytes.

Nothing that is received can be more than numbers, text and pixels: a helper that a hostile file has taken over cannot
make the app run anything.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any, cast

from PIL import Image
from pydantic import TypeAdapter, ValidationError

from photoorg.media.identity import Identity
from photoorg.media.metadata import Facts

Message = Mapping[str, Any]

_LENGTH = struct.Struct(">I")
_LONGEST = 1 << 20
_PIXEL_BYTES, _LAYOUT = 4, "RGBX"  # as Pillow has them in memory: to pack three bytes takes it ten times as long
_BAND_BYTES = 4 << 20
"""Pixels go in bands, so that a large picture is never in memory twice on either side."""


class WireError(Exception):
    """The other side is gone, or says what nobody understands."""


def plain(record: Identity | Facts) -> Message:
    """A record as JSON can hold it."""
    return {name: _plain(value) for name, value in asdict(record).items()}


def identity_from(values: Message) -> Identity:
    """The identity that was made `plain`. Raises WireError."""
    try:
        value, older = bytes.fromhex(values["value"]), values["older"]
        return Identity(str(values["scheme"]), value, None if older is None else bytes.fromhex(older))
    except (LookupError, TypeError, ValueError) as error:
        raise WireError("an identity is not understood") from error


def facts_from(values: Message) -> Facts:
    """The facts that were made `plain`. Raises WireError."""
    try:
        return _facts().validate_python(values)
    except ValidationError as error:
        raise WireError("facts are not understood") from error


def send(out: io.RawIOBase, message: Message) -> None:
    """Send a message. Raises WireError."""
    text = json.dumps(message, separators=(",", ":")).encode("ascii")
    _write(out, _LENGTH.pack(len(text)) + text)


def receive(source: io.RawIOBase) -> Message:
    """Wait for a message. Raises WireError."""
    (length,) = _LENGTH.unpack(_read(source, _LENGTH.size))
    if length > _LONGEST:
        raise WireError("a message is too long")
    try:
        message = json.loads(_read(source, length))
    except ValueError as error:
        raise WireError("a message is garbled") from error
    if not isinstance(message, dict):
        raise WireError("a message is no object")
    return cast("Message", message)


def send_bytes(out: io.RawIOBase, data: bytes) -> None:
    """Send raw bytes; how many belongs in the message before. Raises WireError."""
    _write(out, data)


def receive_bytes(source: io.RawIOBase, count: int) -> bytes:
    """Wait for so many bytes. Raises WireError."""
    return bytes(_read(source, count))


def send_picture(out: io.RawIOBase, picture: Image.Image) -> None:
    """Send the pixels of an RGB picture; its size belongs in the message before. Raises WireError."""
    for top, bottom in _bands(picture.size):
        whole = bottom - top == picture.height
        _write(out, (picture if whole else picture.crop((0, top, picture.width, bottom))).tobytes("raw", _LAYOUT))


def receive_picture(source: io.RawIOBase, size: tuple[int, int]) -> Image.Image:
    """Wait for the pixels of an RGB picture. Raises WireError."""
    picture = None
    for top, bottom in _bands(size):
        shape = (size[0], bottom - top)
        pixels = _read(source, shape[0] * shape[1] * _PIXEL_BYTES)
        band = Image.frombytes("RGB", shape, pixels, "raw", _LAYOUT)
        if shape == size:
            return band
        picture = picture or Image.new("RGB", size)
        picture.paste(band, (0, top))
    if picture is None:
        raise WireError("a picture is empty")
    return picture


@cache
def _facts() -> TypeAdapter[Facts]:
    return TypeAdapter(Facts)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value


def _bands(size: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """(first row, row behind the last) of each part of a picture."""
    width, height = size
    rows = max(1, _BAND_BYTES // (_PIXEL_BYTES * width))
    for top in range(0, height, rows):
        yield top, min(height, top + rows)


def _write(out: io.RawIOBase, data: bytes) -> None:
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[out.write(rest) or 0 :]
    except (OSError, ValueError) as error:  # ValueError: closed on this side
        raise WireError("the other side is gone") from error


def _read(source: io.RawIOBase, count: int) -> bytearray:
    data = bytearray(count)
    rest = memoryview(data)
    try:
        while rest:
            got = source.readinto(rest)
            if not got:
                raise WireError("the other side is gone")
            rest = rest[got:]
    except (OSError, ValueError) as error:
        raise WireError("the other side is gone") from error
    return data
