"""Commands about tags: those of photos, and the person's own vocabulary. Without a command's name: the tags in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from photoorg.cli_tag_files import export, import_tags
from photoorg.commanding import (
    LIMIT,
    QUERY_SETTINGS,
    NeedsYesError,
    all_or_nothing,
    current_app,
    json_option,
    library_option,
    with_reader,
)  # fmt: skip
from photoorg.console import clean, plural, say, say_json
from photoorg.library import facets, own_tags, splitting
from photoorg.library.growing import OwnTag, joined
from photoorg.library.near_tags import near_tags
from photoorg.library.near_tags import unused as unused_tags
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.store import Database
from photoorg.library.vocabulary_rows import TagRow, vocabulary_rows
from photoorg.naming import known_tag, one_name
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.outcomes import Told as Telling


class _TagCommands(click.Group):
    """`photoorg tags QUERY` lists, as `photoorg tags list QUERY` does: what is no command's name begins a query."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command there where it is left out."""
        asks_help = bool({"--help", "-h"} & set(args[:1]))
        if not asks_help and not any(one in self.commands for one in _names(args)):
            args = ["list", *args]
        return super().parse_args(ctx, args)


def _names(args: list[str]) -> list[str]:
    """What may be a command's name: the first argument that is no option, nor the value of one."""
    for place, one in enumerate(args):
        if one == "--library" or (place and args[place - 1] == "--library"):
            continue
        return [one]
    return []


@click.group(cls=_TagCommands)
@library_option
@click.pass_context
def tags(ctx: click.Context, library: Path | None) -> None:
    """Tags with their photos, and your own vocabulary. 'tags QUERY' is short for 'tags list QUERY'."""
    ctx.obj = library or ctx.obj


