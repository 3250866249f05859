"""`photoorg evaluate`: how good the tags are on photos whose content is known. See docs/evaluation.md."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from photoorg.app import App, open_app
from photoorg.console import Exit, clean, plural, run_job, say, say_json
from photoorg.evaluation.answers import Answers, read_answers
from photoorg.evaluation.figures import Evaluation
from photoorg.evaluation.labels import Labels, listed, read_labels
from photoorg.evaluation.measures import measure
from photoorg.evaluation.page import check_target, evaluation_page, write_page
from photoorg.evaluation.plain import plain
from photoorg.evaluation.table import read_table
from photoorg.evaluation.text import text_lines
from photoorg.evaluation.words import load_words
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings, find_home, load_settings, save_settings
from photoorg.vision.tagging import open_tagger
from photoorg.work.scan import check_root

TARGETS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99)
"""What else the setting target_precision might be: a row of the page each."""

_NOTES = 6


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--labels", type=click.Path(path_type=Path), help="What is on the photos (default: FOLDER/labels.csv).")
@click.option("--html", "page", type=click.Path(path_type=Path), default=Path("evaluation.html"), show_default=True,
              help="Where the page goes.")  # fmt: skip
@click.option("--target-precision", "target", type=click.FloatRange(0.5, 0.99), help="Try another setting, this time.")
@click.option("--all", "every_tag", is_flag=True, help="Print every tag, not the best and worst alone.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: progress, and last one object with every figure.")
@click.option("--library", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="The library whose settings are used. It is not touched.")  # fmt: skip
@click.pass_context
def evaluate(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    ctx: click.Context, folder: Path, labels: Path | None, page: Path, target: float | None, every_tag: bool,
    as_json: bool, library: Path | None,
) -> None:  # fmt: skip
    """Measure how good the tags are on the photos in FOLDER, whose content is known. Nothing of yours is touched."""
    folder = check_root(folder)
    words = load_words()
    known = read_labels(read_table(labels or folder / "labels.csv"), words.find, words.ancestors, words.objects)
    # Before the long part, so that it is not in vain.
    check_target(page, folder)
    _check_photos(folder, known)
    settings = load_settings(find_home(library or ctx.obj))
    if target is not None:
        settings = settings.model_copy(update={"target_precision": target})
    made_with = _made_with(settings)
    try:
        answers = _look(folder, settings, known, as_json=as_json)
    except KeyboardInterrupt:
        say("Stopped. Nothing was measured, and nothing is left behind.", error=True)
        ctx.exit(Exit.INTERRUPTED)
    tagger = open_tagger()
    found = measure(
        answers.answers, known.truths, words.ancestors, known.vocabulary,
        exhaustive=known.exhaustive, bars={other: tagger.bars(other) for other in TARGETS},
    )  # fmt: skip
    notes = [*_missing(answers), *known.notes]
    write_page(page, evaluation_page(found, folder.name, notes, made_with))
    if as_json:
        say_json({"event": "done", "notes": notes, "page": str(page), "made_with": made_with, **plain(found)})
        return
    _say_text(found, notes, page, every_tag=every_tag)


def _check_photos(folder: Path, known: Labels) -> None:
    """Raises PhotoorgError where the labels are of other photos than these, or no labels at all."""
    named = {Path(truth.photo).name for truth in known.truths}
    if not any(path.name in named for path in folder.rglob("*")):
        first = next(iter(sorted(named)), "")
        example = f" It begins with '{first}'." if first else ""
        raise PhotoorgError(f"None of the photos that the labels name is in {folder}.{example}")


def _say_text(found: Evaluation, notes: Sequence[str], page: Path, *, every_tag: bool) -> None:
    say(f"{plural(found.photos, 'photo')} with labels looked at.")
    for line in text_lines(found, every_tag=every_tag):
        say(clean(line))
    for note in notes[:_NOTES]:
        say(clean(note), error=True)
    if len(notes) > _NOTES:
        say(f"{len(notes) - _NOTES:,} more notes are on the page.", error=True)
    say(f"What counts as right, and every figure: {clean(str(page))}")


def _look(folder: Path, settings: Settings, known: Labels, *, as_json: bool) -> Answers:
    """Index the folder into a library that is thrown away, and ask it."""
    with _own_library(settings) as app:
        db = app.writer()
        try:
            report = run_job(app.index(db, [folder]), as_json=as_json, always=True)
            say(clean(report.title), error=True)
            return read_answers(db, folder, [truth.photo for truth in known.truths])
        finally:
            db.close()


@contextmanager
def _own_library(settings: Settings) -> Generator[App, None, None]:
    with tempfile.TemporaryDirectory(prefix="photoorg-evaluate-", ignore_cleanup_errors=True) as place:
        home = find_home(Path(place)).create()
        save_settings(home, settings)
        try:
            yield open_app(home.root)
        finally:
            _close_log(home.logs)


def _close_log(folder: Path) -> None:
    """An open file could not be deleted on Windows."""
    logger = logging.getLogger("photoorg")
    for handler in list(logger.handlers):
        if isinstance(handler, logging.FileHandler) and Path(handler.baseFilename).parent == folder:
            logger.removeHandler(handler)
            handler.close()


def _made_with(settings: Settings) -> dict[str, object]:
    """The settings and the version of each task. Raises PhotoorgError without the models: all would be without tags."""
    from photoorg.vision.tasks import task_versions  # noqa: PLC0415 - with the models come heavy imports

    return {**settings.model_dump(mode="json"), "tagger": open_tagger().version, **task_versions(settings)}


def _missing(answers: Answers) -> Iterator[str]:
    """Sentences about the photos that could not be looked at, one for each reason."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in answers.missing:
        by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        yield f"{plural(len(names), 'photo')} left out. {reason} {listed(names, 5)}"
