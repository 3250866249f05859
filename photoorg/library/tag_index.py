"""Tags by how they begin, in both languages: what completes a word that is being typed."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from photoorg.folding import folded
from photoorg.taxonomy import Taxonomy

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Match:
    """A tag of which a word begins so. `shown` is its name in the language, `other` the word, where it is not that.

    `inside`: it is not the first word of it that does.
    """

    tag: str
    shown: str
    other: str
    inside: bool


class TagIndex:
    """Some tags, by each word that they are called by."""

    def __init__(self, tags: tuple[str, ...], language: str, taxonomy: Taxonomy) -> None:
        concepts = taxonomy.concepts
        found: list[tuple[str, Match]] = []
        for tag in tags:
            concept = concepts.get(tag)
            shown = taxonomy.name_in(tag, language)
            for name in dict.fromkeys((shown, tag, *(concept.words if concept else ()))):
                words = folded(name).split()
                found += [
                    (" ".join(words[place:]), Match(tag, shown, "" if name == shown else name, place > 0))
                    for place in range(len(words))
                ]
        found.sort(key=lambda one: one[0])
        self._keys = [key for key, _ in found]
        self._matches = [match for _, match in found]

    def beginning(self, text: str) -> list[Match]:
        """The best match of each tag of which a word begins so."""
        wanted = folded(" ".join(text.split())) + (" " if text[-1:].isspace() else "")
        first, last = bisect_left(self._keys, wanted), bisect_left(self._keys, wanted + _LAST)
        best: dict[str, Match] = {}
        for match in self._matches[first:last]:
            known = best.get(match.tag)
            if known is None or (match.inside, match.other != "") < (known.inside, known.other != ""):
                best[match.tag] = match
        return list(best.values())


@lru_cache(4)
def tag_index(tags: tuple[str, ...], language: str, taxonomy: Taxonomy) -> TagIndex:
    """The index of some tags, kept for as long as they are the same."""
    return TagIndex(tags, language, taxonomy)


def typed(match: Match, taxonomy: Taxonomy) -> str:
    """The word for a tag that is put into a query: as it is shown, unless that means something else."""
    return match.shown if taxonomy.find(match.shown) == match.tag else match.tag
