"""Changing a directory of tags without moving anything else, and making one anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from photoorg.media.directories import Directory, Entry, Shape, Tag, directory
from photoorg.splices import Splice


def edited(data: bytes, shape: Shape, pointer_at: int, changes: Mapping[int, Tag | None]) -> list[Splice]:
    """The splices that set tags, or remove them where None, in the directory whose offset is written at `pointer_at`.

    What fits is written in place; what does not goes behind the end, and its old place is wiped. Nothing else moves.
    Raises NoDirectoryError.
    """
    return _Edit(data, shape, directory(data, shape, shape.offset(data, pointer_at))).splices(pointer_at, changes)


class _Edit:
    """The parts of one change: splices inside, and what comes behind the end, from `cut` on."""

    def __init__(self, data: bytes, shape: Shape, old: Directory) -> None:
        self._data, self._shape, self._old = data, shape, old
        self._inside: list[Splice] = []
        self._tail = bytearray()
        self._cut = len(data)

    def splices(self, pointer_at: int, changes: Mapping[int, Tag | None]) -> list[Splice]:
        known = {entry.tag for entry in self._old.entries}
        added = {tag: new for tag, new in changes.items() if new is not None and tag not in known}
        self._give_up_tail(changes, added=bool(added))
        rows = [(one.tag, row) for one in self._old.entries if (row := self._row(one, changes)) is not None]
        for tag, new in sorted(added.items()):
            place = max((at + 1 for at, (other, _) in enumerate(rows) if other < tag), default=0)
            rows.insert(place, (tag, self._packed(tag, new, self._place(new))))
        whole = self._shape.written(len(rows), self._shape.head) + b"".join(row for _, row in rows)
        whole += self._shape.written(self._old.following, self._shape.wide)
        if added or self._old.at >= self._cut:
            at = self._shape.written(self._appended(whole), self._shape.wide)
            self._put(pointer_at, at)
        else:
            end = min(self._end, len(self._data))
            self._put(self._old.at, whole.ljust(end - self._old.at, b"\0")[: end - self._old.at])
        behind, tail = self._data[self._cut :], bytes(self._tail)
        return self._inside if behind == tail else [*self._inside, Splice(self._cut, len(behind), tail)]

    def _give_up_tail(self, changes: Mapping[int, Tag | None], *, added: bool) -> None:
        """Let go of what lies at the end, down to the first that is written anew: else each change made it longer."""
        moving = {one.at for one in self._old.entries if one.tag in changes and not self._fits(one, changes[one.tag])}
        spans = [(start, end, one.at in moving) for start, end, one in self._values() if self._is_own(one)]
        if (added or moving) and not any(self._old.at < end and start < self._end for start, end, _ in self._values()):
            spans.append((self._old.at, self._end, True))
        low = self._cut
        for start, end, is_anew in sorted(spans, reverse=True):
            if not end <= low <= end + 1:
                break
            low = start
            self._cut = start if is_anew else self._cut

    def _values(self) -> Iterator[tuple[int, int, Entry]]:
        """Where the values lie that need a place of their own."""
        for one in self._old.entries:
            if one.size > self._shape.wide:
                yield one.value_at, one.value_at + one.size, one

    @property
    def _end(self) -> int:
        """Where the directory ends, with the offset of the next."""
        return self._old.next_at + self._shape.wide

    def _row(self, entry: Entry, changes: Mapping[int, Tag | None]) -> bytes | None:
        """The bytes of an entry as it will be; None where it goes."""
        is_given_up = entry.value_at >= self._cut and self._is_own(entry)
        if entry.tag not in changes and not is_given_up:
            return self._data[entry.at : entry.at + self._shape.each]
        new = changes.get(entry.tag, Tag(entry.kind, entry.value(self._data)))
        if new is not None and not is_given_up and self._fits(entry, new):
            self._put(entry.value_at, new.value.ljust(entry.size, b"\0"))
            return self._packed(entry.tag, new, self._shape.written(entry.value_at, self._shape.wide))
        if not is_given_up and self._is_own(entry):
            self._put(entry.value_at, bytes(entry.size))
        return None if new is None else self._packed(entry.tag, new, self._place(new))

    def _fits(self, entry: Entry, new: Tag | None) -> bool:
        """Whether a value that needs a place has one."""
        return new is not None and self._shape.wide < len(new.value) <= entry.size and self._is_own(entry)

    def _is_own(self, entry: Entry) -> bool:
        """Whether a value has a place of its own, which nothing else in the directory lies in."""
        start, end = entry.value_at, entry.value_at + entry.size
        if entry.size <= self._shape.wide or end > len(self._data) or start < 2 * self._shape.wide:
            return False
        others = [(first, last) for first, last, one in self._values() if one.at != entry.at]
        return all(end <= first or last <= start for first, last in [*others, (self._old.at, self._end)])

    def _packed(self, tag: int, new: Tag, place: bytes) -> bytes:
        write = self._shape.written
        return write(tag, 2) + write(new.kind, 2) + write(new.count, self._shape.wide) + place

    def _place(self, new: Tag) -> bytes:
        """What an entry holds of its value: the value itself where it is short, else where it lies."""
        if len(new.value) <= self._shape.wide:
            return new.value.ljust(self._shape.wide, b"\0")
        return self._shape.written(self._appended(new.value), self._shape.wide)

    def _appended(self, value: bytes) -> int:
        """Put it behind the end, at an even offset, and say where."""
        align = 8 if self._shape.is_big else 2
        self._tail += bytes(-(self._cut + len(self._tail)) % align)
        at = self._cut + len(self._tail)
        self._tail += value
        return at

    def _put(self, at: int, new: bytes) -> None:
        """Write in place, where anything is another."""
        if self._data[at : at + len(new)] != new:
            self._inside.append(Splice(at, len(new), new))


def built(order: str, main: Mapping[int, Tag], inner: Mapping[int, Mapping[int, Tag]]) -> bytes:
    """A block in the plain form: a header, the directories, each with its values behind it."""
    shape = Shape(order)
    out = bytearray((b"II" if order == "<" else b"MM") + shape.written(42, 2) + shape.written(8, 4))
    links = {tag: Tag(4, bytes(4)) for tag, every in inner.items() if every}
    places = _add(out, shape, dict(sorted({**main, **links}.items())))
    for tag in links:
        out[places[tag] : places[tag] + 4] = shape.written(len(out), 4)
        _add(out, shape, inner[tag])
    return bytes(out)


def _add(out: bytearray, shape: Shape, every: Mapping[int, Tag]) -> dict[int, int]:
    """Add a directory, and say where the short value of each tag, or the offset of its long one, is written."""
    start, rows, values, places = len(out), bytearray(), bytearray(), dict[int, int]()
    behind = start + 2 + 12 * len(every) + 4
    for tag, one in every.items():
        place = one.value.ljust(4, b"\0")
        if len(one.value) > 4:
            place = shape.written(behind + len(values), 4)
            values += one.value + bytes(len(one.value) % 2)
        places[tag] = start + 2 + len(rows) + 8
        rows += shape.written(tag, 2) + shape.written(one.kind, 2) + shape.written(one.count, 4) + place
    out += shape.written(len(every), 2) + rows + bytes(4) + values
    return places
