"""What a person's answers say of each tag: how often it was right, and how often it is now, as far as can be told.

Two shares, for two questions. Of what was **checked**: so many were kept; but the doubtful ones are asked about first,
so it is lower than of all that is shown. Of what is **shown**: those a person stands for are right, and each other is
as likely right as belief.py has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.library import columns
from photoorg.library.bars import Bar
from photoorg.library.belief import Belief
from photoorg.library.review_open import Open, beliefs, shown_guesses, tags_of
from photoorg.shares import Rate, rate, wilson

# `offered`: it is shown by fitted bars, by its own guess or by one that it follows from.
_SAID = """
WITH said AS (
  SELECT v.tag_id, v.verdict IN ('accepted', 'added') AS yes, EXISTS (
    SELECT 1 FROM suggestions s LEFT JOIN tag_bars b ON b.tag_id = s.tag_id
    LEFT JOIN shown_as a ON a.tag_id = s.tag_id
    WHERE s.photo_id = v.photo_id AND s.confidence >= coalesce(b.fitted, :target) AND (
      coalesce(a.as_id, s.tag_id) = v.tag_id OR EXISTS (
        SELECT 1 FROM tag_tree t WHERE t.tag_id = coalesce(a.as_id, s.tag_id) AND t.ancestor_id = v.tag_id))) AS offered
  FROM verdicts v
)
SELECT tag_id, SUM(yes AND offered), SUM(NOT yes AND offered), SUM(yes AND NOT offered) FROM said GROUP BY tag_id
"""


@dataclass(frozen=True, slots=True)
class TagReport:
    """One tag. `kept` and `removed`: what fitted bars show and a person said yes or no to; `added`: the rest.

    `checked` is the share kept of these two, None without any.
    `shown`: photos that carry it now; `right`: the share of them that is likely right, from `low` to `high` (95 %),
    None without any.
    """

    tag: str
    kept: int
    removed: int
    added: int
    checked: Rate | None
    shown: int
    right: float | None
    low: float
    high: float
    bar: Bar


def report(db: Database, tag_id: int | None = None) -> list[TagReport]:
    """Every tag that a person has spoken of, or moved the bar of, or one tag: those with most words first."""
    tags = tags_of(db)
    said = {
        tag: (kept, removed, added) for tag, kept, removed, added in db.conn.execute(_SAID, {"target": tags.target})
    }
    moved = [tag for tag, bar in tags.bars.items() if bar.own is not None]
    wanted = [tag_id] if tag_id is not None else sorted({*said, *moved})
    cols, known = columns.of(db), beliefs(db)
    shown = {one.tag_id: one for one in shown_guesses(db, cols, tags, cols.present, tag_id)}
    found: list[TagReport] = []
    for tag in wanted:
        guesses = shown.get(tag)
        kept, removed, added = said.get(tag, (0, 0, 0))
        right, low, high = _right(guesses, known.get(tag, Belief()))
        number = 0 if guesses is None else len(guesses.slots) + guesses.settled
        bar = tags.bars.get(tag, Bar(tags.target))
        checked = rate(kept, kept + removed)
        found.append(TagReport(tags.names[tag], kept, removed, added, checked, number, right, low, high, bar))
    return sorted(found, key=lambda one: (-(one.kept + one.removed + one.added), one.tag))


def all_checked(found: Sequence[TagReport]) -> Rate | None:
    """The share of what was checked that was kept, of all tags together."""
    kept, removed = sum(one.kept for one in found), sum(one.removed for one in found)
    return rate(kept, kept + removed)


def _right(guesses: Open | None, belief: Belief) -> tuple[float | None, float, float]:
    """The share of a tag's photos that is likely right, with its interval.

    It varies because each guess may be right or wrong, and because the tag's offset is not known exactly: Wilson's
    interval of as many trials as would vary as much.
    """
    if guesses is None:
        return None, 0.0, 1.0
    number = len(guesses.slots) + guesses.settled
    share = (guesses.settled + float(guesses.chances.sum())) / number
    each = float((guesses.chances * (1 - guesses.chances)).sum())
    variance = (each + each * each * belief.variance) / number**2
    if variance < 1e-12:
        return share, share, share
    return share, *wilson(share, max(share * (1 - share) / variance, 1.0))
