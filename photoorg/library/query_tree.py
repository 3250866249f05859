"""What a query says, as small frozen values: `query.parse` makes the tree, `resolving` finds out what its words mean.

A tree as it was typed has `Words`, `Word`, `Similar`, `Test` and what joins them. Resolved, its `Words` and `Word` have
become `Tagged`, `Named` and `Similar`, and its tests of likeness `Alike`: what `matching` can find in a library.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import NamedTuple

from photoorg.library.fields import Field
from photoorg.outcomes import PhotoorgError


class QueryError(PhotoorgError):
    """The query cannot be understood. `position` is the offset of the character to look at, `end` that after it.

    `suggestions` may stand there instead, the likeliest first; each as it is typed.
    """

    def __init__(
        self, message: str, position: int, end: int | None = None, *, suggestions: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.position = position
        self.end = position + 1 if end is None else end
        self.suggestions = suggestions


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of the text."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high`, both of them in it but for an `open` end; None is no limit."""

    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False


ANY = Range()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text to look for, ignoring case: anywhere in it, or (`whole`) all of it. `*` and `?` are wildcards."""

    text: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """At most `km` kilometres from a place; degrees, north and east positive."""

    latitude: float
    longitude: float
    km: float


Value = Range | Pattern | Near | str
"""What a field is tested with: numbers, dates (wall-clock seconds since 1970) and confidences a Range, text and folders
a Pattern, a place a Near, one choice out of a table its name."""


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query."""


@dataclass(frozen=True, slots=True)
class Words:
    """Bare words that stand side by side: tags, a tag of several words, or something to be understood as a whole."""

    texts: tuple[str, ...]
    at: tuple[Span, ...] = dataclasses.field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """One tag by name: in quotation marks, as tag:name, with wildcards, or with how sure it has to be."""

    text: str
    sure: Range = ANY
    at: Span = dataclasses.field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Similar:
    """What words mean, as far as photos show it: ~"something to play music with".

    `automatic`: nobody wrote the ~, but no tag has such a name.
    """

    text: str
    automatic: bool = False
    at: Span = dataclasses.field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Test:
    """A field of the table against a value of its kind."""

    __test__ = False  # no test of pytest's

    field: Field
    value: Value
    at: Span = dataclasses.field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Tagged:
    """Photos that carry one of these tags (ids), so sure. `text` is what was typed, `names` what it means."""

    tags: tuple[int, ...]
    text: str
    names: tuple[str, ...] = ()
    sure: Range = ANY
    at: Span = dataclasses.field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Named:
    """Photos whose file name contains a text that is no tag."""

    text: str
    at: Span = dataclasses.field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Alike:
    """Photos like some and unlike others: each a path, or # and a photo's id."""

    like: tuple[str, ...]
    unlike: tuple[str, ...] = ()
    at: Span = dataclasses.field(default=Span(), compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Photos that the part does not match."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """Photos that every part matches."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Photos that some part matches."""

    parts: tuple[Node, ...]


Node = Everything | Words | Word | Similar | Test | Tagged | Named | Alike | Not | All | Any


@dataclass(frozen=True, slots=True)
class Query:
    """A tree, with the order that the text asks for: the name of a sort, or None where it asks for none."""

    tree: Node
    sort: str | None = None
    ascending: bool | None = None
