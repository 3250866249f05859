"""The tags of a library as words: which of them a text means, in both languages."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from sqlite_utils import Database

from photoorg.folding import folded
from photoorg.library.nouns import Nouns
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.tagged import IN_USE
from photoorg.library.wildcards import pattern
from photoorg.speech import english_readings
from photoorg.taxonomy import Taxonomy, load_taxonomy

MOST_WORDS = 6
"""The longest run of words that is looked for as one tag."""


class Vocabulary:
    """Tags by what people call them. `names` are the tags that are in use, by id; `nouns` what else has a name.

    `taxonomy` has the other words for them, a person's own among them; without, it is the bundled one.
    """

    names: Mapping[int, str]
    nouns: Nouns
    taxonomy: Taxonomy

    def __init__(
        self, tags: Iterable[tuple[int, str]], taxonomy: Taxonomy | None = None, nouns: Nouns | None = None
    ) -> None:
        self.names = dict(tags)
        self.nouns = nouns or Nouns()
        self.taxonomy = taxonomy or load_taxonomy()
        self._written = {name: tag for tag, name in self.names.items()}
        self._folded: dict[str, int] = {}
        for tag, name in self.names.items():
            self._written.setdefault(name.casefold(), tag)
            self._folded.setdefault(folded(name), tag)
        self._cached = lru_cache(4096)(self._find)

    def beside(self, nouns: Nouns) -> Vocabulary:
        """The same tags, and other things that have names."""
        if nouns is self.nouns:
            return self
        other = copy.copy(self)
        other.nouns = nouns
        return other

    def find(self, text: str) -> tuple[int, ...]:
        """The tag that a text is the name of, its plural, another word or the Italian one; or nothing."""
        return self._cached(" ".join(text.split()))

    def _find(self, written: str) -> tuple[int, ...]:
        tag = self._written.get(written, self._written.get(written.casefold()))
        wanted = folded(written)
        for name in english_readings(wanted) if tag is None else ():
            tag = self._folded.get(name)
            if tag is not None:
                break
        if tag is None and (concept := self.taxonomy.find(written)):
            tag = self._folded.get(folded(concept))
        return () if tag is None else (tag,)

    def having(self, text: str) -> tuple[int, ...]:
        """The tags that have a text as a word of theirs: of `retriever` the golden retriever."""
        wanted = f" {folded(' '.join(text.split()))} "
        return tuple(tag for tag, name in self.names.items() if wanted in f" {folded(name)} ") if text.strip() else ()

    def matching(self, text: str) -> tuple[int, ...]:
        """The tags of which a name or another word matches a text with wildcards."""
        found = pattern(" ".join(text.split()))
        return tuple(dict.fromkeys(tag for word, tag in self._words if found.fullmatch(word)))

    @cached_property
    def spelt(self) -> tuple[str, ...]:
        """Every single word that is a tag, in either language, as it is compared."""
        return tuple(sorted({word for word, _ in self._words if " " not in word and word}))

    @cached_property
    def own(self) -> frozenset[str]:
        """The tags' own names, as they are compared."""
        return frozenset(self._folded)

    def is_word(self, text: str) -> bool:
        """Whether a text is a tag or a concept that photos may be tagged with one day."""
        return bool(self.find(text)) or self.taxonomy.find(text) is not None

    @cached_property
    def _words(self) -> list[tuple[str, int]]:
        """Each word for each tag, folded; a tag may be there several times."""
        words = [(folded(name), tag) for tag, name in self.names.items()]
        for name, concept in self.taxonomy.concepts.items():
            if (tag := self._folded.get(folded(name))) is not None:
                words += [(folded(word), tag) for word in concept.words]
        return list(dict.fromkeys(words))


def vocabulary(db: Database) -> Vocabulary:
    """The tags that some photo carries or a person has spoken of."""
    tags = db.conn.execute(f"SELECT g.id, g.name FROM tags g WHERE {IN_USE}")  # noqa: S608 - fixed text
    return Vocabulary(tags, taxonomy_of(db))


@lru_cache(4)
def words_of(names: tuple[str, ...], taxonomy: Taxonomy | None = None) -> Vocabulary:
    """Tags by their names alone, for who has these at hand; kept for as long as they are the same."""
    return Vocabulary(enumerate(names), taxonomy)
