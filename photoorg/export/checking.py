"""What to look at before an export: what the library's checks say of its photos, for what is made of them."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from photoorg.export.options import Options
from photoorg.export.order import Order
from photoorg.export.targets import target
from photoorg.library import places
from photoorg.library.preflight import Caution, Purpose, preflight
from photoorg.library.store import Database
from photoorg.paths import lies_in

ALL = "all"


def purpose_of(options: Options) -> Purpose:
    """What photos are wanted for, as the checks ask."""
    box = options.box
    exact = box is not None and options.size in {"crop", "pad"}
    return Purpose(
        longest=options.longest if box is not None and not exact else 0,
        width=box[0] if box is not None and exact else 0,
        height=box[1] if box is not None and exact else 0,
        inside=options.size == "pad",
        at_most=not exact and not options.enlarge,
        keeps_place=options.gps and options.metadata == "all",
    )


def cautions(db: Database, order: Order) -> list[Caution]:
    """What every check says of an order's photos."""
    options = order.options
    # Where no picture is made, none can be too small; and lists tell the place where it is kept.
    makes = target(order.target)
    purpose = purpose_of(options) if makes.pictures else Purpose(keeps_place=makes.places and options.gps)
    return preflight(db, order.photo_ids, purpose)


def unanswered(found: Sequence[Caution], accepted: Collection[str]) -> list[Caution]:
    """Those that a person has to look at and has not accepted, by kind or all at once."""
    return [one for one in found if one.weight != "tells" and not {one.kind, ALL} & set(accepted)]


def about_place(db: Database, folder: Path) -> str:
    """A sentence where the folder of an export lies in the library, whose next look would find the files; else ""."""
    place = os.path.realpath(folder)
    if lies_in(place, places.roots(db)):
        return f"{place} lies in a folder of your library: what is exported there will be found as photos."
    return ""
