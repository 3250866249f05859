"""Photos like some and unlike others, in a library whose sketches are made up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from shelf import Shelf

from photoorg.library import catalog, likeness, sketches
from photoorg.library.columns.part import Table
from photoorg.library.columns.sketches import SKETCH
from photoorg.library.query_tree import QueryError
from photoorg.library.search import search
from photoorg.library.senses import Meaning
from photoorg.library.sketches import LIKENESS
from photoorg.library.store import Database, writing
from photoorg.outcomes import Evidence, PhotoorgError
from photoorg.sketch import to_sketch

WIDTH = 8
_AXES = np.eye(WIDTH, dtype=np.float32)
# What the photos show: kinds of things along axes, so that cosines are known.
LOOKS = {
    "dog.jpg": _AXES[0],
    "puppy.jpg": _AXES[0] + 0.5 * _AXES[1],
    "wolf.jpg": _AXES[0] + 1.2 * _AXES[2],
    "cat.jpg": _AXES[3] + 0.3 * _AXES[0],
    "boat.jpg": _AXES[4],
}


@dataclass
class Slots:
    """As the columns: the part in two blocks."""

    db: Database
    ids: np.ndarray

    def table(self, name: str) -> Table:
        assert name == SKETCH.name
        (whole,) = SKETCH.load(self.db, self.ids, True).blocks
        return Table((whole[:2], whole[2:]))


class Eyes:
    """Sees what a file's name says."""

    def __init__(self) -> None:
        self.asked: list[Path] = []

    def sketch(self, path: Path) -> np.ndarray:
        self.asked.append(path)
        return to_sketch(LOOKS[path.name])

    def meaning(self, text: str) -> object:
        raise AssertionError


@pytest.fixture
def slots(shelf: Shelf, db: Database) -> Slots:
    for name, look in LOOKS.items():
        sketched(shelf, shelf.put(name), look)
    shelf.put("new.jpg")
    return Slots(db, np.array([shelf.ids[name] for name in sorted(shelf.ids, reverse=True)], np.int64))


def sketched(shelf: Shelf, photo_id: int, look: np.ndarray, task: str = LIKENESS, version: str = "1") -> None:
    finding = catalog.Finding(photo_id, task, version, "Eye", Evidence(), None, to_sketch(look).tobytes())
    with writing(shelf.db):
        catalog.save_findings(shelf.db, [finding])
        sketches.note_changed(shelf.db, [photo_id])  # as saving what it means does


def found(shelf: Shelf, slots: Slots, *like: str, unlike: tuple[str, ...] = (), eyes: Eyes | None = None) -> list[str]:
    """Names, best first."""
    scores = likeness.score(slots, shelf.db, like, unlike, eyes)
    assert scores.dtype == np.float32
    assert 0 <= scores.min() <= scores.max() <= 1
    names = {photo_id: name for name, photo_id in shelf.ids.items()}
    order = np.argsort(-scores, kind="stable")
    return [names[int(slots.ids[slot])] for slot in order if scores[slot] > 0]


def test_the_photo_itself_comes_first_and_then_its_relatives(shelf: Shelf, slots: Slots) -> None:
    assert found(shelf, slots, f"#{shelf.ids['dog.jpg']}") == ["dog.jpg", "puppy.jpg", "wolf.jpg"]
    assert found(shelf, slots, f"#{shelf.ids['boat.jpg']}") == ["boat.jpg"]
    scores = likeness.score(slots, shelf.db, [f"#{shelf.ids['dog.jpg']}"])
    by_name = dict(zip(sorted(shelf.ids, reverse=True), scores.tolist(), strict=True))
    assert by_name["dog.jpg"] == 1
    assert by_name["puppy.jpg"] == pytest.approx(0.894, abs=0.02)


def test_by_its_path_it_is_the_one_in_the_library(shelf: Shelf, slots: Slots) -> None:
    eyes = Eyes()
    assert found(shelf, slots, f"{shelf.mount}/dog.jpg", eyes=eyes)[0] == "dog.jpg"
    assert eyes.asked == []


def test_unlike_takes_out_what_is_nearer_to_that(shelf: Shelf, slots: Slots) -> None:
    dog, wolf = f"#{shelf.ids['dog.jpg']}", f"#{shelf.ids['wolf.jpg']}"
    assert found(shelf, slots, dog, unlike=(wolf,)) == ["dog.jpg", "puppy.jpg"]
    assert found(shelf, slots, unlike=(dog,)) == ["new.jpg", "cat.jpg", "boat.jpg"], "nobody has seen new.jpg"


def test_several_photos_find_what_they_have_in_common_and_their_neighbours(shelf: Shelf, slots: Slots) -> None:
    dog, cat = f"#{shelf.ids['dog.jpg']}", f"#{shelf.ids['cat.jpg']}"
    names = found(shelf, slots, dog, cat)
    assert set(names[:2]) == {"dog.jpg", "cat.jpg"}
    assert names[2] == "puppy.jpg"
    assert "boat.jpg" not in names


def test_a_photo_from_outside_is_looked_at(shelf: Shelf, slots: Slots) -> None:
    eyes = Eyes()
    assert found(shelf, slots, "/elsewhere/puppy.jpg", eyes=eyes) == ["puppy.jpg", "dog.jpg", "wolf.jpg"]
    assert eyes.asked == [Path("/elsewhere/puppy.jpg")]
    with pytest.raises(PhotoorgError, match="only photos in it"):
        likeness.score(slots, shelf.db, ["/elsewhere/puppy.jpg"])


