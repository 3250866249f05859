"""PNG: blocks written into chunks, the rest of the file byte for byte as it was."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from photoorg.media.blocks import Blocks
from photoorg.media.carriers.photoshop import DIGEST, IPTC, resources
from photoorg.media.carriers.png import RAW, XMP_KEY, Chunk, Found, chunks, found_in
from photoorg.media.limits import MediaError
from photoorg.splices import Splice

_PICTURE = frozenset({b"IDAT", b"fcTL", b"fdAT"})
_A_LINE = 36


def write(data: bytes, old: Blocks, new: Blocks) -> list[Splice]:
    """The splices that put other blocks in place of those that differ. Raises MediaError."""
    made: list[Splice] = []
    if new.exif != old.exif:
        made += _put(data, "exif", new.exif, _exif)
    if new.xmp != old.xmp:
        made += _put(data, "xmp", new.xmp, _xmp)
    if (new.iptc, new.iptc_digest) != (old.iptc, old.iptc_digest):
        found = next((one.content for one in found_in(data) if one.block == "iptc"), b"")
        irb = resources(found if found.startswith(b"8BIM") else b"")
        changed = irb.with_contents({IPTC: new.iptc or None, DIGEST: new.iptc_digest})
        profile = changed.packed if irb.each else new.iptc
        made += _put(data, "iptc", profile, _no_chunk)
    return made


def why_not(data: bytes) -> str:
    """Why nothing can be written into this file safely; empty where it can."""
    every = list(chunks(data))
    kinds = [one.kind for one in every]
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or b"IDAT" not in kinds:
        return "The file is damaged or incomplete, so nothing is written into it."
    contents: dict[str, set[bytes]] = {}
    for one in found_in(data):
        contents.setdefault(one.block, set()).add(one.content)
    if any(len(every) > 1 for every in contents.values()):
        return "It holds the same kind of metadata twice, so that programs would disagree on what was written."
    return ""


def _put(data: bytes, block: str, new: bytes, packed: Callable[[bytes], bytes]) -> Iterator[Splice]:
    """The new block in each chunk that has the old one, as that has it; in a chunk of its own where none has."""
    every = [one for one in found_in(data) if one.block == block]
    for one in every:
        chunk = one.chunk
        yield Splice(chunk.at, chunk.end - chunk.at, _as(data, one, new, packed) if new else b"")
    if not every and new:
        yield Splice(_before_picture(data), 0, packed(new))


def _before_picture(data: bytes) -> int:
    return next(one.at for one in chunks(data) if one.kind in _PICTURE)


def _as(data: bytes, found: Found, new: bytes, packed: Callable[[bytes], bytes]) -> bytes:
    """A chunk for a block, in the form of the one that had it."""
    if found.key.startswith(RAW):
        name = found.key.removeprefix(RAW)
        head = b"Exif\0\0" if found.block == "exif" else b"http://ns.adobe.com/xap/1.0/\0" if name == b"APP1" else b""
        return _raw(found, name, head + new)
    if found.chunk.kind == b"iTXt" and _is_deflated(data, found.chunk):
        return chunk_of(b"iTXt", XMP_KEY + b"\0\1\0\0\0" + zlib.compress(new))
    return packed(new)


def _is_deflated(data: bytes, chunk: Chunk) -> bool:
    return chunk.content(data).partition(b"\0")[2][:1] == b"\1"


def _raw(found: Found, name: bytes, profile: bytes) -> bytes:
    """A raw profile as ImageMagick writes it, in the kind of chunk that had it."""
    digits = b"\n".join(profile[at : at + _A_LINE].hex().encode() for at in range(0, len(profile), _A_LINE))
    text = b"\n%b\n%8d\n%b\n" % (name, len(profile), digits)
    if found.chunk.kind == b"tEXt":
        return chunk_of(b"tEXt", found.key + b"\0" + text)
    if found.chunk.kind == b"zTXt":
        return chunk_of(b"zTXt", found.key + b"\0\0" + zlib.compress(text))
    return chunk_of(b"iTXt", found.key + b"\0\0\0\0\0" + text)


def _exif(block: bytes) -> bytes:
    return chunk_of(b"eXIf", block)


def _xmp(packet: bytes) -> bytes:
    return chunk_of(b"iTXt", XMP_KEY + b"\0\0\0\0\0" + packet)


def _no_chunk(_block: bytes) -> bytes:
    raise MediaError("A PNG file has no place for a new IPTC block.")


def chunk_of(kind: bytes, content: bytes) -> bytes:
    """A chunk, with its length and checksum."""
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
