"""A contact sheet as a PDF: real text in columns of pictures, each with what stands for it where it cannot be seen."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from photoorg.export.entries import Entry
from photoorg.export.gathering import newest
from photoorg.export.plain import seen
from photoorg.export.rows import file_of, title_of
from photoorg.export.targets.sheet_fonts import Letters, close_fonts
from photoorg.export.targets.sheet_look import FindPicture, Look, Picture
from photoorg.export.targets.sheet_paper import MUTED, TEXT, Grey, Paper
from photoorg.export.wording import WORDS, alt_text, caption_of, counted, credit, release_text

_COLUMNS = {"small": (4, 6), "medium": (3, 5), "large": (2, 3)}
_GAP = 6.0
_BETWEEN = 0.5
_BELOW = 12.0  # millimetres that the foot of a page takes beyond the margin's
_WELL = 3 / 4


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines below a picture: a heading or text, in this size and colour, at most so many lines."""

    text: str
    points: float
    colour: Grey = TEXT
    most: int = 1
    kind: str = "P"


class SheetPdf:
    """A sheet in the making. `missing` are letters that no font here has: boxes stand for them."""

    def __init__(self, entries: Sequence[Entry], look: Look) -> None:
        self.entries = entries
        self.look = look
        self.title = seen(look.title) or WORDS[look.language]["sheet"]
        self._lead = counted(len(entries), look.language)
        self._letters = Letters(self._words())
        self.missing = self._letters.missing
        self._columns = _COLUMNS[look.size][look.landscape]
        self._paper: Paper

    def write(self, find: FindPicture, file: BinaryIO) -> Iterator[int]:
        """Make it and write it into a file; yields how many pictures are on it, row by row."""
        look = self.look
        form = f"{'landscape' if look.landscape else 'portrait'} {look.paper}"
        self._paper = Paper(form, self._letters, self.title, look.language, newest(self.entries))
        try:
            yield from self._draw(find)
            file.write(bytes(self._paper.output() or b""))
        finally:
            close_fonts(self._paper)

    def _draw(self, find: FindPicture) -> Iterator[int]:
        paper = self._paper
        paper.add_page()
        self._head()
        width = (paper.epw - _GAP * (self._columns - 1)) / self._columns
        for start in range(0, len(self.entries), self._columns):
            row = self.entries[start : start + self._columns]
            blocks = [list(self._fitted(number, entry, width)) for number, entry in enumerate(row, start + 1)]
            height = width * _WELL + max(sum(map(self._height, one)) for one in blocks) + 2
            if paper.y + height > paper.h - paper.b_margin - _BELOW / 2:
                paper.add_page()
            top = paper.y
            for column, (entry, one) in enumerate(zip(row, blocks, strict=True)):
                x = paper.l_margin + column * (width + _GAP)
                self._picture(entry, find(entry), (x, top, width, width * _WELL))
                paper.set_y(top + width * _WELL + 1.5)
                self._text(x, one)
            paper.set_y(top + height + _GAP * 0.6)
            yield start + len(row)

    def _head(self) -> None:
        paper = self._paper
        for text, points, colour, kind in (
            (self.title, 20, TEXT, "H1"),
            (self._lead, 9.5, MUTED, "P"),
            (seen(self.look.note), 9.5, TEXT, "P"),
        ):
            if text:
                paper.pen(points, colour)
                with paper.part(kind):
                    paper.lines(paper.l_margin, paper.wrapped(text, paper.epw, 12))
                paper.set_y(paper.y + 1)
        paper.set_y(paper.y + 5)

    def _picture(self, entry: Entry, picture: Picture | None, place: tuple[float, float, float, float]) -> None:
        paper, (x, y, width, height) = self._paper, place
        alt, _ = alt_text(entry, self.look.language)
        paper.ground(x, y, width, height, 240)
        with paper.part("Figure", alt):
            if picture is not None:
                share = min(width / picture.width, height / picture.height)
                wide, high = picture.width * share, picture.height * share
                left, top = x + (width - wide) / 2, y + (height - high) / 2
                paper.image(io.BytesIO(picture.data), left, top, wide, high)
                return
            paper.pen(8, MUTED)
            paper.set_xy(x, y + height / 2 - 2)
            paper.cell(width, 4, WORDS[self.look.language]["no_picture"], align="C")

    def _text(self, x: float, blocks: Iterable[tuple[_Block, list[str]]]) -> None:
        for block, lines in blocks:
            self._paper.pen(block.points, block.colour)
            with self._paper.part(block.kind):
                self._paper.lines(x, lines)
            self._paper.set_y(self._paper.y + _BETWEEN)

    def _fitted(self, number: int, entry: Entry, width: float) -> Iterator[tuple[_Block, list[str]]]:
        for block in self._blocks(number, entry):
            self._paper.pen(block.points)
            lines = self._paper.wrapped(block.text, width, block.most)
            if lines:
                yield block, lines

    def _height(self, fitted: tuple[_Block, list[str]]) -> float:
        block, lines = fitted
        self._paper.pen(block.points)
        return self._paper.leading() * len(lines) + _BETWEEN

    def _blocks(self, number: int, entry: Entry) -> Iterator[_Block]:
        look, words = self.look, WORDS[self.look.language]
        name = file_of(entry)
        title = title_of(entry) or name
        yield _Block(f"{number}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{title}", 8.5, most=2, kind="H2")
        if name != title:
            yield _Block(name, 6.5, MUTED)
        if look.captions:
            yield _Block(caption_of(entry, look.language)[0], 7.5, most=5)
        if look.alt_texts and any(entry.alt_texts.values()):
            yield _Block(f"{words['alt']}: {alt_text(entry, look.language)[0]}", 6.5, MUTED, most=5)
        tags = entry.tags_it if look.language == "it" and entry.tags_it else entry.tags
        if look.tags and tags:
            yield _Block(f"{words['tags']}: {', '.join(map(seen, tags))}", 6.5, MUTED, most=3)
        if look.releases and (entry.release or entry.people):
            yield _Block(f"{words['release']}: {release_text(entry, look.language)}", 6.5, MUTED)
        if look.credits:
            yield _Block(credit(entry), 6.5, TEXT, most=2)

    def _words(self) -> Iterator[str]:
        yield f"{self.title} {seen(self.look.note)} {self._lead} …0123456789"
        yield from WORDS[self.look.language].values()
        for number, entry in enumerate(self.entries, 1):
            yield from (block.text for block in self._blocks(number, entry))
