"""Which sidecar belongs to which picture, by their names: IMG.jpg.xmp, as most programs have it, or IMG.xmp.

The short name is Lightroom's and Bridge's, for RAW files: where there is one it is its, and else the one picture's of
that name. Of two sidecars of a picture the one with the long name counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePath
from typing import NamedTuple

from photoorg.said import SIDECAR


class Sidecar(NamedTuple):
    """A sidecar in a listing: its name, size in bytes, and time of last change in nanoseconds."""

    name: str
    size: int
    mtime_ns: int


def sidecars(
    pictures: Iterable[str], found: Iterable[Sidecar], raw_suffixes: Collection[str]
) -> Mapping[str, tuple[Sidecar, ...]]:
    """The pictures of one folder that have sidecars, each with its own: first the one that counts."""
    lying = {one.name.casefold(): one for one in sorted(found, reverse=True)}
    long: dict[str, Sidecar] = {}
    stems: dict[str, list[str]] = {}
    for name in pictures:
        if (one := lying.get(name.casefold() + SIDECAR)) is not None:
            long[name] = one
        stems.setdefault(stem_of(name), []).append(name)
    short: dict[str, Sidecar] = {}
    taken = {one.name for one in long.values()}  # IMG.jpg.xmp may be the short name of a picture IMG.jpg.png
    for stem, names in stems.items():
        one = lying.get(stem + SIDECAR)
        owner = owner_of(names, raw_suffixes)
        if one is not None and one.name not in taken and owner:
            short[owner] = one
    both = long.keys() | short.keys()
    return {name: tuple(one for one in (long.get(name), short.get(name)) if one is not None) for name in both}


def nobodys(
    pictures: Collection[str], found: Iterable[Sidecar], raw_suffixes: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """The sidecars of a folder that may be of several pictures, each with these; none is read then."""
    short = {stem_of(one.name): one.name for one in found}
    stems: dict[str, list[str]] = {}
    lying = {one.casefold() for one in short.values()}
    for name in pictures:
        if stem_of(name) in short:
            stems.setdefault(stem_of(name), []).append(name)
    return {
        short[stem]: tuple(sorted(names))
        for stem, names in stems.items()
        if not owner_of(names, raw_suffixes) and any(name.casefold() + SIDECAR not in lying for name in names)
    }


def owner_of(names: Collection[str], raw_suffixes: Collection[str]) -> str:
    """Which of pictures that differ in their endings alone a sidecar with the short name belongs to; "" for none."""
    raw = [name for name in names if PurePath(name).suffix.lower() in raw_suffixes]
    some = raw or list(names)
    return some[0] if len(some) == 1 else ""


def stem_of(name: str) -> str:
    """A name without its ending, as it is compared."""
    return PurePath(name).stem.casefold()
