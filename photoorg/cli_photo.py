"""Commands about what is in photos: why a tag is there, sentences, and what to look at before publishing."""

from __future__ import annotations

import os
from pathlib import Path

import click

from photoorg.commanding import (
    QUERY_SETTINGS,
    NeedsYesError,
    chosen,
    current_app,
    json_option,
    meant,
    photo_at,
    with_reader,
    writer,
)  # fmt: skip
from photoorg.console import clean, plural, say, say_json
from photoorg.library import browse, edits, places
from photoorg.library.preflight import preflight as check_before
from photoorg.library.sentence import sentences_of
from photoorg.library.store import Database
from photoorg.library.why import why as reasons
from photoorg.outcomes import PhotoorgError
from photoorg.presenting import why_json, why_text
from photoorg.texts import LANGUAGES

_SHOWN = 10
_BLOCK = 500


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("tag")
@click.option("--picture", type=click.Path(path_type=Path), metavar="PNG", help="Write a copy that shows where it is.")
@json_option
@with_reader
def why(db: Database, path: Path, tag: str, picture: Path | None, as_json: bool) -> None:
    """Why the photo at PATH has TAG: which models say so, how surely, what it takes to be shown, and where it is."""
    found = reasons(db, photo_at(db, path), tag)
    if picture is not None:
        from photoorg.work.why_picture import write_why  # noqa: PLC0415 - with the models come heavy imports

        write_why(path, found, picture, places.roots(db))
    if as_json:
        say_json(why_json(os.path.realpath(path), found))
    else:
        say(why_text(found))


@click.command(context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Default: the setting 'language'.")
@click.option("--set", "text", metavar="TEXT", help="Say it in your own words, for every photo that is meant.")
@click.option("--clear", is_flag=True, help="Take your own words back.")
@click.option("--yes", is_flag=True, help="Also for more than one photo at once, over what you wrote before.")
@json_option
@with_reader
def describe(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database,
    query: tuple[str, ...],
    language: str | None,
    text: str | None,
    clear: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """What is in the photos that match QUERY, or in the files that it names, as a sentence each."""
    spoken = language or current_app().settings.language
    if text is not None and clear:
        raise click.UsageError("Either --set or --clear.")
    if text is not None and not text.strip():
        raise click.UsageError("--set needs words; --clear takes them back.")
    changing = clear or text is not None
    ids = chosen(db, query) if changing else meant(db, query)
    if changing and len(ids) > 1 and not yes:
        raise NeedsYesError(f"{plural(len(ids), 'photo')} would lose what you wrote of them: say --yes if you mean it.")
    if changing:
        with writer() as to:
            edits.describe(to, ids, spoken, text)
        say(f"{'Taken back' if clear else 'Described'}: {plural(len(ids), 'photo')}.", error=True)
    _say_sentences(db, ids, spoken, as_json=as_json)


def _say_sentences(db: Database, ids: list[int], language: str, *, as_json: bool) -> None:
    for start in range(0, len(ids), _BLOCK):
        block = ids[start : start + _BLOCK]
        cards, sentences = browse.cards(db, block), sentences_of(db, block)
        for photo_id in block:
            path, one = cards[photo_id].path, sentences[photo_id][language]
            if as_json:
                say_json({"path": path, "language": language, "text": one.text, "own": one.own})
            else:
                say(f"{clean(path)}  {clean(one.text)}".rstrip())


@click.command(context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@json_option
@with_reader
def preflight(db: Database, query: tuple[str, ...], as_json: bool) -> None:
    """What to look at before the photos that match QUERY, or the files it names, are published. Nothing is hidden."""
    ids = meant(db, query)
    if not ids:
        raise PhotoorgError("No photo matches: there is nothing to check.")
    for caution in check_before(db, ids):
        shown = caution.photo_ids if as_json else caution.photo_ids[:_SHOWN]
        paths = [card.path for card in browse.cards(db, shown).values()]
        if as_json:
            said = {"kind": caution.kind, "weight": caution.weight, "sentence": caution.sentence, "fix": caution.fix}
            say_json({**said, "paths": paths})
            continue
        say(f"{caution.sentence} {caution.fix}")
        for path in paths:
            say(f"  {clean(path)}")
        if len(caution.photo_ids) > _SHOWN:
            say(f"  and {len(caution.photo_ids) - _SHOWN:,} more (--json for all)")
    if not as_json:
        say(f"{plural(len(ids), 'photo')} checked.", error=True)
