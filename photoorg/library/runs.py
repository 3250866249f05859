"""Bare words side by side as what they mean: tags, fields, names of files, a sentence. THE one way that a run is cut.

The search cuts its words so, and so do the chips: what is shown is what is looked for.

Words that are known stand for themselves; the others are looked for by their meaning. Where three words or more say
something and most of them are unknown, the run is a sentence: all of it is, but for dates and what is left out.
`and`, `or` in small letters join what is known, and belong to the meaning between words that are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from photoorg.folding import folded
from photoorg.library.nouns import Named
from photoorg.library.query_tokens import WITHOUT
from photoorg.library.vocabulary import MOST_WORDS, Vocabulary
from photoorg.speech import STOP_WORDS

InNames = Callable[[str, bool], bool]
"""Whether some file's name contains a text; with True, as a word of its own."""

_MOST_NAMES = 3  # so many words without a tag may be names of files; more of them are a sentence
_SENTENCE = 3  # so many words that say something may be one
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DATES = {"taken", "month"}
_PLACED = {"in", "from", "at"}  # before a folder's name in a sentence
_JOINS: dict[str, Literal["and", "or", "not"]] = {
    **dict.fromkeys(("and", "e", "ed", "but", "ma"), "and"), **dict.fromkeys(("or", "o", "od", "oppure"), "or"),
    **dict.fromkeys(("not", "no", "non", *WITHOUT), "not"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `first` to `last` (exclusive) of a run. `tags` are ids of the vocabulary, where `kind` is tag.

    A `field` has what it `named`: fields and values that are alternatives. A `name` is part of a file's name, a `year`
    may be one too, a `stop` says nothing, `and` and `or` join, `not` leaves out what stands behind it. That is
    `negated`, and what says so begins at the word `own`. The words that are looked for by `meaning` may be several.
    """

    first: int
    last: int
    kind: Literal["tag", "field", "name", "year", "stop", "and", "or", "not", "meaning"]
    tags: tuple[int, ...] = ()
    named: Named = ()
    negated: bool = False
    own: int = 0

    @property
    def says(self) -> bool:
        """Whether it is something that is looked for."""
        return self.kind not in {"stop", "and", "or", "not"}

    @property
    def is_date(self) -> bool:
        """Whether it is a time."""
        return self.kind == "year" or any(field in _DATES for field, _ in self.named)


def segments(texts: Sequence[str], words: Vocabulary, in_names: InNames | None) -> tuple[Segment, ...]:
    """Words as the longest tags that they name, fields, names of files, and what is left by its meaning.

    `in_names` None: nobody is asked.
    """
    found = _cut(texts, words)
    if len(found) == len(texts) == 1 and found[0].kind == "meaning" and (tags := words.having(plain(texts))):
        return (Segment(0, 1, "tag", tags),)
    found = _left_out(texts, _named(texts, found, in_names))
    if _is_sentence(found):
        found = [one if _is_kept(texts, one) else _in_sentence(one) for one in found]
        found = [_settled(one, found) for one in found]
    found = _meanings(_joined(found))
    if all(one.kind == "meaning" and not one.negated for one in found if one.says):
        return (Segment(0, len(texts), "meaning"),)
    return tuple(found)


def are_known(texts: Sequence[str], words: Vocabulary) -> bool:
    """Whether every word is of a tag or something else that is known, or says nothing."""
    return not any(one.kind == "meaning" for one in _cut(texts, words))


def leaves_out(texts: Sequence[str]) -> bool:
    """Whether the last of some words leaves out what stands behind it."""
    return bool(texts) and _join(texts[-1]) == "not"


def _cut(texts: Sequence[str], words: Vocabulary) -> list[Segment]:
    """The segments by themselves: every word that is not known is one of its own."""
    found, place = list[Segment](), 0
    while place < len(texts):
        one = _tagged(texts, place, words) or _noun(texts, place, words) or _single(texts, place)
        found.append(one)
        place = one.last
    return found


def _tagged(texts: Sequence[str], place: int, words: Vocabulary) -> Segment | None:
    """The longest tag that begins at a word."""
    for end in _ends(texts, place):
        if tags := words.find(plain(texts[place:end])):
            return Segment(place, end, "tag", tags)
    return None


def _noun(texts: Sequence[str], place: int, words: Vocabulary) -> Segment | None:
    """The longest other thing that has its name from a word on."""
    for end in _ends(texts, place):
        if end == place + 1 and _YEAR.fullmatch(texts[place]):
            return Segment(place, end, "year")
        if named := words.nouns.find(plain(texts[place:end])):
            return Segment(place, end, "field", named=named)
    return None


def _ends(texts: Sequence[str], place: int) -> range:
    """Where something that begins at a word may end, the longest first. A word that says nothing is nothing alone."""
    says_nothing = len(texts) > 1 and (is_stop(texts[place]) or _join(texts[place]) is not None)
    return range(min(len(texts), place + MOST_WORDS), place + says_nothing, -1)


def _single(texts: Sequence[str], place: int) -> Segment:
    text = texts[place]
    join = _join(text) if len(texts) > 1 else None
    return Segment(place, place + 1, join or ("stop" if is_stop(text) else "name" if is_name(text) else "meaning"))


def _join(text: str) -> Literal["and", "or", "not"] | None:
    return _JOINS.get(folded(text))


def _named(texts: Sequence[str], found: list[Segment], in_names: InNames | None) -> list[Segment]:
    """Words that are not known, where they are few, as the names of files that have them."""
    unknown = [one for one in found if one.kind == "meaning"]
    if in_names is None or len(unknown) > _MOST_NAMES:
        return found
    names = [one for one in unknown if in_names(texts[one.first], len(texts) > 1)]
    return [replace(one, kind="name") if one in names else one for one in found]


def _left_out(texts: Sequence[str], found: list[Segment]) -> list[Segment]:
    """What stands behind a NOT as negated: the thing there, or all unknown words. `without` holds on over and, or."""
    done = list[Segment]()
    start, join, strong = -1, -1, False  # where NOT stands, and what joins; whether it holds on
    last: Segment | None = None
    for one in found:
        if one.kind == "not":
            start, strong = (one.first if start < 0 else start), folded(texts[one.first]) in WITHOUT
        elif one.kind in {"and", "or"}:
            join = one.first
        elif one.says:
            last = _negated(one, last, start, join, strong=strong)
            start, join = -1, -1
        done.append(last if one.says and last is not None else one)
    return [_settled(one, done) for one in done]


def _negated(one: Segment, last: Segment | None, start: int, join: int, *, strong: bool) -> Segment:
    """Something behind a NOT at `start`, or (`join`) joined to `last`, as left out; or else as it is."""
    unknown = one.kind == "meaning"
    if start >= 0:
        in_words = unknown and not strong and last is not None and last.kind == "meaning" and not last.negated
        return one if in_words else replace(one, negated=True, own=start)
    if last is None or not last.negated:
        return one
    if join < 0:
        return replace(one, negated=True, own=one.first) if unknown and last.kind == "meaning" else one
    return replace(one, negated=True, own=join) if strong and not unknown else one


def _settled(one: Segment, found: list[Segment]) -> Segment:
    """A NOT with nothing behind it, and an `or` that is part of what is left out, say nothing."""
    if one.kind == "not" and not any(other.negated and other.own <= one.first < other.first for other in found):
        return replace(one, kind="stop")
    inside = any(other.negated and other.own == one.first for other in found if other is not one)
    return replace(one, kind="not") if one.kind in {"and", "or"} and inside else one


def _is_sentence(found: list[Segment]) -> bool:
    says = [one for one in found if one.says and not one.negated]
    return len(says) >= _SENTENCE and 2 * sum(one.kind == "meaning" for one in says) > len(says)


def _is_kept(texts: Sequence[str], one: Segment) -> bool:
    """Whether something stays apart from the sentence that it stands in."""
    if one.negated:
        return one.kind != "meaning" or any(folded(text) in WITHOUT for text in texts[one.own : one.first])
    placed = one.first > 0 and folded(texts[one.first - 1]) in _PLACED and one.named[:1] and one.named[0][0] == "folder"
    return one.kind == "not" or one.is_date or bool(placed)


def _in_sentence(one: Segment) -> Segment:
    return Segment(one.first, one.last, "meaning" if one.says else "stop")


def _joined(found: list[Segment]) -> list[Segment]:
    """Each `and` and `or` that joins two things stays; `or` between unknown words, and all else, says nothing."""
    done = list[Segment]()
    for place, one in enumerate(found):
        before = next((other for other in reversed(done) if other.says or other.kind in {"and", "or"}), None)
        after = next((other for other in found[place + 1 :] if other.says), None)
        joins = before is not None and after is not None and before.says
        unknown = joins and before is not None and after is not None and before.kind == after.kind == "meaning"
        says_nothing = one.kind in {"and", "or"} and (not joins or unknown)
        done.append(replace(one, kind="stop") if says_nothing else one)
    return done


def _meanings(found: list[Segment]) -> list[Segment]:
    """Unknown words with nothing known between them as one, with the words between them that say nothing."""
    done = list[Segment]()
    for one in found:
        last = next((place for place in range(len(done) - 1, -1, -1) if done[place].kind != "stop"), None)
        if last is not None and _goes_on(done[last], one):
            done[last:] = [replace(done[last], last=one.last)]
        else:
            done.append(one)
    return done


def _goes_on(last: Segment, one: Segment) -> bool:
    """Whether unknown words are looked for with those before them."""
    both = one.kind == last.kind == "meaning" and one.negated == last.negated
    return both and (not one.negated or one.own == one.first)


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
