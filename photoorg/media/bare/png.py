"""PNG: what is decoded, how it is coloured and how large it is meant to be."""

from __future__ import annotations

from photoorg.media.carriers.photoshop import resources
from photoorg.media.carriers.png import MAGIC, Chunk, chunks, found_in, text_of
from photoorg.media.limits import MediaError
from photoorg.media.placing import key_tells_place, names_place, tells_degrees

_STAYS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT", b"cHRM", b"gAMA", b"iCCP", b"sBIT",
     b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"CgBI"}
)  # fmt: skip
_WORDS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_PERSONS = frozenset(
    {b"Title", b"Author", b"Description", b"Copyright", b"Creation Time", b"Software", b"Disclaimer", b"Source",
     b"Comment", b"Warning"}
)  # fmt: skip


def bare(data: bytes, *, words: bool) -> bytes:
    """The file without its blocks. `words`: texts stay that tell no place. Raises MediaError for one cut short."""
    every = list(chunks(data))
    if not every or every[-1].kind != b"IEND":
        raise MediaError("The file is damaged or incomplete: what is said in it cannot be taken out.")
    blocks = {one.chunk.at for one in found_in(data) if one.block != "iptc" or _has_more(one.content)}
    kept = [
        one
        for one in every
        if one.kind in _STAYS or (words and one.kind in _WORDS and one.at not in blocks and not _is_place(data, one))
    ]
    return MAGIC + b"".join(data[one.at : one.end] for one in kept)


def _has_more(profile: bytes) -> bool:
    """Whether Photoshop's resources hold EXIF or XMP, too."""
    return any(one.number in {0x0422, 0x0423, 0x0424} for one in resources(profile).each)


def _is_place(data: bytes, chunk: Chunk) -> bool:
    """Whether a text may tell a place: by its name, by what is in it, or as it is another program's block."""
    content = chunk.content(data)
    key = content.partition(b"\0")[0]
    if chunk.kind == b"tIME":
        return False
    raw = key.startswith(b"Raw profile type") and not key.lower().endswith((b"iptc", b"8bim"))
    text = text_of(chunk.kind, content).decode("utf-8" if chunk.kind == b"iTXt" else "latin-1", "replace")
    named = key not in _PERSONS and (key_tells_place(key.decode("latin-1")) or names_place(text))
    return raw or named or tells_degrees(text)