@tags.command("list", context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option("--limit", type=LIMIT, default=0, help="Show this many, 0 for all.")
@json_option
@with_reader
def list_tags(db: Database, query: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Tags with the number of photos that carry them, of all photos or of those that match QUERY."""
    for name, number in facets.common_tags(db, " ".join(query), limit, current_app().senses()):
        if as_json:
            say_json({"tag": name, "photos": number})
        else:
            say(f"{number:8,}  {clean(name)}")


@tags.command("tree")
@click.argument("name", metavar="TAG", required=False)
@click.option("--all", "every", is_flag=True, help="Also what photoorg knows and no photo shows.")
@json_option
@with_reader
def tree(db: Database, name: str | None, every: bool, as_json: bool) -> None:
    """Every tag in use or of yours, or TAG alone, with what is under it; with all that is said of each as JSON."""
    rows = vocabulary_rows(db, every=every)
    if name is not None:
        rows = _branch(rows, known_tag(db, name))
    if as_json:
        for row in rows:
            say_json(_row_json(row))
        return
    below: dict[str, list[TagRow]] = {}
    for row in rows:
        below.setdefault(row.parents[0] if row.parents else "", []).append(row)

    def show(over: str, depth: int) -> None:
        for row in below.get(over, ()):
            state = "" if row.state == "tag" else f"  ({row.state})"
            say(f"{row.photos:8,}  {'  ' * depth}{clean(row.name)}{state}")
            show(row.name, depth + 1)

    show("", 0)


def _branch(rows: Sequence[TagRow], name: str) -> list[TagRow]:
    """A tag and all that is under it; the tag itself as if it were under nothing."""
    kept, below = {name}, [row for row in rows if row.name != name]
    while new := {row.name for row in below if row.name not in kept and kept & set(row.parents)}:
        kept |= new
    return [
        replace(row, parents=() if row.name == name else tuple(one for one in row.parents if one in kept))
        for row in rows
        if row.name in kept
    ]


_UNDER = click.option("--under", "parents", multiple=True, metavar="TAG", help="Put it under TAG; may be said again.")
_COLOUR = click.option("--colour", help=f"{', '.join(own_tags.COLOURS)}, or #rrggbb.")
_ITALIAN = click.option("--italian", help="The Italian name.")
_SYNONYMS = click.option("--synonyms", metavar="WORDS", help='Other words for it, with commas between; "-" for none.')
_ITALIANS = click.option("--italian-synonyms", metavar="WORDS", help="The same in Italian.")


@tags.command("create")
@click.argument("name")
@_UNDER
@_ITALIAN
@_SYNONYMS
@_ITALIANS
@_COLOUR
@json_option
@with_reader
def create(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database,
    name: str,
    parents: tuple[str, ...],
    italian: str | None,
    synonyms: str | None,
    italian_synonyms: str | None,
    colour: str | None,
    as_json: bool,
) -> None:
    """Make the tag NAME, for photos to get one day."""
    over = joined(own_tags.existing(db, parent) for parent in parents) if parents else ""
    said = OwnTag(name, italian or "", synonyms or "", italian_synonyms or "", over, colour or "")
    one_name(name)
    _do(lambda to, _told: own_tags.create(to, name, said), "Made", name, as_json=as_json)


@tags.command("set")
@click.argument("name")
@_ITALIAN
@_SYNONYMS
@_ITALIANS
@_COLOUR
@click.option(
    "--kind",
    "state",
    type=click.Choice(("tag", "heading", "hidden")),
    help="A tag; nothing but a heading for others; or one that is not shown.",
)
@json_option
@with_reader
def set_words(  # noqa: PLR0913, PLR0917 - as above
    db: Database,
    name: str,
    italian: str | None,
    synonyms: str | None,
    italian_synonyms: str | None,
    colour: str | None,
    state: str | None,
    as_json: bool,
) -> None:
    """Say other words for the tag NAME, its colour, or what it is. An empty text takes back what you said."""
    given = {"italian": italian, "synonyms": synonyms, "italian_synonyms": italian_synonyms, "colour": colour,
             "state": state}  # fmt: skip
    said = {field: text for field, text in given.items() if text is not None}
    if not said:
        raise click.UsageError("Say what: --italian, --synonyms, --italian-synonyms, --colour or --kind.")
    tag = own_tags.existing(db, name)
    _do(lambda to, told: own_tags.change(to, tag, told=told, **said), "Changed", tag, as_json=as_json)


@tags.command("rename")
@click.argument("name")
@click.argument("new")
@click.option("--merge", "merge_into", is_flag=True, help="Where NEW is a tag already: make the two one.")
@json_option
@with_reader
def rename(_db: Database, name: str, new: str, merge_into: bool, as_json: bool) -> None:
    """Call the tag NAME NEW from now on. It is found by its old name, too, and models go on finding it."""
    one_name(new)
    try:
        _do(
            lambda to, told: own_tags.rename(to, name, new, merge_into=merge_into, told=told), "Renamed", new,
            as_json=as_json,
        )  # fmt: skip
    except own_tags.TakenNameError as error:
        raise PhotoorgError(f"{error} Say --merge if you mean it.") from error


@tags.command("merge")
@click.argument("names", nargs=-1, required=True)
@click.option("--into", required=True, metavar="TAG", help="What they are from now on.")
@json_option
@with_reader
def merge(db: Database, names: tuple[str, ...], into: str, as_json: bool) -> None:
    """Make the tags NAMES one with another: they are found by all of their names."""
    into = own_tags.known_tag(db, into, taxonomy_of(db)) or one_name(into)
    _do(lambda to, told: own_tags.merge(to, names, into, told=told), "Made one", into, as_json=as_json)


@tags.command("move")
@click.argument("names", nargs=-1, required=True)
@_UNDER
@click.option("--top", is_flag=True, help="Put them under nothing.")
@json_option
@with_reader
def move(_db: Database, names: tuple[str, ...], parents: tuple[str, ...], top: bool, as_json: bool) -> None:
    """Put the tags NAMES under others, and nowhere else."""
    if top == bool(parents):
        raise click.UsageError("Say where: --under TAG, or --top.")
    _do(lambda to, told: own_tags.move(to, names, parents, told=told), "Moved", ", ".join(names), as_json=as_json)


@tags.command("split")
@click.argument("name")
@click.option("--into", "parts", nargs=2, multiple=True, required=True, metavar="TAG QUERY",
              help="Photos that QUERY finds get TAG; may be said again.")  # fmt: skip
@click.option("--keep", is_flag=True, help="Leave the tag NAME on them, too.")
@click.option("--dry-run", is_flag=True, help="Say how many photos each gets, and change nothing.")
@json_option
@with_reader
def split(  # noqa: PLR0913, PLR0917 - as above
    db: Database, name: str, parts: tuple[tuple[str, str], ...], keep: bool, dry_run: bool, as_json: bool
) -> None:
    """Give the photos of the tag NAME other tags, by queries. They lose NAME unless the new tag is under it."""
    senses = current_app().senses()
    found = splitting.parts_of(db, name, parts, senses)
    for part, ids in found:
        if as_json:
            say_json({"tag": part, "photos": len(ids)})
        else:
            say(f"{len(ids):8,}  {clean(part)}")
    if not dry_run:
        _do(lambda to, told: splitting.split(to, name, parts, senses, keep=keep, told=told), "Split", name,
            as_json=as_json)  # fmt: skip


@tags.command("delete")
@click.argument("names", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Also where photos have them.")
@json_option
@with_reader
def delete(db: Database, names: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Take the tags NAMES out of the vocabulary, and off every photo. Models show them no more."""
    counts = facets.tag_counts(db)
    gone = [own_tags.existing(db, name) for name in names]
    photos = sum(counts.get(name, 0) for name in gone)
    if photos and not yes:
        raise NeedsYesError(f"{', '.join(gone)}: {plural(photos, 'photo')} would lose it. Say --yes if you mean it.")
    _do(lambda to, told: own_tags.remove(to, gone, told=told), "Deleted", ", ".join(gone), as_json=as_json)


@tags.command("unused")
@json_option
@with_reader
def unused(db: Database, as_json: bool) -> None:
    """Tags of yours that no photo has."""
    for name in unused_tags(db):
        if as_json:
            say_json({"tag": name})
        else:
            say(clean(name))


@tags.command("similar")
@json_option
@with_reader
def similar(db: Database, as_json: bool) -> None:
    """Pairs of tags that may be one: spelt alike, plurals, translations, or on the same photos."""
    for one in near_tags(db):
        if as_json:
            say_json({"tags": [one.first, one.second], "why": one.why, "photos": list(one.photos), "both": one.shared})
        else:
            say(f"{clean(one.first)} ({one.photos[0]:,}) and {clean(one.second)} ({one.photos[1]:,}): {one.why}"
                + (f", {one.shared:,} in common" if one.shared else ""))  # fmt: skip


def _do(verb: Callable[[Database, Telling], Changes], what: str, name: str, *, as_json: bool) -> None:
    """Do it, with progress where it takes long, and say what was done."""
    with all_or_nothing("edit", as_json=as_json) as (to, told):
        done = verb(to, told)
    if as_json:
        say_json({"tag": name, "photos": len(done.photos)})
    elif not done:
        say(f"Nothing to change: {clean(name)}.")
    else:
        photos = f" {plural(len(done.photos), 'photo')} changed." if done.photos else ""
        say(f"{what}: {clean(name)}.{photos}")
        say("'photoorg undo' takes it back.", error=True)


def _row_json(row: TagRow) -> dict[str, object]:
    return {
        "tag": row.name, "photos": row.photos, "under": list(row.parents), "italian": row.italian,
        "synonyms": list(row.synonyms), "italian_synonyms": list(row.italian_synonyms), "colour": row.colour,
        "kind": row.state, "once": list(row.once), "own": row.own,
    }  # fmt: skip


for extra in (export, import_tags):
    tags.add_command(extra)
