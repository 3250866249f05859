"""One decode of a photo, at reduced size, for the thumbnail and every model; and a larger one for the viewer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from photoorg.media.budget import BUDGET
from photoorg.media.colour import BYTES_OF_MODE, MOST_BYTES, reducible, to_srgb, upright
from photoorg.media.files import read_file
from photoorg.media.formats import Format
from photoorg.media.identity import Identity, identity_of
from photoorg.media.limits import Limits, MediaError
from photoorg.media.metadata import Facts, facts_of
from photoorg.media.opened import Opened, complete, hush

SHORT_SIDE = 292
"""The short side that the smallest need of the models asks for (260 and a margin for crops)."""

DAMAGED = "The file is damaged or incomplete: what could be read of the picture is shown."

_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Reading:
    """A photo, read.

    `picture` is RGB in sRGB, upright, reduced: its sides have at least the pixels asked for, where the original has
    them, and it is less than twice as large as that demands. `damaged` is a sentence where only a part could be shown.
    """

    identity: Identity
    facts: Facts
    picture: Image.Image
    damaged: str | None = None


@dataclass(frozen=True, slots=True)
class _Target:
    """The least pixels to decode, where the original has them."""

    long: int
    short: int

    def draft(self, size: tuple[int, int]) -> tuple[int, int]:
        return (self.long, self.short) if size[0] >= size[1] else (self.short, self.long)

    def factor(self, size: tuple[int, int]) -> int:
        return max(1, min(max(size) // self.long, min(size) // self.short))


@dataclass(frozen=True, slots=True)
class _Exactly:
    """The least (width, height) to decode."""

    least: tuple[int, int]

    def draft(self, size: tuple[int, int]) -> tuple[int, int]:  # noqa: ARG002 - as the other one
        return self.least


_Wanted = _Target | _Exactly


def read_photo(path: Path, *, limits: Limits = _DEFAULT_LIMITS, side: int = 512, short: int = SHORT_SIDE) -> Reading:
    """Read a photo whole: identity, facts, and a picture of at least `side` pixels along and `short` across.

    Raises MediaError, and nothing else, where there is nothing to show. Safe in threads; the decoders run without
    Python's lock.
    """
    hush()
    with BUDGET.share():
        data, kind = read_file(path, limits)
        return _reading(data, kind, identity_of(data, kind.name), limits, _Target(side, short))


def read_unless(  # noqa: PLR0913 - what `read_photo` takes, and two more
    path: Path,
    known: Callable[[Identity], bool],
    *,
    limits: Limits = _DEFAULT_LIMITS,
    side: int = 512,
    short: int = SHORT_SIDE,
    older: bool = False,
) -> Reading | Identity:
    """As `read_photo`; but nothing is decoded where `known` says yes to the identity, which then is all there is.

    The bytes are read once, and within the memory that decodes share. `known` is asked once, in this thread, and needs
    the identity alone, so that another process may ask for the answer. `older` asks for the identity by which photoorg
    1 knew the photo too.
    """
    hush()
    with BUDGET.share():
        data, kind = read_file(path, limits)
        identity = identity_of(data, kind.name, older=older)
        if known(identity):
            return identity
        return _reading(data, kind, identity, limits, _Target(side, short))


def _reading(data: bytes, kind: Format, identity: Identity, limits: Limits, target: _Target) -> Reading:
    facts, picture, damaged = _decode(data, kind, limits, target)
    return Reading(identity, facts, picture, damaged)


def full_picture(path: Path, max_side: int, *, limits: Limits = _DEFAULT_LIMITS) -> Image.Image:
    """The photo for a viewer: RGB in sRGB, upright, long side at most `max_side`. Raises MediaError only."""
    hush()
    with BUDGET.share():
        data, kind = read_file(path, limits)
        picture = _decode(data, kind, limits, _Target(max_side, 1))[1]
    if max(picture.size) > max_side:
        picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    return picture


def _decode(data: bytes, kind: Format, limits: Limits, target: _Target) -> tuple[Facts, Image.Image, str | None]:
    try:
        opened = kind.opener(data, limits)
        limits.check_pixels(*opened.size, opened.bytes_each, held=len(data))
        image, damaged = _loaded(data, kind, opened, limits, target)
        opened = complete(opened)
        return facts_of(opened, kind.name), _finished(image, opened, target), damaged
    except MediaError:
        raise
    except MemoryError as error:
        raise MediaError("The picture is too large for the memory that is free.") from error
    except Exception as error:
        raise MediaError(f"The file is damaged or incomplete: it cannot be decoded as {kind.label}.") from error


def load(
    data: bytes, kind: Format, opened: Opened, limits: Limits, least: tuple[int, int]
) -> tuple[Opened, str | None]:
    """Decode an open picture, with at least these (width, height) as it lies in the file, where it has them.

    Returns it, and the sentence about it if it is not whole. Raises MediaError, or what a decoder raises.
    """
    limits.check_pixels(*opened.size, opened.bytes_each, held=len(data))
    image, damaged = _loaded(data, kind, opened, limits, _Exactly(least))
    return replace(opened, image=image), damaged


def _loaded(
    data: bytes, kind: Format, opened: Opened, limits: Limits, target: _Wanted
) -> tuple[Image.Image, str | None]:
    """The decoded image, and the sentence about it if it is not whole."""
    _draft(opened, limits, target, len(data))
    try:
        opened.image.load()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever a decoder raised: perhaps there is something to show
        image = _part(data, kind, opened, limits, target)
    else:
        return opened.image, None
    if all(low == high for low, high in _extrema(image)):
        raise MediaError("The file is damaged or incomplete: nothing of the picture can be decoded.")
    return image, DAMAGED


def _draft(opened: Opened, limits: Limits, target: _Wanted, held: int) -> None:
    """Let the decoder reduce, where it can, and see that what it makes will fit, if need be by waiting."""
    image = opened.image
    image.draft(None, target.draft(image.size))
    decoder = int(opened.size[0] * opened.size[1] * opened.bytes_each)
    need = limits.check_pixels(*image.size, BYTES_OF_MODE.get(image.mode, MOST_BYTES), held=held + decoder)
    BUDGET.claim(need)


def _part(data: bytes, kind: Format, opened: Opened, limits: Limits, target: _Wanted) -> Image.Image:
    """What can be decoded of a broken file.

    Pillow's switch for this (`LOAD_TRUNCATED_IMAGES`) is one for the whole process and hides that a file is broken.
    Instead the file is completed with its `ending`; or, where a format has none, the rows that were decoded before
    the error are kept: without tiles left to decode, `load` returns those.
    """
    if kind.ending:
        opened = kind.opener(data + kind.ending, limits)
        _draft(opened, limits, target, len(data))
    else:
        opened.image.tile = []  # pyright: ignore[reportAttributeAccessIssue] - ImageFile's; opened.image may be an Image
    opened.image.load()
    return opened.image


def _extrema(image: Image.Image) -> list[tuple[float, float]]:
    found = image.convert("RGB").getextrema() if image.mode in {"P", "PA"} else image.getextrema()
    return [found] if isinstance(found[0], (int, float)) else list(found)  # pyright: ignore


def _finished(image: Image.Image, opened: Opened, target: _Target) -> Image.Image:
    """Reduced first, so that the rest is done to few pixels."""
    profile = image.info.get("icc_profile")
    factor = target.factor(image.size)
    small = reducible(image)
    small = small.reduce(factor) if factor > 1 else small
    if not opened.turned:
        small = upright(small, opened.tags.orientation)
    small = to_srgb(small, profile if isinstance(profile, bytes) else None)
    # A plain picture, without the file behind it or the metadata that Pillow would save again.
    picture = small.copy() if small is image else small
    picture.info = {}
    return picture
