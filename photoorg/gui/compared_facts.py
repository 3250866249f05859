"""What is told of photos that look alike, and in what they differ: THE table of those facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from photoorg.gui import words
from photoorg.gui.compared_pane import Compared, Fact
from photoorg.gui.facts_text import moment
from photoorg.gui.words import translated
from photoorg.library.display import wall_clock
from photoorg.library.keepers import Keeper
from photoorg.library.lookalikes import Group

_STARS = 5


@dataclass(frozen=True, slots=True)
class _Line:
    """A fact: its label, how it is said, and, where more of it is better, how much there is."""

    label: str
    text: Callable[[Keeper], str]
    worth: Callable[[Keeper], float] | None = None


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _weight(size: int) -> str:
    """In the unit that says most."""
    if size < 1_000_000:
        return translated("{} kB").format(words.number(max(1, size // 1000)))
    return translated("{} MB").format(words.number(size / 1e6, 1))


def _rating(one: Keeper) -> str:
    return translated("rejected") if one.rating < 0 else "★" * min(one.rating, _STARS) or translated("none")


def _present(there: bool) -> str:
    return translated("known") if there else translated("missing")


_LINES = (
    _Line("Pixels", lambda one: f"{one.width} x {one.height}", lambda one: one.width * one.height),
    _Line("Sharpness", lambda one: _percent(one.sharpness), lambda one: round(one.sharpness or 0, 2)),
    _Line("File", lambda one: _weight(one.size), lambda one: one.size),
    _Line("Format", lambda one: PurePath(one.paths[0]).suffix.removeprefix(".").upper()),
    _Line("Rating", _rating, lambda one: one.rating),
    _Line("Taken", lambda one: _present(one.has_date), lambda one: one.has_date),
    _Line("Camera", lambda one: one.camera or _present(False), lambda one: bool(one.camera)),
    _Line("Place", lambda one: _present(one.located), lambda one: one.located),
    _Line("Changed", lambda one: moment(wall_clock(one.seconds))),
    _Line("Folder", lambda one: PurePath(one.paths[0]).parent.name),
)


def compared(group: Group) -> list[Compared]:
    """The photos of a group, the best first; of one photo in several files, those files."""
    if group.exact:
        facts = _facts(group.members)[0]
        return [_pane(group.best, (path,), facts, best=not place) for place, path in enumerate(group.best.paths)]
    told = zip(group.members, _facts(group.members), strict=True)
    return [_pane(one, one.paths, facts, best=one is group.best) for one, facts in told]


def _pane(one: Keeper, paths: tuple[str, ...], facts: Sequence[Fact], *, best: bool) -> Compared:
    where = Fact(translated("Folder"), PurePath(paths[0]).parent.name, differs=True)
    kept = [where if fact.label == where.label else fact for fact in facts]
    absence = translated("Its drive is not connected.") if one.offline else ""
    return Compared(one.photo_id, paths, kept, best, absence)


def _facts(members: Sequence[Keeper]) -> list[list[Fact]]:
    """The lines of each member, with what is not the same everywhere marked."""
    columns = [_column(line, members) for line in _LINES]
    return [list(row) for row in zip(*columns, strict=True)]


def _column(line: _Line, members: Sequence[Keeper]) -> list[Fact]:
    texts = [line.text(one) for one in members]
    differs = len(set(texts)) > 1
    worths = [line.worth(one) for one in members] if line.worth else []
    most = max(worths, default=0.0)
    best = [differs and bool(worths) and worth == most and worths.count(most) < len(worths) for worth in worths]
    return [Fact(translated(line.label), text, differs, bool(best) and best[place]) for place, text in enumerate(texts)]


def group_text(group: Group) -> str:
    """How many look the same, in the list of groups."""
    if group.exact:
        return translated("{} files of one photo").format(words.number(len(group.best.paths)))
    return words.photos(len(group.members))
