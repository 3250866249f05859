"""What an export would do with each of its photos: named, compared with what is there already, nothing made yet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from photoorg.export.entries import Entry
from photoorg.export.making import made_of, recipe_for, suffix_for
from photoorg.export.naming import Named, Names
from photoorg.export.options import Chosen
from photoorg.export.order import Does, Order, Planned
from photoorg.export.place import Folder
from photoorg.export.targets import Target, target
from photoorg.library.exporting import entries, lacking
from photoorg.library.exports import made_in
from photoorg.library.store import Database
from photoorg.media.recipe import Recipe
from photoorg.outcomes import PhotoorgError

BLOCK = 200
_NO_PHOTO = "It is not in the library any more."


@dataclass(frozen=True, slots=True)
class Wanted:
    """One photo with all that its file is made by. `reason` says why there can be none; then the rest is empty."""

    photo_id: int
    reason: str = ""
    entry: Entry | None = None
    name: str = ""
    recipe: Recipe = field(default_factory=Recipe)
    made_of: str = ""
    does: Does = "cannot"

    @property
    def planned(self) -> Planned:
        """What people are told."""
        source = self.entry.source if self.entry else Path()
        return Planned(self.photo_id, source, self.name, self.does, self.reason)


class Plan:
    """An order, looked at. Raises PhotoorgError where it cannot be followed."""

    def __init__(self, db: Database, order: Order) -> None:
        place = Path(os.path.abspath(os.path.expanduser(order.folder)))  # noqa: PTH100, PTH111 - these never raise
        self.order = replace(order, folder=place, photo_ids=tuple(dict.fromkeys(order.photo_ids)))
        self.target: Target = target(order.target)
        self.chosen: Chosen = self.target.chosen(order.chosen)
        if os.path.exists(place) and not os.path.isdir(place):  # noqa: PTH110, PTH112 - Path's raise for a long name
            raise PhotoorgError(f"{place} is no folder: choose another one.")
        mark = order.options.watermark_image
        if mark and not os.path.isfile(mark):  # noqa: PTH113 - as above
            raise PhotoorgError(f"There is no picture at {mark} for the watermark: choose another one.")
        known = made_in(db, str(place))
        self.folder = Folder(place, known)
        asked = set(self.order.photo_ids)
        before = {made.photo_id: made.name for made in known.values() if made.photo_id in asked}
        options = order.options
        self._names = Names(options.name, options.folder, self.folder.is_taken, before)
        self._counter = 0

    @property
    def title(self) -> str:
        """What the export is called."""
        return self.order.title or self.order.folder.name

    def blocks(self, db: Database) -> Iterator[Sequence[Wanted]]:
        """Every photo, in the order; once, for each gets its name here."""
        ids = self.order.photo_ids
        for start in range(0, len(ids), BLOCK):
            yield self._block(db, ids[start : start + BLOCK])

    def _block(self, db: Database, ids: Sequence[int]) -> list[Wanted]:
        away = lacking(db, ids, to_read=self.target.pictures)
        found = {entry.photo_id: entry for entry in entries(db, [one for one in ids if one not in away])}
        made: list[Wanted] = []
        for photo_id in ids:
            self._counter += 1
            entry = found.get(photo_id)
            made.append(Wanted(photo_id, away.get(photo_id, _NO_PHOTO)) if entry is None else self._wanted(entry))
        return made

    def _wanted(self, entry: Entry) -> Wanted:
        if not self.target.pictures:
            return Wanted(entry.photo_id, entry=entry, does="stays")
        options = self.order.options
        place = self.target.place(entry, self.chosen) if self.target.place else ""
        named = Named(entry, self._counter, options.language)
        name = self._names.give(named, suffix_for(entry, options), place)
        recipe = recipe_for(entry, options)
        wanted = made_of(entry, recipe)
        known = self.folder.known.get(name)
        stays = known is not None and known.made_of == wanted and self.folder.was_ours(name)
        does: Does = "stays" if stays else "copy" if options.format == "original" else "make"
        return Wanted(entry.photo_id, "", entry, name, recipe, wanted, does)
