"""A file and the sidecar beside it made to say something: bytes in, bytes out, and what they say then is read back.

Nothing is rewritten that could not be read back: where something of what is wanted would be lost, there is an error.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from photoorg.media.blocks import Blocks
from photoorg.media.carriers import read_blocks, why_not, write_blocks
from photoorg.media.limits import MediaError
from photoorg.media.saying import agree, blocks_with, differences, said_in, sidecar_with
from photoorg.said import NOTHING, Said
from photoorg.splices import Splice, spliced
from photoorg.texts import BY_NAME, names_in

_NAMES = BY_NAME["who"].label
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


def rewritten(data: bytes, kind: str, sidecar: bytes | None, wanted: Said, *, into: bool) -> Rewritten:
    """What makes a file of the format `kind`, with its sidecar, say what is wanted; `into` the file, or beside it.

    A sidecar that is there is kept in step. Raises MediaError where it would not be read back.
    """
    blocks = read_blocks(data, kind)
    before = said_in(blocks, sidecar)
    splices, note = _into(data, kind, blocks, wanted) if into else ((), "")
    into = into and not note
    after, beside = read_blocks(spliced(data, splices), kind) if splices else blocks, sidecar
    if sidecar is not None or (not into and not agree(before, wanted)):
        beside = sidecar_with(sidecar, before, replace(wanted, regions=before.regions), said_in(after))
    said = said_in(after, beside)
    return Rewritten(before, said, splices, beside if beside != sidecar else None, note, left(before, wanted, said))


def _into(data: bytes, kind: str, blocks: Blocks, wanted: Said) -> tuple[tuple[Splice, ...], str]:
    """What makes the file itself say what is wanted; or why a sidecar is written instead."""
    if kind == "raw":
        return (), "RAW files are never written into."
    if not (why := why_not(data, kind)):
        mine = said_in(blocks)
        try:
            new = blocks_with(blocks, mine, replace(wanted, regions=mine.regions))
            return tuple(write_blocks(data, kind, new)) if new != blocks else (), ""
        except MediaError as error:
            why = str(error)
    return (), f"{why} {BESIDE}"


def left(before: Said, wanted: Said, said: Said) -> tuple[str, ...]:
    """What is said although it is wanted away, since it was said before and only the file itself can take it back.

    Raises MediaError where something that is wanted is not said, or is said that nobody wanted.
    """
    was = set(differences(wanted, before))
    stays: list[str] = []
    for one in differences(wanted, said):
        label, want, now = one
        if label == _NAMES:
            asked, here, known = (set(names_in(text)) for text in (want, now, before.texts.get("who", {}).get("", "")))
            if not asked <= here <= asked | known:
                raise _not_so(label)
            stays += sorted(here - asked)
        elif want or one not in was:
            raise _not_so(label)
        else:
            stays.append(now if label == "Keyword" else f"{label} ({now})")
    return tuple(stays)


def _not_so(what: str) -> MediaError:
    return MediaError(f"What would be written could not be read back as it should be ({what}): nothing was written.")
