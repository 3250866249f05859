"""Commands about albums: those made by hand, with an order, and saved searches, which fill themselves."""

from __future__ import annotations

from pathlib import Path

import click

from photoorg.commanding import (
    LIMIT,
    QUERY_SETTINGS,
    NeedsYesError,
    chosen,
    current_app,
    json_option,
    library_option,
    photo_at,
    with_reader,
    writer,
)  # fmt: skip
from photoorg.console import clean, plural, say, say_json
from photoorg.finding import noted_rows
from photoorg.library import albums, browse, searches
from photoorg.library.search import BEST_MATCH, SORTS
from photoorg.library.store import Database

_BEFORE = click.option(
    "--before", type=click.Path(path_type=Path), metavar="FILE", help="Before this photo of the album, not at its end."
)
_SORT = click.option(
    "--sort", type=click.Choice(list(SORTS)), help="The order of what is found. Default: the best match first."
)


@click.group()
@library_option
@click.pass_context
def album(ctx: click.Context, library: Path | None) -> None:
    """Albums that you make by hand: their photos are in the order that you give them."""
    ctx.obj = library or ctx.obj


@album.command("list")
@json_option
@with_reader
def list_albums(db: Database, as_json: bool) -> None:
    """Every album with the number of its photos."""
    found = albums.albums(db)
    covers = browse.cards(db, [one.cover for one in found if one.cover is not None])
    for one in found:
        cover = None if one.cover is None else covers[one.cover].path
        if as_json:
            say_json({"album": one.name, "photos": one.photos, "missing": one.missing, "cover": cover})
        else:
            say(f"{one.photos:8,}  {clean(one.name)}")
    if not as_json:
        say(f"{plural(len(found), 'album')}.", error=True)


@album.command("show")
@click.argument("name")
@json_option
@with_reader
def show_album(db: Database, name: str, as_json: bool) -> None:
    """The photos of the album NAME in its order; of one that is missing, where it was last."""
    for row in noted_rows(db, albums.photos_in(db, albums.find(db, name).album_id)):
        if as_json:
            say_json(row)
        else:
            say(clean(str(row["path"] or "(replaced by another picture)")) + ("  (missing)" if row["missing"] else ""))


@album.command("create", context_settings=QUERY_SETTINGS)
@click.argument("name")
@click.argument("query", nargs=-1)
@json_option
@with_reader
def create_album(db: Database, name: str, query: tuple[str, ...], as_json: bool) -> None:
    """Make the album NAME, empty or with the photos that match QUERY, or the files it names."""
    ids = chosen(db, query) if query else []
    with writer() as to:
        albums.create(to, name, ids)
    _tell(db, "Made", name, len(ids), as_json=as_json)


@album.command("add", context_settings=QUERY_SETTINGS)
@click.argument("name")
@click.argument("query", nargs=-1)
@_BEFORE
@json_option
@with_reader
def add_to_album(db: Database, name: str, query: tuple[str, ...], before: Path | None, as_json: bool) -> None:
    """Put the photos that match QUERY, or the files it names, into the album NAME, in that order."""
    found, ids = albums.find(db, name), chosen(db, query)
    with writer() as to:
        done = albums.add(to, found.album_id, ids, before and photo_at(db, before))
    _tell(db, "Put in", name, len(done.photos), as_json=as_json)


@album.command("remove", context_settings=QUERY_SETTINGS)
@click.argument("name")
@click.argument("query", nargs=-1)
@json_option
@with_reader
def remove_from_album(db: Database, name: str, query: tuple[str, ...], as_json: bool) -> None:
    """Take the photos that match QUERY, or the files it names, out of the album NAME."""
    found, ids = albums.find(db, name), chosen(db, query)
    with writer() as to:
        done = albums.take_out(to, found.album_id, ids)
    _tell(db, "Taken out", name, len(done.photos), as_json=as_json)


@album.command("move", context_settings=QUERY_SETTINGS)
@click.argument("name")
@click.argument("query", nargs=-1)
@_BEFORE
@json_option
@with_reader
def move_in_album(db: Database, name: str, query: tuple[str, ...], before: Path | None, as_json: bool) -> None:
    """Move photos of the album NAME to its end or before another: those that match QUERY, or the files it names."""
    found, ids = albums.find(db, name), chosen(db, query)
    with writer() as to:
        done = albums.move(to, found.album_id, ids, before and photo_at(db, before))
    _tell(db, "Moved", name, len(done.photos), as_json=as_json)


@album.command("rename")
@click.argument("name")
@click.argument("new")
@json_option
@with_reader
def rename_album(db: Database, name: str, new: str, as_json: bool) -> None:
    """Give the album NAME another name."""
    found = albums.find(db, name)
    with writer() as to:
        albums.rename(to, found.album_id, new)
    _tell(db, "Renamed", new, found.photos, as_json=as_json)


