"""Groups of near duplicates, from hashes that are chosen bit by bit."""

from __future__ import annotations

import threading
from collections import OrderedDict
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from shelf import Shelf

from photoorg.library import columns as memory
from photoorg.library import look_pairs, lookalikes
from photoorg.library.apart import say_apart, take_back
from photoorg.library.lookalikes import MOMENT, SAME, Group, duplicate_ids, duplicate_mask, groups
from photoorg.library.store import open_reader, writing
from photoorg.outcomes import PhotoorgError, Understanding
from photoorg.settings import Home

BASE = 0x1234_5678_9ABC_DEF0
# Neighbours here are in one block of look_pairs.
BITS = [bit for block in range(8) for bit in range(block, 64, 8)]


def flipped(*bits: int, base: int = BASE) -> int:
    code = base
    for bit in bits:
        code ^= 1 << BITS[bit]
    return code - (1 << 64) * (code >> 63)


class Looking:
    """A shelf of photos with looks."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def put(self, name: str, code: int | None, sharpness: float = 0.5, graphic: float = 0.0, **changes: object) -> int:
        photo_id = self.shelf.put(name, **changes)  # type: ignore[arg-type]
        self.shelf.understand(photo_id, Understanding(look_hash=code, sharpness=sharpness, graphic=graphic))
        return photo_id

    def note(self, photo_id: int, about: str, value: str) -> None:
        with writing(self.shelf.db):
            self.shelf.db.conn.execute("INSERT INTO notes VALUES (?, ?, ?, 0)", (photo_id, about, value))

    def groups(self, among: list[int] | None = None) -> list[Group]:
        finding = groups(self.shelf.db, among)
        while True:
            try:
                assert next(finding).total is not None
            except StopIteration as end:
                return end.value

    def names(self, among: list[int] | None = None) -> list[list[str]]:
        return [[path.rpartition("/")[2] for one in group.members for path in one.paths]
                for group in self.groups(among)]  # fmt: skip


@pytest.fixture
def looking(shelf: Shelf) -> Looking:
    return Looking(shelf)


LATER = ["2020-01-01T10:00:00", "2021-01-01T10:00:00", "2022-01-01T10:00:00", "2023-01-01T10:00:00"]


def test_photos_that_differ_in_a_few_bits_are_a_group_and_others_are_not(looking: Looking) -> None:
    looking.put("a.jpg", flipped(), taken=LATER[0], size=5)
    looking.put("b.jpg", flipped(*range(SAME)), taken=LATER[1], size=4)
    looking.put("c.jpg", flipped(*range(20, 20 + SAME + 1)), taken=LATER[2])
    looking.put("none.jpg", None, taken=LATER[3])
    looking.put("none too.jpg", None, taken=LATER[3])
    assert looking.names() == [["a.jpg", "b.jpg"]]
    (group,) = looking.groups()
    assert (group.distance, group.moments, group.exact) == (SAME, False, False)
    assert group.reasons == ("the largest file",)


def test_photos_of_one_moment_may_differ_more(looking: Looking) -> None:
    looking.put("a.jpg", flipped(), taken="2024-05-04T10:00:00", size=2)
    looking.put("b.jpg", flipped(*range(MOMENT)), taken="2024-05-04T10:00:30", size=1)
    looking.put("c.jpg", flipped(*range(40, 40 + MOMENT)), taken="2024-05-04T10:00:31", size=1)
    assert looking.names() == [["a.jpg", "b.jpg"]]
    assert looking.groups()[0].moments


def test_a_file_date_is_no_moment(looking: Looking) -> None:
    looking.put("a.jpg", flipped(), taken=None)
    looking.put("b.jpg", flipped(*range(MOMENT)), taken=None)
    assert looking.names() == []


def test_a_chain_of_small_steps_is_no_likeness(looking: Looking) -> None:
    for step in range(6):
        looking.put(f"{step}.jpg", flipped(*range(step * 7)), taken=f"20{10 + step}-01-01T10:00:00", size=100 - step)
    assert looking.names() == [["0.jpg", "1.jpg"], ["2.jpg", "3.jpg"], ["4.jpg", "5.jpg"]]


def test_screenshots_must_be_nearly_the_same_and_cut_pictures_nearer(looking: Looking) -> None:
    looking.put("page 1.png", flipped(), graphic=0.9, taken=LATER[0])
    looking.put("page 2.png", flipped(1, 2, 3), graphic=0.9, taken=LATER[1])
    other = 0x0FED_CBA9_8765_4321
    looking.put("wide.jpg", flipped(base=other), taken=LATER[0], facts={"width": 800, "height": 400})
    looking.put("whole.jpg", flipped(*range(7), base=other), taken=LATER[1], facts={"width": 800, "height": 600})
    assert looking.names() == []
    looking.put("nearer.jpg", flipped(*range(6), base=other), taken=LATER[2], facts={"width": 780, "height": 600})
    assert ["whole.jpg", "nearer.jpg"] in [sorted(names, reverse=True) for names in looking.names()]


@pytest.mark.parametrize(
    ("better", "reason"),
    [
        ({"note": ("rating", "3")}, "rated 3"),
        ({"note": ("pick", "1")}, "picked"),
        ({"facts": {"width": 6000, "height": 4000}}, "the largest, 6000 x 4000"),
        ({"facts": {"camera": "X", "latitude": 1.0}}, "its file tells more: date, camera, place"),
        ({"sharpness": 0.9}, "the sharpest"),
        ({"size": 9_000_000}, "the largest file"),
        ({"mtime_ns": -(10**10)}, "the oldest file"),
        ({}, "the first in the library"),
    ],
)
def test_why_one_is_the_best(looking: Looking, better: dict[str, object], reason: str) -> None:
    note = better.pop("note", None)
    order = [("worse.jpg", {}), ("best.jpg", better)]
    for name, changes in order if better or note else reversed(order):
        photo_id = looking.put(name, BASE, taken=LATER[0], **changes)  # type: ignore[arg-type]
        if name == "best.jpg" and note:
            looking.note(photo_id, *note)  # type: ignore[misc]
    (group,) = looking.groups()
    assert group.best.paths[0].endswith("best.jpg")
    assert group.reasons == (reason,)
    assert [path.rpartition("/")[2] for path in group.others] == ["worse.jpg"]


def test_what_a_file_tells_goes_before_a_little_more_pixels_and_a_larger_file(looking: Looking) -> None:
    told = {"camera": "X", "latitude": 1.0, "longitude": 2.0, "width": 4000, "height": 3000}
    looking.put("original.jpg", BASE, taken=LATER[0], facts=told, size=4_000_000)
    bare = {"format": "png", "width": 4000, "height": 3000}
    looking.put("saved again.png", BASE, taken=None, facts=bare, size=30_000_000)
    looking.put("blown up.jpg", BASE, taken=None, facts={"width": 4400, "height": 3300})
    (group,) = looking.groups()
    assert group.best.paths[0].endswith("original.jpg")
    assert group.reasons == ("its file tells more: date, camera, place",)
    looking.put("larger.jpg", BASE, taken=None, facts={"width": 6000, "height": 4500})
    (group,) = looking.groups()
    assert group.best.paths[0].endswith("larger.jpg")
    assert group.reasons == ("the largest, 6000 x 4500",)


def test_a_better_one_that_was_not_asked_for_is_told(looking: Looking) -> None:
    best = looking.put("best.jpg", BASE, size=9_000_000)
    among = [looking.put("b.jpg", BASE), looking.put("c.jpg", BASE)]
    assert [group.better.rpartition("/")[2] for group in looking.groups(among)] == ["best.jpg"]
    assert [group.better for group in looking.groups([*among, best])] == [""]
    assert [group.better for group in looking.groups()] == [""]


def test_a_rejected_or_damaged_photo_is_not_the_best(looking: Looking) -> None:
    big = {"width": 6000, "height": 4500}
    looking.note(looking.put("rejected.jpg", BASE, facts=big), "rating", "-1")
    looking.put("damaged.jpg", BASE, facts=big, damaged="cut short")
    looking.put("small.jpg", BASE)
    (group,) = looking.groups()
    assert group.best.paths[0].endswith("small.jpg")
    assert group.reasons == ("it is whole", "not rejected")


def test_a_raw_file_and_its_picture_are_not_copies_of_each_other(looking: Looking) -> None:
    looking.put("IMG_1.CR2", BASE, facts={"format": "raw"})
    looking.put("IMG_1.jpg", BASE)
    assert looking.names() == []
    looking.put("copy.jpg", BASE, size=9_000_000)
    (group,) = looking.groups()
    assert [one.paths[0].rpartition("/")[2] for one in group.members] == ["IMG_1.jpg", "copy.jpg"]
    assert group.reasons == ("its RAW file is beside it",)


def test_one_photo_in_several_files(looking: Looking) -> None:
    looking.put("a.jpg", BASE, content="one")
    looking.put("b.jpg", BASE, content="one", folder="copies")
    (group,) = looking.groups()
    assert group.exact
    assert [path.rpartition("/")[2] for path in group.others] == ["b.jpg"]
    looking.shelf.miss("b.jpg", "copies")
    assert looking.groups() == []


def test_what_a_person_says_are_no_copies_stay_apart(looking: Looking) -> None:
    one, other, third = (looking.put(name, BASE, size=size) for name, size in (("a", 3), ("b", 2), ("c", 1)))
    assert say_apart(looking.shelf.db, [other, one]).photos == {one, other}
    assert looking.names() == [["a", "c"]]
    say_apart(looking.shelf.db, [one, other, third])
    assert looking.names() == []
    take_back(looking.shelf.db, [one, other, third])
    assert looking.names() == [["a", "b", "c"]]
    with pytest.raises(PhotoorgError, match="two different photos"):
        say_apart(looking.shelf.db, [one, one])


def test_among_some_photos_alone_and_the_missing_in_none(looking: Looking) -> None:
    ids = [looking.put(name, BASE, size=9 - place) for place, name in enumerate("abc")]
    assert looking.names(ids[:2]) == [["a", "b"]]
    assert looking.names([]) == []
    assert copies(looking) == sorted(ids)
    looking.shelf.miss("b")
    assert looking.names() == [["a", "c"]]
    assert looking.names(ids[:2]) == []


def copies(looking: Looking) -> list[int]:
    columns = memory.of(looking.shelf.db)
    mask = duplicate_mask(looking.shelf.db, columns)
    assert mask.shape == (columns.n,)
    return sorted(columns.ids[mask & columns.present].tolist())


def test_the_mask_says_of_each_photo_whether_it_is_a_copy(looking: Looking) -> None:
    one, other, third = (looking.put(name, BASE) for name in "abc")
    looking.put("alone", flipped(*range(30)))
    looking.put("page", flipped(*range(30, 34)), graphic=0.9, taken=LATER[0])
    twice = looking.put("twice", None, content="twice")
    looking.put("again", None, content="twice", folder="copies")
    looking.put("a.CR2", BASE, facts={"format": "raw"})
    assert copies(looking) == sorted([one, other, third, twice])
    say_apart(looking.shelf.db, [one, other])
    say_apart(looking.shelf.db, [one, third])
    assert copies(looking) == sorted([other, third, twice])


def test_what_was_found_is_kept_until_something_changes_that_it_goes_by(
    looking: Looking, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = looking.put("a", BASE), looking.put("b", BASE)
    assert copies(looking) == [one, other]
    with monkeypatch.context() as patch:
        patch.setattr(lookalikes, "_duplicate_ids", None)
        looking.note(one, "rating", "5")
        looking.shelf.put("new.jpg", [("dog", 0.5)])
        assert copies(looking) == [one, other]
    looking.shelf.miss("b")
    assert copies(looking) == []
    third = looking.put("c", flipped(0, 1, 2))
    assert copies(looking) == [one, third]
    looking.shelf.understand(third, Understanding(look_hash=flipped(*range(30))))
    assert copies(looking) == []


def test_a_picture_that_comes_beside_its_raw_file_is_no_copy_of_it(looking: Looking) -> None:
    raw = looking.put("a.CR2", BASE, facts={"format": "raw"})
    picture = looking.put("z.jpg", BASE)
    assert copies(looking) == [raw, picture]
    db = looking.shelf.db
    for name, expected in (("a.jpg", []), ("b.jpg", [raw, picture])):
        with writing(db):
            db.conn.execute("UPDATE files SET name = ?, stem = ? WHERE photo_id = ?", (name, name[0], picture))
        assert copies(looking) == expected


def test_two_who_ask_at_once_wait_for_one_answer(looking: Looking, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [looking.put("a", BASE), looking.put("b", BASE)]
    monkeypatch.setattr(lookalikes, "_found", OrderedDict())
    real, asked, found = lookalikes._duplicate_ids, [], []
    started, go_on = threading.Event(), threading.Event()

    def slow(*arguments: Any) -> NDArray[np.int64]:
        asked.append(1)
        started.set()
        go_on.wait(10)
        return real(*arguments)

    def ask() -> None:
        db = open_reader(home)
        found.append(duplicate_ids(db, memory.of(db)).tolist())
        db.close()

    monkeypatch.setattr(lookalikes, "_duplicate_ids", slow)
    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert started.wait(10)
    go_on.set()
    for thread in threads:
        thread.join()
    assert (len(asked), found) == (1, [ids, ids])


# --- pairs of hashes


def every_pair(hashes: np.ndarray, limit: int) -> set[tuple[int, int]]:
    return {(one, other) for one, other in combinations(range(len(hashes)), 2)
            if int(hashes[one] ^ hashes[other]).bit_count() <= limit}  # fmt: skip


def test_all_pairs_up_to_six_bits_are_found_and_none_beyond_the_limit() -> None:
    rng = np.random.default_rng(3)
    hashes = rng.integers(0, 1 << 64, 300, np.uint64)
    for limit in range(9):
        changed = hashes.copy()
        for place in range(len(hashes)):
            for bit in rng.choice(64, limit, replace=False):
                changed[place] ^= np.uint64(1 << int(bit))
        every = np.unique(np.concatenate([hashes, changed]))
        finding = look_pairs.close_pairs(every, 8)
        while True:
            try:
                next(finding)
            except StopIteration as end:
                found = set(zip(*(part.tolist() for part in end.value), strict=True))
                break
        wanted = every_pair(every, 8)
        assert found <= {*wanted, *((b, a) for a, b in wanted)}
        assert len(found) == len(wanted) if limit <= 6 else len(found) > 0.8 * len(wanted)


def test_no_hash_and_one_hash_have_no_pairs() -> None:
    for count in (0, 1):
        finding = look_pairs.close_pairs(np.arange(count, dtype=np.uint64), 8)
        assert sum(1 for _ in finding) == len(look_pairs.TABLES)
    assert look_pairs.linked(0, np.empty(0, np.int64), np.empty(0, np.int64)) == []
