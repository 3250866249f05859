"""What files and a person say differently: nothing is taken or written over that somebody else said unseen."""

from __future__ import annotations

import pytest
from shelf import Shelf
from test_file_words import hear, of

from photoorg.library import bulk, conflicts, history
from photoorg.library.bulk import Edit
from photoorg.library.file_words import mine_of, wanted_of
from photoorg.library.merging import Merged, merge_values

TITLE = ("note", "title")
LONG = "A very long caption. " * 300


@pytest.fixture
def photo(shelf: Shelf) -> int:
    return shelf.put("a.jpg")


def torn(shelf: Shelf) -> list[tuple[str, str, str]]:
    return [(each.name, each.file, each.mine) for one in conflicts.torn(shelf.db) for each in one.conflicts]


@pytest.mark.parametrize(
    ("was", "now", "mine", "takes", "conflict"),
    [
        ("A", "A", "", False, None), ("A", "", "A", True, None), ("A", "B", "A", True, None),
        ("A", "B", "C", False, "B"), ("A", "B", "", False, "B"), ("A", "", "C", False, ""), ("A", "", "", False, None),
        ("A", "B", "B", False, None), ("", "B", "", True, None), ("", "B", "C", False, "B"), ("", "", "C", False, None),
        (None, "B", "", True, None), (None, "B", "C", False, "B"), (None, "B", "B", False, None),
    ],
)  # fmt: skip
def test_three_sides(was: str | None, now: str, mine: str, takes: bool, conflict: str | None) -> None:
    def values(text: str) -> dict[tuple[str, str], str]:
        return {TITLE: text} if text else {}

    base = None if was is None else values(was)
    found = merge_values(base, values(now), values(mine), sure=True)  # type: ignore[arg-type]
    assert found == Merged({TITLE: now or None} if takes else {}, {} if conflict is None else {TITLE: conflict})  # type: ignore[dict-item]


def test_what_somebody_else_wrote_where_a_word_was_taken_back_is_listed(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of(texts={"title": {"": "A"}}))
    bulk.apply(shelf.db, [photo], Edit(texts={"title": ""}))
    hear(shelf, "a.jpg", of(texts={"title": {"": "B"}}), "2 2")
    assert torn(shelf) == [("title", "B", "")]
    assert wanted_of(shelf.db, [photo])[photo] == of(texts={"title": {"": "B"}})
    hear(shelf, "a.jpg", of(texts={"title": {"": "B"}}), "3 3")
    assert torn(shelf) == [("title", "B", "")]
    conflicts.settle(shelf.db, None, "mine")
    assert wanted_of(shelf.db, [photo])[photo] == of()


def test_what_somebody_else_took_away_where_one_said_otherwise_is_listed(shelf: Shelf, photo: int) -> None:
    hear(shelf, "a.jpg", of(texts={"title": {"": "A"}}))
    bulk.apply(shelf.db, [photo], Edit(texts={"title": "C"}))
    for stamp in ("2 2", "3 3"):
        hear(shelf, "a.jpg", of(), stamp)
        assert torn(shelf) == [("title", "", "C")]
        assert wanted_of(shelf.db, [photo])[photo] == of()
    conflicts.settle(shelf.db, None, "file")
    assert photo not in mine_of(shelf.db, [photo])


def test_what_the_library_cannot_hold_is_never_written_over_unseen(shelf: Shelf, photo: int) -> None:
    file = of(label="Client pick", texts={"caption": {"": LONG}})
    hear(shelf, "a.jpg", file)
    assert (torn(shelf), conflicts.count(shelf.db)) == ([], 0)
    bulk.apply(shelf.db, [photo], Edit(label="red", texts={"caption": "short"}))
    assert [(name, mine) for name, _, mine in torn(shelf)] == [("en", "short"), ("label", "red")]
    assert conflicts.count(shelf.db) == 1
    assert wanted_of(shelf.db, [photo])[photo] == file
    conflicts.settle(shelf.db, None, "file", {("note", "label")})
    assert mine_of(shelf.db, [photo])[photo].values == {("sentence", "en"): "short"}
    conflicts.settle(shelf.db, None, "mine", {("sentence", "en")})
    assert (torn(shelf), conflicts.count(shelf.db)) == ([], 0)
    assert wanted_of(shelf.db, [photo])[photo] == of(
        label="Client pick", texts={"caption": {"": "short", "en": "short"}}
    )
    hear(shelf, "a.jpg", file, "2 2")
    assert torn(shelf) == []
    bulk.apply(shelf.db, [photo], Edit(label="blue"))
    assert [(name, mine) for name, _, mine in torn(shelf)] == [("label", "blue")]
    history.undo(shelf.db)
    history.undo(shelf.db)
    assert [(name, mine) for name, _, mine in torn(shelf)] == [("en", "short")]
