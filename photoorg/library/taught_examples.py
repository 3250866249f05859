"""What a tag is taught by: a person's verdicts on it, other photos of the library, and what its name means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.folding import name_key
from photoorg.library import columns, taught_models, taught_seen
from photoorg.library.learning import Floats
from photoorg.library.meaning import key_weights
from photoorg.library.senses import Senses
from photoorg.library.tagged import NO
from photoorg.library.taught_fit import OTHERS, fitted
from photoorg.library.taught_models import Model
from photoorg.library.thing_keys import key_concepts
from photoorg.outcomes import PhotoorgError
from photoorg.taxonomy import load_taxonomy

FEWEST = 3
"""Examples that it takes."""
MOST = 500
"""Of more examples, or counter-examples, the newest are learned from."""


def sides(db: Database, tag: str, yes: Iterable[int], no: Iterable[int]) -> tuple[list[int], list[int]]:
    """All examples and counter-examples: what is said now before what was said earlier, the newest first."""
    given = list(dict.fromkeys(yes)), list(dict.fromkeys(no))
    new = {*given[0], *given[1]}
    if both := set(given[0]) & set(given[1]):
        raise PhotoorgError(f"{_called(db, min(both))} cannot be an example of '{tag}' and a counter-example at once.")
    sides: tuple[list[int], list[int]] = ([], [])
    for photo, verdict in verdicts(db, tag).items():
        if photo not in new:
            sides[verdict in NO].append(photo)
    return (given[0] + sides[0])[:MOST], (given[1] + sides[1])[:MOST]


def _called(db: Database, photo_id: int) -> str:
    """A photo by its file's name, for a sentence."""
    query = "SELECT f.name FROM photos p JOIN files f ON f.id = p.file_id WHERE p.id = ?"
    row = db.conn.execute(query, (photo_id,)).fetchone()
    return f"Photo #{photo_id}" if row is None else f"'{row[0]}'"


def learned(db: Database, tag: str, yes: Sequence[int], no: Sequence[int], meant_by: Floats | None) -> Model:
    """Learn from photos. Raises PhotoorgError where too few have been looked at."""
    keys = len(key_concepts(load_taxonomy()))
    weights = np.zeros(keys, np.float32) if meant_by is None else meant_by
    known = columns.of(db)
    others = _others(known, {*yes, *no})
    found, seen = taught_seen.look_at(db, {*yes, *no, *known.ids[others].tolist()}, keys, weights)
    wanted, unwanted = np.isin(found, list(yes)), np.isin(found, list(no))
    if int(wanted.sum()) < FEWEST:
        raise PhotoorgError(
            f"'{tag}' needs at least {FEWEST} photos as examples that photoorg has looked at: "
            f"there {'is 1' if wanted.sum() == 1 else f'are {int(wanted.sum())}'}."
        )
    if bool(wanted.all()):
        raise PhotoorgError(f"'{tag}' needs photos that are no examples of it, too: there are none in the library.")
    truth = wanted.astype(np.float64) - unwanted
    return fitted(known, found, seen, truth, weights, taught_models.version(db))


def _others(known: columns.Columns, spoken: Collection[int]) -> NDArray[np.int64]:
    """The slots of some photos that nobody spoke of, from all over the library: always the same."""
    slots = np.flatnonzero(taught_seen.sketched(known))
    slots = slots[~np.isin(known.ids[slots], list(spoken))]
    return slots[np.linspace(0, max(len(slots) - 1, 0), min(OTHERS, len(slots))).astype(np.int64)]


def name_weights(db: Database, tag: str, senses: Senses | None) -> Floats | None:
    """What the tag's name means in photos: by the models, else as it was understood when the tag was taught."""
    if senses is not None:
        try:
            return key_weights(senses.meaning(tag, by_words=True))
        except PhotoorgError:  # then it is learned by looks alone
            return None
    model = next((one for name, one in taught_models.stored(db).items() if name_key(name) == name_key(tag)), None)
    return model.name_weights() if model is not None and model.meant else None


def verdicts(db: Database, tag: str) -> Mapping[int, str]:
    """By photo, what a person said of a tag, the newest first."""
    rows = db.conn.execute(
        "SELECT v.photo_id, v.verdict FROM tags g JOIN verdicts v ON v.tag_id = g.id WHERE g.name = ? "
        "ORDER BY v.at DESC, v.photo_id DESC",
        (tag,),
    )
    return dict(rows.fetchall())
