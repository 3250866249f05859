"""Bare words side by side as what they mean: tags, names of files, or a sentence. THE one way that a run is cut.

The search cuts its words so, and so do the chips: what is shown is what is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from photoorg.folding import folded
from photoorg.library.vocabulary import MOST_WORDS, STOP_WORDS, Vocabulary

InNames = Callable[[str, bool], bool]
"""Whether some file's name contains a text; with True, as a word of its own."""

_MOST_NAMES = 3  # so many words without a tag may be names of files; more of them are a sentence
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `first` to `last` (exclusive) of a run. `tags` are ids of the vocabulary, where `kind` is tag.

    A `name` is part of a file's name, a `year` may be one too, a `stop` says nothing. A `meaning` is the whole run.
    """

    first: int
    last: int
    kind: Literal["tag", "name", "year", "stop", "meaning"]
    tags: tuple[int, ...] = ()


def segments(texts: Sequence[str], words: Vocabulary, in_names: InNames | None) -> tuple[Segment, ...]:
    """Words as the longest tags that they name and as names of files; as one meaning where some are neither.

    `in_names` None: nobody is asked. Then one or two words that no stop word stands among are taken for names.
    """
    found, unknown = _cut(texts, words)
    whole = Segment(0, len(texts), "meaning")
    alone = len(texts) == 1
    if not unknown and any(one.kind != "stop" for one in found):
        return found
    if alone and (tags := words.having(plain(texts))):
        return (Segment(0, 1, "tag", tags),)
    if in_names is None:
        stops = any(one.kind == "stop" for one in found)
        return found if 0 < len(unknown) < _MOST_NAMES and not stops else (whole,)
    if 0 < len(unknown) <= _MOST_NAMES and all(in_names(text, not alone) for text in unknown):
        return found
    return (whole,)


def are_known(texts: Sequence[str], words: Vocabulary) -> bool:
    """Whether every word is of a tag, looks like part of a file's name, or says nothing."""
    return not _cut(texts, words)[1]


def _cut(texts: Sequence[str], words: Vocabulary) -> tuple[tuple[Segment, ...], list[str]]:
    """The segments, those words that are no tag as names; and which of these do not look like any."""
    found, unknown, place = list[Segment](), list[str](), 0
    while place < len(texts):
        end, tags = _tagged(texts, place, words)
        text = texts[place]
        if tags:
            found.append(Segment(place, end, "tag", tags))
        elif _YEAR.fullmatch(text):
            found.append(Segment(place, end, "year"))
        elif is_stop(text):
            found.append(Segment(place, end, "stop"))
        else:
            found.append(Segment(place, end, "name"))
            unknown += [] if is_name(text) else [text]
        place = end
    return tuple(found), unknown


def _tagged(texts: Sequence[str], place: int, words: Vocabulary) -> tuple[int, tuple[int, ...]]:
    """Where the longest tag that begins at a word ends, and the tag; the next word and nothing where none does."""
    for end in range(min(len(texts), place + MOST_WORDS), place, -1):
        is_one_stop = end == place + 1 and len(texts) > 1 and is_stop(texts[place])
        if not is_one_stop and (tags := words.find(plain(texts[place:end]))):
            return end, tags
    return place + 1, ()


def is_stop(text: str) -> bool:
    """Whether a word between tags says nothing."""
    return folded(plain([text])) in STOP_WORDS


def is_name(text: str) -> bool:
    """Whether a word looks like part of the name of a file: it has a digit, _ or an ending."""
    return re.search(r"[0-9_]|\.\w", text) is not None


def plain(texts: Sequence[str]) -> str:
    """Words as one text, without what ends a sentence."""
    joined = " ".join(texts)
    return joined.rstrip(".;!?") or joined
