"""An evaluation as one HTML page: no script, nothing from outside, light and dark."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from photoorg import __version__, durable
from photoorg.evaluation.calibration import Bin
from photoorg.evaluation.charts import by_threshold, reliability, strip
from photoorg.evaluation.figures import AtThreshold, Evaluation, TagFigures
from photoorg.evaluation.intervals import Rate
from photoorg.evaluation.markup import listing, name, paragraph, safe, table
from photoorg.evaluation.style import STYLE
from photoorg.evaluation.wording import (
    Line,
    coverage_lines,
    decimals,
    how_judged,
    interval,
    of,
    people_lines,
    total_lines,
)
from photoorg.outcomes import PhotoorgError

# A page is written over only where it begins like this.
MARK = '<!DOCTYPE html>\n<html lang="en">\n<!-- made by photoorg evaluate -->\n'
_MISTAKES = 60
_UNJUDGED = 80
_SHARES = ("", "share", "0 to 1", "95 % interval", "of")


def check_target(target: Path, photos: Path) -> None:
    """Raises PhotoorgError where a page must not be written: among the photos, or over a file of another kind."""
    place = Path(os.path.realpath(target))
    if place.is_relative_to(os.path.realpath(photos)):
        raise PhotoorgError(
            f"The page would be written among the photos ({place}), and photoorg writes nothing there. "
            "Choose another place with --html."
        )
    if not place.parent.is_dir():
        raise PhotoorgError(f"There is no folder {place.parent} to write the page into.")
    try:
        with place.open("rb") as file:
            ours = file.read(len(MARK)) == MARK.encode()
    except FileNotFoundError:
        return
    except OSError as error:
        raise PhotoorgError(f"The page cannot be written to {place}: {error.strerror or error}.") from error
    if not ours:
        raise PhotoorgError(
            f"{place} is there already and was not made by photoorg evaluate: it is left alone. "
            "Choose another name with --html."
        )


def write_page(target: Path, page: str) -> None:
    """Write a page whole: a crash leaves the old file or the new one. Raises PhotoorgError when it cannot."""
    place = Path(os.path.realpath(target))  # as `check_target` looked at it: a link stays a link
    try:
        durable.write(place, page.encode())
    except OSError as error:
        raise PhotoorgError(f"The page cannot be written to {target}: {error.strerror or error}.") from error


def evaluation_page(found: Evaluation, title: str, notes: Sequence[str], made_with: Mapping[str, object]) -> str:
    """The whole page.

    `title` names what was evaluated, `notes` are sentences about what was left out, `made_with` are versions and
    settings by name: other ones give other figures.
    """
    return "\n".join(
        [*_head(title), *_summary(found, title), *_tables(found), *_examples(found, notes), *_foot(made_with)]
    )


def _head(title: str) -> Iterator[str]:
    yield MARK + '<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>How good the tags are: {safe(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>"


def _summary(found: Evaluation, title: str) -> Iterator[str]:
    yield "<h1>How good the tags are</h1>"
    yield f'<p class="lead">Measured on {found.photos:,} photos in the folder {name(title)}.</p>'
    yield '<ul class="tiles">'
    people = found.people
    yield from _tile("of the tags shown are right", found.totals.precision)
    yield from _tile("of the labels are shown", found.totals.recall)
    yield from _tile("of the photos have a tag", found.coverage.tagged)
    if people is not None:
        yield from _tile("right about “has people”", people.precision)
        yield from _tile("of the photos with people found", people.recall)
    if found.calibration.number:
        yield _big(decimals(found.calibration.mean_gap), "mean gap between stated and true",
                   f"{decimals(found.calibration.chance_gap)} by chance alone")  # fmt: skip
    yield "</ul>\n<h2>What counts as right</h2>"
    yield paragraph(how_judged(found))
    yield paragraph(
        "Every share comes with its 95 % interval (Wilson 1927): of a hundred such intervals, 95 hold the share that "
        "all photos of this kind would give. Where several tags of one photo are in a share, the photos count rather "
        "than the tags, as these are right or wrong together."
    )


def _tile(words: str, found: Rate | None) -> Iterator[str]:
    if found is not None:
        yield _big(f"{found.share:.1%}", words, f"{found.low:.0%} to {found.high:.0%}", of(found))


def _big(figure: str, words: str, *small: str) -> str:
    lines = "".join(f" <small>{safe(line)}</small>" for line in small)
    return f"<li><strong>{figure}</strong> <span>{safe(words)}</span>{lines}</li>"


def _tables(found: Evaluation) -> Iterator[str]:
    yield "<h2>All tags together</h2>"
    yield table("Precision and recall over all tags", _SHARES, _rows(total_lines(found)))
    totals = found.totals
    yield paragraph(
        f"As a mean over tags, so that a rare one weighs as much as a common one: precision "
        f"{decimals(totals.macro_precision)}, recall {decimals(totals.macro_recall)}."
        + (f" {totals.finer:,} of the right tags are finer than the labels can tell." if totals.finer else "")
    )
    yield "<h2>Photos</h2>"
    yield table("Photos with tags", _SHARES, _rows(coverage_lines(found)))
    yield paragraph(
        f"On average a card shows {found.coverage.specific:.1f} tags, and a search finds a photo by "
        f"{found.coverage.tags:.1f}, broader ones included."
    )
    yield from _people(found)
    yield from _confidence(found)
    yield from _alternatives(found)
    yield "<h2>Tag by tag</h2>"
    header = (
        "tag",
        "on photos",
        "shown",
        "right",
        "precision",
        "0 to 1",
        "95 % interval",
        "recall",
        "0 to 1",
        "95 % interval",
    )
    judged = [_tag(tag) for tag in found.tags if tag.precision or tag.recall]
    yield table("Precision and recall of each tag that could be judged", header, judged)
    if any(tag.true is None for tag in found.tags):
        yield paragraph("A question mark: the labels do not tell on how many photos it is.")


def _people(found: Evaluation) -> Iterator[str]:
    people = found.people
    if people is None:
        return
    yield "<h2>People</h2>"
    yield table("People found and counted", _SHARES, _rows(people_lines(found)))
    if people.width is not None:
        yield paragraph(
            f"The number named is {people.off:.1f} off on average; the range named is {people.width:.1f} wide."
        )


def _confidence(found: Evaluation) -> Iterator[str]:
    yield "<h2>Is stated confidence true?</h2>"
    calibration = found.calibration
    if calibration.number:
        yield f"<figure>{reliability(calibration)}</figure>"
        yield paragraph(
            f"Of {calibration.number:,} guesses, shown or not, that could be judged. Mean gap over deciles "
            f"{decimals(calibration.mean_gap)}; were every confidence exactly right, so few would still show about "
            f"{decimals(calibration.chance_gap)}. Expected calibration error {decimals(calibration.expected_error)}. "
            "A gap above 0 is too sure, below 0 too modest."
        )
        header = ("confidence", "guesses", "stated", "true", "95 % interval", "gap")
        yield table("Ten groups of like many guesses (deciles)", header, map(_bin, calibration.deciles))
        yield table("Ten bins of equal width", header, map(_bin, calibration.width))
    else:
        yield paragraph("No guess could be judged.")


def _alternatives(found: Evaluation) -> Iterator[str]:
    yield "<h2>If more or less were shown</h2>"
    yield f"<figure>{by_threshold(found.thresholds)}</figure>"
    yield paragraph(
        "Drawn as if every guess counted from one confidence on. What is really shown follows from the setting "
        "target_precision, with a bar of its own for each kind of tag; --target-precision tries another one."
    )
    header = ("", "precision", "95 % interval", "recall", "95 % interval", "photos with a tag", "tags a photo")
    if found.targets:
        title = "What another target_precision would give"
        yield table(title, ("target", *header[1:]), map(_alternative, found.targets))
    title = "What one confidence for all tags would give"
    yield table(title, ("from", *header[1:]), map(_alternative, found.thresholds))


def _alternative(row: AtThreshold) -> Sequence[str]:
    threshold = f"{row.threshold:.3f}".removesuffix("0")
    return threshold, *_share(row.precision), *_share(row.recall), _share(row.tagged)[0], f"{row.tags:.1f}"


def _examples(found: Evaluation, notes: Sequence[str]) -> Iterator[str]:
    yield "<h2>The clearest mistakes</h2>"
    if found.mistakes:
        yield table(
            "Wrong tags that were shown, the surest first", ("photo", "tag", "the labels say", "confidence"),
            [
                (name(one.photo), name(one.tag), name(", ".join(one.labels) or "nothing of their vocabulary"),
                 decimals(one.confidence))
                for one in found.mistakes[:_MISTAKES]
            ],
            words=3,
        )  # fmt: skip
        yield from _more(len(found.mistakes), _MISTAKES, "mistakes")
    else:
        yield paragraph("None.")
    if found.unjudged:
        yield "<h2>Shown, but not judged</h2>"
        rows = [(name(one.tag), one.why.value, f"{one.photos:,}") for one in found.unjudged[:_UNJUDGED]]
        yield table("Tags of which the labels say nothing", ("tag", "why", "photos"), rows, words=2)
        yield from _more(len(found.unjudged), _UNJUDGED, "tags")
    if notes:
        yield "<h2>Left out</h2>\n" + listing(notes)


def _more(number: int, shown: int, what: str) -> Iterator[str]:
    if number > shown:
        yield paragraph(f"{number - shown:,} more {what} are in the output of --json.")


def _foot(made_with: Mapping[str, object]) -> Iterator[str]:
    told = ", ".join(f"{key} {value}" for key, value in made_with.items())
    yield f"<footer><p>Made by photoorg {safe(__version__)} with {safe(told)}.</p></footer>"
    yield "</main>\n</body>\n</html>\n"


def _rows(lines: Iterable[Line]) -> Iterator[Sequence[str]]:
    for words, found in lines:
        part = not (words[0].isupper() or words[0] == "“")
        first = f'<span class="part">{safe(words)}</span>' if part else safe(words)
        yield first, decimals(found and found.share), strip(found), interval(found), of(found)


def _tag(tag: TagFigures) -> Sequence[str]:
    precision, recall = tag.precision, tag.recall
    true = "?" if tag.true is None else f"{tag.true:,}"
    return (
        name(tag.name), true, f"{tag.shown:,}", f"{tag.right:,}",
        decimals(precision and precision.share), strip(precision), interval(precision),
        decimals(recall and recall.share), strip(recall), interval(recall),
    )  # fmt: skip


def _bin(one: Bin) -> Sequence[str]:
    return (
        f"{one.low:.3f} to {one.high:.3f}", f"{one.true.number:,}", f"{one.confidence:.3f}",
        f"{one.true.share:.3f}", interval(one.true), f"{one.gap:+.3f}",
    )  # fmt: skip


def _share(found: Rate | None) -> tuple[str, str]:
    return decimals(found and found.share), interval(found)
