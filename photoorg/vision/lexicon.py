"""The words that photoorg knows by itself, without a model: which things of the taxonomy they mean.

Four files beside the taxonomy: `everyday.json`, English as people speak it; `italian.json`, Italian to that;
`described.json`, what people say of things, such as what they are for; and
`wordnet.json`, the nouns of WordNet 3.0 with what lies above the classes. docs/meaning.md says how they are used.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from photoorg.outcomes import PhotoorgError
from photoorg.settings import resources
from photoorg.speech import SAID_BESIDE, english_readings
from photoorg.taxonomy import PLACES, Taxonomy, load_taxonomy

Names = tuple[str, ...]

LONGEST = 5  # words of a phrase that is looked up
_WORD = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W_]+)?")
_ENDINGS = "aeio"  # an Italian word changes the last of its letters for gender and number


@dataclass(frozen=True, slots=True)
class Node:
    """One thing as WordNet tells it: its words, what it is, and the concepts of the classes at or below it."""

    words: Names
    gloss: str
    leaves: frozenset[str]


class Lexicon:
    """Words and what they mean. Immutable, so any thread may use it."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        everyday: Mapping[str, str],
        italian: Mapping[str, str],
        wordnet: Mapping[str, Any],
        described: Mapping[str, str],
    ) -> None:
        """The four files as they were read. Raises PhotoorgError where they speak of a concept that is not there."""
        self.taxonomy = taxonomy
        self.italian = {word.replace("'", " "): means for word, means in _spelt_out(italian)}
        self._everyday: dict[str, Names] = {word: tuple(means.split(", ")) for word, means in _spelt_out(everyday)}
        # What is said of a concept, and holds for all below it.
        self.said: dict[str, Names] = {}
        for name, told in _spelt_out(described):
            self.said[name] = (*self.said.get(name, ()), *told.split("; "))
        unknown = {*self.said, *itertools.chain.from_iterable(self._everyday.values())} - set(taxonomy.concepts)
        if unknown:
            raise PhotoorgError(f"The words speak of {min(unknown)!r}, which the taxonomy does not know.")
        self.nodes = _nodes(wordnet["synsets"], taxonomy)
        self._nouns = _nouns(self.nodes, wordnet["kinds"])
        concepts = taxonomy.concepts
        visible = {name for name, concept in concepts.items() if concept.classes or concept.objects}
        seen = {name: self.leaves((name,)) & visible for name in concepts if name not in PLACES}
        self._seen = {name: own for name, own in seen.items() if own}

    def leaves(self, names: Iterable[str]) -> frozenset[str]:
        """Concepts and all that lies below them."""
        return frozenset(itertools.chain.from_iterable((name, *self.taxonomy.descendants(name)) for name in names))

    def means(self, phrase: str) -> frozenset[str]:
        """The concepts that a phrase means, with all below them; none for one that is not known."""
        if (name := self.taxonomy.find(phrase)) is not None:
            return self.leaves((name,))
        return self.everyday(phrase) or self.beside(phrase)

    def everyday(self, phrase: str) -> frozenset[str]:
        """What a word means as people speak."""
        for reading in english_readings(phrase):
            if reading in self._everyday:
                return self.leaves(self._everyday[reading])
        return frozenset()

    def beside(self, phrase: str) -> frozenset[str]:
        """What WordNet takes for the same: it draws the lines around a word elsewhere than the taxonomy at times."""
        for reading in english_readings(phrase):
            if reading in self._nouns:
                return self._nouns[reading]
        return frozenset()

    def covering(self, means: frozenset[str]) -> Names:
        """The fewest concepts that say the same, by name: all dogs are `dog`."""
        within = {name for name, seen in self._seen.items() if seen <= means}
        return tuple(sorted(name for name in within if not self.taxonomy.ancestors(name) & within))

    def phrases(self, words: Sequence[str]) -> list[frozenset[str]]:
        """What the phrases of a text mean, the longest first at each place; what is said beside is left out.

        A word that means nothing known is an empty set.
        """
        found: list[frozenset[str]] = []
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + LONGEST), start, -1):
                part = words[start:end]
                if not self._is_said(part):
                    continue
                means = self.means(" ".join(part))
                if means or len(part) == 1:
                    found.append(means)
                    start = end
                    break
            else:
                start += 1
        return found

    def _is_said(self, part: Sequence[str]) -> bool:
        """Whether words may be looked up: a phrase neither begins nor ends with what is said beside it."""
        return not (part[0] in SAID_BESIDE or part[-1] in SAID_BESIDE) or " ".join(part) in self._everyday

    def is_italian(self, words: Sequence[str]) -> bool:
        """Whether more of the words are Italian than not. Those that mean the same in both decide nothing."""
        if len(words) > 1 and self._in_italian(" ".join(words)) is not None:
            return True
        italian = other = 0
        for word in words:
            known, english = self._in_italian(word) is not None, self._is_english(word)
            if known != english:
                italian += known
                other += english
            elif not known:
                other += 1
        return italian > 0 and italian >= other

    def english(self, words: Sequence[str]) -> str:
        """Italian words in English, the longest phrase first; a word that is not known stays as it is."""
        found: list[str] = []
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + LONGEST), start, -1):
                means = self._in_italian(" ".join(words[start:end]))
                if means is not None or end == start + 1:
                    found.append(words[start] if means is None else means)
                    start = end
                    break
        return " ".join(part for part in found if part)

    def _in_italian(self, phrase: str) -> str | None:
        """The English of an Italian word or phrase, empty for one that says nothing, None for an unknown one."""
        first, _, rest = phrase.partition(" ")
        for reading in (phrase, *_inflected(phrase), *(f"{word} {rest}" for word in _inflected(first) if rest)):
            if reading in self.italian:
                return self.italian[reading]
        name = self.taxonomy.find(phrase)
        if name is None or any(word == phrase for word in _english_of(self.taxonomy, name)):
            return None
        return name if _is_italian_of(self.taxonomy, name, phrase) else None

    def _is_english(self, word: str) -> bool:
        if word in SAID_BESIDE or any(reading in self._everyday for reading in english_readings(word)):
            return True
        name = self.taxonomy.find(word)
        if name is not None and any(reading in _english_of(self.taxonomy, name) for reading in english_readings(word)):
            return True
        return name is None and any(reading in self._nouns for reading in english_readings(word))


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") for word in _WORD.findall(text.casefold())]


