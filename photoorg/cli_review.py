"""The commands that go through tags: whether they are right, from where they are shown, how often they were right."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import click

from photoorg.commanding import LIMIT, QUERY_SETTINGS, chosen, json_option, meant, with_reader, writer
from photoorg.console import clean, plural, say, say_json
from photoorg.library import browse, history, own_bars, review, review_report
from photoorg.library.bars import Bar, bar_of
from photoorg.library.review import Answered, Asking, Question
from photoorg.library.review_report import TagReport
from photoorg.library.store import Database
from photoorg.naming import known_tag
from photoorg.outcomes import PhotoorgError

_KEYS = "y yes, n no, s skip, u undo, q quit"


@click.command("review", context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option("--tag", metavar="TAG", help="Only this tag.")
@click.option("--missed", is_flag=True, help="Guesses that are not shown, instead of tags that are.")
@click.option("--limit", type=LIMIT, default=20, show_default=True, help="So many questions, 0 for 1,000.")
@click.option("--ask", is_flag=True, help=f"Ask them one after another: {_KEYS}.")
@click.option("--yes", is_flag=True, help="The --tag is right on the photos that match QUERY, or the files it names.")
@click.option("--no", is_flag=True, help="It is wrong on them.")
@json_option
@with_reader
def review_tags(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database,
    query: tuple[str, ...],
    tag: str | None,
    missed: bool,
    limit: int,
    ask: bool,
    yes: bool,
    no: bool,
    as_json: bool,
) -> None:
    """Which tags to look at first: those on the photos that match QUERY, or on all, most worth an answer first."""
    if (ask, yes, no).count(True) > 1:
        raise click.UsageError("Only one of --ask, --yes and --no.")
    if yes or no:
        if tag is None:
            raise click.UsageError("--yes and --no need the --tag that is meant.")
        tag, ids = known_tag(db, tag), chosen(db, query)
        with writer() as to:
            _tell(tag, review.answer(to, tag, ids, yes=yes), yes=yes, as_json=as_json, back=True)
        return
    tag = None if tag is None else known_tag(db, tag)
    among = meant(db, query) if " ".join(query).strip() else None
    asking = Asking(tag, "missed" if missed else "shown", among, limit=limit or review.LIMIT * 20)
    if ask:
        _ask(db, asking, as_json=as_json)
    else:
        _list(db, asking, as_json=as_json)


def _list(db: Database, asking: Asking, *, as_json: bool) -> None:
    """The questions, each on a line."""
    found = review.queue(db, asking)
    for question in found.questions:
        if as_json:
            say_json(_json(db, question))
        else:
            say(_text(db, question))
    if not as_json:
        say(_standing(found), error=True)


def _standing(found: review.Queue) -> str:
    """How far it is, in a sentence."""
    share = "" if found.right is None else f" About {found.right:.0%} of what is shown is right."
    return f"{plural(found.left, 'tag')} on photos to look at, {found.settled:,} are sure by your word.{share}"


def _paths(db: Database, question: Question) -> list[str]:
    cards = browse.cards(db, question.photos)
    return [cards[photo].path for photo in question.photos if photo in cards]


def _text(db: Database, question: Question) -> str:
    first, *others = _paths(db, question) or [""]
    alike = f"  and {len(others)} alike" if others else ""
    return clean(f"{question.tag}  {question.confidence:.0%}  {first}") + alike


def _json(db: Database, question: Question) -> Mapping[str, object]:
    return {
        "tag": question.tag,
        "paths": _paths(db, question),
        "confidence": round(question.confidence, 4),
        "chance": round(question.chance, 4),
        "at_least": round(question.at_least, 4),
        "worth": round(question.worth, 4),
        "shown": question.shown,
    }


# One after another.


@dataclass
class _Session:
    """What was asked in this run: what was skipped, and the deeds of the answers, the newest last."""

    skipped: set[review.Asked] = field(default_factory=set[review.Asked])
    deeds: list[int] = field(default_factory=list[int])
    answers: int = 0


def _ask(db: Database, asking: Asking, *, as_json: bool) -> None:
    """Ask on the terminal, or of lines that come in, until there is nothing left or it is enough."""
    session, asked = _Session(), 0
    with writer() as to:
        while asked < asking.limit:
            wanted = replace(asking, skipped=frozenset(session.skipped), limit=1)
            question = next(iter(review.queue(to, wanted).questions), None)
            if question is None or not _put(to, question, session, as_json=as_json):
                break
            asked += 1
    say(f"{plural(session.answers, 'answer')}. {_standing(review.queue(db, replace(asking, limit=1)))}", error=True)


def _put(db: Database, question: Question, session: _Session, *, as_json: bool) -> bool:
    """Put one question; returns whether to go on."""
    for path in _paths(db, question):
        say(f"  {clean(path)}", error=True)
    of = "Do these photos" if len(question.photos) > 1 else "Does this photo"
    say(f"{of} show '{clean(question.tag)}'? ({question.confidence:.0%} sure) [{_KEYS}]", error=True)
    while True:
        key = sys.stdin.readline()[:1].lower()
        if key in {"y", "n"}:
            _answer(db, question, session, yes=key == "y", as_json=as_json)
        elif key == "s":
            session.skipped |= {(photo, question.tag) for photo in question.photos}
        elif key == "u":
            _undo(db, session)
        elif key in {"q", ""}:
            return False
        else:
            say(f"Type one of: {_KEYS}.", error=True)
            continue
        return True


def _answer(db: Database, question: Question, session: _Session, *, yes: bool, as_json: bool) -> None:
    done = review.answer(db, question.tag, question.photos, yes=yes)
    newest, _ = history.newest(db)
    session.answers += 1
    session.deeds += [] if newest is None else [newest.deed_id]
    _tell(question.tag, done, yes=yes, as_json=as_json)


def _undo(db: Database, session: _Session) -> None:
    """Take back the newest answer of this run."""
    newest, _ = history.newest(db)
    if newest is None or not session.deeds or newest.deed_id != session.deeds[-1]:
        say("There is no answer to take back.", error=True)
        return
    session.deeds.pop()
    session.answers -= 1
    say(f"Taken back: {clean(history.undo(db).sentence)}", error=True)


def _tell(tag: str, done: Answered, *, yes: bool, as_json: bool, back: bool = False) -> None:
    """What an answer changed."""
    if as_json:
        moved = {"before": round(done.before.at_least, 4), "at_least": round(done.after.at_least, 4)}
        photos = {"photos": done.photos, "came": done.came, "went": done.went}
        say_json({"tag": tag, "answer": "yes" if yes else "no", **photos, **moved})
        return
    told = f"{'Yes' if yes else 'No'} to '{tag}' on {plural(done.photos, 'photo')}."
    say(clean(f"{told} {_moved(done.before, done.after, done.came, done.went)}".strip()))
    if back:
        say("'photoorg undo' takes it back.", error=True)


def _moved(before: Bar, after: Bar, came: int, went: int) -> str:
    """How a bar moved, in a sentence; empty where it did not."""
    if before == after:
        return ""
    change = f": {plural(came, 'photo')} more" if came else f": {plural(went, 'photo')} fewer" if went else ""
    return f"It is shown from {after.at_least:.1%} on now (before: {before.at_least:.1%}){change}."


@click.command("bar")
@click.argument("tag")
@click.argument("value", required=False)
@json_option
@with_reader
def show_bar(db: Database, tag: str, value: str | None, as_json: bool) -> None:
    """From which confidence TAG is shown. VALUE (0 to 1) shows it from there on, 'none' as photoorg has it."""
    tag = known_tag(db, tag)
    if value is not None:
        with writer() as to:
            own_bars.set_bar(to, tag, None if value == "none" else _share(value))
    bar = bar_of(db, tag)
    if as_json:
        say_json({"tag": tag, "at_least": bar.at_least, "fitted": bar.fitted, "own": bar.own})
    else:
        own = "" if bar.own is None else f", by your answers or word; by itself from {bar.fitted:.1%} on"
        say(clean(f"'{tag}' is shown from {bar.at_least:.1%} on{own}."))


def _share(value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise PhotoorgError(f"'{value}' is no confidence: say a number from 0 to 1, or 'none'.") from error


@click.command("report")
@click.option("--tag", metavar="TAG", help="Only this tag.")
@json_option
@with_reader
def show_report(db: Database, tag: str | None, as_json: bool) -> None:
    """How often tags were right, by what you said of them: kept, removed, added, and the share with its interval."""
    found = review_report.report(db, None if tag is None else review.known_tag(db, known_tag(db, tag)))
    for one in found:
        if as_json:
            say_json(_report_json(one))
    if as_json:
        return
    if found:
        say(_table(found))
    everything = review_report.all_checked(found)
    if everything is not None:
        say(
            f"Of {plural(everything.number, 'checked tag')} {everything.share:.0%} were right "
            f"({everything.low:.0%} to {everything.high:.0%}); doubtful ones are asked about first.",
            error=True,
        )
    elif not found:
        say("You have not spoken of any tag yet: 'photoorg review --ask' begins.", error=True)


def _report_json(one: TagReport) -> Mapping[str, object]:
    checked = one.checked and {"right": one.checked.share, "low": one.checked.low, "high": one.checked.high}
    shown = None if one.right is None else {"right": one.right, "low": one.low, "high": one.high}
    return {
        "tag": one.tag, "kept": one.kept, "removed": one.removed, "added": one.added, "checked": checked,
        "photos": one.shown, "shown": shown, "at_least": one.bar.at_least, "fitted": one.bar.fitted,
        "own": one.bar.own,
    }  # fmt: skip


def _table(found: Sequence[TagReport]) -> str:
    """A row a tag, under a line of headings."""
    rows = [("tag", "kept", "removed", "added", "right of those", "photos", "right now, about", "shown from")]
    for one in found:
        checked = "" if one.checked is None else _between(one.checked.share, one.checked.low, one.checked.high)
        right = "" if one.right is None else _between(one.right, one.low, one.high)
        bar = f"{one.bar.at_least:.1%}" + ("" if one.bar.own is None else f" (fitted {one.bar.fitted:.1%})")
        numbers = (f"{one.kept:,}", f"{one.removed:,}", f"{one.added:,}")
        rows.append((clean(one.tag), *numbers, checked, f"{one.shown:,}", right, bar))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _between(share: float, low: float, high: float) -> str:
    return f"{share:.0%} ({low:.0%} to {high:.0%})"
