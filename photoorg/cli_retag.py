"""The command about what newer models would change of tags that are shown."""

from __future__ import annotations

import click

from photoorg.commanding import LIMIT, all_or_nothing, json_option, with_reader
from photoorg.console import clean, plural, say, say_json
from photoorg.library import browse, proposals, retagging
from photoorg.library.missing import last_places
from photoorg.library.retag_sql import APPROVE, DECLINE, Answer
from photoorg.library.store import Database
from photoorg.naming import known_tag

_DONE: dict[Answer, str] = {APPROVE: "Taken over", DECLINE: "Kept as before"}


@click.command()
@click.option("--diff", is_flag=True, help="Say what would change. (So it is anyway; scripts may say it.)")
@click.option("--tag", metavar="TAG", help="Only this tag, with the photos on which it would change.")
@click.option("--limit", type=LIMIT, default=100, show_default=True, help="Show so many photos of it, 0 for all.")
@click.option("--approve", "approved", multiple=True, metavar="TAG", help="Take over what newer models say of TAG.")
@click.option("--approve-all", is_flag=True, help="Take over all that they say.")
@click.option("--decline", "declined", multiple=True, metavar="TAG", help="Keep TAG as it is.")
@click.option("--decline-all", is_flag=True, help="Keep all tags as they are.")
@json_option
@with_reader
def retag(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database,
    diff: bool,  # noqa: ARG001
    tag: str | None,
    limit: int,
    approved: tuple[str, ...],
    approve_all: bool,
    declined: tuple[str, ...],
    decline_all: bool,
    as_json: bool,
) -> None:
    """What newer models would change of your tags, and your answer. Until you approve it, nothing changes."""
    if approve_all + decline_all > 1 or ((approve_all or decline_all) and (approved or declined)):
        raise click.UsageError("Either --approve-all or --decline-all, or single tags.")
    given: dict[Answer, tuple[str, ...]] = {APPROVE: approved, DECLINE: declined}
    for answer, names in given.items():
        if names:
            _answer(answer, names, as_json=as_json)
    if approve_all or decline_all:
        _answer(APPROVE if approve_all else DECLINE, None, as_json=as_json)
    elif approved or declined:
        return
    elif tag is None:
        _say_tags(db, as_json=as_json)
    else:
        _say_photos(db, tag, limit, as_json=as_json)


def _answer(answer: Answer, names: tuple[str, ...] | None, *, as_json: bool) -> None:
    with all_or_nothing("retag", as_json=as_json) as (to, told):
        before = proposals.waiting(to)
        retagging.answer(to, answer, names, told)
        left = proposals.waiting(to)
    if as_json:
        say_json({"event": "done", "answer": answer, "tags": names and list(names), "before": before, "waiting": left})
        return
    of = "all tags" if names is None else ", ".join(f"'{clean(name)}'" for name in names)
    rest = (
        f"{plural(left, 'photo')} still wait." if left > 1 else "1 photo still waits." if left else "Nothing waits now."
    )
    say(f"{_DONE[answer]}: {of}. {rest} 'photoorg undo' takes it back.")


def _say_tags(db: Database, *, as_json: bool) -> None:
    found = proposals.diff(db)
    for one in found.tags:
        if as_json:
            say_json({"tag": one.name, "gained": one.gained, "lost": one.lost, "moved": one.moved})
        else:
            counts = f"{f'+{one.gained:,}':>8}  {f'-{one.lost:,}':>8}  {f'~{one.moved:,}':>8}"
            say(f"{counts}  {clean(one.name)}")
    if as_json:
        return
    if not found.tags:
        say("Nothing waits: newer models would change none of your tags.", error=True)
        return
    say(
        f"Newer models would change tags of {plural(found.photos, 'photo')}: + has it then, - has it no more, "
        "~ is surer or less sure. --tag TAG shows the photos, --approve and --decline answer.",
        error=True,
    )


def _say_photos(db: Database, tag: str, limit: int, *, as_json: bool) -> None:
    change = proposals.change_of(db, known_tag(db, tag))
    found = proposals.photos(db, change.name, limit=limit)
    cards = browse.cards(db, [one.photo_id for one in found])
    last = last_places(db, [photo_id for photo_id, card in cards.items() if not card.path])
    for one in found:
        path = (cards[one.photo_id].path if one.photo_id in cards else "") or last.get(one.photo_id) or ""
        if as_json:
            say_json({"path": path or None, "tag": change.name, "before": one.before, "after": one.after})
        else:
            say(f"{_percent(one.before)} -> {_percent(one.after)}  {clean(path or '(replaced by another picture)')}")
    if not as_json:
        more = f", {len(found):,} shown (--limit 0 for all)" if change.photos > len(found) else ""
        say(f"{plural(change.photos, 'photo')}{more}.", error=True)


def _percent(confidence: float | None) -> str:
    return "   -" if confidence is None else f"{100 * confidence:3.0f}%"
