"""An evaluation as lines for a terminal: a screenful, or with every tag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from photoorg.evaluation.figures import Evaluation, TagFigures
from photoorg.evaluation.wording import Line, coverage_lines, decimals, interval, of, people_lines, total_lines

_ENDS = 5


def text_lines(found: Evaluation, *, every_tag: bool) -> Iterator[str]:
    """Lines, each to be shown as one. Names in them are as they are: whoever prints them makes them safe."""
    yield from _table(("", "share", "95 % interval", "of"), [_row(line) for line in _shares(found)])
    yield f"  {found.coverage.specific:.1f} tags on a card, {found.coverage.tags:.1f} to search by, on average."
    people = found.people
    if people is not None and people.width is not None:
        yield f"  The number of people is {people.off:.1f} off, its range {people.width:.1f} wide, on average."
    yield ""
    yield from _calibration(found)
    yield ""
    yield from _tags(found.tags, every_tag=every_tag)


def _shares(found: Evaluation) -> Iterator[Line]:
    yield from total_lines(found)
    yield from coverage_lines(found)
    yield from people_lines(found)


def _row(line: Line) -> Sequence[str]:
    name, share = line
    # A line that begins small is a part of the one before.
    return (name if name[0].isupper() or name[0] == "“" else f"  {name}", decimals(share and share.share),
            interval(share), of(share))  # fmt: skip


def _calibration(found: Evaluation) -> Iterator[str]:
    calibration = found.calibration
    if not calibration.number:
        yield "Stated confidence: no guess could be judged."
        return
    yield f"Stated confidence, {calibration.number:,} guesses: mean gap {decimals(calibration.mean_gap)} over deciles"
    yield (
        f"(by chance alone {decimals(calibration.chance_gap)}), expected error {decimals(calibration.expected_error)}."
    )
    rows = [
        (f"{one.low:.2f} to {one.high:.2f}", f"{one.true.number:,}", f"{one.confidence:.2f}", f"{one.true.share:.2f}",
         interval(one.true), f"{one.gap:+.2f}")
        for one in calibration.deciles
    ]  # fmt: skip
    yield from _table(("confidence", "guesses", "stated", "true", "95 % interval", "gap"), rows)


def _tags(tags: Sequence[TagFigures], *, every_tag: bool) -> Iterator[str]:
    judged = [tag for tag in tags if tag.precision or tag.recall]
    if every_tag or len(judged) <= 2 * _ENDS:
        shown, title = judged, f"All {len(judged):,} tags that could be judged:"
    else:
        ranked = sorted(judged, key=_goodness)
        shown = [*reversed(ranked[-_ENDS:]), *reversed(ranked[:_ENDS])]
        title = f"The best and worst {_ENDS} of {len(judged):,} tags (--all for all):"
    yield title if judged else "No tag could be judged."
    yield from _table(("tag", "true", "shown", "right", "precision", "", "recall", ""), [_tag(tag) for tag in shown])


def _goodness(tag: TagFigures) -> tuple[float, int, str]:
    """By what its interval leaves sure: one right of one says less than nine of ten."""
    sure = [found.low for found in (tag.precision, tag.recall) if found]
    return sum(sure) / len(sure), -(tag.true or tag.shown), tag.name


def _tag(tag: TagFigures) -> Sequence[str]:
    return (
        tag.name, "?" if tag.true is None else f"{tag.true:,}", f"{tag.shown:,}", f"{tag.right:,}",
        decimals(tag.precision and tag.precision.share), interval(tag.precision),
        decimals(tag.recall and tag.recall.share), interval(tag.recall),
    )  # fmt: skip


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as they need; the first to the left, the others to the right."""
    cells = list(rows)
    if not cells:
        return
    widths = [max(len(row[at]) for row in [header, *cells]) for at in range(len(header))]
    for row in [header, *cells]:
        first, *others = row
        parts = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        yield ("  " + "  ".join(parts)).rstrip()
