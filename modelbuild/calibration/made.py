"""Pictures of nothing, made up: noise, gradients, patterns, pages of text, tables, plots, windows, blurred frames.

They teach the difference between a photo and what is none. Nothing in them is a thing, whatever a model thinks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZES = ((800, 600), (600, 800), (1000, 560), (640, 640))
WORDS = ("report", "total", "light", "river", "march", "under", "seven", "paper", "market", "question", "price")

Chance = np.random.Generator
Size = tuple[int, int]


def made_pictures(count: int, first: int = 0) -> Iterator[tuple[str, Image.Image]]:
    """`count` pictures with their names, each kind in turn; the same on every machine with the same fonts.

    Those from another `first` number on are others: what was fitted on some can be tried on pictures it never saw.
    """
    kinds = list(KINDS.items())
    for number in range(first, first + count):
        name, make = kinds[number % len(kinds)]
        chance = np.random.default_rng(number)
        size = SIZES[int(chance.integers(len(SIZES)))]
        yield f"made/{name}-{number:04}", make(chance, size)


def _noise(chance: Chance, size: Size) -> Image.Image:
    """Grains of one to forty pixels, grey or coloured, weak or strong."""
    grain = int(chance.choice([1, 1, 2, 4, 10, 40]))
    shape = (size[1] // grain + 1, size[0] // grain + 1, 3)
    values = chance.normal(chance.uniform(20, 235), chance.uniform(5, 90), shape)
    if chance.random() < 0.5:
        values = np.repeat(values[:, :, :1], 3, axis=2)
    resample = Image.Resampling.BICUBIC if chance.random() < 0.5 else Image.Resampling.NEAREST
    return _picture(values).resize(size, resample)


def _gradient(chance: Chance, size: Size) -> Image.Image:
    """From one colour to another, straight or round, with or without bands."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]] / max(size)
    angle = chance.uniform(0, 6.3)
    along: NDArray[np.float64] = np.cos(angle) * columns + np.sin(angle) * rows
    if chance.random() < 0.4:
        along = np.hypot(rows - chance.random(), columns - chance.random())
    along = (along - along.min()) / np.ptp(along)
    if chance.random() < 0.3:
        along = np.round(along * 8) / 8
    first, last = chance.uniform(0, 255, (2, 3))
    return _picture(first + along[:, :, None] * (last - first))


def _plain(chance: Chance, size: Size) -> Image.Image:
    """One colour, as a lens cap or a wall gives, with a little sensor noise."""
    level = chance.choice([0.0, 3.0, 8.0, 250.0, chance.uniform(0, 255)])
    tint = chance.uniform(-6, 6, 3)
    return _picture(level + tint + chance.normal(0, chance.uniform(0, 6), (size[1], size[0], 3)))


