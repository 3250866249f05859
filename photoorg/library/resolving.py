"""What the words of a query mean in a library: tags, names of files, or something to be understood as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from photoorg.library.fields import BY_NAME, Kind
from photoorg.library.query_tree import (
    ANY,
    Alike,
    All,
    Any,
    Everything,
    Named,
    Node,
    Not,
    Range,
    Similar,
    Span,
    Tagged,
    Test,
    Word,
    Words,
)
from photoorg.library.query_values import value_of
from photoorg.library.runs import InNames, Segment, leaves_out, segments
from photoorg.library.vocabulary import MOST_WORDS, Vocabulary
from photoorg.library.wildcards import is_wild


def resolve(tree: Node, *, words: Vocabulary, in_names: InNames) -> Node:
    """A tree as `query.parse` makes it with its words as Tagged, Named and Similar, and its likeness as Alike.

    `words` are what the library has names for, `in_names` asks for the names of its files. Words side by side are the
    longest tags that they name, fields that they are the values of, and a Similar that is `automatic` of what is left:
    see `runs`. `confidence` goes to the tags beside it.
    """
    return _Resolver(words, in_names).node(tree, ANY)


@dataclass(frozen=True, slots=True)
class _Resolver:
    words: Vocabulary
    in_names: InNames

    def node(self, node: Node, sure: Range) -> Node:
        """A part, where tags without a confidence of their own are to be so sure."""
        match node:
            case Words():
                found = self._run(node, sure)
            case Word():
                found = self._word(node, sure)
            case Any(parts):
                found = Any(tuple(self.node(part, sure) for part in parts))
            case All(parts):
                found = self._all(parts, sure)
            case Not(part):
                found = _alike([node]) or Not(self.node(part, ANY))
            case _:
                found = _alike([node]) or node
        return found

    def _all(self, parts: tuple[Node, ...], sure: Range) -> Node:
        likes = [part for part in parts if _alike([part]) is not None]
        asked = [part for part in parts if isinstance(part, Test) and part.field.name == "confidence"]
        rest = self._joined([part for part in parts if part not in likes and part not in asked])
        wanted = reduce(_within, (test.value for test in asked if isinstance(test.value, Range)), sure)
        found = [self.node(part, wanted) for part in rest]
        if asked and not any(map(_has_tags, found)):
            found = [*(self.node(part, sure) for part in rest), *asked]
        if (alike := _alike(likes)) is not None:
            found.append(alike)
        return _flat(found)

    def _joined(self, parts: list[Node]) -> list[Node]:
        """Parts where the words before a comparison belong to it: golden retriever>=0.8."""
        found = list[Node]()
        for part in parts:
            last = found[-1] if found else None
            if isinstance(last, Words) and isinstance(part, Word) and _follows(last, part):
                found[-1:] = self._compared(last, part)
            else:
                found.append(part)
        return found

    def _compared(self, before: Words, word: Word) -> list[Node]:
        for first in range(max(0, len(before.texts) - MOST_WORDS + 1), len(before.texts)):
            text = " ".join((*before.texts[first:], word.text))
            if self.words.find(text):
                whole = Word(text, word.sure, Span(before.at[first].start, word.at.end))
                rest = Words(before.texts[:first], before.at[:first])
                if leaves_out(rest.texts):
                    return [*([Words(rest.texts[:-1], rest.at[:-1])] if first > 1 else []), Not(whole)]
                return [rest, whole] if first else [whole]
        return [before, word]

    def _word(self, node: Word, sure: Range) -> Node:
        wild = is_wild(node.text)
        tags = self.words.matching(node.text) if wild else self.words.find(node.text) or self.words.having(node.text)
        if not tags and node.sure == ANY:
            return Named(node.text, node.at)
        return self._tagged(tags, node.text, sure if node.sure == ANY else node.sure, node.at)

    def _tagged(self, tags: tuple[int, ...], text: str, sure: Range, at: Span) -> Tagged:
        return Tagged(tags, text, tuple(self.words.names[tag] for tag in tags), sure, at)

    def _run(self, node: Words, sure: Range) -> Node:
        """What a run means; words that are looked for by their meaning are one, wherever they stand."""
        ways = [list[Segment]()]
        for one in segments(node.texts, self.words, self.in_names):
            if one.kind == "or":
                ways.append([])
            elif one.says:
                ways[-1].append(one)
        found = tuple(self._together(way, node, sure) for way in ways)
        return found[0] if len(found) == 1 else Any(found)

    def _together(self, way: list[Segment], node: Words, sure: Range) -> Node:
        meant = [one for one in way if one.kind == "meaning" and not one.negated]
        found = list[Node]()
        for one in way:
            if one in meant:
                found += [_meaning(node, meant)] if one is meant[0] else []
            elif one.negated:
                found.append(Not(self._segment(one, node, ANY)))
            else:
                found.append(self._segment(one, node, sure))
        return _flat(found)

    def _segment(self, one: Segment, node: Words, sure: Range) -> Node:
        text, at = " ".join(node.texts[one.first : one.last]), _spanned(node.at[one.first : one.last])
        match one.kind:
            case "tag":
                return self._tagged(one.tags, text, sure, at)
            case "field":
                tests = tuple(_test(field, value, at) for field, value in one.named)
                return tests[0] if len(tests) == 1 else Any(tests)
            case "year":
                return Any((_test("taken", text, at), Named(text, at)))
            case "meaning":
                return _meaning(node, [one])
            case _:
                return Named(text, at)


def _test(name: str, value: str, at: Span) -> Test:
    return Test(BY_NAME[name], value_of(BY_NAME[name], ":", value, at), at)


def _meaning(node: Words, parts: Sequence[Segment]) -> Node:
    """Words by what they mean, or by the names of files that have them."""
    text = " ".join(word for one in parts for word in node.texts[one.first : one.last])
    at = Span(node.at[parts[0].first].start, node.at[parts[-1].last - 1].end)
    return Any((Named(text, at), Similar(text, automatic=True, at=at)))


def _spanned(at: Sequence[Span]) -> Span:
    return Span(at[0].start, at[-1].end) if at else Span()


def _follows(words: Words, word: Word) -> bool:
    """Whether a word with a confidence stands right behind others; tag:name has no such one."""
    return bool(words.at) and word.sure not in {ANY, Range(low=0.0)} and word.at.start == words.at[-1].end + 1


def _flat(parts: Iterable[Node]) -> Node:
    found = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    return All(tuple(found)) if len(found) != 1 else found[0] if found else Everything()


def _has_tags(node: Node) -> bool:
    match node:
        case Tagged():
            return True
        case Any(parts) | All(parts):
            return any(map(_has_tags, parts))
        case _:
            return False


def _within(first: Range, second: Range) -> Range:
    """The numbers that are in both."""
    lows = [(one.low, one.low_open) for one in (first, second) if one.low is not None]
    highs = [(one.high, not one.high_open) for one in (first, second) if one.high is not None]
    low, low_open = max(lows, default=(None, False))
    high, high_in = min(highs, default=(None, True))
    return Range(low, high, low_open, not high_in)


def _alike(parts: Sequence[Node]) -> Alike | None:
    """Parts that are nothing but likeness, as one; None where something else is among them, or nothing."""
    like, unlike, at = list[str](), list[str](), list[Span]()
    for part in parts:
        negated = isinstance(part, Not)
        inner = part.part if isinstance(part, Not) else part
        for test in inner.parts if isinstance(inner, All) else (inner,):
            if not isinstance(test, Test) or test.field.kind is not Kind.LIKE:
                return None
            (unlike if negated else like).append(str(test.value))
            at.append(test.at)
    return Alike(tuple(like), tuple(unlike), _spanned(at)) if at else None
