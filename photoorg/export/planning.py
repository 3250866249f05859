"""What an export would do with each of its photos: named, compared with what is there already, nothing made yet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from photoorg.export.entries import Entry
from photoorg.export.making import made_of, recipe_for, suffix_for
from photoorg.export.naming import Named, Names
from photoorg.export.options import Chosen, Options
from photoorg.export.order import Does, Order, Planned
from photoorg.export.place import Folder
from photoorg.export.targets import Target, target
from photoorg.library.exporting import entries, lacking, outlines
from photoorg.library.exports import made_in, own_folder
from photoorg.library.store import Database
from photoorg.media.formats import HEAD_BYTES, sniff
from photoorg.media.recipe import Recipe
from photoorg.outcomes import PhotoorgError
from photoorg.paths import lies_in

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
        own = os.path.realpath(own_folder(db))
        if lies_in(os.path.realpath(place), [own]):
            raise PhotoorgError(f"{place} is photoorg's own folder: choose another one.")
        _check_mark(order.options)
        known = made_in(db, str(place))
        self.folder = Folder(place, known)
        asked = set(self.order.photo_ids)
        before = {made.photo_id: made.name for made in known.values() if made.photo_id in asked}
        others = {made.name for made in known.values() if made.photo_id and made.photo_id not in asked}
        self._others: set[str] = set() if order.tidy else others
        options = order.options
        self._names = Names(options.name, options.folder, self._is_taken, before)
        self._counter = 0

    @property
    def title(self) -> str:
        """What the export is called."""
        return self.order.title or self.order.folder.name

    def blocks(self, db: Database) -> Iterator[Sequence[Wanted]]:
        """Every photo, in the order; once, for each gets its name here."""
        for ids, away, there in self._asked(db):
            found = {entry.photo_id: self._wanted(entry, name) for entry, name in self._named(entries(db, there), ids)}
            yield _in_order(ids, found, away)

    def outline(self, db: Database) -> Iterator[Sequence[Wanted]]:
        """The same without recipes, and faster: only of names that were given before is it looked what they were of."""
        self.folder.trusts_stamps = True
        tags = self._names.needs_tags or self.target.place is not None
        for ids, away, there in self._asked(db):
            named = list(self._named(outlines(db, there, tags=tags), ids))
            found = {entry.photo_id: Wanted(entry.photo_id, "", entry, name, does=self._new) for entry, name in named}
            before = {entry.photo_id: name for entry, name in named if name in self.folder.known}
            for entry in entries(db, list(before)):
                found[entry.photo_id] = self._wanted(entry, before[entry.photo_id])
            yield _in_order(ids, found, away)

    def check(self, db: Database) -> None:
        """Raises PhotoorgError where nothing can come of these photos."""
        if self.target.check is not None:
            found = (entry for _, _, there in self._asked(db) for entry in outlines(db, there))
            self.target.check(found, self.chosen)

    def _asked(self, db: Database) -> Iterator[tuple[Sequence[int], Mapping[int, str], Sequence[int]]]:
        """The photos in blocks, why some of each have no file, and those that have one."""
        every = self.order.photo_ids
        for start in range(0, len(every), BLOCK):
            ids = every[start : start + BLOCK]
            away = lacking(db, ids, to_read=self.target.pictures)
            yield ids, away, [one for one in ids if one not in away]

    def _named(self, found: Sequence[Entry], ids: Sequence[int]) -> Iterator[tuple[Entry, str]]:
        """Photos of a block with the names that they get; what is missing among them counts, too."""
        places = {photo_id: self._counter + number for number, photo_id in enumerate(ids, 1)}
        self._counter += len(ids)
        options = self.order.options
        for entry in found:
            if not self.target.pictures:
                yield entry, ""
                continue
            place = self.target.place(entry, self.chosen) if self.target.place else ""
            named = Named(entry, places[entry.photo_id], options.language)
            yield entry, self._names.give(named, suffix_for(entry, options), place)

    def _is_taken(self, name: str) -> bool:
        """Also by a photo of an earlier export that is not in this one: its file stays."""
        return self.folder.is_taken(name) or (name in self._others and self.folder.was_ours(name))

    @property
    def _new(self) -> Does:
        """What happens to a photo that has no file there."""
        if not self.target.pictures:
            return "stays"
        return "copy" if self.order.options.format == "original" else "make"

    def _wanted(self, entry: Entry, name: str) -> Wanted:
        if not self.target.pictures:
            return Wanted(entry.photo_id, entry=entry, does="stays")
        recipe = recipe_for(entry, self.order.options)
        wanted = made_of(entry, recipe)
        known = self.folder.known.get(name)
        stays = known is not None and known.made_of == wanted and self.folder.was_ours(name)
        return Wanted(entry.photo_id, "", entry, name, recipe, wanted, "stays" if stays else self._new)


def _check_mark(options: Options) -> None:
    mark = options.watermark_image
    if not mark:
        return
    if options.watermark.strip():
        raise PhotoorgError("There is a text and a picture for the watermark: choose one of them.")
    if not os.path.isfile(mark):  # noqa: PTH113 - Path's raises for a long name
        raise PhotoorgError(f"There is no picture at {mark} for the watermark: choose another one.")
    try:
        with open(mark, "rb") as file:  # noqa: PTH123 - as above
            known = sniff(file.read(HEAD_BYTES), os.path.splitext(mark)[1])  # noqa: PTH122
    except OSError as error:
        raise PhotoorgError(f"The watermark {mark} cannot be read: {error.strerror or error}.") from error
    if known is None:
        raise PhotoorgError(f"{mark} is no picture that photoorg knows: choose another watermark.")


def _in_order(ids: Sequence[int], found: Mapping[int, Wanted], away: Mapping[int, str]) -> list[Wanted]:
    return [found.get(one) or Wanted(one, away.get(one, _NO_PHOTO)) for one in ids]