def test_a_photo_that_nobody_has_looked_at_cannot_be_compared(shelf: Shelf, slots: Slots) -> None:
    with pytest.raises(PhotoorgError, match="has not been looked at yet"):
        likeness.score(slots, shelf.db, [f"#{shelf.ids['new.jpg']}"])
    for name in ("#999", "#", "#x"):
        with pytest.raises(PhotoorgError, match="There is no photo"):
            likeness.score(slots, shelf.db, [name])


@pytest.mark.parametrize("name", ["/a\0b.jpg", "/a\ud800.jpg", "~nosuchuser/x.jpg", "~\0", "#12\0"])
def test_what_is_no_path_is_told(shelf: Shelf, slots: Slots, name: str) -> None:
    with pytest.raises(PhotoorgError, match=r"There is no photo|only photos in it"):
        likeness.score(slots, shelf.db, [name])


@pytest.mark.parametrize("name", ["~nosuchuser/x.jpg", "/a\0b.jpg"])
def test_a_query_points_at_what_is_no_path(shelf: Shelf, slots: Slots, name: str) -> None:
    with pytest.raises(QueryError) as told:
        search(shelf.db, f'iso:1 OR like:"{name}"')
    assert told.value.position == len("iso:1 OR ")


def test_without_any_sketch_nothing_is_like_anything(shelf: Shelf, db: Database) -> None:
    shelf.put("new.jpg")
    empty = Slots(db, np.array([shelf.ids["new.jpg"]], np.int64))
    assert found(shelf, empty, "/elsewhere/puppy.jpg", eyes=Eyes()) == []
    assert found(shelf, empty, unlike=("/elsewhere/puppy.jpg",), eyes=Eyes()) == ["new.jpg"]


class Two:
    """Two packs for images and texts of one width, which say other things of the same photos; and words."""

    def __init__(self, task: str, width: int = 5) -> None:
        self.task, self.width = task, width

    def meaning(self, text: str, *, by_words: bool = False) -> Meaning:
        if by_words:
            return Meaning(text, exact=("dog",), cutoff=0.3)
        return Meaning(text, vector=_AXES[4][: self.width], task=self.task, cutoff=0.3)

    def sketch(self, path: Path) -> np.ndarray:
        raise AssertionError


def looked_at_by_two(shelf: Shelf, names: list[str]) -> None:
    for name in names:
        sketched(shelf, shelf.ids[name], LOOKS[name][:5], task="second")
        sketched(shelf, shelf.ids[name], -LOOKS[name][:5], task="first")
        sketched(shelf, shelf.ids[name], np.roll(LOOKS[name][:5], 1), task="third")


def meant(shelf: Shelf, senses: Two) -> tuple[set[str], str]:
    """What is found of a text, and which pack did not answer."""
    hits = search(shelf.db, "~floating", senses=senses)
    names = {photo_id: name for name, photo_id in shelf.ids.items()}
    return {names[photo_id] for photo_id in hits.ids.tolist()}, hits.meanings[0].lacking


def test_a_text_is_compared_with_the_sketches_of_its_own_task(shelf: Shelf, slots: Slots) -> None:
    looked_at_by_two(shelf, list(LOOKS))
    assert meant(shelf, Two("second")) == ({"boat.jpg"}, "")
    assert meant(shelf, Two("third")) == ({"cat.jpg"}, "")
    assert meant(shelf, Two("first")) == (set(), "")


def test_a_pack_answers_when_it_has_looked_at_half_of_the_photos(shelf: Shelf, slots: Slots) -> None:
    shelf.find(shelf.ids["wolf.jpg"], [("dog", 0.9)])
    assert meant(shelf, Two("second")) == ({"wolf.jpg"}, "second")
    looked_at_by_two(shelf, ["boat.jpg", "cat.jpg"])
    assert meant(shelf, Two("second")) == ({"wolf.jpg"}, "second"), "two of six"
    looked_at_by_two(shelf, ["dog.jpg"])
    assert meant(shelf, Two("second")) == ({"boat.jpg"}, "")
    assert meant(shelf, Two("second", 4)) == ({"wolf.jpg"}, "second"), "another width is another model"
    with writing(shelf.db):
        sketches.forget_task(shelf.db, "second")
    assert meant(shelf, Two("second")) == ({"wolf.jpg"}, "second")


def test_a_part_reads_the_photos_that_it_is_asked_for_in_their_order(shelf: Shelf, slots: Slots) -> None:
    names = ["boat.jpg", "new.jpg", "dog.jpg"]
    ids = np.array([shelf.ids[name] for name in names], np.int64)
    (some,) = SKETCH.load(shelf.db, ids, False).blocks
    assert (some[0] == to_sketch(LOOKS["boat.jpg"])).all()
    assert not some[1].any()
    assert (some[2] == to_sketch(LOOKS["dog.jpg"])).all()
    assert SKETCH.load(shelf.db, ids[:0], False).blocks[0].shape == (0, WIDTH)


def test_what_is_forgotten_is_noted_as_changed(shelf: Shelf, slots: Slots) -> None:
    (now,) = shelf.db.conn.execute("SELECT value FROM marks WHERE name = 'commits'").fetchone()
    with writing(shelf.db):
        sketches.forget(shelf.db, LIKENESS)
    changed = shelf.db.conn.execute("SELECT COUNT(*) FROM photos WHERE changed >= ?", (now,)).fetchone()[0]
    assert changed == len(LOOKS)
