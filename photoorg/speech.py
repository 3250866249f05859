"""What English and Italian do with every word: plurals, and small words that say nothing of what a photo shows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

Endings = tuple[tuple[str, tuple[str, ...]], ...]

MOST_WORDS = 5  # a longer text is not looked at for Italian plurals, whose readings multiply with each word

IRREGULAR = {
    "people": "person",
    "mice": "mouse",
    "geese": "goose",
    "oxen": "ox",
    "feet": "foot",
    "teeth": "tooth",
    "dormice": "dormouse",
    "buoi": "bue",
}
# Endings of plurals and what to put instead, the likeliest first.
ENGLISH: Endings = (
    ("ies", ("y", "ie")),
    ("ves", ("f", "fe")),
    *((f"{ending}es", (ending, f"{ending}e")) for ending in ("s", "x", "z", "ch", "sh", "o")),
    ("men", ("man",)),
    ("s", ("",)),
)
ITALIAN: Endings = (
    ("chi", ("co",)),
    ("ghi", ("go",)),
    ("che", ("ca",)),
    ("ghe", ("ga",)),
    ("ce", ("cia",)),
    ("ge", ("gia",)),
    ("i", ("o", "e", "io", "a")),
    ("e", ("a",)),
)

_BESIDE = "a an the of with without in on at by from to for my our some all this that these those is are"
_PICTURES = "photo photos picture pictures image images"
_BESIDE_IN_ITALIAN = (
    "foto immagine immagini "
    "il lo la i gli le l un uno una di del dello della dell dei degli delle da dal dallo dalla dai dagli dalle "
    "al allo alla ai agli alle nel nello nella nei negli nelle con su sul sullo sulla sui sugli sulle per tra fra "
    "e ed che mio mia miei mie"
)
_TALK = (
    "and or was be being been has have had do does your his her its their any very i you he she it we they me him them "
    "who which what where when how there here as into onto over under near up down out off about can could will would "
    "something someone thing things stuff kind type sort used use using make makes made get find found keep put like "
    "looking look one two many several lots big small large little old new nice beautiful colourful colorful red green "
    "blue white black yellow brown"
)
STOP_WORDS = frozenset(f"{_BESIDE} {_PICTURES} {_BESIDE_IN_ITALIAN}".split())
"""Between tags they say nothing, in either language: "photos of a dog in the snow"."""
SAID_BESIDE = frozenset(f"{_BESIDE} {_PICTURES} {_TALK}".split())
"""English that says nothing of what a photo shows: not looked up alone, and not what a description is about."""


def english_readings(phrase: str) -> Iterator[str]:
    """A phrase in lower case, then what it may be the plural of: English changes the last word."""
    yield phrase
    head, between, last = phrase.rpartition(" ")
    yield from (head + between + one for one in _singulars(last, ENGLISH))


def readings(phrase: str) -> Iterator[str]:
    """The same in both languages: Italian changes any of the words."""
    yield from english_readings(phrase)
    words = phrase.split()
    if 0 < len(words) <= MOST_WORDS:
        for choice in itertools.product(*((word, *_singulars(word, ITALIAN)) for word in words)):
            yield " ".join(choice)


def _singulars(word: str, endings: Endings) -> Iterator[str]:
    if word in IRREGULAR:
        yield IRREGULAR[word]
    for ending, instead in endings:
        if word.endswith(ending) and len(word) > len(ending):
            yield from (word.removesuffix(ending) + letters for letters in instead)
