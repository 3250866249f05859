"""`photoorg map`: where photos were taken."""

from __future__ import annotations

import click
import numpy as np

from photoorg.commanding import LIMIT, QUERY_SETTINGS, json_option, meant, with_reader
from photoorg.console import plural, say, say_json
from photoorg.library.located import clusters, located
from photoorg.library.store import Database


@click.command(name="map", context_settings=QUERY_SETTINGS)
@click.argument("query", nargs=-1)
@click.option(
    "--cell", type=click.FloatRange(0.001, 90), default=1.0, show_default=True, metavar="DEGREES",
    help="Photos within a square of this size are told of together.",
)  # fmt: skip
@click.option("--limit", type=LIMIT, default=0, help="Tell of this many places, 0 for all.")
@json_option
@with_reader
def show_map(db: Database, query: tuple[str, ...], cell: float, limit: int, as_json: bool) -> None:
    """Where the photos that match QUERY were taken, the places with the most photos first."""
    ids = meant(db, query)
    there = located(db, np.asarray(ids, np.int64))
    places = clusters(there, cell)
    for place in places[: limit or None]:
        if as_json:
            say_json({
                "latitude": round(place.latitude, 5), "longitude": round(place.longitude, 5), "photos": place.photos,
                "query": place.term,
            })  # fmt: skip
        else:
            say(f"{place.photos:8,}  {place.latitude:9.4f} {place.longitude:10.4f}  {place.term}")
    if not as_json:
        silent = len(ids) - len(there.ids)
        told = f"{plural(len(there.ids), 'photo')} in {plural(len(places), 'place')}"
        says = "does" if silent == 1 else "do"
        say(f"{told}; {silent:,} {says} not say where.", error=True)