@album.command("delete")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Also where photos are in it.")
@json_option
@with_reader
def delete_album(db: Database, name: str, yes: bool, as_json: bool) -> None:
    """Delete the album NAME. Its photos stay in the library, and in every other album."""
    found = albums.find(db, name)
    if found.photos and not yes:
        raise NeedsYesError(
            f"The album {found.name} has {plural(found.photos, 'photo')}, and their order would be lost: say --yes if "
            "you mean it."
        )
    with writer() as to:
        albums.remove(to, found.album_id)
    if as_json:
        say_json({"album": found.name, "photos": 0, "changed": found.photos})
    else:
        say(f"Deleted: {clean(found.name)}. Its photos stay in the library.")


def _tell(db: Database, what: str, name: str, changed: int, *, as_json: bool) -> None:
    """What was done, and what the album has now."""
    now = albums.find(db, name)
    if as_json:
        say_json({"album": now.name, "photos": now.photos, "changed": changed})
    else:
        say(f"{what}: {plural(changed, 'photo')}. {clean(now.name)} has {now.photos:,}.")


@click.group()
@library_option
@click.pass_context
def saved(ctx: click.Context, library: Path | None) -> None:
    """Saved searches: albums that fill themselves."""
    ctx.obj = library or ctx.obj


@saved.command("list")
@json_option
@with_reader
def list_searches(db: Database, as_json: bool) -> None:
    """Every saved search with its query."""
    found = searches.searches(db)
    for one in found:
        if as_json:
            say_json(_json(one))
        else:
            sort = f"  (by {one.sort})" if one.sort else ""
            say(f"{clean(one.name)}:  {clean(one.query) or 'every photo'}{sort}")
    if not as_json:
        say(f"{plural(len(found), 'saved search', 'saved searches')}.", error=True)


@saved.command("save", context_settings=QUERY_SETTINGS)
@click.argument("name")
@click.argument("query", nargs=-1)
@_SORT
@json_option
@with_reader
def save_search(db: Database, name: str, query: tuple[str, ...], sort: str | None, as_json: bool) -> None:
    """Save QUERY under NAME."""
    with writer() as to:
        searches.save(to, name, " ".join(query), sort or "")
    _tell_search(db, "Saved", name, as_json=as_json)


@saved.command("change", context_settings=QUERY_SETTINGS)
@click.argument("name")
@click.argument("query", nargs=-1)
@_SORT
@json_option
@with_reader
def change_search(db: Database, name: str, query: tuple[str, ...], sort: str | None, as_json: bool) -> None:
    """Let the saved search NAME be for QUERY from now on."""
    found = searches.find(db, name)
    with writer() as to:
        searches.change(to, found.search_id, " ".join(query), found.sort if sort is None else sort)
    _tell_search(db, "Changed", name, as_json=as_json)


@saved.command("run")
@click.argument("name")
@click.option("--limit", type=LIMIT, default=100, show_default=True, help="Show this many, 0 for all.")
@json_option
@with_reader
@click.pass_context
def run_search(ctx: click.Context, db: Database, name: str, limit: int, as_json: bool) -> None:
    """The photos that the saved search NAME finds now, as 'photoorg search' prints them."""
    found = searches.find(db, name)
    commands = ctx.find_root().command
    search = commands.get_command(ctx, "search") if isinstance(commands, click.Group) else None
    if search is not None:
        ctx.invoke(
            search, library=current_app().home.root, query=(found.query,), limit=limit,
            sort=found.sort or BEST_MATCH, as_json=as_json,
        )  # fmt: skip


@saved.command("rename")
@click.argument("name")
@click.argument("new")
@json_option
@with_reader
def rename_search(db: Database, name: str, new: str, as_json: bool) -> None:
    """Give the saved search NAME another name."""
    with writer() as to:
        searches.rename(to, searches.find(db, name).search_id, new)
    _tell_search(db, "Renamed", new, as_json=as_json)


@saved.command("delete")
@click.argument("name")
@json_option
@with_reader
def delete_search(db: Database, name: str, as_json: bool) -> None:
    """Delete the saved search NAME. The photos that it finds stay."""
    found = searches.find(db, name)
    with writer() as to:
        searches.remove(to, found.search_id)
    if as_json:
        say_json(_json(found))
    else:
        say(f"Deleted: {clean(found.name)}. It was for: {clean(found.query)}")


def _tell_search(db: Database, what: str, name: str, *, as_json: bool) -> None:
    now = searches.find(db, name)
    if as_json:
        say_json(_json(now))
    else:
        say(f"{what}: {clean(now.name)}, for: {clean(now.query) or 'every photo'}")


def _json(one: searches.SavedSearch) -> dict[str, object]:
    return {"search": one.name, "query": one.query, "sort": one.sort or None}
