"""What words mean in photos: text to things of the taxonomy, each with a weight.

Names come first: the taxonomy's, in both languages, then everyday words and WordNet's nouns. What has no name is
understood by nearness (`nearness`), which the names of its phrases help. Italian is put into English word by word.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp
from pathlib import Path

import numpy as np

from photoorg.vision.lexicon import Lexicon, load_lexicon, parted, words_of
from photoorg.vision.nearness import Nearness, Vectors, open_nearness

# Fitted on queries of our own: docs/meaning.md.
TEMPERATURE = 0.055  # how fast the weight falls with nearness
PHRASE = 0.07  # how much nearer a thing is that a phrase of the text names
BESIDE_NAME, BESIDE_NOUN, TAIL_OF_NAME, TAIL = 0.2, 0.05, 0.03, 0.15  # weights of what is not quite what was named
UNDERSTOOD, STEP = 0.45, 0.02  # the nearness from which a text is likelier about some thing than not, and how sharply
KNOWN_PHRASE = 0.12  # how much of that a text is spared whose words are all known
LEAST = 0.005  # a thing that weighs less is left out
CUTOFF, SURE = 0.01, 0.3  # a photo's score from which it is found, and from which that is no weak match


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text means. `exact` are concepts that it names; `concepts` things with a weight of up to 1, best first.

    A photo scores the sum of its classes' probabilities times their weights: below `cutoff` it is not found, below
    `sure` it is a weak match. `english`: what an Italian text was read as, else the text.
    """

    text: str
    english: str
    exact: tuple[str, ...] = ()
    concepts: Mapping[str, float] = field(default_factory=dict[str, float])
    cutoff: float = CUTOFF
    sure: float = SURE


class Language:
    """Understands texts. Any thread may ask; the model is opened when it is first needed."""

    def __init__(self, lexicon: Lexicon, nearness: Nearness) -> None:
        self._lexicon = lexicon
        self._nearness = nearness
        self._things = frozenset(nearness.things)

    def prepare(self, go_on: Callable[[], bool]) -> None:
        """Have ready what the first text would wait for, unless told not to go on."""
        self._nearness.prepare(go_on)
        if go_on():
            self.understand("a photo of something")

    def understand(self, text: str) -> Understood:
        """What a text in English or Italian means. Nothing is known of an empty one."""
        words = words_of(text)
        if not words:
            return Understood(text, text)
        english = self._english(text, words)
        phrase = " ".join(words_of(english))
        if (name := self._lexicon.taxonomy.find(english)) is not None:
            return self._named(text, english, name, phrase)
        phrases = self._lexicon.phrases(words_of(english))
        if not phrases:  # it only says "that of the"
            return Understood(text, english)
        near = self._nearness.near(english)
        known = [means for means in phrases if means]
        means = self._lexicon.means(phrase) or (known[0] if len(phrases) == 1 and known else frozenset())
        weights = self._weights(near, phrases)
        if means:
            seen = means & self._things
            found = self._beside(weights * TAIL, phrase)
            others = {name: weight for name, weight in found.items() if name not in seen}
            return Understood(text, english, self._lexicon.covering(seen), _best(others))
        spared = KNOWN_PHRASE * (len(known) / len(phrases)) ** 2
        trust = 1 / (1 + exp((UNDERSTOOD - spared - float(near.max())) / STEP))
        return Understood(text, english, (), _best(self._by_name(weights * trust)))

    def _english(self, text: str, words: Sequence[str]) -> str:
        if self._lexicon.taxonomy.find(text) is not None or self._lexicon.means(" ".join(words)):
            return text
        separate = parted(words)
        return self._lexicon.english(separate) or text if self._lexicon.is_italian(separate) else text

    def _named(self, text: str, english: str, name: str, phrase: str) -> Understood:
        """What the taxonomy has a name for. Others draw its line elsewhere: what they add weighs a little."""
        lexicon = self._lexicon
        weights = self._weights(self._nearness.near(english), [lexicon.leaves((name,))]) * TAIL_OF_NAME
        found = self._by_name(weights)
        found |= dict.fromkeys(lexicon.beside(phrase), BESIDE_NOUN)
        found |= dict.fromkeys(lexicon.everyday(phrase), BESIDE_NAME)
        for leaf in lexicon.leaves((name,)):
            found.pop(leaf, None)
        return Understood(text, english, (name,), _best(found))

    def _beside(self, weights: Vectors, phrase: str) -> dict[str, float]:
        found = self._by_name(weights)
        for leaf in self._lexicon.beside(phrase):
            found[leaf] = max(found.get(leaf, 0.0), BESIDE_NOUN)
        return found

    def _weights(self, near: Vectors, phrases: Sequence[frozenset[str]]) -> Vectors:
        """The weight of each thing, 1 for the nearest."""
        nearer = near.copy()
        for means in phrases:
            named = np.fromiter((thing in means for thing in self._nearness.things), np.float32)
            nearer += PHRASE / len(phrases) ** 0.5 * named
        return np.exp((nearer - nearer.max()) / TEMPERATURE)

    def _by_name(self, weights: Vectors) -> dict[str, float]:
        return dict(zip(self._nearness.things, weights.tolist(), strict=True))


def _best(weights: Mapping[str, float]) -> dict[str, float]:
    """Those that count, the highest first."""
    kept = ((name, round(weight, 4)) for name, weight in weights.items() if weight >= LEAST)
    return dict(sorted(kept, key=lambda pair: (-pair[1], pair[0])))


_lock = threading.Lock()


def understand(text: str, cache_folder: Path | None = None) -> Understood:
    """What a text means, by the bundled model and words. Any thread may call.

    The first call opens the model and reads the vectors of all things from `cache_folder`, or makes them, which takes
    some seconds once; later ones take 1 ms. Raises PhotoorgError where the model is missing or damaged.
    """
    return _opened(cache_folder).understand(text)


def prepare(cache_folder: Path | None, go_on: Callable[[], bool]) -> None:
    """Do beforehand what the first `understand` would do; `go_on` is asked now and then. Raises as that does."""
    _opened(cache_folder).prepare(go_on)


def _opened(cache_folder: Path | None) -> Language:
    with _lock:  # or two threads would open it twice
        return _language(cache_folder)


@cache
def _language(cache_folder: Path | None) -> Language:
    return Language(load_lexicon(), open_nearness(cache_folder))
