"""A query's text as its terms, so that a click on a chip or in a panel and typing are one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from photoorg.library.fields import BY_NAME, FROM_A, SORTS, Kind
from photoorg.library.query_tokens import Piece, is_bare, pieces, quoted
from photoorg.library.term_atoms import Atom, read
from photoorg.library.vocabulary import Vocabulary


class Term(IntEnum):
    """What a query says of a tag."""

    EXCLUDED = -1
    ABSENT = 0
    INCLUDED = 1


@dataclass(frozen=True, slots=True)
class Chip:
    """A term of a text, which stands at `start` to `end` with the - or NOT before it.

    `text` is the term without it, as it is typed, and `label` as it is shown. `kind` is tag, meaning, wrong (it makes
    no sense where it is) or the kind of its field. `excluded` says whether it is left out, by its own NOT or that of
    brackets around it; `either` that it is an alternative to the one before.
    """

    start: int
    end: int
    text: str
    label: str
    excluded: bool
    kind: str
    removable: bool = True
    either: bool = False


def tag_term(name: str) -> str:
    """A tag as it is typed: quoted where it has to be."""
    return name if is_bare(name) and not {"*", "?"} & set(name) else quoted(name)


def folder_term(path: str) -> str:
    """A folder and all below it."""
    return f"folder:{quoted(path)}"


def chips(text: str, words: Vocabulary | None = None) -> tuple[Chip, ...]:
    """The terms of a text, in its order. `words` are the tags of the library, where they are at hand: see `read`."""
    every, atoms = read(text, words)
    return tuple(_chip(text, every, atom) for atom in atoms)


def without(text: str, chip: Chip, words: Vocabulary | None = None) -> str:
    """The text without one of its chips, what joined it and brackets that are left empty."""
    every, atoms = read(text, words)
    found = next((atom for atom in atoms if _chip(text, every, atom) == chip), None)
    return text if found is None else _removed(text, found, words)


def toggled(text: str, chip: Chip, words: Vocabulary | None = None) -> str:
    """The text with one of its chips left out where it was wanted, and the other way round; an order turned."""
    every, atoms = read(text, words)
    found = next((atom for atom in atoms if _chip(text, every, atom) == chip), None)
    if found is None:
        return text
    if found.kind == Kind.SORT.value:
        return text[: chip.start] + _turned(chip.text) + text[chip.end :]
    term = ("" if found.negated else "-") + _as_one(text, every, found)
    before, after = text[: chip.start], text[chip.end :]
    # Words that were kept apart by its NOT are kept apart by a comma.
    left, right = before.rstrip() + ", ", "," + after
    ways = (before + term + after, before + term + right, left + term + after, left + term + right)
    wanted = [atom.key for atom in atoms]
    return next((way for way in ways if [atom.key for atom in read(way, words)[1]] == wanted), ways[0])


def state_of(text: str, term: str, words: Vocabulary | None = None) -> Term:
    """What the query says of a term."""
    found = next((atom for atom in read(text, words)[1] if atom.key == _key(term, words)), None)
    return Term.ABSENT if found is None else Term.EXCLUDED if found.excluded else Term.INCLUDED


def with_term(text: str, term: str, state: Term, words: Vocabulary | None = None) -> str:
    """The query with a term included, excluded or taken out."""
    while found := next((atom for atom in read(text, words)[1] if atom.key == _key(term, words)), None):
        text = _removed(text, found, words)
    if state is Term.ABSENT:
        return text
    text, order = _finished(text), ""
    if _has_choice(read(text, words)[0]):
        text, order = _without_order(text, words)
        text = f"({text})"
    if state is Term.EXCLUDED:
        term = _turned(term) if _key(term, words)[0] == "sort" else f"-{term}"
    made = _beside(text, term, words)
    return f"{made} {order}" if order else made


def _without_order(text: str, words: Vocabulary | None) -> tuple[str, str]:
    """A query and its order apart, for that holds for the whole and may not stand in brackets."""
    every, atoms = read(text, words)
    found = next((atom for atom in atoms if atom.kind == Kind.SORT.value), None)
    if found is None:
        return text, ""
    return _removed(text, found, words), text[every[found.first].start : every[found.last].end]


def _key(term: str, words: Vocabulary | None) -> tuple[str, ...]:
    """What a term is, as `tag_term` and the like write it."""
    atoms = read(term, words)[1]
    return atoms[0].key if len(atoms) == 1 else ("", term)


def _turned(term: str) -> str:
    """An order in its other direction, written as short as can be; what is no order stays."""
    every = list(pieces(term))
    if len(every) < 3:
        return term
    value = every[2].said.strip()
    name = value.lstrip("+-").casefold()
    if name not in SORTS:
        return term
    usual = BY_NAME[name].kind in FROM_A if name in BY_NAME else False
    rising = usual if value[0] not in "+-" else value[0] == "+"
    sign = "" if usual is not rising else "-" if rising else "+"
    return f"{term[: every[2].start]}{sign}{name}"


def _chip(text: str, every: tuple[Piece, ...], atom: Atom) -> Chip:
    start, end = every[atom.first - atom.nots].start, every[atom.last].end
    term = text[every[atom.first].start : end]
    return Chip(start, end, term, atom.label, atom.excluded, atom.kind, either=atom.either)


def _as_one(text: str, every: tuple[Piece, ...], atom: Atom) -> str:
    """A term that a - may be put before: one of several words in quotation marks."""
    if atom.first == atom.last or every[atom.first].kind != "WORD" or every[atom.first + 1].kind != "WORD":
        return text[every[atom.first].start : every[atom.last].end]
    return f"~{quoted(atom.label)}" if atom.kind == "meaning" else quoted(atom.label)


# Writing.


def _removed(text: str, atom: Atom, words: Vocabulary | None) -> str:
    """The text without a term, the operator that joined it and brackets left empty."""
    every, atoms = read(text, words)
    kept = [(one.key, one.excluded) for one in atoms if one is not atom]
    ways = [_widened(every, atom.first - atom.nots, atom.last)]
    if atom.nots and atom.last + 1 < len(every):  # what leaves it out holds for the next, too
        ways.append((atom.first, atom.last + 1))
    texts = [_cut_out(text, every, way, kept, words) for way in ways]
    return next((one for one in texts if _said(one, words) == kept), texts[0])


def _said(text: str, words: Vocabulary | None) -> list[tuple[tuple[str, ...], bool]]:
    """The terms of a text, and whether they are left out."""
    return [(atom.key, atom.excluded) for atom in read(text, words)[1]]


def _cut_out(
    text: str,
    every: Sequence[Piece],
    way: tuple[int, int],
    kept: list[tuple[tuple[str, ...], bool]],
    words: Vocabulary | None,
) -> str:
    first, last = way
    before, after = text[: every[first].start], text[every[last].end :]
    left, right = before.rstrip(" ,"), after.lstrip(" ,")
    gap = before[len(left) :] + after[: len(after) - len(right)]
    closed = not left or not right or left.endswith("(") or right.startswith(")")
    for between in ("",) if closed else (", ",) if "," in gap else (" ", ", "):
        joined = _opened(left + between + right)
        if _said(joined, words) == kept:
            return joined
    return _opened(left + ("" if closed else ", ") + right)


def _widened(every: tuple[Piece, ...], first: int, last: int) -> tuple[int, int]:
    """Tokens that are taken out with some: what joins them to the rest, NOT and brackets around nothing else."""
    while True:
        before = every[first - 1].kind if first else ""
        after = every[last + 1].kind if last + 1 < len(every) else ""
        ends_here = after in {"", "RIGHT", "OR"}
        if before in {"NOT", "AND"} or (before == "OR" and ends_here):
            first -= 1
        elif after == "AND" or (after == "OR" and before in {"", "LEFT"}):
            last += 1
        elif before == "LEFT" and after == "RIGHT":
            first, last = first - 1, last + 1
        else:
            return first, last


def _opened(text: str) -> str:
    """Without brackets around the whole."""
    every, depth = list(pieces(text)), 0
    if not every or every[0].kind != "LEFT" or every[-1].kind != "RIGHT":
        return text
    for piece in every[:-1]:
        depth += {"LEFT": 1, "RIGHT": -1}.get(piece.kind, 0)
        if depth == 0:
            return text
    return text[every[0].end : every[-1].start].strip()


def _finished(text: str) -> str:
    """A text that another term may follow: nothing at its end waits for more."""
    every = list(pieces(text))
    while every and every[-1].kind in {"OR", "AND", "NOT", "LIKE", "OPERATOR", "BAD"}:
        cut = 2 if every[-1].kind == "OPERATOR" and len(every) > 1 else 1
        text = text[: every[-cut].start]
        del every[-cut:]
    if every and every[-1].kind == "OPEN":
        text = text[: every[-1].start] + quoted(every[-1].said)
    return text.strip(" ,")


def _has_choice(every: Sequence[Piece]) -> bool:
    depth = 0
    for piece in every:
        depth += {"LEFT": 1, "RIGHT": -1}.get(piece.kind, 0)
        if depth == 0 and piece.kind == "OR":
            return True
    return False


def _beside(text: str, term: str, words: Vocabulary | None) -> str:
    """A text and a term that stays one of its own: where words beside it would join it, a comma comes between."""
    joined = f"{text} {term}".strip()
    wanted = [*_said(text, words), *_said(term, words)]
    return joined if _said(joined, words) == wanted else f"{text}, {term}"
