"""The fields of files that hold keywords, and what the keywords in them mean.

Lightroom has | between the parts of a keyword, digiKam and Microsoft have /. In a flat field such a sign is a letter
like others: "c/d" is one keyword there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from photoorg.media.iptc import KEYWORD_BYTES, shortened
from photoorg.said import KeywordPath

SUBJECT, LIGHTROOM, DIGIKAM, MICROSOFT = (
    "dc:subject", "lr:hierarchicalSubject", "digiKam:TagsList", "MicrosoftPhoto:LastKeywordXMP",
)  # fmt: skip
SEPARATORS = {LIGHTROOM: "|", DIGIKAM: "/", MICROSOFT: "/"}
"""What each field of hierarchies has between the parts of a keyword."""
MOST_KEYWORDS = 10_000
_LONGEST, _DEEPEST = 1_000, 30


@dataclass(frozen=True, slots=True)
class Fields:
    """What each field has, as texts in its own order."""

    subject: Sequence[str] = ()
    lightroom: Sequence[str] = ()
    digikam: Sequence[str] = ()
    microsoft: Sequence[str] = ()
    iptc: Sequence[str] = ()
    windows: Sequence[str] = ()

    @property
    def flat(self) -> frozenset[str]:
        """Those that stand in fields without hierarchy, folded."""
        return frozenset(same(text) for text in (*self.subject, *self.iptc, *self.windows))


def same(text: str) -> str:
    """A keyword as it is compared: without case, and with letters put together in one way."""
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


def same_path(path: KeywordPath) -> KeywordPath:
    """A path as it is compared."""
    return tuple(same(part) for part in path)


def path_of(text: str, separator: str, flat: Set[str]) -> KeywordPath:
    """The path that a text of a field of hierarchies means; `flat` are the texts of flat fields, as compared.

    The field's own sign separates. Where there is none the other one does, as some programs write, but for a text that
    stands whole among the flat ones.
    """
    text = text[:_LONGEST]
    other = "/" if separator == "|" else "|"
    if separator not in text and same(text) not in flat:
        separator = other
    return tuple(part for one in text.split(separator) if (part := " ".join(one.split())))[:_DEEPEST]


def union(files: Iterable[Fields]) -> tuple[KeywordPath, ...]:
    """The keywords of all fields, each once, paths first; flat ones that are part of one fold into it."""
    deep, flat = dict[KeywordPath, KeywordPath](), dict[str, str]()
    files = list(files)
    for fields in files:
        alone = fields.flat
        for separator, texts in hierarchies(fields):
            for text in texts:
                _take(path_of(text, separator, alone), deep, flat)
    for fields in files:
        for text in (*fields.subject, *fields.iptc, *fields.windows):
            _take((" ".join(text.split())[:_LONGEST],), deep, flat)
    covering = covered(deep.values())
    covering |= cuts(flat.values())
    alone = [(text,) for known, text in flat.items() if known not in covering]
    return (*deep.values(), *alone)[:MOST_KEYWORDS]


def lacking(files: Iterable[Fields]) -> tuple[str, ...]:
    """What fields of hierarchies have and the flat one beside them has not, although it has others."""
    files = list(files)
    there = {same(text) for fields in files for text in fields.subject}
    found = dict[str, None]()
    for fields in files:
        alone = fields.flat
        for separator, texts in hierarchies(fields) if fields.subject else ():
            for path in (path_of(text, separator, alone) for text in texts):
                if path and not there & {same(path[-1]), *(same(sign.join(path)) for sign in "|/")}:
                    found[path[-1]] = None
    return tuple(found)[:MOST_KEYWORDS]


def hierarchies(fields: Fields) -> tuple[tuple[str, Sequence[str]], ...]:
    """The fields that know of parents, with the sign between the parts."""
    return (
        (SEPARATORS[LIGHTROOM], fields.lightroom),
        (SEPARATORS[DIGIKAM], fields.digikam),
        (SEPARATORS[MICROSOFT], fields.microsoft),
    )


def _take(path: KeywordPath, deep: dict[KeywordPath, KeywordPath], flat: dict[str, str]) -> None:
    if len(path) > 1:
        deep.setdefault(same_path(path), path)
    elif path and path[0]:
        flat.setdefault(same(path[0]), path[0])


def covered(paths: Iterable[KeywordPath]) -> set[str]:
    """The flat texts that say nothing beside these paths: their parts, and the paths themselves in one text."""
    texts = set[str]()
    for path in paths:
        known = same_path(path)
        texts.update(known)
        texts.update(sign.join(known) for sign in "|/")
    return texts


def cuts(texts: Iterable[str]) -> set[str]:
    """What IPTC's 64 bytes leave of longer keywords, as they are compared."""
    longer = [raw for text in texts if len(raw := text.encode()) > KEYWORD_BYTES]
    sizes = range(KEYWORD_BYTES - 3, KEYWORD_BYTES + 1)
    return {same(raw[:size].decode(errors="ignore")) for raw in longer for size in sizes}


def folded(paths: Sequence[KeywordPath]) -> tuple[KeywordPath, ...]:
    """Paths as reading gives them again: flat ones that are part of another one say nothing beside it."""
    deep, flat = dict[KeywordPath, KeywordPath](), dict[str, str]()
    for path in paths:
        _take(tuple(" ".join(part.split()) for part in path if part.strip()), deep, flat)
    covering = covered(deep.values())
    return (*deep.values(), *((text,) for known, text in flat.items() if known not in covering))


def rewritten(
    texts: Sequence[str], separator: str | None, flat: Set[str], after: Sequence[KeywordPath], cut: int | None = None
) -> list[str]:
    """What a field has to hold so that it says `after`: in its own order, with new ones behind.

    `separator` is None for a flat field, which has the leaves; `flat` is what path_of needs of the old fields. A
    keyword with the field's own sign in its name cannot stand there. `cut`: the bytes that the field has for each.
    """
    whole, deep = {same_path(path) for path in after}, [path for path in after if len(path) > 1]
    covering = covered(deep) if separator is None else set[str]()
    covering |= {part for path in deep for part in same_path(path)}
    leaves = [path[-1] for path in after]
    covering |= set[str]() if cut is None else cuts(leaves)

    def holds(text: str) -> bool:
        path = (text,) if separator is None else path_of(text, separator, flat)
        if len(path) > 1:
            return same_path(path) in whole
        only = same(text)
        return (only,) in whole or only in covering

    kept = [text for text in texts if holds(text)]
    if separator is None:
        new = (leaf if cut is None else shortened(leaf, cut) for leaf in leaves)
        there = {same(text) for text in kept}
    else:
        new = (separator.join(path) for path in after if not any(separator in part for part in path))
        there = {same(separator.join(path_of(text, separator, flat))) for text in kept}
    return kept + [text for text in dict.fromkeys(new) if not (same(text) in there or there.add(same(text)))]
