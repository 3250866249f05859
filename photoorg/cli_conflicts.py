"""The command about what files and the person say differently."""

from __future__ import annotations

from collections.abc import Sequence

import click

from photoorg.commanding import LIMIT, QUERY_SETTINGS, all_or_nothing, chosen, json_option, with_reader
from photoorg.console import clean, plural, say, say_json
from photoorg.library import browse, conflicts
from photoorg.library.conflicts import Side, Torn
from photoorg.library.file_values import Slot, slots_by_word
from photoorg.library.file_words import Conflict
from photoorg.library.store import Database
from photoorg.presenting import conflict_json, conflict_text

_DONE: dict[Side, str] = {
    "file": "Settled as the files say", "mine": "Settled as you say: the files are told when they are next written to",
}  # fmt: skip


@click.command("conflicts", context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1, metavar="[QUERY or FILE...]")
@click.option("--take-file", is_flag=True, help="Let what the files say be so, of the photos that match QUERY.")
@click.option("--keep-mine", is_flag=True, help="Let what you say be so.")
@click.option("--all", "everything", is_flag=True, help="Of all photos.")
@click.option("--of", "words", multiple=True, metavar="WORD", help="Only of this: title, rating, caption, tag...")
@click.option("--limit", type=LIMIT, default=100, show_default=True, help="Show so many photos, 0 for all.")
@json_option
@with_reader
def show_conflicts(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database,
    query: tuple[str, ...],
    take_file: bool,
    keep_mine: bool,
    everything: bool,
    words: tuple[str, ...],
    limit: int,
    as_json: bool,
) -> None:
    """What files and you say differently, and which of the two is to be so. Nothing is guessed: yours stands so far."""
    if take_file and keep_mine:
        raise click.UsageError("Either --take-file or --keep-mine.")
    if query and everything:
        raise click.UsageError("Either a query or --all.")
    photos = chosen(db, query) if query else None
    if take_file or keep_mine:
        if photos is None and not everything:
            raise click.UsageError("Say which photos: a query, files, or --all.")
        _settle(photos, "file" if take_file else "mine", words, as_json=as_json)
    else:
        _show(db, photos, words, limit, as_json=as_json)


def _settle(photos: Sequence[int] | None, side: Side, words: Sequence[str], *, as_json: bool) -> None:
    with all_or_nothing("conflicts", as_json=as_json) as (to, told):
        slots: set[Slot] = {(one.about, one.name) for each in conflicts.torn(to, photos) for one in _of(each, words)}
        done = len(conflicts.settle(to, photos, side, slots if words else None, told).photos)
        left = len(conflicts.torn(to))
    if as_json:
        say_json({"event": "done", "side": side, "photos": done, "left": left})
        return
    say(f"{_DONE[side]}: {plural(done, 'photo')}. {plural(left, 'photo')} left. 'photoorg undo' takes it back.")


def _show(db: Database, photos: Sequence[int] | None, words: Sequence[str], limit: int, *, as_json: bool) -> None:
    found = [one for one in conflicts.torn(db, photos) if _of(one, words)]
    shown = found[:limit] if limit else found
    cards = browse.cards(db, [one.photo_id for one in shown])
    for each in shown:
        path = cards[each.photo_id].path if each.photo_id in cards else ""
        if as_json:
            say_json({"path": path or None, "conflicts": [conflict_json(one) for one in _of(each, words)]})
            continue
        say(clean(path or "(not there)"))
        for one in _of(each, words):
            say(f"  {conflict_text(one)}")
    if as_json:
        return
    if not found:
        say("No file says anything else than you.", error=True)
        return
    more = f" {len(shown):,} are shown (--limit 0 for all)." if len(shown) < len(found) else ""
    say(f"{plural(len(found), 'photo')}.{more} --take-file and --keep-mine settle it.", error=True)


def _of(one: Torn, words: Sequence[str]) -> list[Conflict]:
    """What is in conflict of a photo, only of these words where any are given."""
    slots = {slot for word in words for slot in slots_by_word(word)}
    return [each for each in one.conflicts if not words or (each.about, each.name) in slots or each.about in words]
