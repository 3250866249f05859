"""The command that teaches a tag by examples."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from photoorg.commanding import current_app, json_option, meant, with_reader, writer
from photoorg.console import clean, plural, say, say_json
from photoorg.library import browse, teaching
from photoorg.library.store import Database
from photoorg.library.taught_files import text_of, written
from photoorg.library.taught_models import Estimate
from photoorg.library.teaching import Question, Taught
from photoorg.outcomes import PhotoorgError

_KEYS = "y yes, n no, s skip, q quit"


@click.command("teach")
@click.argument("name", required=False)
@click.option("--from", "wanted", multiple=True, metavar="QUERY or FILE",
              help="Photos that it is true of; may be given more than once.")  # fmt: skip
@click.option("--not", "unwanted", multiple=True, metavar="QUERY or FILE", help="Photos that it is not true of.")
@click.option("--dry-run", is_flag=True, help="Only say how well it would do.")
@click.option("--ask", is_flag=True, help=f"Ask about the photos that most is learned from: {_KEYS}.")
@click.option("--questions", is_flag=True, help="Only name these photos.")
@click.option("--limit", type=click.IntRange(1, 1000), default=teaching.ASKED, show_default=True,
              help="So many questions.")  # fmt: skip
@click.option("--list", "list_all", is_flag=True, help="Every tag that was taught.")
@click.option("--forget", is_flag=True, help="Suggest NAME no longer. What you said of photos stays.")
@click.option("--export", "export_to", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write what was taught of NAME to a small file, with no photo in it.")  # fmt: skip
@click.option("--import", "import_from", type=click.Path(path_type=Path, dir_okay=False, exists=True), metavar="FILE",
              help="Take a tag that was taught elsewhere, as NAME if that is given.")  # fmt: skip
@json_option
@with_reader
def teach(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database,
    name: str | None,
    wanted: tuple[str, ...],
    unwanted: tuple[str, ...],
    dry_run: bool,
    ask: bool,
    questions: bool,
    limit: int,
    list_all: bool,
    forget: bool,
    export_to: Path | None,
    import_from: Path | None,
    as_json: bool,
) -> None:
    """Teach the tag NAME by example photos: from then on it is suggested. With NAME alone, how well it does."""
    if [list_all, forget, bool(export_to), bool(import_from), bool(wanted or unwanted)].count(True) > 1:
        raise click.UsageError("Only one of --list, --forget, --export, --import, and photos to teach by.")
    if list_all:
        _list(db, as_json=as_json)
    elif import_from is not None:
        with writer() as to:
            _tell(teaching.take(to, text_of(import_from), name or ""), as_json=as_json, back=True)
    elif name is None:
        raise click.UsageError("Say which tag: photoorg teach NAME --from QUERY.")
    elif forget:
        with writer() as to:
            tag = teaching.taught(to, name).name
            teaching.forget(to, tag)
        _say_done(
            {"tag": tag, "forgotten": True},
            f"'{tag}' is suggested no longer. 'photoorg undo' takes it back.",
            as_json=as_json,
        )
    elif export_to is not None:
        tag = teaching.taught(db, name).name
        file = str(written(db, tag, export_to))
        _say_done({"file": file, "tag": tag}, f"What was taught of '{tag}' is in {file}.", as_json=as_json)
    else:
        _teach(db, name, (wanted, unwanted), dry_run=dry_run, as_json=as_json)
        if questions and not dry_run:
            _say_questions(db, teaching.questions(db, name, limit), as_json=as_json)
        elif ask and not dry_run:
            _ask(name, limit, as_json=as_json)


def _teach(
    db: Database, name: str, asked: tuple[Sequence[str], Sequence[str]], *, dry_run: bool, as_json: bool
) -> None:
    yes, no = (_photos(db, side) for side in asked)
    if not yes and not no:
        _tell(teaching.taught(db, name), as_json=as_json)
    elif dry_run:
        _tell(teaching.draft(db, name, yes, no, current_app().senses()).taught, as_json=as_json)
    else:
        with writer() as to:
            _tell(teaching.teach(to, name, yes, no, current_app().senses()), as_json=as_json, back=True)


def _photos(db: Database, asked: Sequence[str]) -> list[int]:
    """The photos of files and of queries, each once. Raises PhotoorgError where one of them means none."""
    found: dict[int, None] = {}
    for one in asked:
        ids = meant(db, [one], weak=False)
        if not ids:
            raise PhotoorgError(f"No photo matches {one}: nothing was changed.")
        found |= dict.fromkeys(ids)
    return list(found)


def _list(db: Database, *, as_json: bool) -> None:
    known = teaching.all_taught(db)
    for one in known:
        _tell(one, as_json=as_json)
    if not as_json:
        say(f"{plural(len(known), 'taught tag')}.", error=True)


def _tell(one: Taught, *, as_json: bool, back: bool = False) -> None:
    """What a tag was taught by, and how well it does."""
    if as_json:
        estimates = {"shown": _estimate_json(one.estimate), "likely": _estimate_json(one.likely)}
        say_json({"tag": one.name, "yes": one.yes, "no": one.no, **estimates, "stale": one.stale or None})
        return
    by = f"{plural(one.yes, 'example')} and {plural(one.no, 'counter-example')}"
    say(clean(f"{one.name}: taught by {by}. {one.stale or _how_well(one)}"))
    if back:
        say("'photoorg undo' takes it back.", error=True)


def _how_well(one: Taught) -> str:
    """In sentences. What no photo reaches has no share that is right."""
    shown, likely = one.estimate, one.likely
    more = likely.photos - shown.photos
    others = f" {more:,} more {'is' if more == 1 else 'are'} likely." if more > 0 else ""
    if not shown.photos:
        advice = f"Say what is not one (--not QUERY), or answer its questions: photoorg teach '{one.name}' --ask"
        return f"Shown on no photo yet.{others.replace(' more', '')} {advice}"
    return f"Shown on {plural(shown.photos, 'photo')}, about {_right(shown)}.{others}"


def _right(estimate: Estimate) -> str:
    between = f"({estimate.low:.0%} to {estimate.high:.0%})"
    if not estimate.told:
        return f"how many of them rightly is too early to say {between}"
    return f"{estimate.precision:.0%} of them rightly {between}"


def _estimate_json(one: Estimate) -> Mapping[str, object]:
    precision = one.precision if one.told else math.nan
    values = {"precision": precision, "low": one.low, "high": one.high, "recall": one.recall}
    return {
        "at_least": round(one.bar, 4),
        "photos": one.photos,
        "of": round(one.total, 1),
        **{name: None if math.isnan(value) else round(value, 4) for name, value in values.items()},
    }


def _say_questions(db: Database, asked: Sequence[Question], *, as_json: bool) -> None:
    cards = browse.cards(db, [one.photo_id for one in asked])
    for one in asked:
        path = cards[one.photo_id].path if one.photo_id in cards else ""
        if as_json:
            say_json({"path": path, "confidence": round(one.confidence, 4)})
        else:
            say(clean(f"{one.confidence:4.0%}  {path}"))


def _ask(name: str, limit: int, *, as_json: bool) -> None:
    """Ask one question after another, and learn from all answers together."""
    yes: list[int] = []
    no: list[int] = []
    with writer() as to:
        for one in teaching.questions(to, name, limit):
            key = _key(to, name, one)
            if key == "q":
                break
            if key != "s":
                (yes if key == "y" else no).append(one.photo_id)
        if yes or no:
            _tell(teaching.learn(to, name, yes, no), as_json=as_json)
    say(f"{plural(len(yes) + len(no), 'answer')}.", error=True)


def _key(db: Database, name: str, asked: Question) -> str:
    """The answer to one question: y, n, s or q."""
    card = browse.cards(db, [asked.photo_id])[asked.photo_id]
    say(f"  {clean(card.path)}", error=True)
    say(f"Is this '{clean(name)}'? ({asked.confidence:.0%} sure) [{_KEYS}]", error=True)
    while True:
        key = sys.stdin.readline()[:1].lower() or "q"
        if key in {"y", "n", "s", "q"}:
            return key
        say(f"Type one of: {_KEYS}.", error=True)


def _say_done(row: Mapping[str, object], sentence: str, *, as_json: bool) -> None:
    if as_json:
        say_json(row)
    else:
        say(clean(sentence))
