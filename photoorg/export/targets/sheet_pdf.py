"""A contact sheet as a PDF: real text in columns of pictures, each with what stands for it where it cannot be seen."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from photoorg.export.entries import Entry
from photoorg.export.gathering import newest
from photoorg.export.plain import seen
from photoorg.export.rows import file_of, title_of
from photoorg.export.targets.sheet_fonts import Letters, close_fonts
from photoorg.export.targets.sheet_look import FindPicture, Look, Picture, lead
from photoorg.export.targets.sheet_paper import MUTED, TEXT, Grey, Paper
from photoorg.export.targets.sheet_rows import Rows, shared, spread
from photoorg.export.wording import WORDS, alt_text, caption_of, credit, release_text, stand_in, tags_of

_COLUMNS = {"small": (4, 6), "medium": (3, 5), "large": (2, 3)}
_GAP = 4.0
_ABOVE = 1.5
_CLOSE = 0.01
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


@dataclass(frozen=True, slots=True)
class _Row:
    """Pictures side by side, from the one at `start` on; `text` is the height of the longest text below them."""

    start: int
    entries: Sequence[Entry]
    blocks: Sequence[Sequence[_Block]]
    text: float


class SheetPdf:
    """A sheet in the making. `missing` are letters that no font here has: boxes stand for them."""

    def __init__(self, entries: Sequence[Entry], look: Look) -> None:
        self.entries = entries
        self.look = look
        self.title = seen(look.title) or WORDS[look.language]["sheet"]
        self._lead = lead(len(entries), look)
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
        page: list[_Row] = []
        rows: Rows | None = None
        for row in self._rows():
            more = shared([*(one.text for one in page), row.text], self._room, self._width * _WELL, _GAP)
            if more is None and rows is not None:
                yield from self._page(page, spread(rows, [one.text for one in page], self._room), find)
                paper.add_page()
                page, more = [], shared([row.text], self._room, self._width * _WELL, _GAP)
            page, rows = [*page, row], more
        if rows is not None:
            yield from self._page(page, rows, find)

    @property
    def _width(self) -> float:
        return (self._paper.epw - _GAP * (self._columns - 1)) / self._columns

    @property
    def _room(self) -> float:
        """What is left of the page below the pen."""
        return self._paper.h - self._paper.b_margin - _BELOW / 2 - self._paper.y

    def _rows(self) -> Iterator[_Row]:
        for start in range(0, len(self.entries), self._columns):
            entries = self.entries[start : start + self._columns]
            blocks = [
                list(self._blocks(number, entry)) for number, entry in enumerate(entries, self.look.first + start)
            ]
            yield _Row(start, entries, blocks, max(map(self._high, blocks)))

    def _page(self, page: Sequence[_Row], rows: Rows, find: FindPicture) -> Iterator[int]:
        paper, width = self._paper, self._width
        for row in page:
            top = paper.y
            for column, (entry, blocks) in enumerate(zip(row.entries, row.blocks, strict=True)):
                x = paper.l_margin + column * (width + _GAP)
                self._picture(entry, find(entry), (x, top, width, rows.well))
                paper.set_y(top + rows.well + _ABOVE)
                self._text(x, self._cut(blocks, rows.text))
            paper.set_y(top + rows.well + min(row.text, rows.text) + rows.gap)
            yield row.start + len(row.entries)

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
        alt, _ = stand_in(entry, self.look.language)
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

    def _text(self, x: float, blocks: Iterable[_Block]) -> None:
        for block in blocks:
            lines = self._lines(block)
            if lines:
                with self._paper.part(block.kind):
                    self._paper.lines(x, lines)
                self._paper.set_y(self._paper.y + _BETWEEN)

    def _lines(self, block: _Block) -> list[str]:
        self._paper.pen(block.points, block.colour)
        return self._paper.wrapped(block.text, self._width, block.most)

    def _high(self, blocks: Iterable[_Block]) -> float:
        """What blocks take below a picture, millimetres."""
        high = _ABOVE
        for block in blocks:
            if lines := len(self._lines(block)):
                high += self._paper.leading() * lines + _BETWEEN
        return high

    def _cut(self, blocks: Sequence[_Block], most: float) -> list[_Block]:
        """The same in this height: the longest lose lines first, the last one is left out at the end."""
        fit = list(blocks)
        while len(fit) > 1 and self._high(fit) > most + _CLOSE:
            lines = [len(self._lines(block)) for block in fit]
            at = lines.index(max(lines))
            if lines[at] > 1:
                fit[at] = replace(fit[at], most=lines[at] - 1)
            else:
                fit.pop()
        return fit

    def _blocks(self, number: int, entry: Entry) -> Iterator[_Block]:
        look, words = self.look, WORDS[self.look.language]
        name = file_of(entry)
        title = title_of(entry) or name
        yield _Block(f"{number}\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}{title}", 8.5, most=2, kind="H2")
        if name != title:
            yield _Block(name, 6.5, MUTED)
        if look.captions:
            yield _Block(caption_of(entry, look.language)[0], 7.5, most=5)
        if look.alt_texts:
            text = alt_text(entry, look.language)[0]
            yield _Block(f"{words['alt']}: {text}" if text else words["no_alt"], 6.5, MUTED, most=5)
        for label, tags in tags_of(entry, look.language) if look.tags else ():
            yield _Block(f"{label}: {', '.join(tags)}", 6.5, MUTED, most=3)
        if look.releases and (entry.release or entry.people):
            yield _Block(f"{words['release']}: {release_text(entry, look.language)}", 6.5, MUTED)
        if look.credits:
            yield _Block(credit(entry), 6.5, TEXT, most=2)

    def _words(self) -> Iterator[str]:
        yield f"{self.title} {seen(self.look.note)} {self._lead} …0123456789"
        yield from WORDS[self.look.language].values()
        for number, entry in enumerate(self.entries, self.look.first):
            yield from (block.text for block in self._blocks(number, entry))
