"""Commands about the query language: what completes a query, and how to write one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from photoorg.commanding import QUERY_SETTINGS, current_app, json_option, library_option, with_reader
from photoorg.console import clean, columns, say, say_json
from photoorg.library.completing import complete as completions
from photoorg.library.facets import tag_counts
from photoorg.library.query_help import sections
from photoorg.library.store import Database
from photoorg.texts import LANGUAGES


@click.command(context_settings=QUERY_SETTINGS)
@click.argument("text", nargs=-1)
@click.option("--cursor", type=click.IntRange(min=0), help="Where it is typed, in characters; default: at the end.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many at most.")
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), help="Of the tags' names. Default: the setting 'language'."
)
@json_option
@with_reader
def complete(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database, text: tuple[str, ...], cursor: int | None, limit: int, language: str | None, as_json: bool
) -> None:
    """What may be typed at the end of the query TEXT, or at a cursor in it: tags, fields and values."""
    typed = " ".join(text)
    place = len(typed) if cursor is None else cursor
    chosen = language or current_app().settings.language
    found = completions(db, typed, place, chosen, limit, counts=tag_counts(db))
    if as_json:
        for one in found:
            say_json(asdict(one))
        return
    for one in found:
        count = f"{one.count:,}" if one.count else ""
        say("  ".join(part for part in (clean(one.insert), count, clean(one.detail)) if part))


@click.command()
@json_option
@library_option
def query_help(library: Path | None, as_json: bool) -> None:  # noqa: ARG001 - as every command has it
    """How to search: every field, operator and state, with examples."""
    for section in sections():
        if as_json:
            say_json(asdict(section))
            continue
        say(section.title)
        if section.text:
            say(f"  {section.text}")
        say(columns((row.example, row.what) for row in section.rows))
        say("")
