"""Why a photo carries a tag: which models say so, how strongly, from which confidence it is shown, and where it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from photoorg.folding import folded
from photoorg.library.evidence import Gathered, evidence_of
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.shown import TagOn, tags_on
from photoorg.outcomes import Evidence, PhotoorgError, Region
from photoorg.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Scored:
    """A task's raw score, 0 to 1, for one of its own classes; `name` is what people call it."""

    task: str
    label: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Why:
    """Why a tag is on a photo, or what a guess that is not shown lacks.

    `classes` are those that the tag is true of, surest first; `regions` are (task, where it was seen). `width` and
    `height` are the photo's in pixels, upright.
    """

    tag: TagOn
    classes: tuple[Scored, ...]
    regions: tuple[tuple[str, Region], ...]
    width: int
    height: int


def why(db: Database, photo_id: int, tag: str) -> Why:
    """Why a photo carries a tag. Raises PhotoorgError where nobody and nothing speaks of that tag on it."""
    taxonomy = taxonomy_of(db)
    found = _tag(tags_on(db, [photo_id], guesses=True)[photo_id], tag, taxonomy)
    if found is None:
        raise PhotoorgError(f"Nothing on this photo speaks of '{tag}'.")
    seen = evidence_of(db, [photo_id]).get(photo_id, Gathered()).evidence
    width, height = db.conn.execute("SELECT width, height FROM photos WHERE id = ?", (photo_id,)).fetchone()
    return Why(found, _classes(seen, found.name, taxonomy), _regions(seen, found.name, taxonomy), width, height)


def _tag(tags: tuple[TagOn, ...], wanted: str, taxonomy: Taxonomy) -> TagOn | None:
    """The tag of that name, or the one that the taxonomy knows the word for."""
    by_name = {folded(tag.name): tag for tag in tags}
    concept = taxonomy.find(wanted) or wanted
    return by_name.get(folded(wanted)) or by_name.get(folded(concept))


def _classes(seen: Mapping[str, Evidence], tag: str, taxonomy: Taxonomy) -> tuple[Scored, ...]:
    scored = [
        Scored(task, label, taxonomy.of_class.get(label, label), score)
        for task, evidence in seen.items()
        for label, score in evidence.scores.items()
    ]
    meant = [one for one in scored if _means(one.name, tag, taxonomy)]
    return tuple(sorted(meant, key=lambda one: -one.score))


def _regions(seen: Mapping[str, Evidence], tag: str, taxonomy: Taxonomy) -> tuple[tuple[str, Region], ...]:
    return tuple(
        (task, region)
        for task, evidence in seen.items()
        for region in evidence.regions
        if _means(taxonomy.of_region(region.label), tag, taxonomy)
    )


def _means(name: str, tag: str, taxonomy: Taxonomy) -> bool:
    """Whether what is called `name` is the tag, or a kind of it."""
    above = {name, *taxonomy.ancestors(name)}
    return tag.casefold() in {word.casefold() for word in above}
