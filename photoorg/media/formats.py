"""THE table of formats. A new format is one entry here; scan, watch, dialogs and docs follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from PIL import features

from photoorg.media import heif, jpeg, jxl, png, raw, tiff
from photoorg.media.opened import Opener, pillow_opener

HEAD_BYTES = 64
"""How much of a file's start `sniff` needs."""

Recogniser = Callable[[bytes, str], bool]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    `recognise` is asked with the file's first bytes and its suffix. `needs` is the module without which the format
    is off, `codec` the feature of Pillow that may be absent too. `package` is what brings that module where photoorg,
    under its licence, may not. `ending` completes a file that was cut short, so
    that its decoder gives what it has. `sample` names the picture that the tests make.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    recognise: Recogniser
    opener: Opener
    sample: str
    doc: str
    needs: str = "PIL"
    codec: str | None = None
    package: str | None = None
    ending: bytes = b""


def _starts(*magics: bytes) -> Recogniser:
    return lambda head, _suffix: head.startswith(magics)


def _brand(*brands: bytes) -> Recogniser:
    """ISO base media files name a main brand and compatible ones; the main one may be a general one (mif1)."""

    def recognise(head: bytes, _suffix: str) -> bool:
        if head[4:8] != b"ftyp":
            return False
        end = min(int.from_bytes(head[:4], "big"), len(head))
        return any(head[at : at + 4] in brands for at in (8, *range(16, end - 3, 4)))

    return recognise


def _webp(head: bytes, _suffix: str) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _bmp(head: bytes, _suffix: str) -> bool:
    """Two letters are little to go by: the length of the second header has to be a known one too."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in {12, 40, 52, 56, 64, 108, 124}


_TIFF_MAGICS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_RAW_MAGICS = (b"FUJIFILMCCD-RAW", b"IIU\x00", b"IIRO", b"IIRS", b"MMOR", b"FOVb", b"\x00MRM")
# fmt: off
RAW_SUFFIXES = (
    ".3fr", ".arw", ".cr2", ".cr3", ".dcr", ".dng", ".erf", ".fff", ".iiq", ".kdc", ".mef", ".mos", ".mrw",
    ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f",
)
# fmt: on


def _raw(head: bytes, suffix: str) -> bool:
    """Most RAW files are TIFF files whose name alone tells that they are more."""
    return (
        head.startswith(_RAW_MAGICS)
        or head[8:10] == b"CR"
        or (suffix in RAW_SUFFIXES and head.startswith(_TIFF_MAGICS))
        or _brand(b"crx ")(head, suffix)
    )


FORMATS: tuple[Format, ...] = (
    Format(
        "jpeg",
        "JPEG",
        (".jpg", ".jpeg", ".jpe", ".jfif"),
        _starts(b"\xff\xd8\xff"),
        jpeg.open_jpeg,
        "sample.jpg",
        "Decoded at reduced size. CMYK and progressive files too; of a multi-picture file, the first.",
        codec="jpg",
        ending=jpeg.ENDING,
    ),
    Format(
        "png",
        "PNG",
        (".png",),
        _starts(b"\x89PNG\r\n\x1a\n"),
        png.open_png,
        "sample.png",
        "Any depth. Transparent parts are shown on white; of an animation, the first picture.",
        codec="zlib",
    ),
    Format(
        "webp",
        "WebP",
        (".webp",),
        _webp,
        pillow_opener("PIL.WebPImagePlugin:WebPImageFile", bytes_each=12),
        "sample.webp",
        "Of an animation, the first picture.",
        codec="webp",
    ),
    Format(
        "raw",
        "Camera RAW",
        RAW_SUFFIXES,
        _raw,
        raw.open_raw,
        "sample.dng",
        "The preview that the camera embedded, if its long side has 512 pixels; else developed at half size.",
        needs="rawpy",
    ),
    Format(
        "tiff",
        "TIFF",
        (".tif", ".tiff"),
        _starts(*_TIFF_MAGICS),
        tiff.open_tiff,
        "sample.tif",
        "8, 16 and 32 bits, CMYK and Lab. Of several pages, the first.",
    ),
    Format(
        "gif",
        "GIF",
        (".gif",),
        _starts(b"GIF87a", b"GIF89a"),
        pillow_opener("PIL.GifImagePlugin:GifImageFile"),
        "sample.gif",
        "Of an animation, the first picture.",
    ),
    Format(
        "bmp",
        "BMP",
        (".bmp", ".dib"),
        _bmp,
        pillow_opener("PIL.BmpImagePlugin:BmpImageFile"),
        "sample.bmp",
        "Windows bitmaps.",
    ),
    Format(
        "avif",
        "AVIF",
        (".avif", ".avifs"),
        _brand(b"avif", b"avis"),
        pillow_opener("PIL.AvifImagePlugin:AvifImageFile", bytes_each=6),
        "sample.avif",
        "Of a sequence, the first picture.",
        codec="avif",
    ),
    Format(
        "heif",
        "HEIC/HEIF",
        (".heic", ".heif", ".heics", ".heifs", ".hif"),
        _brand(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"),
        heif.open_heif,
        "sample.heic",
        "Photos of iPhones and others. The main picture; 10 bits are shown with 8. Needs `pillow-heif`.",
        needs="pillow_heif",
        package="pillow-heif",
    ),
    Format(
        "jxl",
        "JPEG XL",
        (".jxl",),
        _starts(jxl.CODESTREAM, jxl.CONTAINER),
        jxl.open_jxl,
        "sample.jxl",
        "One that was made from a JPEG without loss is decoded as that JPEG. Needs `pillow-jxl-plugin`.",
        needs="pillow_jxl",
        package="pillow-jxl-plugin",
    ),
)


@cache
def off_reason(kind: Format) -> str | None:
    """Why this machine cannot read a format, as half a sentence; None where it can."""
    try:
        import_module(kind.needs)
    except Exception as error:  # noqa: BLE001 - a native library that does not fit may raise anything
        if kind.package and isinstance(error, ModuleNotFoundError):
            return f"its decoder comes under the GPL, so photoorg is shipped without it: pip install {kind.package}"
        return f"its decoder ({kind.needs}) cannot be loaded: {error}"
    if kind.codec and not features.check(kind.codec):
        return f"this build of Pillow has no {kind.codec} codec"
    return None


@cache
def suffixes() -> frozenset[str]:
    """What a scan looks at: lower case, with the dot. Formats that are off count, so that their files are listed."""
    return frozenset(suffix for kind in FORMATS for suffix in kind.suffixes)


def sniff(head: bytes, suffix: str) -> Format | None:
    """The format of a file that starts with `head`; its content decides, its suffix only among TIFF's relatives."""
    lower = suffix.lower()
    return next((kind for kind in FORMATS if kind.recognise(head, lower)), None)


def docs_table() -> str:
    """The table of docs/formats.md, in Markdown."""
    rows = [f"| {kind.label} | {' '.join(kind.suffixes)} | {kind.doc} |" for kind in FORMATS]
    return "\n".join(["| format | names end in | what is shown |", "|---|---|---|", *rows])