def _pattern(chance: Chance, size: Size) -> Image.Image:
    """Stripes, checks or waves."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    pitch = chance.uniform(6, 80)
    wave = np.sin(columns / pitch + chance.uniform(-1, 1) * rows / pitch)
    if chance.random() < 0.5:
        wave = np.sign(wave) * np.sign(np.sin(rows / pitch))
    first, last = chance.uniform(0, 255, (2, 3))
    return _picture(first + (wave[:, :, None] + 1) / 2 * (last - first))


def _smears(chance: Chance, size: Size) -> Image.Image:
    """Soft patches of colour: a frame that is out of focus or moved."""
    cells = int(chance.integers(2, 7))
    patches = _picture(chance.uniform(0, chance.uniform(60, 255), (cells, cells, 3)))
    frame = patches.resize(size, Image.Resampling.BICUBIC)
    return frame.filter(ImageFilter.GaussianBlur(float(chance.uniform(8, 40))))


def _page(chance: Chance, size: Size) -> Image.Image:
    """A page of text, clean or scanned: a little askew, grey and uneven."""
    paper = int(chance.integers(225, 256))
    page = Image.new("RGB", size, (paper, paper, int(paper * chance.uniform(0.92, 1))))
    draw = ImageDraw.Draw(page)
    letters = float(chance.uniform(9, 26))
    font = ImageFont.load_default(letters)
    draw.text((50, 30), _line(chance, 4).title(), (20, 20, 20), ImageFont.load_default(letters * 1.8))
    top = 40 + letters * 3
    while top < size[1] - letters * 2:
        if chance.random() > 0.12:
            draw.text((50, top), _line(chance, int(size[0] / letters / 3.6)), (35, 35, 35), font)
        top += letters * 1.5
    return _scanned(page, chance) if chance.random() < 0.5 else page


def _scanned(page: Image.Image, chance: Chance) -> Image.Image:
    turned = page.rotate(float(chance.uniform(-4, 4)), Image.Resampling.BICUBIC, fillcolor=(200, 200, 195))
    pixels = np.asarray(turned, np.float64)
    shade = np.linspace(chance.uniform(0.7, 1), chance.uniform(0.8, 1), pixels.shape[1])[None, :, None]
    return _picture(pixels * shade + chance.normal(0, 5, pixels.shape))


def _sheet(chance: Chance, size: Size) -> Image.Image:
    """A table of words and numbers."""
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(13)
    wide, high = int(chance.integers(60, 140)), int(chance.integers(20, 34))
    for top in range(0, size[1], high):
        for left in range(0, size[0], wide):
            head = top == 0 or left == 0
            draw.rectangle((left, top, left + wide, top + high), (226, 230, 236) if head else None, (190, 190, 190))
            text = _line(chance, 1) if head else f"{chance.uniform(0, 9999):.2f}"
            if chance.random() < 0.8:
                draw.text((left + 4, top + 4), text, (30, 30, 30), font)
    return sheet


def _plot(chance: Chance, size: Size) -> Image.Image:
    """Bars, a curve or points between two axes."""
    plot = Image.new("RGB", size, "white" if chance.random() < 0.7 else (24, 26, 32))
    draw = ImageDraw.Draw(plot)
    left, bottom = 60, size[1] - 50
    draw.line([(left, 30), (left, bottom), (size[0] - 20, bottom)], (128, 128, 128), 2)
    places = np.linspace(left + 10, size[0] - 30, int(chance.integers(5, 40)))
    heights = bottom - np.abs(np.cumsum(chance.normal(0, 40, len(places)))) % (bottom - 60)
    colour = tuple(int(part) for part in chance.integers(0, 220, 3))
    style = chance.integers(3)
    points = [(float(x), float(y)) for x, y in zip(places, heights, strict=True)]
    if style == 0:
        draw.line(points, colour, 3)
    for x, y in points:
        if style == 1:
            draw.rectangle((x - 6, y, x + 6, bottom), colour)
        elif style == 2:
            draw.ellipse((x - 5, y - 5, x + 5, y + 5), colour)
    draw.text((left, 8), _line(chance, 4), (128, 128, 128), ImageFont.load_default(16))
    return plot


def _window(chance: Chance, size: Size) -> Image.Image:
    """A program's window: bars, a list, fields and buttons, light or dark."""
    dark = chance.random() < 0.5
    ground, panel, ink = ((32, 34, 38), (48, 51, 57), (210, 210, 214)) if dark else ((250,) * 3, (235,) * 3, (40,) * 3)
    window = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(window)
    font = ImageFont.load_default(14)
    accent = tuple(int(part) for part in chance.integers(40, 220, 3))
    draw.rectangle((0, 0, size[0], 36), panel)
    draw.rectangle((0, 36, size[0] // 4, size[1]), panel)
    draw.text((12, 10), _line(chance, 3), ink, font)
    for row in range(60, size[1] - 30, int(chance.integers(24, 48))):
        draw.text((14, row), _line(chance, 1), ink, font)
        draw.text((size[0] // 4 + 20, row), _line(chance, int(chance.integers(2, 9))), ink, font)
        if chance.random() < 0.2:
            draw.rounded_rectangle((size[0] - 130, row - 4, size[0] - 30, row + 20), 6, accent)
    return window


def _line(chance: Chance, words: int) -> str:
    return " ".join(str(word) for word in chance.choice(WORDS, max(words, 1)))


def _picture(values: NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8), "RGB")


KINDS: dict[str, Callable[[Chance, Size], Image.Image]] = {
    "noise": _noise,
    "gradient": _gradient,
    "page": _page,
    "plain": _plain,
    "window": _window,
    "pattern": _pattern,
    "sheet": _sheet,
    "smears": _smears,
    "plot": _plot,
}