def parted(words: Sequence[str]) -> list[str]:
    """Italian words with their articles apart: "dell'acqua" is "dell" and "acqua"."""
    return list(itertools.chain.from_iterable(word.split("'") for word in words))


@cache
def load_lexicon(folder: Path | None = None) -> Lexicon:
    """The lexicon of a folder, or the bundled one; read once. Raises PhotoorgError where it cannot be used."""
    place = folder or resources() / "taxonomy"
    files = ("everyday.json", "italian.json", "wordnet.json", "described.json")
    return Lexicon(load_taxonomy(), *(_read(place / name) for name in files))


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise PhotoorgError(f"Cannot read the words in {path}: install photoorg again.") from error


def _spelt_out(lines: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((word, means) for words, means in lines.items() for word in words.split("|"))


def _inflected(word: str) -> Iterator[str]:
    """A word with the other endings of gender and number; short ones have none."""
    if len(word) > 3 and word[-1] in _ENDINGS:
        yield from (word[:-1] + ending for ending in _ENDINGS)


def _english_of(taxonomy: Taxonomy, name: str) -> Names:
    return (name, *taxonomy.concepts[name].synonyms)


def _is_italian_of(taxonomy: Taxonomy, name: str, phrase: str) -> bool:
    """Whether a phrase that means a concept does so in Italian: it is no English plural of it."""
    return not any(reading in _english_of(taxonomy, name) for reading in english_readings(phrase))


def _nodes(synsets: Mapping[str, list[str]], taxonomy: Taxonomy) -> dict[str, Node]:
    leaves: dict[str, set[str]] = {wnid: set() for wnid in synsets}
    parents = {wnid: row[2].split() for wnid, row in synsets.items()}
    for wnid, name in taxonomy.of_class.items():
        waiting = [wnid]
        while waiting:
            above = waiting.pop()
            if above in leaves:
                leaves[above].add(name)
                waiting.extend(parents[above])
    return {wnid: Node(tuple(row[0].split("|")), row[1], frozenset(leaves[wnid])) for wnid, row in synsets.items()}


def _nouns(nodes: Mapping[str, Node], kinds: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """What each noun of WordNet means; of two things with one name the one that more classes are."""
    found: dict[str, frozenset[str]] = {}
    for node in sorted(nodes.values(), key=lambda node: -len(node.leaves)):
        for word in node.words:
            found.setdefault(word.casefold(), node.leaves)
    for wnid, words in kinds.items():
        for word in words.split("|"):
            found.setdefault(word.casefold(), nodes[wnid].leaves)
    return found
