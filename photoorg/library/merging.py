"""Three sides made one: what a file said last (base), what it says now (theirs), what a person says (ours). Pure.

What was changed on one side alone is as on that side. At first sight there is no base: what a person does not say is
taken, what both say differently is a conflict, and so is what both have changed since. A conflict changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from photoorg.library.file_values import PICK, RATING, Slot, Values
from photoorg.library.notes import REJECTED
from photoorg.texts import BY_NAME, names_in, names_joined


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be said anew, by slot (None takes it back), and what the file says of slots that are in conflict."""

    take: Mapping[Slot, str | None] = field(default_factory=dict[Slot, "str | None"])
    conflicts: Mapping[Slot, str] = field(default_factory=dict[Slot, str])


@dataclass(frozen=True, slots=True)
class MergedTags:
    """The tags to add, those to take away, and those that came to the file and that a person has said no to."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def merge_values(base: Values | None, theirs: Values, ours: Values, *, sure: bool, same: bool = True) -> Merged:
    """Merge single values. Not `sure`: what is not there now may be elsewhere, so that nothing is taken back.

    Not the `same`: what was said last was said by another file.
    """
    take: dict[Slot, str | None] = {}
    conflicts: dict[Slot, str] = {}
    for slot in sorted(theirs.keys() | (base or {}).keys()):
        was = None if base is None else base.get(slot, "")
        now, mine = theirs.get(slot, ""), ours.get(slot, "")
        if now in {mine, was}:
            continue
        if slot[1] in BY_NAME and BY_NAME[slot[1]].many:
            names = _joined(names_in(was or ""), names_in(now), names_in(mine), sure=sure)
            if names != mine:
                take[slot] = names or None
        elif not _is_theirs(was, now, mine, sure=sure, same=same):
            if now or (was and mine and sure and same):
                conflicts[slot] = now
        elif slot == RATING and now == str(REJECTED) and PICK in ours:
            conflicts[slot] = now
        else:
            take[slot] = now or None
    return Merged(take, conflicts)


def _is_theirs(was: str | None, now: str, mine: str, *, sure: bool, same: bool) -> bool:
    """Whether only the file has changed. `was` is None at first sight."""
    if was is None or not same:
        return bool(now) and not mine and not was
    return mine == was and (bool(now) or sure)


def _joined(was: Iterable[str], now: Iterable[str], mine: Iterable[str], *, sure: bool) -> str:
    """A list of names to which what came goes, and from which (where `sure`) what went."""
    before, here = set(was), set(now)
    gone = before - here if sure else set[str]()
    came = [name for name in now if name not in before]
    return names_joined([*(name for name in mine if name not in gone), *came])


def merge_tags(
    base: AbstractSet[str] | None, theirs: Iterable[str], yes: AbstractSet[str], no: AbstractSet[str], *, sure: bool
) -> MergedTags:
    """Merge tags (by `name_key`) of which a person has said yes or no: what came to the file comes, what went goes."""
    now = list(dict.fromkeys(theirs))
    came = [name for name in now if name not in (base or ())]
    gone = set(base or ()) - set(now) if sure else set[str]()
    return MergedTags(
        tuple(name for name in came if name not in yes and name not in no),
        tuple(sorted(name for name in gone if name in yes)),
        tuple(name for name in came if name in no),
    )
