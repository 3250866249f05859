"""How a person's own words grow into the bundled taxonomy: concepts that become one, get other words or another place.

Pure: a person's words in, a taxonomy out. What cannot be, a tag under itself, is left out: the bundled part of it
first, then what was said first.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from photoorg.folding import name_key
from photoorg.taxonomy import Concept, Own, Taxonomy, plain_word

NONE = "-"
"""What a list says that is to be empty: one that is empty says nothing."""


class OwnTag(NamedTuple):
    """What a person says of a tag, as it is kept. Lists have commas between; what is empty says nothing.

    `state` is tag, heading or hidden (kinds.py), `colour` is #rrggbb.
    """

    name: str
    italian: str = ""
    synonyms: str = ""
    italian_synonyms: str = ""
    parents: str = ""
    colour: str = ""
    state: str = ""


def listed(text: str) -> tuple[str, ...]:
    """The names in a list as it is kept or typed: commas between, and quotes around a name that has one in it."""
    if text == NONE:
        return ()
    rows = list(csv.reader([text], skipinitialspace=True)) or [[]]
    return tuple(dict.fromkeys(name for name in (" ".join(one.split()) for one in rows[0]) if name))


def joined(names: Iterable[str]) -> str:
    """Names as a list that is kept; of none, that there is none."""
    text, some = io.StringIO(), list(names)
    if some == [NONE]:
        return f'"{NONE}"'
    csv.writer(text, lineterminator="").writerow(some)
    return text.getvalue() if some else NONE


@dataclass(slots=True)
class _Parts:
    """What a concept is made of: what a person says of it, the bundled one, and those that have become it."""

    name: str
    own: OwnTag | None = None
    bundled: Concept | None = None
    merged: list[Concept] = field(default_factory=list[Concept])
    once: list[str] = field(default_factory=list[str])


def grown(bundled: Taxonomy, tags: Sequence[OwnTag], renamed: Mapping[str, str]) -> Taxonomy:
    """A taxonomy with a person's tags (the oldest first), and names (by `name_key`) that are others now."""
    parts = _parts(bundled, tags, renamed)
    concepts = {key: _concept(one, bundled) for key, one in parts.items()}
    _place(concepts, parts, renamed)
    now = {old: concepts[name_key(new)].name for old, new in renamed.items()}
    colours = {concepts[key].name: one.own.colour for key, one in parts.items() if one.own and one.own.colour}
    return Taxonomy(concepts.values(), bundled.version, Own(_words(parts, concepts), now, colours))


def _parts(bundled: Taxonomy, tags: Sequence[OwnTag], renamed: Mapping[str, str]) -> dict[str, _Parts]:
    parts: dict[str, _Parts] = {}

    def of(name: str) -> _Parts:
        end = renamed.get(name_key(name), name)
        return parts.setdefault(name_key(end), _Parts(end))

    for name, concept in bundled.concepts.items():
        one = of(name)
        if name_key(name) == name_key(one.name):
            one.bundled, one.name = concept, name
        else:
            one.merged.append(concept)
    for old in renamed:
        of(old).once.append(old)
    for tag in tags:
        one = of(tag.name)
        if name_key(tag.name) == name_key(one.name):
            one.own, one.name = tag, tag.name
        else:  # said of a name that is another one now
            one.merged.append(Concept(tag.name, tag.italian, listed(tag.parents), listed(tag.synonyms)))
    return parts


def _concept(parts: _Parts, bundled: Taxonomy) -> Concept:
    """One of all parts; its parents by their names as they were."""
    base = parts.bundled or Concept(parts.name, "")
    own = parts.own or OwnTag(parts.name)
    every = [base, *parts.merged]
    english = [*base.synonyms, *(word for one in parts.merged for word in (one.name, *one.synonyms)), *parts.once]
    italian = own.italian or next((one.italian for one in every if one.italian), "")
    others = [word for one in every for word in (one.italian, *one.italian_synonyms) if word and word != italian]
    return replace(
        base,
        name=parts.name,
        italian=italian,
        parents=listed(own.parents) if own.parents else _parents(parts, bundled),
        synonyms=_others(parts.name, listed(own.synonyms) if own.synonyms else english),
        italian_synonyms=_others(italian, listed(own.italian_synonyms) if own.italian_synonyms else others),
        classes=tuple(wnid for one in every for wnid in one.classes),
        objects=tuple(label for one in every for label in one.objects),
        at_least=max(one.at_least for one in every),
        hidden=own.state == "hidden" or (base.hidden and not own.state),
        heading=own.state == "heading" or (base.heading and not own.state),
        place=next((one.place for one in every if one.place), ""),
    )


def _others(name: str, words: Iterable[str]) -> tuple[str, ...]:
    """Words without the name itself and without what differs in its case alone."""
    found = {word.casefold(): word for word in reversed(list(words)) if word.casefold() != name.casefold()}
    return tuple(reversed(found.values()))


def _parents(parts: _Parts, bundled: Taxonomy) -> tuple[str, ...]:
    """Where a person says nothing: its own place, but that of what it was under and has become one with it."""
    above = bundled.ancestors(parts.bundled.name) if parts.bundled else frozenset[str]()
    over = [one for one in parts.merged if one.name in above]
    if over:
        return min(over, key=lambda one: len(bundled.ancestors(one.name))).parents
    if parts.bundled or parts.own:
        return parts.bundled.parents if parts.bundled else ()
    return next((one.parents for one in parts.merged if one.parents), ())


def _place(concepts: dict[str, Concept], parts: Mapping[str, _Parts], renamed: Mapping[str, str]) -> None:
    """Let each concept lie under what its parents are now; parents that nobody knows become concepts."""
    for concept in list(concepts.values()):
        for parent in concept.parents:
            name = renamed.get(name_key(parent), parent)
            concepts.setdefault(name_key(name), Concept(name, ""))
    above: dict[str, list[str]] = {key: [] for key in concepts}

    def reaches(key: str, wanted: str) -> bool:
        return key == wanted or any(reaches(parent, wanted) for parent in above[key])

    said = [key for key, one in parts.items() if one.own and one.own.parents]
    moved = [key for key, one in parts.items() if one.merged]
    order = dict.fromkeys((*reversed(said), *moved, *concepts))
    for key in order:
        for parent in concepts[key].parents:
            over = name_key(renamed.get(name_key(parent), parent))
            if over not in above[key] and not reaches(over, key):
                above[key].append(over)
    for key, keys in above.items():
        parents = tuple(concepts[one].name for one in keys)
        if parents != concepts[key].parents:
            concepts[key] = replace(concepts[key], parents=parents)


def _words(parts: Mapping[str, _Parts], concepts: Mapping[str, Concept]) -> dict[str, str]:
    """The words that win: what a person called tags, names before others."""
    mine = [(concepts[key], one) for key, one in parts.items() if one.own or one.once]
    found: dict[str, str] = {}
    for concept, one in mine:
        found |= {plain_word(word): concept.name for word in (concept.name, *one.once)}
    for concept, one in mine:
        if one.own is not None:
            said = (*listed(one.own.synonyms), one.own.italian, *listed(one.own.italian_synonyms))
            for word in filter(None, said):
                found.setdefault(plain_word(word), concept.name)
    return found
