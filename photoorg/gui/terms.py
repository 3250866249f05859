"""The query's terms as the window has them: with the tags of its library, so that a tag of two words is one term."""

from __future__ import annotations

from collections.abc import Iterable

from photoorg.library import terms
from photoorg.library.terms import Chip as Chip  # noqa: PLC0414 - named here for the rest of the window
from photoorg.library.terms import Term as Term  # noqa: PLC0414
from photoorg.library.terms import folder_term as folder_term  # noqa: PLC0414
from photoorg.library.terms import tag_term as tag_term  # noqa: PLC0414
from photoorg.library.vocabulary import Vocabulary, words_of
from photoorg.taxonomy import Taxonomy, load_taxonomy


class _Known:
    """There is one library in a process that has a window."""

    words: Vocabulary | None = None


def know(tags: Iterable[str], taxonomy: Taxonomy | None = None) -> None:
    """The tags of the library are these from now on, and these the words for them."""
    _Known.words = words_of(tuple(tags), taxonomy)


def colour_of(tag: str) -> str:
    """The colour that a person gave a tag, as #rrggbb; "" for none."""
    return _Known.words.taxonomy.own.colours.get(tag, "") if _Known.words else ""


def taxonomy() -> Taxonomy:
    """The words for tags, a person's own among them."""
    return _Known.words.taxonomy if _Known.words else load_taxonomy()


def chips(text: str) -> tuple[Chip, ...]:
    """The terms of a text, in its order."""
    return terms.chips(text, _Known.words)


def without(text: str, chip: Chip) -> str:
    """The text without one of its chips."""
    return terms.without(text, chip, _Known.words)


def toggled(text: str, chip: Chip) -> str:
    """The text with one of its chips left out, or wanted again."""
    return terms.toggled(text, chip, _Known.words)


def state_of(text: str, term: str) -> Term:
    """What the query says of a term."""
    return terms.state_of(text, term, _Known.words)


def with_term(text: str, term: str, state: Term) -> str:
    """The query with a term included, excluded or taken out."""
    return terms.with_term(text, term, state, _Known.words)
