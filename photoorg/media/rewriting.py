"""A file and the sidecar beside it made to say something: bytes in, bytes out, and what they say then is read back.

Nothing is rewritten that could not be read back: where something of what is wanted would be lost, there is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from photoorg.media.blocks import Blocks
from photoorg.media.carriers import read_blocks, why_not, write_blocks
from photoorg.media.identity import FILE_SCHEME, identity_of
from photoorg.media.limits import MediaError
from photoorg.media.saying import blocks_with, said_in, sidecar_with
from photoorg.said import NOTHING, KeywordPath, Said
from photoorg.splices import Splice, spliced
from photoorg.texts import BY_NAME, names_in

BESIDE = "A file beside it is written instead."


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What is to become of a file and its sidecar so that they say what is wanted.

    `splices` change the file, `sidecar` is the new one's bytes; None: it stays as it is. `before` is what both say now,
    `said` what they say then. `note` says why a sidecar is written although the file was to be, and `stays` what is
    wanted away and only the file itself, or a region in it, says.
    """

    before: Said = NOTHING
    said: Said = NOTHING
    splices: tuple[Splice, ...] = ()
    sidecar: bytes | None = None
    note: str = ""
    stays: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.splices) or self.sidecar is not None


def why_not_into(data: bytes, kind: str) -> str:
    """Why nothing is written into a file of the format of that name, in one sentence; "" where it can be."""
    if why := why_not(data, kind):
        return why
    if identity_of(data, kind).scheme == FILE_SCHEME:
        return "The picture in it cannot be told from the rest of the file."
    return ""


def rewritten(data: bytes, kind: str, sidecar: bytes | None, wanted: Said, *, into: bool) -> Rewritten:
    """What makes a file of the format `kind`, with its sidecar, say what is wanted; `into` the file, or beside it.

    A sidecar that is there is kept in step. Raises MediaError where it would not be read back.
    """
    blocks = read_blocks(data, kind)
    before = said_in(blocks, sidecar)
    note = why_not_into(data, kind) if into else ""
    is_raw = kind == "raw"
    if note:
        into, note = False, "" if is_raw else f"{note} {BESIDE}"
    splices: tuple[Splice, ...] = ()
    after, beside = blocks, sidecar
    if into:
        mine = said_in(blocks)
        after = blocks_with(blocks, mine, replace(wanted, regions=mine.regions))
        splices = tuple(write_blocks(data, kind, after)) if after != blocks else ()
        if splices:
            new = spliced(data, splices)
            if identity_of(new, kind).value != identity_of(data, kind).value:
                raise MediaError("Writing to this file would touch its picture: nothing was written.")
            after = read_blocks(new, kind)
    if sidecar is not None or not into:
        told = said_in(Blocks(), sidecar) if sidecar is not None else NOTHING
        beside = sidecar_with(sidecar, told, replace(wanted, regions=told.regions))
    said = said_in(after, beside)
    return Rewritten(before, said, splices, beside if beside != sidecar else None, note, left(before, wanted, said))


def left(before: Said, wanted: Said, said: Said) -> tuple[str, ...]:
    """What is said although it is wanted away, since it was said before and only the file itself can take it back.

    Raises MediaError where something that is wanted is not said, or is said that nobody wanted.
    """
    stays = [*_keywords(before.keywords, wanted.keywords, said.keywords)]
    for name, was, want, now in (
        ("Stars", before.rating or 0, wanted.rating or 0, said.rating or 0),
        ("Label", before.label.casefold(), wanted.label.casefold(), said.label.casefold()),
        ("Releases", before.release, wanted.release, said.release),
    ):
        if want != now:
            _check(not want and now == was, name)
            stays.append(name)
    for name, text in BY_NAME.items():
        was, want, now = (dict(one.texts.get(name, {})) for one in (before, wanted, said))
        if (_names_stay(was, want, now) if text.many else _texts_stay(was, want, now, text.label)):
            stays.append(text.label)
    return tuple(stays)


def _check(is_so: bool, what: str) -> None:
    if not is_so:
        raise MediaError(f"What was written would not be read back as it should be ({what}): nothing was written.")


def _keywords(
    before: Iterable[KeywordPath], wanted: Iterable[KeywordPath], said: Iterable[KeywordPath]
) -> Iterable[str]:
    asked, now = set(wanted), set(said)
    within = {part for path in now | asked if len(path) > 1 for part in path}
    for path in asked - now:
        _check(len(path) == 1 and path[0] in within, path[-1])
    for path in sorted(now - asked):
        if not (len(path) == 1 and path[0] in within):
            _check(path in set(before), path[-1])
            yield path[-1]


def _names_stay(was: Mapping[str, str], want: Mapping[str, str], now: Mapping[str, str]) -> bool:
    before, asked, here = (set(names_in(one.get("", ""))) for one in (was, want, now))
    _check(asked <= here and here - asked <= before, "names")
    return here != asked


def _texts_stay(was: Mapping[str, str], want: Mapping[str, str], now: Mapping[str, str], label: str) -> bool:
    for language, text in want.items():
        _check(now.get(language, "") == text or (not language and text in now.values()), label)
    more = {language: text for language, text in now.items() if text not in want.values()}
    for language, text in more.items():
        _check(was.get(language) == text, label)
    return bool(more)
