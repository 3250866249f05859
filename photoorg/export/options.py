"""What may be chosen for the files of an export: the form of presets, of the command line and of the window.

To add a choice: one field of `Options`. Presets, `photoorg export --set`, the dialog and the docs follow.
"""

from __future__ import annotations

from typing import Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from photoorg.outcomes import PhotoorgError

LONGEST_SIDE = 30_000
_MOST_SHOWN = 60
_COLOUR = r"^#[0-9a-fA-F]{6}$"

FileFormat = Literal["original", "jpeg", "webp", "avif", "png"]
Sizing = Literal["original", "longest", "crop", "pad"]
Metadata = Literal["all", "rights", "none"]
Place = Literal["bottom right", "bottom left", "top right", "top left", "centre"]


class Chosen(BaseModel):
    """Something that may be chosen, with its limits. Unknown keys are refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Options(Chosen):
    """What becomes of each photo. The defaults are those of the web preset."""

    format: FileFormat = Field(
        default="jpeg", title="Format",
        description="What the files are; original copies them as they are, whatever is said of size and colours.",
    )  # fmt: skip
    size: Sizing = Field(
        default="longest", title="Size",
        description="Original keeps all pixels, longest bounds the longest side, crop cuts to exactly width and "
        "height, pad fits the whole picture into them.",
    )  # fmt: skip
    longest: int = Field(
        default=2048, ge=16, le=LONGEST_SIDE, title="Longest side", description="Pixels, where size is longest."
    )
    width: int = Field(
        default=1080, ge=16, le=LONGEST_SIDE, title="Width", description="Pixels, where size is crop or pad."
    )
    height: int = Field(
        default=1080, ge=16, le=LONGEST_SIDE, title="Height", description="Pixels, where size is crop or pad."
    )
    background: str = Field(
        default="#ffffff", pattern=_COLOUR, title="Background", description="Around the picture, where size is pad."
    )
    enlarge: bool = Field(
        default=False, title="Enlarge small photos", description="Else a photo never gets more pixels than it has."
    )
    keep_in_view: bool = Field(
        default=True, title="Keep people in view",
        description="Cut around faces and people that were seen, instead of around the middle.",
    )  # fmt: skip
    sharpen: Literal["none", "screen", "print"] = Field(
        default="screen", title="Sharpen", description="For where it is looked at, after the size has changed."
    )
    quality: int = Field(default=85, ge=1, le=100, title="Quality", description="Of JPEG, WebP and AVIF.")
    most_kb: int = Field(
        default=0, ge=0, le=1_000_000, title="Largest file",
        description="Quality is lowered until a file is no larger, KB; 0 sets no limit.",
    )  # fmt: skip
    dpi: int = Field(
        default=0, ge=0, le=4800, title="Resolution", description="What the file says for printing; 0: nothing."
    )
    watermark: str = Field(
        default="", max_length=200, title="Watermark", description="A text that is written over each picture."
    )
    watermark_image: str = Field(
        default="", max_length=4000, title="Watermark image",
        description="A picture file, best a PNG with transparency, that is laid over each picture.",
    )  # fmt: skip
    watermark_place: Place = Field(
        default="bottom right", title="Watermark at", description="Where in the picture it stands."
    )
    watermark_size: int = Field(
        default=25, ge=1, le=100, title="Watermark width", description="Share of the picture's width, percent."
    )
    watermark_opacity: int = Field(
        default=60, ge=1, le=100, title="Watermark strength", description="100 hides what is below it, percent."
    )
    metadata: Metadata = Field(
        default="rights", title="Metadata",
        description="All of what the file and you say, only who has the rights, or none.",
    )  # fmt: skip
    gps: bool = Field(
        default=False, title="Keep the location",
        description="Else GPS is taken out, and each file is read again after it was made to be sure of it.",
    )  # fmt: skip
    words: bool = Field(
        default=True, title="Write your words",
        description="What you say of a photo goes into its file, as far as the choice of metadata lets it.",
    )  # fmt: skip
    alt_text: bool = Field(
        default=True, title="Write alt text", description="Into each file, for programs that show it."
    )
    language: Literal["en", "it"] = Field(
        default="en", title="Language", description="Of tags in names, and of texts that can have only one."
    )
    name: str = Field(
        default="{name}", max_length=500, title="Names", description="Template of the files' names, without ending."
    )
    folder: str = Field(
        default="", max_length=500, title="Subfolders", description="Template of a folder below; empty for none."
    )

    @property
    def box(self) -> tuple[int, int] | None:
        """(width, height) in pixels that a picture is made for; None where all its pixels are kept."""
        if self.format == "original" or self.size == "original":
            return None
        return (self.longest, self.longest) if self.size == "longest" else (self.width, self.height)


def told(error: ValidationError) -> str:
    """What is wrong with something chosen, as half a sentence that names the entry."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "the whole"
    return f"{where}: {_why(first)}"


_SAID = {
    "extra_forbidden": "there is no such option", "missing": "it is missing",
    "less_than_equal": "it may be {le} at most", "greater_than_equal": "it has to be {ge} at least",
    "literal_error": "it may be {expected}", "int_parsing": "it has to be a whole number",
    "int_from_float": "it has to be a whole number", "bool_parsing": "it may be true or false",
    "string_too_long": "it may have {max_length} characters at most",
    "string_too_short": "it has to have {min_length} characters at least", "json_invalid": "this is no JSON",
}  # fmt: skip


def _why(error: ErrorDetails) -> str:
    """What is wrong, in words."""
    known = _SAID.get(error["type"])
    return known.format(**error.get("ctx", {})) if known else error["msg"]


def with_choice(options: Options, name: str, text: str) -> Options:
    """The options with one of them as a person typed it. Raises PhotoorgError that says what it may be."""
    if name not in Options.model_fields:
        raise PhotoorgError(f"There is no option '{name}'. There are: {', '.join(Options.model_fields)}.")
    try:
        return Options.model_validate({**options.model_dump(), name: text})
    except ValidationError as error:
        shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
        raise PhotoorgError(f"{name} cannot be '{shown}': {_why(error.errors()[0])}.") from error


def choices(model: type[Chosen]) -> list[tuple[str, str, str]]:
    """What may be chosen: (name, what it is by itself, what it means and may be), in the model's order."""
    found: list[tuple[str, str, str]] = []
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        may_be = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        more = f" One of: {', '.join(may_be)}." if may_be else ""
        found.append((name, "" if default == () else str(default), f"{field.description}{more}"))
    return found


def docs_table() -> str:
    """The options' table of docs/export.md, in Markdown."""
    rows = [f"| `{name}` | {f'`{default}`' if default else ''} | {doc} |" for name, default, doc in choices(Options)]
    return "\n".join(["| option | unless you say so | means |", "|---|---|---|", *rows])
