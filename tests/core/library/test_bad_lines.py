"""A line that nobody can have said, in whichever way it came into words.jsonl, hinders no other."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as any_
from shelf import Shelf

from photoorg.library import albums, journal, lines, notes, wordbook, words
from photoorg.library.edits import judge
from photoorg.library.kinds import KINDS
from photoorg.library.salvage import salvage
from photoorg.library.store import open_writer, writing
from photoorg.library.wordbook import Word
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

GOOD = {"at": 5, "photo": "00ff", "scheme": "s", "volume": "v", "path": "a.jpg", "taken": 7, "tag": "pet",
        "verdict": "added"}  # fmt: skip
BAD = [
    *({name: value} for name in ("path", "scheme", "volume") for value in ("\ud800", "a\ud800b", 7, None, [], {})),
    {"scheme": "\udcff"}, {"volume": "\udcff"}, {"tag": "\ud800"}, {"tag": []}, {"verdict": "\ud800"}, {"photo": 7},
    {"photo": "zz"}, {"taken": "\ud800"}, {"taken": 10**40}, {"at": []}, {"at": float("inf")}, {"n": 10**40},
]  # fmt: skip


def again(shelf: Shelf, home: Home) -> Shelf:
    shelf.db.close()
    return Shelf(open_writer(home), shelf.mount)


@pytest.mark.parametrize("bad", BAD, ids=ascii)
def test_it_is_kept_aside_and_told_and_all_others_come_in(bad: dict[str, object], shelf: Shelf, home: Home) -> None:
    photo = shelf.put("a.jpg")
    judge(shelf.db, [photo], "dog", "added")
    line = json.dumps({"n": 2, **GOOD, **bad})
    with home.words.open("a") as file:
        file.write(f"{line}\n")
        file.write(json.dumps({"n": 3, **GOOD, "path": "b\udcff.jpg", "tag": "cat"}) + "\n")
    shelf = again(shelf, home)
    assert {word.name for word in words.export(shelf.db)} == {"dog", "cat"}
    notes.rate(shelf.db, [photo], 3)
    judge(shelf.db, [photo], "bird", "added")
    assert line in home.words.with_name("words-unused.jsonl").read_text()
    (told,) = [entry for entry in journal.entries(home) if entry.kind == "words_unused"]
    assert told.sentence.startswith("Lines of words.jsonl that cannot be used: 1, also in ")
    wordbook.compact(home.words)
    assert line in home.words.read_text(), "nothing of a person's is dropped"
    only = home.root / "only"
    only.write_text(f"{line}\n")
    with pytest.raises(PhotoorgError, match="line 1: "):
        lines.read_file(only)
    shelf.db.close()
    for path in home.root.glob("library.db*"):
        path.unlink()
    shelf = Shelf(open_writer(home), shelf.mount)
    assert {word.name for word in words.export(shelf.db)} == {"dog", "cat", "bird", "rating"}
    assert home.words.with_name("words-unused.jsonl").read_text().count(line) == 1
    shelf.db.close()


def test_it_replaces_no_good_line(shelf: Shelf, home: Home) -> None:
    judge(shelf.db, [shelf.put("a.jpg")], "dog", "added")
    good = json.loads(home.words.read_text())
    with home.words.open("a") as file:
        file.write(json.dumps({**good, "n": 2, "path": "\ud800", "verdict": "removed"}) + "\n")
    wordbook.compact(home.words)
    assert [word.said for _, word in wordbook.read(home.words)] == ["added"]


ENTRIES = [*GOOD, *(name for kind in KINDS.values() for name in (kind.field, *kind.says))]
ANYTHING = any_.recursive(
    any_.none() | any_.booleans() | any_.integers() | any_.floats() | any_.text(any_.characters(codec=None)),
    lambda inner: any_.lists(inner, max_size=2) | any_.dictionaries(any_.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(values=any_.dictionaries(any_.sampled_from(ENTRIES), ANYTHING, max_size=4))
def test_what_is_read_can_be_stored(values: dict[str, object], shelf: Shelf) -> None:
    """Whatever stands in a line: it is none, or a word that the library takes."""
    try:
        word = wordbook.parse(json.dumps({**GOOD, **values}))[1]
    except ValueError:
        return
    with writing(shelf.db):
        words.apply(shelf.db, [word])
    assert wordbook.parse(wordbook.line(word))[1] == word


def damage(column: str, value: object) -> Callable[[sqlite3.Connection], None]:
    table = {"uid": "volumes", "path": "folders", "name": "files"}.get(column, "photos")
    return lambda library: library.execute(f"UPDATE {table} SET {column} = ?", (value,)) and None  # noqa: S608


@pytest.mark.parametrize(
    "spoil",
    [damage("uid", b"\xff"), damage("path", 7.5), damage("name", 7), damage("identity_scheme", b"\xff"),
     damage("taken_at", "soon"), damage("taken_at", 2**62)],
)  # fmt: skip
def test_what_can_be_read_of_damage_is_a_line(
    spoil: Callable[[sqlite3.Connection], None], shelf: Shelf, home: Home, tmp_path: Path
) -> None:
    judge(shelf.db, [shelf.put("a.jpg")], "dog", "added")
    albums.create(shelf.db, "Best")
    shelf.db.close()
    library = sqlite3.connect(home.database)
    spoil(library)
    library.commit()
    library.close()
    found: list[Word] = salvage(home.database)
    assert {word.name for word in found} == {"dog", "Best"}
    wordbook.append(tmp_path / "words.jsonl", found, 1)
    assert len(list(wordbook.read(tmp_path / "words.jsonl"))) == 2


def test_an_imported_search_that_cannot_be_asked_is_told(shelf: Shelf, tmp_path: Path) -> None:
    file = tmp_path / "words.jsonl"
    file.write_text(
        '{"at":1,"search":"good","query":"dog","sort":""}\n{"at":1,"search":"bad","query":"dog (","sort":""}\n'
        '{"at":1,"search":"gone","query":null,"sort":null}\n'
    )
    found = lines.read_file(file)
    assert [word.name for word in found.words] == ["good", "gone"]
    assert found.unread == 1
    assert "line 2" in found.note
