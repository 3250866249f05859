"""The target that makes a contact sheet to send round: a page for the browser, a PDF, or both."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import BinaryIO, Literal, cast

from pydantic import Field

from photoorg.export.gathering import gathered
from photoorg.export.options import Chosen
from photoorg.export.targets import Finishing, Target
from photoorg.export.targets.sheet_html import sheet_page
from photoorg.export.targets.sheet_look import Look, Paper, Size
from photoorg.export.targets.sheet_pictures import finder
from photoorg.export.wording import Language, alt_text
from photoorg.outcomes import Progress

PAGE = "contact-sheet{}.html"
PDF = "contact-sheet{}.pdf"
MOST = 2000
"""Pictures on one sheet; of more there are sheets of PART each."""
PART = 500

_NO_FONT = "Some letters have no font on this computer: boxes stand for them in the PDF. The page has them all."


class SheetOptions(Chosen):
    """What stands on the sheet."""

    form: Literal["both", "page", "pdf"] = Field(
        default="both", title="Made as", description="A page for the browser, a PDF, or both."
    )
    title: str = Field(
        default="", max_length=300, title="Title", description="Stands at the top; empty: the name of the export."
    )
    note: str = Field(default="", max_length=2000, title="Note", description="Stands below the title.")
    size: Size = Field(default="medium", title="Pictures", description="How large they are, and so how many in a row.")
    captions: bool = Field(default=True, title="Captions", description="What you wrote of each picture.")
    alt_texts: bool = Field(
        default=False, title="Alt texts", description="Also to be seen; who cannot see pictures is told them anyway."
    )
    tags: bool = Field(default=False, title="Tags", description="In the language of the export.")
    releases: bool = Field(default=False, title="Model releases", description="Where there are people.")
    credits: bool = Field(default=True, title="Credits", description="Who made it, and who has the rights.")
    paper: Paper = Field(default="A4", title="Paper", description="Of the PDF.")
    landscape: bool = Field(default=False, title="Landscape", description="The PDF's pages are wider than high.")


def look_of(chosen: SheetOptions, title: str, language: Language) -> Look:
    """How a sheet looks with these choices."""
    told = chosen.model_dump(exclude={"form", "title"})
    return Look(chosen.title.strip() or title, language=language, **told)


def sheets(work: Finishing, look: Look, *, page: bool, pdf: bool) -> Generator[Progress, None, list[str]]:
    """Makes the sheets, of very many pictures several: no browser shows them in one. Returns what they are called."""
    names: list[str] = []
    every, size = work.entries, PART if len(work.entries) > MOST else max(1, len(work.entries))
    starts = range(0, max(1, len(every)), size)
    for number, start in enumerate(starts, 1):
        part = replace(work, entries=every[start : start + size])
        looks = replace(look, part=(number, len(starts)), first=start + 1)
        behind = f"-{number:02}" if len(starts) > 1 else ""
        if page:
            names.append((yield from work.written.stream(PAGE.format(behind), _page_into(part, looks, len(every)))))
        if pdf:
            names.append((yield from work.written.stream(PDF.format(behind), _pdf_into(part, looks, len(every)))))
    silent = sum(not alt_text(entry, look.language)[0] for entry in every)
    if silent:
        yield Progress("contact sheet", len(every), len(every), note=_no_alt(silent))
    return names


def _no_alt(number: int) -> str:
    return "1 picture has no alt text." if number == 1 else f"{number:,} pictures have no alt text."


def _page_into(work: Finishing, look: Look, total: int) -> Callable[[BinaryIO], Iterator[Progress]]:
    def fill(file: BinaryIO) -> Iterator[Progress]:
        for number, piece in enumerate(sheet_page(work.entries, finder(work.folder, work.options), look), look.first):
            file.write(piece.encode())
            yield Progress("contact sheet", min(number - 1, total), total)

    return fill


def _pdf_into(work: Finishing, look: Look, total: int) -> Callable[[BinaryIO], Iterator[Progress]]:
    from photoorg.export.targets.sheet_pdf import SheetPdf  # noqa: PLC0415 - what makes PDFs takes a while to load

    def fill(file: BinaryIO) -> Iterator[Progress]:
        pdf = SheetPdf(work.entries, look)
        before = look.first - 1
        if pdf.missing:
            yield Progress("contact sheet as PDF", before, total, note=_NO_FONT)
        for done in pdf.write(finder(work.folder, work.options), file):
            yield Progress("contact sheet as PDF", before + done, total)

    return fill


def _finish(work: Finishing) -> Iterator[Progress]:
    chosen = cast("SheetOptions", work.chosen)
    look = look_of(chosen, work.title, work.options.language)
    entries = yield from gathered(work.entries)
    yield from sheets(replace(work, entries=entries), look, page=chosen.form != "pdf", pdf=chosen.form != "page")


SHEET = Target(
    "sheet", "Contact sheet", "All pictures small on a page and a PDF, with numbers and what is said of them.",
    SheetOptions, _finish, pictures=False, marks=True,
)  # fmt: skip
