"""Fonts for PDFs: the one that photoorg brings for Latin, Greek and Cyrillic, the system's for what else is written.

A PDF has only the letters that it uses. Without a font for one, a box stands in its place, and the caller is told.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fpdf import FPDF
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont

from photoorg.export.targets.sheet_joining import joined
from photoorg.settings import resources

OWN = "photoorg"
MISSING = "□"

# Fonts with whole scripts that systems bring, by the name of their file, best first.
_KNOWN = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf",
    "wqy-microhei.ttc", "wqy-zenhei.ttc", "fonts-japanese-gothic.ttf", "ipag.ttf", "TakaoGothic.ttf",
    "NanumGothic.ttf", "msyh.ttc", "meiryo.ttc", "YuGothR.ttc", "malgun.ttf", "simsun.ttc", "msgothic.ttc",
    "Arial Unicode.ttf", "ArialUni.ttf", "Hiragino Sans GB.ttc", "AppleSDGothicNeo.ttc", "STHeiti Light.ttc",
    "FreeSans.ttf", "Nirmala.ttf", "Nirmala.ttc", "LeelawUI.ttf", "ebrima.ttf", "seguiemj.ttf", "seguisym.ttf",
    "segoeui.ttf", "NotoSansDevanagari-Regular.ttf", "NotoSansBengali-Regular.ttf", "NotoSansTamil-Regular.ttf",
    "NotoSansThai-Regular.ttf", "Lohit-Devanagari.ttf", "Garuda.ttf", "Symbola.ttf", "NotoSansSymbols2-Regular.ttf",
)  # fmt: skip
_MOST_FILES = 20_000
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_RIGHT_TO_LEFT = range(0x590, 0x900)


class Letters:
    """Which fonts some words need. `missing`: letters that no font has."""

    def __init__(self, words: Iterable[str]) -> None:
        letters = {letter for text in words for letter in text if not letter.isspace()}
        probe = FPDF()
        self.own = resources() / "fonts" / "DejaVuSans.ttf"
        self._own_letters = _letters_of(probe, "own", self.own)
        self.missing = letters - self._own_letters
        self.others: list[Path] = []
        for number, path in enumerate(_system_fonts() if self.missing else ()):
            found = self.missing & _letters_of(probe, f"f{number}", path)
            if found:
                self.others.append(path)
                self.missing -= found
            if not self.missing:
                break
        self._boxes = str.maketrans(dict.fromkeys(self.missing, MISSING))

    def use(self, paper: FPDF) -> None:
        """Give a document these fonts; the own one is named OWN."""
        paper.add_font(OWN, fname=self.own)
        names = [f"other{number}" for number in range(len(self.others))]
        for name, path in zip(names, self.others, strict=True):
            paper.add_font(name, fname=path)
        paper.set_fallback_fonts(names, exact_match=False)

    def drawn(self, line: str) -> str:
        """One line as it is drawn, from left to right."""
        if any(ord(letter) in _RIGHT_TO_LEFT for letter in line):
            line = _left_to_right(joined(line, self._own_letters))
        return line.translate(self._boxes)


def close_fonts(paper: FPDF) -> None:
    """Close the files of a document's fonts; nothing can be drawn with them any more."""
    for font in paper.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()


def _left_to_right(line: str) -> str:
    """A line with letters that run from right to left, in the order in which they stand. A number leads on the left."""
    paragraph = BidiParagraph(line, TextDirection.LTR if line[0].isdigit() else None)
    return "".join(
        one.character.translate(_MIRRORED) if one.embedding_level % 2 else one.character
        for one in paragraph.get_reordered_characters()
    )


def _letters_of(probe: FPDF, name: str, path: Path) -> set[str]:
    """The letters of a font file: none where it cannot be used."""
    try:
        probe.add_font(name, fname=path)
    except Exception:  # noqa: BLE001 - the system's fonts are whatever somebody has put there
        return set()
    font = probe.fonts[name]
    letters = set(map(chr, font.cmap)) if isinstance(font, TTFFont) else set[str]()
    close_fonts(probe)
    return letters


def _system_fonts() -> Iterator[Path]:
    """The known fonts that are on this system, best first."""
    found: dict[str, Path] = {}
    for number, path in enumerate(path for folder in _folders() for path in _files(folder)):
        if number >= _MOST_FILES:
            break
        if path.name in _KNOWN:
            found.setdefault(path.name, path)
    return (found[name] for name in _KNOWN if name in found)


def _files(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


def _folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return windows / "Fonts", local / "Microsoft" / "Windows" / "Fonts"
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"
    return Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local" / "share" / "fonts"
