"""The command for photos that look like others."""

from __future__ import annotations

import os
from pathlib import Path

import click

from photoorg.commanding import LIMIT, current_app, json_option, with_reader
from photoorg.finding import say_hits
from photoorg.library import browse, search
from photoorg.library.query import parse, quoted
from photoorg.library.query_tree import Any
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError


@click.command()
@click.argument("photos", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--not", "unlike", multiple=True, type=click.Path(path_type=Path), metavar="PHOTO",
              help="Nor like this one; may be given more than once.")  # fmt: skip
@click.option("--query", default="", metavar="QUERY", help="Only photos that match QUERY too.")
@click.option("--limit", type=LIMIT, default=100, show_default=True, help="Show this many, 0 for all.")
@json_option
@with_reader
def similar(  # noqa: PLR0913, PLR0917 - click gives each option as an argument
    db: Database, photos: tuple[Path, ...], unlike: tuple[Path, ...], query: str, limit: int, as_json: bool
) -> None:
    """Photos that look like PHOTOS, the most alike first. PHOTOS may be in the library or anywhere else."""
    # What is wrong with it is told here: its place in the longer text would mean nothing to a person.
    more = f"({query})" if isinstance(parse(query).tree, Any) else query
    terms = [f"like:{_name(db, path)}" for path in photos] + [f"-like:{_name(db, path)}" for path in unlike]
    hits = search.search(db, " ".join([*terms, more]), limit=limit, senses=current_app().senses())
    say_hits(db, hits, as_json=as_json)


def _name(db: Database, path: Path) -> str:
    """How a query names a photo. Raises PhotoorgError where there is no such file."""
    place = os.path.realpath(path)
    photo_id = browse.photo_at(db, place)
    if photo_id is not None:
        return f"#{photo_id}"
    if not Path(place).is_file():
        raise PhotoorgError(f"There is no photo at {place}.")
    return quoted(place)
