"""Files that no camera makes: cut, garbled, lying, and made to keep a decoder busy or to fill the memory.

A table: each entry says what may become of it. `test_bad_inputs.py` indexes them all, `benchmarks/bad_input.py`
measures what that takes.
"""

from __future__ import annotations

import itertools
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import media_samples
from media_samples import Entries, _directory, corners, exif, saved

from photoorg.library import browse
from photoorg.library.store import Database

DAMAGED = r"damaged|incomplete"
UNKNOWN = r"not an image in a format"
LARGE = r"too large|longer than \d+ s|more than \d+ MB"
EITHER = rf"{DAMAGED}|{UNKNOWN}"

SAMPLES = {name: cache(make) for name, make in media_samples.SAMPLES.items()}
PICTURE, SKIP, ANY = frozenset({"indexed"}), frozenset({"skipped"}), frozenset({"indexed", "skipped"})


@dataclass(frozen=True, slots=True)
class Bad:
    """A file's name, what makes its bytes, what may become of it, and the reason that is true of it (`re.search`).

    "indexed" with a reason is a photo that is marked as damaged; "ignored" is neither listed as a photo nor a problem.
    """

    name: str
    make: Callable[[], bytes]
    may: frozenset[str] = SKIP
    reason: str = DAMAGED


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@cache
def deflated(size: int) -> bytes:
    """So many zeros, in a thousandth of the room."""
    return zlib.compress(bytes(size), 9)


