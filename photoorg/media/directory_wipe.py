"""Taking tags out of directories for good: what they held becomes zeros, at the same length."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from photoorg.media.directories import Directory, Entry, NoDirectoryError, Shape, directory, pages

PHOTO, GPS, INTEROP, MAKER_NOTE, SUB_DIRECTORIES = 0x8769, 0x8825, 0xA005, 0x927C, 330
_LEADING = frozenset({PHOTO, GPS, INTEROP})
_MOST_DIRECTORIES = 10_000


def every_directory(data: bytes, shape: Shape) -> Iterator[int]:
    """Where all directories lie: the main ones, each with those of its thumbnails and EXIF's. Broken ones are left out.

    Raises NoDirectoryError where the main ones are broken.
    """
    waiting, seen = [page.at for page in pages(data, shape)], set[int]()
    while waiting and len(seen) < _MOST_DIRECTORIES:
        at = waiting.pop(0)
        if at in seen:
            continue
        seen.add(at)
        try:
            found = directory(data, shape, at)
        except NoDirectoryError:
            continue
        yield at
        for tag in (SUB_DIRECTORIES, PHOTO):
            entry = found.get(tag)
            waiting += entry.numbers(data, shape)[:100] if entry else ()


def wiped(data: bytes, shape: Shape, goes: Callable[[int], bool]) -> bytes:
    """The block without the tags that go, in any directory. Raises NoDirectoryError where it is broken."""
    out = bytearray(data)
    for at in list(every_directory(data, shape)):
        found = directory(data, shape, at)
        gone = [one for one in found.entries if goes(one.tag)]
        if not gone:
            continue
        for one in gone:
            _wipe_value(out, data, shape, one)
        rows = b"".join(data[one.at : one.at + shape.each] for one in found.entries if one not in gone)
        whole = shape.written(len(rows) // shape.each, shape.head) + rows
        whole += shape.written(found.following, shape.wide)
        end = min(found.next_at + shape.wide, len(out))
        out[at:end] = whole.ljust(end - at, b"\0")[: end - at]
    return bytes(out)


def _wipe_value(out: bytearray, data: bytes, shape: Shape, entry: Entry) -> None:
    """Wipe what a tag holds, and the directory that it leads to."""
    if entry.tag in _LEADING:
        for at in entry.numbers(data, shape)[:1]:
            try:
                _wipe_directory(out, data, shape, directory(data, shape, at))
            except NoDirectoryError:
                continue
    elif entry.size > shape.wide:
        _zero(out, entry.value_at, entry.size)


def _wipe_directory(out: bytearray, data: bytes, shape: Shape, found: Directory) -> None:
    for one in found.entries:
        if one.tag == INTEROP:
            _wipe_value(out, data, shape, one)
        _zero(out, one.value_at, one.size)
    _zero(out, found.at, found.next_at + shape.wide - found.at)


def _zero(out: bytearray, at: int, size: int) -> None:
    end = min(at + size, len(out))
    out[at:end] = bytes(max(0, end - at))
