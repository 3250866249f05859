"""The two diagrams of the page, as SVG that takes its colours from the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from photoorg.evaluation.calibration import Bin, Calibration
from photoorg.evaluation.figures import AtThreshold
from photoorg.evaluation.intervals import Rate

_WIDTH, _HEIGHT = 460, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 40, 48
_STEPS = tuple(step / 5 for step in range(6))

Place = Callable[[float], float]


def reliability(calibration: Calibration) -> str:
    """Stated confidence across, the share that is true upwards; below, how many guesses there are of each."""
    x, y = _across(0, 1), _upwards
    most = max((one.true.number for one in calibration.width), default=1)
    counts = "".join(_column(one, x, most) for one in calibration.width)
    points = "".join(_point(one, x, y) for one in calibration.deciles)
    marks = [
        ('<circle class="point" cx="16" cy="0" r="4.5"/>', "groups of guesses", 0),
        ('<line class="honest" x1="0" y1="0" x2="32" y2="0"/>', "honest", 162),
        ('<rect class="count" x="8" y="-5" width="18" height="10"/>', f"guesses, up to {most:,}", 252),
    ]
    told = "; ".join(f"stated {one.confidence:.2f}, true {one.true.share:.2f}" for one in calibration.deciles)
    honest = f'<line class="honest" x1="{x(0):.1f}" y1="{y(0):.1f}" x2="{x(1):.1f}" y2="{y(1):.1f}"/>'
    return _svg(
        "reliability", "Reliability: is stated confidence true?",
        f"Ten groups of like many guesses with their 95 % intervals. On the diagonal a confidence is honest; below it "
        f"the program is too sure. {told}.",
        _axes(x, _STEPS, "stated confidence", "share that is true") + counts + honest + points + _legend(marks),
    )  # fmt: skip


def by_threshold(rows: Sequence[AtThreshold]) -> str:
    """Precision, recall and coverage over the confidence from which guesses would be shown."""
    x = _across(rows[0].threshold, rows[-1].threshold)
    ticks = [row.threshold for row in rows[::2]]
    lines = [
        ("precision", "precision", [(row.threshold, row.precision) for row in rows]),
        ("recall", "recall", [(row.threshold, row.recall) for row in rows]),
        ("tagged", "photos with a tag", [(row.threshold, row.tagged) for row in rows]),
    ]
    marks = [
        (f'<line class="line {kind}" x1="0" y1="0" x2="32" y2="0"/>', word, 125 * at)
        for at, (kind, word, _) in enumerate(lines)
    ]
    told = "; ".join(f"from {row.threshold:.2f} on: {_told(row)}" for row in rows[::2])
    drawn = "".join(_line(kind, points, x) for kind, _, points in lines)
    return _svg(
        "thresholds", "Precision, recall and coverage by confidence",
        f"What would be shown if every guess counted from one confidence on, with 95 % intervals. {told}.",
        _axes(x, ticks, "shown from this confidence on", "share") + drawn + _legend(marks),
    )  # fmt: skip


def strip(found: Rate | None) -> str:
    """A share and its interval on a line from 0 to 1, beside the number that says the same."""
    if found is None:
        return ""
    low, high, share = (4 + 72 * value for value in (found.low, found.high, found.share))
    return (
        f'<svg class="strip" viewBox="0 0 80 12" width="80" height="12" aria-hidden="true">'
        f'<line class="grid" x1="4" y1="6" x2="76" y2="6"/>'
        f'<line class="span" x1="{low:.1f}" y1="6" x2="{high:.1f}" y2="6"/>'
        f'<circle cx="{share:.1f}" cy="6" r="3"/></svg>'
    )


def _told(row: AtThreshold) -> str:
    found = {"precision": row.precision, "recall": row.recall, "photos with a tag": row.tagged}
    return ", ".join(f"{name} {one.share:.2f}" for name, one in found.items() if one)


def _across(low: float, high: float) -> Place:
    scale = (_WIDTH - _LEFT - _RIGHT) / (high - low)
    return lambda value: _LEFT + (value - low) * scale


def _upwards(value: float) -> float:
    return _HEIGHT - _BOTTOM - value * (_HEIGHT - _TOP - _BOTTOM)


def _svg(key: str, title: str, told: str, content: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{key}-title {key}-told">\n'
        f'<title id="{key}-title">{title}</title>\n<desc id="{key}-told">{told}</desc>\n{content}\n</svg>'
    )


def _axes(x: Place, ticks: Iterable[float], across: str, upwards: str) -> str:
    bottom, middle = _upwards(0), (_upwards(0) + _upwards(1)) / 2
    parts = [
        f'<line class="grid" x1="{_LEFT}" y1="{_upwards(step):.1f}" x2="{_WIDTH - _RIGHT}" y2="{_upwards(step):.1f}"/>'
        f'<text class="tick" x="{_LEFT - 8}" y="{_upwards(step) + 4:.1f}" text-anchor="end">{step:.1f}</text>'
        for step in _STEPS
    ]
    parts += [
        f'<text class="tick" x="{x(tick):.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{tick:.1f}</text>'
        for tick in ticks
    ]
    parts.append(f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{across}</text>')
    parts.append(f'<text transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">{upwards}</text>')
    return "".join(parts)


def _column(one: Bin, x: Place, most: int) -> str:
    height = 0.14 * one.true.number / most
    return (
        f'<rect class="count" x="{x(one.low) + 1:.1f}" y="{_upwards(height):.1f}" '
        f'width="{x(one.high) - x(one.low) - 2:.1f}" height="{_upwards(0) - _upwards(height):.1f}"/>'
    )


def _point(one: Bin, x: Place, y: Place) -> str:
    at = x(one.confidence)
    return (
        f'<line class="span" x1="{at:.1f}" y1="{y(one.true.low):.1f}" x2="{at:.1f}" y2="{y(one.true.high):.1f}"/>'
        f'<circle class="point" cx="{at:.1f}" cy="{y(one.true.share):.1f}" r="4.5"/>'
    )


def _line(kind: str, points: Sequence[tuple[float, Rate | None]], x: Place) -> str:
    found = [(x(at), one) for at, one in points if one is not None]
    if not found:
        return ""
    edge = [f"{at:.1f},{_upwards(one.high):.1f}" for at, one in found]
    edge += [f"{at:.1f},{_upwards(one.low):.1f}" for at, one in reversed(found)]
    way = " ".join(f"{at:.1f},{_upwards(one.share):.1f}" for at, one in found)
    return f'<polygon class="band {kind}" points="{" ".join(edge)}"/><polyline class="line {kind}" points="{way}"/>'


def _legend(marks: Iterable[tuple[str, str, float]]) -> str:
    """One row above the diagram: (mark, word, distance from the left)."""
    return "".join(
        f'<g transform="translate({16 + left} 18)">{mark}<text class="tick" x="40" y="4">{word}</text></g>'
        for mark, word, left in marks
    )
