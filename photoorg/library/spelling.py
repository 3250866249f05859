"""What may be meant by words that nothing is called: the nearest ones that photos are tagged with."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from photoorg.folding import folded
from photoorg.library.query_tree import All, Any, Node, Not, Similar
from photoorg.library.runs import is_name, is_stop, plain
from photoorg.library.vocabulary import Vocabulary, vocabulary

_SHORT = 4  # letters of a word of which one may be wrong; of longer ones two
_LEAST, _LONGEST = 3, 40


def meant_instead(tree: Node, words: Vocabulary) -> tuple[tuple[str, str], ...]:
    """Each word of a resolved tree that is looked for by its meaning, with the nearest tag, if any is near."""
    asked = dict.fromkeys(plain([word]) for text in _texts(tree) for word in text.split())
    pairs = ((word, _nearest(word, words)) for word in asked if not is_stop(word) and not is_name(word))
    return tuple((word, near) for word, near in pairs if near)


def near_tag(db: Database, text: str) -> str:
    """The nearest tag that photos have to one that there is not; "" where none is near."""
    words = vocabulary(db)
    found = _nearest(text, words)
    return next((words.names[place] for place in words.find(found)), found) if found else ""


def _texts(node: Node) -> Iterator[str]:
    match node:
        case Similar(text, automatic=True):
            yield text
        case Not(part):
            yield from _texts(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _texts(part)
        case _:
            pass


def _nearest(word: str, words: Vocabulary) -> str:
    wanted = folded(word)
    if not _LEAST <= len(wanted) <= _LONGEST or words.is_word(wanted):
        return ""
    most = 1 if len(wanted) <= _SHORT else 2
    # Somebody who mistypes a word gets one of its ends right.
    likely = (one for one in words.spelt if abs(len(one) - len(wanted)) <= most and _same_end(one, wanted))
    near = ((_apart(wanted, one, most), one) for one in likely)
    # The name of a tag goes before other words for it.
    ranked = [
        (apart + (one not in words.own), one not in words.own, one[0] != wanted[0], one)
        for apart, one in near
        if apart <= most
    ]
    return min(ranked)[-1] if ranked else ""


def _same_end(first: str, second: str) -> bool:
    return first[0] == second[0] or first[-1] == second[-1]


def _apart(first: str, second: str, most: int) -> int:
    """Letters left out, put in, changed, or changed with the next one, until the one word is the other.

    More than `most` are not counted on.
    """
    before, last = list[int](), list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        row = [i]
        for j, other in enumerate(second, 1):
            best = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most and min(last) > most:
            return most + 1
        before, last = last, row
    return last[-1]