def png(width: int, height: int, *extra: bytes, pixels: bytes | None = None, depth: int = 1) -> bytes:
    """A PNG of one grey level; `extra` chunks come before its pixels."""
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    body = zlib.compress(bytes((width * depth // 8 + 2) * height), 9) if pixels is None else pixels
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(extra) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def late(extra: bytes) -> bytes:
    """A PNG with a chunk behind its pixels."""
    data = png(8, 8)
    return data[:-12] + extra + data[-12:]


def jpeg(*segments: bytes, quality: int = 80) -> bytes:
    """A JPEG with segments of one's own behind its first marker; each begins with its code."""
    data = saved(corners(160, 120), "JPEG", quality=quality)
    made = b"".join(b"\xff" + one[:1] + struct.pack(">H", len(one) + 1) + one[1:] for one in segments)
    return data[:2] + made + data[2:]


def tiff(entries: Entries, behind: bytes = b"", following: int = 0) -> bytes:
    """A TIFF of one directory, whose link to the next leads to `following`."""
    head = bytearray(_directory(entries, 8))
    at = 2 + 12 * len(entries)
    head[at : at + 4] = struct.pack("<I", following)
    return b"II*\0" + struct.pack("<I", 8) + bytes(head) + behind


def plain_tiff(**changes: object) -> Entries:
    """The directory of a small grey picture; w256=(4, 9) replaces the width."""
    entries: Entries = {
        256: (4, 64), 257: (4, 64), 258: (3, 8), 259: (3, 1), 262: (3, 1), 273: (4, 400), 277: (3, 1), 278: (4, 64),
        279: (4, 4096),
    }  # fmt: skip
    return entries | {int(name[1:]): value for name, value in changes.items()}  # type: ignore[dict-item]


def patched(name: str, find: bytes, put: bytes, skip: int = 0) -> Callable[[], bytes]:
    """A sample with `put` written `skip` bytes behind where `find` is."""

    def make() -> bytes:
        data = bytearray(SAMPLES[name]())
        at = data.index(find) + len(find) + skip
        data[at : at + len(put)] = put
        return bytes(data)

    return make


def cut() -> Iterator[Bad]:
    """Every format, at many places."""
    for name, make in SAMPLES.items():
        for place in (1, 3, 12, 40, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, -1):
            yield Bad(f"cut-{place}-{name}", lambda make=make, place=place: _cut(make(), place), ANY, EITHER)


def _cut(data: bytes, place: float) -> bytes:
    return data[: int(len(data) * place) if 0 < place < 1 else int(place)]


def garbled() -> Iterator[Bad]:
    """Every format with a part of it overwritten: whatever comes out is a picture or a reason."""
    parts = {"start": (0.0, 0.01), "early": (0.05, 0.2), "middle": (0.4, 0.6), "end": (0.8, 1.0)}
    for name, make in SAMPLES.items():
        for (part, span), how in itertools.product(parts.items(), ("zeroed", "mixed")):
            yield Bad(
                f"{how}-{part}-{name}",
                lambda make=make, span=span, how=how: _garbled(make(), span, how),
                ANY,
                rf"{EITHER}|too large|parts",
            )


def _garbled(data: bytes, span: tuple[float, float], how: str) -> bytes:
    first, last = (int(len(data) * one) for one in span)
    last = max(last, first + 16)
    middle = data[first:last]
    new = bytes(len(middle)) if how == "zeroed" else bytes((one * 37 + at * 11) & 255 for at, one in enumerate(middle))
    return data[:first] + new + data[last:]


def lying() -> Iterator[Bad]:
    """Every format under the name of every other: the content decides."""
    for name, other in itertools.permutations(SAMPLES, 2):
        stem, suffix = name.rsplit(".", 1)[1], other.rsplit(".", 1)[1]
        yield Bad(f"really-{stem}.{suffix}", SAMPLES[name], PICTURE)
    other = {
        "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "html": b"<html><body onload=alert(1)>", "pdf": b"%PDF-1.7\n1 0 obj", "zip": b"PK\3\4" + bytes(60),
        "exe": b"MZ" + bytes(200), "elf": b"\x7fELF" + bytes(200), "script": b"#!/bin/sh\ntouch /tmp/photoorg-pwned\n",
        "mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(90), "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run",
        "xbm": b"#define a_width 9\n#define a_height 9\n", "ppm": b"P6 99999 99999 255\n" + bytes(99),
        "psd": b"8BPS\0\1" + bytes(90), "ico": b"\0\0\1\0\1\0" + bytes(90), "fits": b"SIMPLE  =" + b" " * 90,
        "nul": bytes(1000), "ones": b"\xff" * 1000, "text": b"Ein Text, kein Bild.\n" * 50,
    }  # fmt: skip
    for kind, data in other.items():
        for suffix in ("jpg", "png", "nef"):
            yield Bad(f"{kind}.{suffix}", lambda data=data: data, SKIP, UNKNOWN)


def bombs() -> Iterator[Bad]:
    """Small files that are huge once decoded, or say so."""
    yield Bad("bomb-30000.png", lambda: png(30000, 30000), ANY, LARGE)
    yield Bad("bomb-16bit.png", lambda: png(20000, 20000, pixels=deflated(1 << 20), depth=16), SKIP, LARGE)
    yield Bad("bomb-largest.png", lambda: png((1 << 31) - 1, (1 << 31) - 1, pixels=b""), SKIP, LARGE)
    yield Bad("bomb-wide.png", lambda: png((1 << 31) - 1, 1, pixels=b""), SKIP, LARGE)
    yield Bad("bomb-data.png", lambda: png(8, 8, pixels=deflated(128 << 20)), PICTURE)
    yield Bad("bomb.gif", patched("sample.gif", b"GIF8", b"\xff\xff\xff\xff", 2), ANY, rf"{LARGE}|{DAMAGED}")
    yield Bad(
        "bomb-frame.gif", lambda: b"GIF89a\1\0\1\0\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x08\0;", SKIP, rf"{LARGE}|{DAMAGED}"
    )
    size = struct.pack("<I", (16383 << 14) | 16383)
    webp = b"RIFF" + struct.pack("<I", 1018) + b"WEBPVP8L" + struct.pack("<I", 1006) + b"\x2f" + size + bytes(1001)
    yield Bad("bomb.webp", lambda: webp, SKIP, rf"{LARGE}|{DAMAGED}")
    yield Bad("bomb.jpg", lambda: _sized_jpeg(65500, 65500), ANY, rf"{LARGE}|{DAMAGED}")
    yield Bad("bomb-progressive.jpg", lambda: _sized_jpeg(65500, 65500, progressive=True), SKIP, LARGE)
    yield Bad("bomb.bmp", patched("sample.bmp", b"BM", struct.pack("<ii", 60000, 60000), 16), SKIP, LARGE)
    yield Bad("bomb-upside-down.bmp", patched("sample.bmp", b"BM", struct.pack("<ii", 60000, -60000), 16), SKIP, LARGE)
    yield Bad(
        "bomb-negative.bmp",
        patched("sample.bmp", b"BM", struct.pack("<ii", -5, -(1 << 31)), 16),
        SKIP,
        rf"{LARGE}|{DAMAGED}",
    )
    rle = (
        b"BM"
        + struct.pack("<IHHI", 70, 0, 0, 62)
        + struct.pack("<IiiHHIIiiII", 40, 30000, 30000, 1, 8, 1, 0, 0, 0, 2, 2)
    )
    yield Bad("bomb-rle.bmp", lambda: rle + bytes(8) + b"\xff\1" * 400 + b"\0\1", SKIP, rf"{LARGE}|{DAMAGED}")
    huge = struct.pack(">II", 60000, 60000)
    for kind in ("heic", "avif"):
        yield Bad(f"bomb.{kind}", patched(f"sample.{kind}", b"ispe", huge, 4), SKIP, rf"{LARGE}|{DAMAGED}")
    yield Bad("bomb.jxl", lambda: b"\xff\x0a" + b"\xff" * 60, SKIP, rf"{LARGE}|{DAMAGED}")
    side = {"w256": (4, 40000), "w257": (4, 40000), "w278": (4, 40000)}
    yield Bad("bomb.tif", lambda: _deflated_tiff(deflated(8 << 20), **side), SKIP, LARGE)
    yield Bad("bomb-data.tif", lambda: _deflated_tiff(deflated(128 << 20)), ANY, rf"{LARGE}|{DAMAGED}")
    tile = {"w322": (4, 1 << 20), "w323": (4, 1 << 20), "w324": (4, 400), "w325": (4, 4096)}
    yield Bad("bomb-tile.tif", lambda: tiff(plain_tiff(**tile), bytes(5000)), SKIP, rf"{LARGE}|{DAMAGED}")
    yield Bad("bomb-samples.tif", lambda: tiff(plain_tiff(w277=(3, 65535)), bytes(5000)), SKIP, rf"{LARGE}|{DAMAGED}")
    yield Bad("bomb-bits.tif", lambda: tiff(plain_tiff(w258=(3, 65535)), bytes(5000)), SKIP, rf"{LARGE}|{DAMAGED}")
    yield Bad("bomb-strip.tif", lambda: tiff(plain_tiff(w279=(4, 0xFFFFFFFF)), bytes(5000)), ANY, DAMAGED)
    yield Bad("bomb-side.tif", lambda: tiff(plain_tiff(w256=(4, 0xFFFFFFFF)), bytes(5000)), SKIP, rf"{LARGE}|{DAMAGED}")
    yield Bad("bomb.dng", lambda: tiff(plain_tiff(**side, w50706=(1, b"\1\4\0\0"), w262=(3, 32803)), bytes(5000)), SKIP,
              rf"{LARGE}|{DAMAGED}")  # fmt: skip


def _deflated_tiff(data: bytes, **changes: object) -> bytes:
    return tiff(plain_tiff(w259=(3, 8), w279=(4, len(data)), w273=(4, 200), **changes)).ljust(200, b"\0") + data


def _sized_jpeg(width: int, height: int, *, progressive: bool = False) -> bytes:
    data = bytearray(saved(corners(160, 120), "JPEG", progressive=progressive))
    at = data.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def sizes() -> Iterator[Bad]:
    """Pictures without pixels, or with too few or oddly many in one direction."""
    nothing = rf"{DAMAGED}|no pixels"
    yield Bad("no-pixels.png", lambda: png(0, 0), SKIP, nothing)
    yield Bad("no-height.png", lambda: png(9, 0), SKIP, nothing)
    yield Bad("no-pixels.jpg", lambda: _sized_jpeg(0, 0), SKIP, nothing)
    yield Bad("no-height.jpg", lambda: _sized_jpeg(160, 0), SKIP, nothing)
    yield Bad("no-pixels.gif", patched("sample.gif", b"GIF8", bytes(4), 2), ANY, nothing)
    yield Bad("no-pixels.bmp", patched("sample.bmp", b"BM", bytes(8), 16), SKIP, nothing)
    yield Bad("no-pixels.tif", lambda: tiff(plain_tiff(w256=(4, 0)), bytes(5000)), SKIP, nothing)
    yield Bad("one.png", lambda: png(1, 1), PICTURE)
    yield Bad("line.png", lambda: png(50000, 1), PICTURE)
    yield Bad("column.png", lambda: png(1, 50000), PICTURE)
    yield Bad("empty.jpg", lambda: b"", SKIP, r"empty \(0 bytes\)")
    yield Bad("taller.jpg", lambda: _sized_jpeg(160, 5000), ANY, DAMAGED)


def endless() -> Iterator[Bad]:
    """Structures that lead in circles, nest without end, or come in millions."""
    yield Bad("loop-next.tif", lambda: tiff(plain_tiff(), bytes(5000), following=8), PICTURE)
    yield Bad("loop-sub.tif", lambda: tiff(plain_tiff(w330=(4, 8), w34665=(4, 8), w34853=(4, 8)), bytes(5000)), PICTURE)
    yield Bad(
        "loop-exif.jpg", lambda: jpeg(b"\xe1Exif\0\0" + tiff({0x8769: (4, 8), 0x8825: (4, 8)}, following=8)), PICTURE
    )
    yield Bad("far.tif", lambda: b"II*\0" + struct.pack("<I", 0x7FFFFFFF) + bytes(64), SKIP, DAMAGED)
    yield Bad("itself.tif", lambda: b"II*\0" + struct.pack("<I", 0) + bytes(64), SKIP, DAMAGED)
    yield Bad("many-entries.tif", lambda: b"II*\0\x08\0\0\0\xff\xff" + bytes(12 * 65535), SKIP, rf"{DAMAGED}|no pixels")
    yield Bad("many-values.tif", lambda: tiff(plain_tiff(w270=(2, b"x" * 9)), bytes(5000)).replace(
        struct.pack("<HHI", 270, 2, 9), struct.pack("<HHI", 270, 2, 0xFFFFFFFF)), ANY, DAMAGED)  # fmt: skip
    text = chunk(b"tEXt", b"a\0b")
    yield Bad("chunks.png", lambda: png(8, 8, text * 200_000), ANY, DAMAGED)
    yield Bad("long-chunk.png", lambda: png(8, 8, struct.pack(">I", (1 << 31) - 1) + b"tEXt"), SKIP, DAMAGED)
    yield Bad("data-chunks.png", lambda: png(8, 8, chunk(b"IDAT", b"") * 100_000), ANY, DAMAGED)
    yield Bad("segments.jpg", lambda: jpeg(*[b"\xe5x"] * 60_000), ANY, DAMAGED)
    yield Bad("filled.jpg", lambda: jpeg()[:2] + b"\xff" * (2 << 20) + jpeg()[2:], ANY, DAMAGED)
    scans = lambda: saved(corners(160, 120), "JPEG", progressive=True)  # noqa: E731
    yield Bad("scans.jpg", lambda: _many_scans(scans(), 3000), ANY, DAMAGED)
    blocks = b"!\xfe\1x\0" * 200_000
    yield Bad(
        "comments.gif", lambda: (gif := SAMPLES["sample.gif"]())[:13] + gif[13:781] + blocks + gif[781:], ANY, DAMAGED
    )
    yield Bad(
        "frames.gif", lambda: SAMPLES["sample.gif"]()[:-1] + b",\0\0\0\0\1\0\1\0\0\2\2D\1\0" * 50_000 + b";", PICTURE
    )
    riff = lambda data: b"RIFF" + struct.pack("<I", len(data)) + data  # noqa: E731
    yield Bad("chunks.webp", lambda: riff(SAMPLES["sample.webp"]()[8:] + b"JUNK\0\0\0\0" * 200_000), ANY, DAMAGED)
    for kind in ("heic", "avif"):
        yield Bad(
            f"boxes.{kind}", lambda kind=kind: SAMPLES[f"sample.{kind}"]() + b"\0\0\0\x08free" * 100_000, ANY, DAMAGED
        )
        yield Bad(f"nested.{kind}", lambda kind=kind: _nested(SAMPLES[f"sample.{kind}"]()), SKIP, DAMAGED)
        yield Bad(f"zero-box.{kind}", lambda kind=kind: SAMPLES[f"sample.{kind}"]()[:40] + bytes(8) * 99, SKIP, DAMAGED)
    yield Bad("boxes.jxl", lambda: b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0\0\0\x08free" * 200_000, SKIP, DAMAGED)


def _many_scans(data: bytes, count: int) -> bytes:
    first = data.index(b"\xff\xda")
    second = data.index(b"\xff\xda", first + 2)
    return data[:second] + data[first:second] * count + data[second:]


def _nested(data: bytes) -> bytes:
    inner = b""
    for _ in range(3000):
        inner = struct.pack(">I", len(inner) + 8) + b"iprp" + inner
    end = struct.unpack(">I", data[:4])[0]
    return data[:end] + struct.pack(">I", len(inner) + 12) + b"meta\0\0\0\0" + inner


CANARY = "CANARY-XXE-7f3a91"
_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
HOSTILE_XMP = {
    "laughs": b'<!DOCTYPE x [<!ENTITY l0 "ha">' + _LAUGHS + b"]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&l11;</x:xmpmeta>",
    "xxe": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///tmp/photoorg-canary">]>'
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:d="http://ns.adobe.com/photoshop/1.0/"><d:DateCreated>&e;</d:DateCreated></x:xmpmeta>',
    "remote": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
    "quadratic": b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 20_000 + b'">]><x>' + b"&a;" * 10_000 + b"</x>",
    "deep": b"<x>" * 200_000,
    "unclosed": b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF',
    "binary": bytes(range(256)) * 20,
}


def metadata() -> Iterator[Bad]:
    """Good pictures with bad metadata: these never keep a photo out."""
    for kind, xmp in HOSTILE_XMP.items():
        short = xmp[:65_000]
        itxt = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)
        yield Bad(f"xmp-{kind}.jpg", lambda xmp=short: jpeg(b"\xe1http://ns.adobe.com/xap/1.0/\0" + xmp), PICTURE)
        yield Bad(f"xmp-{kind}.png", lambda itxt=itxt: png(8, 8, itxt), PICTURE)
        yield Bad(f"xmp-{kind}.webp", lambda xmp=xmp: saved(corners(64, 48), "WEBP", xmp=xmp), PICTURE)
        yield Bad(f"xmp-{kind}.tif", lambda xmp=xmp: saved(corners(64, 48), "TIFF", tiffinfo={700: xmp}), PICTURE)
    for name, kind, before in (
        ("itxt", b"iTXt", b"k\0\1\0\0\0"), ("ztxt", b"zTXt", b"k\0\0"), ("icc", b"iCCP", b"k\0\0"),
        ("xmp", b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0"),
    ):  # fmt: skip
        yield Bad(
            f"inflate-late-{name}.png",
            lambda kind=kind, before=before: late(chunk(kind, before + deflated(64 << 20))),
            PICTURE,
        )
        yield Bad(
            f"inflate-{name}.png",
            lambda kind=kind, before=before: png(8, 8, chunk(kind, before + deflated(64 << 20))),
            PICTURE,
        )
    yield Bad("icc.jpg", lambda: jpeg(b"\xe2ICC_PROFILE\0\1\1" + bytes(range(256)) * 9), PICTURE)
    yield Bad("icc-part.jpg", lambda: jpeg(b"\xe2ICC_PROFILE\0\7\xff" + bytes(900)), PICTURE)
    yield Bad(
        "icc-tags.jpg", lambda: jpeg(b"\xe2ICC_PROFILE\0\1\1" + bytes(36) + b"acsp" + bytes(88) + b"\xff" * 40), PICTURE
    )
    yield Bad("mpf.jpg", lambda: jpeg(b"\xe2MPF\0" + tiff({0xB001: (4, 99999), 0xB002: (4, 8)})), PICTURE)
    yield Bad("exif-cut.jpg", lambda: jpeg(b"\xe1Exif\0\0II*\0"), PICTURE)
    for value in (0, 9, 65535):
        yield Bad(
            f"orientation-{value}.jpg", lambda value=value: saved(corners(), "JPEG", exif=exif(m0112=value)), PICTURE
        )
    odd = {
        "dates": {"p9003": "9999:99:99 99:99:99", "m0132": "\x1b[31m"}, "never": {"p9003": "0000:00:00 00:00:00"},
        "steering": {"m010f": "\x1b]0;pwned\x07\u202e", "m0110": "a\nb\r\0c"}, "long": {"m010f": "x" * 60_000},
        "gps": {"g0001": "N", "g0002": (999.0, 99.0, 99.0), "g0003": "E", "g0004": (1e9, 0.0, 0.0)},
    }  # fmt: skip
    for name, tags in odd.items():
        yield Bad(f"exif-{name}.jpg", lambda tags=tags: saved(corners(), "JPEG", exif=exif(**tags)), PICTURE)
    zero = {0x8769: (4, 8), 0x829A: (5, [1, 0]), 0x8827: (4, [0xFFFFFFFF] * 99)}
    yield Bad("exif-zero.jpg", lambda: jpeg(b"\xe1Exif\0\0" + tiff(zero)), PICTURE)
    for name, tail in (
        ("zip", b"PK\3\4" * 99),
        ("html", b"<script>1</script>"),
        ("zeros", bytes(200_000)),
        ("php", b"<?php 1 ?>"),
    ):
        yield Bad(f"tail-{name}.jpg", lambda tail=tail: SAMPLES["sample.jpg"]() + tail, PICTURE)


CASES: tuple[Bad, ...] = tuple(itertools.chain(cut(), garbled(), lying(), bombs(), sizes(), endless(), metadata()))
"""All of them."""


def wrong(db: Database, folder: Path, cases: Iterable[tuple[str, frozenset[str], str]]) -> list[str]:
    """What the library says of (path below `folder`, what may be, reason) and should not: a line each."""
    found: list[str] = []
    for name, may, reason in cases:
        path = str(folder / name)
        shown = browse.photo_at(db, path) is not None
        said = " ".join(problem.reason for problem in browse.problems(db, path) if problem.path == path)
        outcome = "indexed" if shown else "skipped" if said else "ignored"
        if outcome not in may or (said and not re.search(reason, said)):
            found.append(f"{name!r}: {outcome} {said!r}, where {'|'.join(sorted(may))} /{reason}/ is right")
    return found
