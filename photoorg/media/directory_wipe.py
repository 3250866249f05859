"""Taking tags out of directories for good: what they held becomes zeros, at the same length."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from photoorg.media.directories import Directory, Entry, NoDirectoryError, Shape, directory, pages

PHOTO, GPS, INTEROP, MAKER_NOTE, SUB_DIRECTORIES = 0x8769, 0x8825, 0xA005, 0x927C, 330
_LEADING = frozenset({PHOTO, GPS, INTEROP})
_THUMBNAIL = (0x0201, 0x0202)  # where it lies, and how long it is
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


def reaches_beyond(data: bytes, shape: Shape) -> bool:
    """Whether something is said to lie behind the end: what is added there would be taken for it."""
    try:
        every = [directory(data, shape, at) for at in every_directory(data, shape)]
        for found in list(every):
            leads = [at for tag in _LEADING for one in [found.get(tag)] if one for at in one.numbers(data, shape)[:1]]
            every += [directory(data, shape, at) for at in leads]
    except NoDirectoryError:
        return True
    return any(end > len(data) for found in every for end in _ends(data, shape, found))


def _ends(data: bytes, shape: Shape, found: Directory) -> Iterator[int]:
    """Where what a directory tells of ends: its values, and its thumbnail."""
    yield from (one.value_at + one.size for one in found.entries)
    sides = [one.numbers(data, shape)[:1] if (one := found.get(tag)) else () for tag in _THUMBNAIL]
    yield sum(number for side in sides for number in side)


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
