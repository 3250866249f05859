"""The target that makes a contact sheet to send round: a page for the browser, a PDF, or both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO, Literal, cast

from pydantic import Field

from photoorg.export.gathering import gathered
from photoorg.export.options import Chosen
from photoorg.export.targets import Finishing, Target
from photoorg.export.targets.sheet_html import sheet_page
from photoorg.export.targets.sheet_look import Look, Paper, Size
from photoorg.export.targets.sheet_pictures import finder
from photoorg.export.wording import Language
from photoorg.outcomes import Progress

PAGE = "contact-sheet.html"
PDF = "contact-sheet.pdf"


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


def page_into(work: Finishing, look: Look) -> Callable[[BinaryIO], Iterator[Progress]]:
    """Writes the page, photo by photo."""

    def fill(file: BinaryIO) -> Iterator[Progress]:
        for number, piece in enumerate(sheet_page(work.entries, finder(work.folder, work.options), look)):
            file.write(piece.encode())
            yield Progress("contact sheet", min(number, len(work.entries)), len(work.entries))

    return fill


def _pdf_into(work: Finishing, look: Look) -> Callable[[BinaryIO], Iterator[Progress]]:
    from photoorg.export.targets.sheet_pdf import SheetPdf  # noqa: PLC0415 - what makes PDFs takes a while to load

    def fill(file: BinaryIO) -> Iterator[Progress]:
        pdf = SheetPdf(work.entries, look)
        if pdf.missing:
            yield Progress("contact sheet as PDF", 0, len(work.entries), note=_NO_FONT)
        for done in pdf.write(finder(work.folder, work.options), file):
            yield Progress("contact sheet as PDF", done, len(work.entries))

    return fill


def _finish(work: Finishing) -> Iterator[Progress]:
    chosen = cast("SheetOptions", work.chosen)
    look = look_of(chosen, work.title, work.options.language)
    entries = yield from gathered(work.entries)
    work = replace(work, entries=entries)
    if chosen.form != "pdf":
        yield from work.written.stream(PAGE, page_into(work, look))
    if chosen.form != "page":
        yield from work.written.stream(PDF, _pdf_into(work, look))


SHEET = Target(
    "sheet", "Contact sheet", "All pictures small on a page and a PDF, with numbers and what is said of them.",
    SheetOptions, _finish, pictures=False, marks=True,
)  # fmt: skip
