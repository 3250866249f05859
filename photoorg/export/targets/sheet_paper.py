"""A PDF whose parts are told: what is a heading, what is text, what is a picture and what stands for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences

from photoorg import __version__
from photoorg.export.targets.sheet_fonts import OWN, Letters
from photoorg.export.wording import WORDS, Language

POINT = 25.4 / 72
"""Millimetres in a point, in which sizes of letters are given."""
_LEADING = 1.32
_WITHIN_NAMES = "_-/"
_LEAST = 6  # letters at the end of a long word
Grey = tuple[int, int, int]
TEXT: Grey = (27, 27, 27)
MUTED: Grey = (92, 92, 92)


class Paper(FPDF):
    """A document in millimetres, dated `made`: its bytes depend on what is drawn, not on when."""

    def __init__(self, form: str, letters: Letters, title: str, language: Language, made: datetime) -> None:
        orientation, paper = form.split()
        super().__init__(orientation=cast("Any", orientation), unit="mm", format=cast("Any", paper))
        self.letters = letters
        self._foot = WORDS[language]["page"]
        self._marks: Counter[int] = Counter()
        letters.use(self)
        self.set_creation_date(made)
        self.set_title(title)
        self.set_lang(language)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_creator(f"photoorg {__version__}")
        self.set_producer("fpdf2")
        self.set_auto_page_break(False)
        self.alias_nb_pages("{pages}")
        self.set_margin(14)
        self.c_margin = 0.0

    @contextmanager
    def part(self, kind: str, alt: str | None = None) -> Generator[None]:
        """What is drawn within is one part of the document: H1, H2, P, or a Figure with what stands for it."""
        mark = self._marks[self.page]
        self._marks[self.page] += 1
        self._add_marked_content(struct_type=f"/{kind}", mcid=mark, alt_text=alt)
        self._out(f"/{kind} <</MCID {mark}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def _decoration(self) -> Generator[None]:
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def footer(self) -> None:
        """The page's number, and what the sheet is called."""
        with self._decoration():
            self.pen(7, MUTED)
            self.set_xy(self.l_margin, self.h - 10)
            title = self.letters.drawn(self.cut(self.title or "", self.epw - 35))
            # All of it on the left: how wide the number of pages is, nobody knows yet.
            self.cell(self.epw, 4, f"{title}   {self._foot.format(self.page, '{pages}')}")

    def ground(self, x: float, y: float, width: float, height: float, grey: int) -> None:
        """A grey rectangle that says nothing."""
        with self._decoration():
            self.set_fill_color(grey)
            self.rect(x, y, width, height, style="F")

    def pen(self, points: float, colour: Grey = TEXT) -> None:
        """Letters of this size and colour from here on."""
        self.set_font(OWN, size=points)
        self.set_text_color(*colour)

    def leading(self) -> float:
        """The height of a line of the letters now, millimetres."""
        return self.font_size_pt * POINT * _LEADING

    def wrapped(self, text: str, width: float, most: int) -> list[str]:
        """A text in lines of this width, at most so many; what does not fit ends in an ellipsis."""
        lines: list[str] = []
        rest = text
        while rest and len(lines) < most:
            line, rest = self._line(rest, width)
            lines.append(line)
        if rest and lines:
            lines[-1] = self.cut(lines[-1] + rest, width)
        return lines

    def cut(self, text: str, width: float) -> str:
        """A text that is no wider than this, with an ellipsis where some of it is gone."""
        if self._wide(text) <= width:
            return text
        start, _ = self._line(text, width - self._wide("…"))
        return f"{start.rstrip()}…"

    def _line(self, text: str, width: float) -> tuple[str, str]:
        """The longest start of a text that fits, and the rest.

        It ends at a space, which it keeps, or after a sign of names (IMG_0001-2.jpg), or anywhere, but leaves more than
        a letter or two.
        """
        low, high = 1, min(len(text), 400)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._wide(text[:middle]) <= width else (low, middle - 1)
        if low == len(text):
            return text, ""
        space = text.rfind(" ", 0, low + 1)
        if space > 0:
            return text[:space].rstrip() + " ", text[space:].lstrip()
        at = max(text.rfind(sign, 0, low) for sign in _WITHIN_NAMES) + 1
        if at <= low // 3:
            at = min(low, max(low // 3, _next(text, " ") - _LEAST))
        return text[:at], text[at:]

    def _wide(self, text: str) -> float:
        return self.get_string_width(self.letters.drawn(text))

    def lines(self, x: float, lines: list[str]) -> None:
        """Draw lines from where the pen is downwards, from this far from the left."""
        height = self.leading()
        for line in lines:
            self.set_x(x)
            # A space at its end is for who reads or copies the text: there, the lines are one.
            self.cell(0, height, self.letters.drawn(line.rstrip()) + " " * line.endswith(" "))
            self.set_y(self.y + height)


def _next(text: str, sign: str) -> int:
    """Where the first word of a text ends."""
    at = text.find(sign)
    return len(text) if at < 0 else at
