"""IPTC's data sets, as press agencies and Photoshop keep words in files. Source: IPTC-NAA IIM 4.2."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

KEYWORDS, KEYWORD_BYTES = 25, 64
_MARK, _WORDS, _ENVELOPE, _CHARSET = 0x1C, 2, 1, 90
_UTF8 = b"\x1b%G"
_UTF8_TOO = frozenset({_UTF8, b"\x1b%/G", b"\x1b%/H", b"\x1b%/I"})
_DESIGNATES = frozenset({b"\x1b,", b"\x1b-", b"\x1b.", b"\x1b/"})
_LATIN = "cp1252"
_ENCODINGS = {
    "A": _LATIN, "B": "iso8859-2", "C": "iso8859-3", "D": "iso8859-4", "L": "iso8859-5", "G": "iso8859-6",
    "F": "iso8859-7", "H": "iso8859-8", "M": "iso8859-9", "V": "iso8859-10", "T": "iso8859-11", "Y": "iso8859-13",
    "b": "iso8859-15",
}  # fmt: skip
"""What their texts are written in, by the last letter of what 1:90 says."""
_NOT_WORDS = frozenset({0, 200, 201, 202})  # the version, and a preview
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class DataSet:
    """One data set: the record and the number in it, such as 2:25, and its bytes."""

    record: int
    number: int
    value: bytes

    @property
    def packed(self) -> bytes:
        """Its bytes in a file. Long ones have a length of four bytes."""
        size = len(self.value)
        length = size.to_bytes(2, "big") if size < 0x8000 else b"\x80\x04" + size.to_bytes(4, "big")
        return bytes([_MARK, self.record, self.number]) + length + self.value


def data_sets(data: bytes) -> tuple[DataSet, ...]:
    """The data sets in their order, up to the first that is broken. Never raises."""
    return tuple(_data_sets(data))


def _data_sets(data: bytes) -> Iterator[DataSet]:
    at = 0
    for _ in range(_MOST):
        if at + 5 > len(data) or data[at] != _MARK:
            return
        record, number, size = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5], "big")
        start = at + 5
        if size & 0x8000:
            width = size & 0x7FFF
            if width > 4:
                return
            size = int.from_bytes(data[start : start + width], "big")
            start += width
        at = start + size
        if at > len(data):
            return
        yield DataSet(record, number, data[start:at])


def is_whole(data: bytes) -> bool:
    """Whether nothing but data sets, and zeros behind them, is in it: then it can be written again."""
    known = packed(data_sets(data))
    return data.startswith(known) and not data[len(known) :].strip(b"\0")


def packed(sets: Sequence[DataSet]) -> bytes:
    """Their bytes in a file."""
    return b"".join(one.packed for one in sets)


def digest(data: bytes) -> bytes:
    """What Photoshop keeps beside, to see that nobody changed them: their MD5."""
    return hashlib.md5(data, usedforsecurity=False).digest()


def charset(sets: Sequence[DataSet]) -> str:
    """What their texts are written in. Where they do not say: UTF-8 if it can be that, else Western European."""
    if (known := _declared(sets)) is not None:
        return known
    words = b"".join(one.value for one in sets if _is_text(one))
    try:
        words.decode()
    except UnicodeDecodeError:
        return _LATIN
    return "utf-8" if not words.isascii() else _LATIN


def _declared(sets: Sequence[DataSet]) -> str | None:
    """What they say that they are written in; None where they do not say, or something that photoorg does not know."""
    said = _said(sets)
    if said in _UTF8_TOO:
        return "utf-8"
    return _ENCODINGS.get(chr(said[-1])) if said and len(said) == 3 and said[:2] in _DESIGNATES else None


def _said(sets: Sequence[DataSet]) -> bytes | None:
    return next((one.value for one in sets if (one.record, one.number) == (_ENVELOPE, _CHARSET)), None)


def texts(sets: Sequence[DataSet], number: int) -> tuple[str, ...]:
    """The texts of a number in record 2, in their order, without blanks around; empty ones are left out."""
    code = charset(sets)
    found = (_decoded(one.value, code) for one in sets if (one.record, one.number) == (_WORDS, number))
    return tuple(text for text in found if text)


def with_texts(data: bytes, changes: Mapping[int, Sequence[str]]) -> bytes:
    """The data sets with other texts for some numbers of record 2, none where the row is empty; the rest as it is.

    So are zeros behind them. Texts beyond ASCII that are new are written in UTF-8, and all others then too; where they
    are in other letters already and these are enough, in those. Raises ValueError where nobody knows what they are in.
    """
    sets = list(data_sets(data))
    padding = data[len(packed(sets)) :]
    code = charset(sets)
    new = [text for number, row in changes.items() for text in row if text not in texts(sets, number)]
    if _declared(sets) != "utf-8" and not all(text.isascii() for text in new):
        is_plain = all(one.value.isascii() for one in sets if _is_text(one))
        if _said(sets) and _declared(sets) is None and not is_plain:
            raise ValueError("in letters that are not known")
        is_other = code != "utf-8" and (_declared(sets) is not None or not is_plain)
        if not is_other or not all(_fits(text, code) for text in new):
            sets, code = _in_utf8(sets, code), "utf-8"
    for number, row in changes.items():
        sets = _replaced(sets, number, [text.encode(code) for text in row])
    return packed(sets) + (b"" if padding.strip(b"\0") else padding)


def shortened(text: str, most: int) -> str:
    """The text, cut so that it has at most so many bytes in UTF-8."""
    return text.encode()[:most].decode(errors="ignore").rstrip() if len(text.encode()) > most else text


def _replaced(sets: list[DataSet], number: int, values: list[bytes]) -> list[DataSet]:
    """With these values for a number: those that are there stay where they are, in that order, and new ones follow.

    Else all are where the first of them was, or behind those of smaller numbers.
    """
    key = (_WORDS, number)
    there = [at for at, one in enumerate(sets) if (one.record, one.number) == key]
    kept = [at for at in there if sets[at].value in values]
    new = values
    if kept and [sets[at].value for at in kept] == values[: len(kept)]:
        place, new = kept[-1] + 1, values[len(kept) :]
    else:
        smaller = max((at + 1 for at, one in enumerate(sets) if (one.record, one.number) < key), default=0)
        place, kept = there[0] if there else smaller, []
    gone = {*there} - {*kept}
    before, behind = ([sets[at] for at in some if at not in gone] for some in (range(place), range(place, len(sets))))
    return [*before, *(DataSet(_WORDS, number, value) for value in new), *behind]


def _in_utf8(sets: list[DataSet], code: str) -> list[DataSet]:
    """All texts written in UTF-8, and that it is so."""
    rest = [one for one in sets if (one.record, one.number) != (_ENVELOPE, _CHARSET)]
    told = DataSet(_ENVELOPE, _CHARSET, _UTF8)
    place = max((at + 1 for at, one in enumerate(rest) if (one.record, one.number) < (_ENVELOPE, _CHARSET)), default=0)
    turned = [
        replace(one, value=one.value.decode(code, errors="replace").encode()) if _is_text(one) else one for one in rest
    ]
    return [*turned[:place], told, *turned[place:]]


def _is_text(one: DataSet) -> bool:
    return one.record == _WORDS and one.number not in _NOT_WORDS


def _decoded(value: bytes, code: str) -> str:
    return value.decode(code, errors="replace").strip("\0 \t\r\n")


def _fits(text: str, code: str) -> bool:
    try:
        text.encode(code)
    except UnicodeEncodeError:
        return False
    return True
