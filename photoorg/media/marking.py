"""Text or a picture laid over a picture that goes out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from photoorg.media.files import read_file
from photoorg.media.limits import Limits, MediaError
from photoorg.media.recipe import Mark
from photoorg.settings import resources

_MARGIN = 0.02
_MOST_HIGH = 0.5  # of the picture's height
_LARGEST = 4000
_TRIAL = 100


def marked(picture: Image.Image, mark: Mark, limits: Limits) -> Image.Image:
    """A picture (RGB) with a mark on it. Raises MediaError where the mark's own picture cannot be used."""
    room = (max(1, round(picture.width * mark.width)), max(1, round(picture.height * _MOST_HIGH)))
    over = _text(mark.text, room) if mark.text else _picture(mark.image, room, limits)
    faint = over.getchannel("A").point([round(value * mark.opacity) for value in range(256)])
    made = picture.copy()
    made.paste(over.convert("RGB"), _where(picture.size, over.size, mark.place), faint)
    return made


def _where(size: tuple[int, int], over: tuple[int, int], place: str) -> tuple[int, int]:
    gap = round(min(size) * _MARGIN)
    left = gap if "left" in place else size[0] - over[0] - gap
    top = gap if "top" in place else size[1] - over[1] - gap
    if place == "centre":
        left, top = (size[0] - over[0]) // 2, (size[1] - over[1]) // 2
    return max(0, left), max(0, top)


@lru_cache(maxsize=8)
def _text(text: str, room: tuple[int, int]) -> Image.Image:
    """White with a dark edge, so that it can be read on anything; RGBA."""
    font = str(resources() / "fonts" / "DejaVuSans.ttf")
    left, top, right, bottom = ImageFont.truetype(font, _TRIAL).getbbox(text)
    size = max(6, int(_TRIAL * min(room[0] / max(1, right - left), room[1] / max(1, bottom - top))))
    edge = max(1, size // 20)
    used = ImageFont.truetype(font, size)
    left, top, right, bottom = (int(side) for side in used.getbbox(text, stroke_width=edge))
    made = Image.new("RGBA", (max(1, right - left), max(1, bottom - top)), (0, 0, 0, 0))
    ImageDraw.Draw(made).text(
        (-left, -top), text, font=used, fill="white", stroke_width=edge, stroke_fill=(0, 0, 0, 160)
    )
    return made


def _picture(path: str, room: tuple[int, int], limits: Limits) -> Image.Image:
    try:
        info = Path(path).stat()
        source = _opened(path, info.st_mtime_ns, limits)
    except OSError as error:
        raise MediaError(f"The watermark {path} cannot be read: {error.strerror or error}.", again=True) from error
    except MediaError as error:
        raise MediaError(f"The watermark {path} cannot be used: {error}", again=True) from error
    return _fitted(source, room)


@lru_cache(maxsize=2)
def _opened(path: str, _changed: int, limits: Limits) -> Image.Image:
    """The picture of a mark, RGBA. Kept: a thousand pictures get the same one."""
    data, kind = read_file(Path(path), limits)
    try:
        opened = kind.opener(data, limits)
        limits.check_pixels(*opened.size, 12, held=len(data))
        picture = opened.image.convert("RGBA")
        picture.thumbnail((_LARGEST, _LARGEST), Image.Resampling.LANCZOS)
    except MediaError:
        raise
    except Exception as error:
        raise MediaError(f"it cannot be decoded as {kind.label}.") from error
    return picture


def _fitted(source: Image.Image, room: tuple[int, int]) -> Image.Image:
    scale = min(room[0] / source.width, room[1] / source.height)
    size = (max(1, round(source.width * scale)), max(1, round(source.height * scale)))
    return source.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
