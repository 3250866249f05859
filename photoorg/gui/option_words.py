"""Words and places for what may be chosen of an export: tables by the names of the fields.

A field that no table names has its own title and description all the same, and stands on the page `OTHERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Pictures", (
        "format", "size", "longest", "width", "height", "keep_in_view", "background", "enlarge", "quality", "most_kb",
        "sharpen", "dpi",
    )),
    ("Names", ("name", "folder")),
    ("Metadata", ("metadata", "gps", "words", "alt_text", "language")),
    ("Watermark", (
        "watermark", "watermark_image", "watermark_place", "watermark_size", "watermark_opacity",
    )),
)  # fmt: skip
OTHERS = "Pictures"

QUIET = {"longest", "width", "height", "background", "quality"}
"""What needs no line of its own in the window, where it stands only if it means something."""
UNITS = {
    "longest": " px", "width": " px", "height": " px", "most_kb": " KB", "dpi": " pixels/inch", "watermark_size": " %",
    "watermark_opacity": " %", "validation": " %", "test": " %", "least_score": " %",
}  # fmt: skip
ZEROES = {"most_kb": "no limit", "dpi": "not stated"}
EMPTY = {"watermark": "none", "watermark_image": "none", "folder": "none"}

WORDS: Mapping[tuple[str, str], str] = {
    ("format", "original"): "As it is", ("format", "jpeg"): "JPEG", ("format", "webp"): "WebP",
    ("format", "avif"): "AVIF", ("format", "png"): "PNG",
    ("size", "original"): "All pixels", ("size", "longest"): "Longest side",
    ("size", "crop"): "Cut to width and height", ("size", "pad"): "Whole picture on width and height",
    ("sharpen", "screen"): "For screens", ("sharpen", "print"): "For print", ("sharpen", "none"): "No",
    ("metadata", "all"): "All of it", ("metadata", "rights"): "Only who has the rights", ("metadata", "none"): "None",
    ("language", "en"): "English", ("language", "it"): "Italian",
    ("separator", "comma"): "Commas", ("separator", "semicolon"): "Semicolons", ("separator", "tab"): "Tabs",
    ("sources", "name"): "Their names", ("sources", "path"): "Their whole paths", ("sources", "none"): "Nothing",
    ("form", "both"): "Page and PDF", ("form", "page"): "Page for the browser", ("form", "pdf"): "PDF",
    ("form", "csv"): "Table (CSV)", ("form", "jsonl"): "JSON lines", ("form", "paths"): "Paths, one a line",
    ("form", "paths0"): "Paths, for xargs -0", ("form", "folders"): "Folders by class", ("form", "coco"): "COCO",
    ("paper", "letter"): "US Letter",
    ("tags", "accepted"): "Accepted or added", ("tags", "shown"): "All that are shown",
    ("together", "day"): "Photos of one day", ("together", "photo"): "Each goes by itself",
}  # fmt: skip
"""What a value of a field is called, where that is not the value itself with a capital."""

Values = Mapping[str, object]
_LOSSY = {"jpeg", "webp", "avif"}


def _remade(values: Values) -> bool:
    """Whether pictures are made anew, not copied."""
    return values.get("format") != "original"


def _boxed(values: Values) -> bool:
    return _remade(values) and values.get("size") in {"crop", "pad"}


def _marked(values: Values) -> bool:
    return _remade(values) and bool(values.get("watermark") or values.get("watermark_image"))


NEEDED: Mapping[str, Callable[[Values], bool]] = {
    "size": _remade,
    "longest": lambda values: _remade(values) and values.get("size") == "longest",
    "width": _boxed,
    "height": _boxed,
    "background": lambda values: _remade(values) and values.get("size") == "pad",
    "keep_in_view": lambda values: _remade(values) and values.get("size") == "crop",
    "enlarge": lambda values: _remade(values) and values.get("size") != "original",
    "quality": lambda values: values.get("format") in _LOSSY,
    "most_kb": lambda values: values.get("format") in _LOSSY,
    "sharpen": lambda values: _remade(values) and values.get("size") != "original",
    "dpi": _remade,
    "watermark": _remade,
    "watermark_image": _remade,
    "watermark_place": _marked,
    "watermark_size": _marked,
    "watermark_opacity": _marked,
    "separator": lambda values: values.get("form", "csv") == "csv",
    "paper": lambda values: values.get("form") != "page",
    "landscape": lambda values: values.get("form") != "page",
    "classes": lambda values: values.get("form") != "coco",
    "tags": lambda values: values.get("form") != "coco",
    "least_score": lambda values: values.get("form") == "coco",
}
"""When a field means anything, by what is chosen beside it; one that is not here always does."""


def said(field: str, value: object) -> str:
    """What a value of a field is called."""
    text = str(value)
    return WORDS.get((field, text), text[:1].upper() + text[1:].replace("_", " ").replace("-", " "))
