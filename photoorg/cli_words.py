"""Commands that note things of photos: a rating, a colour label, a pick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple

import click

from photoorg.commanding import QUERY_SETTINGS, NeedsYesError, chosen, json_option, with_reader, writer
from photoorg.console import plural, say, say_json
from photoorg.finding import noted_rows
from photoorg.library import notes
from photoorg.library.kinds import LABELS, RATINGS
from photoorg.library.notes import Notes
from photoorg.library.store import Database
from photoorg.outcomes import Changes

_NAMED = {"rejected": notes.REJECTED, "none": 0}
_SURE = click.option("--yes", is_flag=True, help="Also where several photos would lose what you noted before.")


@click.command(context_settings=QUERY_SETTINGS)
@click.argument("value", type=click.Choice([*RATINGS, *_NAMED]))
@click.argument("query", nargs=-1)
@_SURE
@json_option
@with_reader
def rate(db: Database, value: str, query: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Give the photos that match QUERY, or the files it names, 1 to 5 stars; -1 rejects them, 0 takes it back."""
    rating = _NAMED[value] if value in _NAMED else int(value)
    told = {notes.REJECTED: "Rejected", 0: "Rating taken back"}.get(rating, f"Rated {rating}")
    ids = chosen(db, query)
    _make_sure(db, ids, lambda one: notes.with_rating(one, rating), yes=yes)
    with writer() as to:
        _tell(db, notes.rate(to, ids, rating), told, ids, as_json=as_json)


@click.command(context_settings=QUERY_SETTINGS)
@click.argument("colour", type=click.Choice([*LABELS, "none"], case_sensitive=False))
@click.argument("query", nargs=-1)
@_SURE
@json_option
@with_reader
def label(db: Database, colour: str, query: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Give the photos that match QUERY, or the files it names, a colour label; none takes it back."""
    wanted = "" if colour == "none" else colour
    ids = chosen(db, query)
    _make_sure(db, ids, lambda one: notes.with_label(one, wanted), yes=yes)
    with writer() as to:
        _tell(db, notes.label(to, ids, wanted), f"Labelled {wanted}" if wanted else "Label taken back", ids,
              as_json=as_json)  # fmt: skip


@click.command(context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option("--clear", is_flag=True, help="Pick them no more.")
@_SURE
@json_option
@with_reader
def pick(db: Database, query: tuple[str, ...], clear: bool, yes: bool, as_json: bool) -> None:
    """Pick the photos that match QUERY, or the files it names; what was rejected is so no more."""
    ids = chosen(db, query)
    _make_sure(db, ids, lambda one: notes.with_pick(one, not clear), yes=yes)
    with writer() as to:
        told = "Picked no more" if clear else "Picked"
        _tell(db, notes.pick(to, ids, picked=not clear), told, ids, as_json=as_json)


def _make_sure(db: Database, ids: Sequence[int], change: Callable[[Notes], Notes], *, yes: bool) -> None:
    """What was noted of several photos goes only where that is said."""
    noted = notes.notes_on(db, ids).values()
    lost = sum(
        any(was and was != now for was, now in zip(astuple(one), astuple(change(one)), strict=True)) for one in noted
    )
    if lost and len(ids) > 1 and not yes:
        raise NeedsYesError(f"{plural(lost, 'photo')} would lose what you noted before: say --yes if you mean it.")


def _tell(db: Database, changes: Changes, what: str, ids: Iterable[int], *, as_json: bool) -> None:
    if not as_json:
        say(f"{what}: {plural(len(changes.photos), 'photo')}.")
        return
    for row in noted_rows(db, [photo_id for photo_id in ids if photo_id in changes.photos]):
        say_json(row)
