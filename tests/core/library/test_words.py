"""A person's words are kept twice, and from one of both places all of them come back."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as any_
from shelf import Shelf, seconds

from photoorg import durable
from photoorg.library import kinds, lines, marks, plain, wordbook, words
from photoorg.library.edits import describe, judge
from photoorg.library.store import Database, open_writer, writing
from photoorg.library.wordbook import Said, Word
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.settings import Home


def said(home: Home) -> list[tuple[int, str, str | None]]:
    return [(number, word.name, word.said) for number, word in wordbook.read(home.words)]


def kept(db: Database) -> set[tuple[str, str, str | None]]:
    """Every word in a library, by the photo's place."""
    return {(word.of.path, word.name, word.said) for word in words.export(db)}


def again(shelf: Shelf, home: Home) -> Shelf:
    shelf.db.close()
    return Shelf(open_writer(home), shelf.mount)


def talk(shelf: Shelf) -> None:
    """Some of each kind, also taken back."""
    cat, dog = shelf.put("cat.jpg"), shelf.put("dog.jpg", folder="b\udcff")
    judge(shelf.db, [cat, dog], "pet", "added")
    judge(shelf.db, [cat], "dog", "rejected")
    judge(shelf.db, [dog], "pet", None)
    describe(shelf.db, [dog], "it", "Il mio cane è qui")
    describe(shelf.db, [cat], "en", "Mine")
    describe(shelf.db, [cat], "en", None)


ALL = {("cat.jpg", "pet", "added"), ("cat.jpg", "dog", "rejected"),
       ("b\udcff/dog.jpg", "it", "Il mio cane è qui")}  # fmt: skip


def test_every_word_is_a_line(shelf: Shelf, home: Home) -> None:
    talk(shelf)
    numbers = [number for number, *_ in said(home)]
    assert numbers == list(range(1, 8))
    assert said(home)[2:5] == [(3, "dog", "rejected"), (4, "pet", None), (5, "it", "Il mio cane è qui")]
    assert marks.read(shelf.db.conn)["words"] == 7
    first = json.loads(home.words.read_text("ascii").splitlines()[0])
    assert first["path"] in {"cat.jpg", "b\udcff/dog.jpg"}
    assert first["taken"] == seconds("2024-05-04T10:00:00")
    assert kept(shelf.db) == ALL


def test_a_word_that_cannot_be_written_is_not_stored(shelf: Shelf, home: Home) -> None:
    cat = shelf.put("cat.jpg")
    home.words.unlink(missing_ok=True)
    home.words.mkdir()
    with pytest.raises(PhotoorgError, match="Your words cannot be written"):
        judge(shelf.db, [cat], "pet", "added")
    assert kept(shelf.db) == set()


def test_a_word_that_cannot_be_stored_is_not_written(shelf: Shelf, home: Home) -> None:
    cat = shelf.put("cat.jpg")
    judge(shelf.db, [cat], "pet", "added")
    before = home.words.read_bytes()
    pages = shelf.db.conn.execute("PRAGMA page_count").fetchone()[0]
    shelf.db.conn.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for number in range(1000):
            judge(shelf.db, [cat], f"a name that is long enough to fill pages {number:0100}", "added")

    with pytest.raises(PhotoorgError, match="disk is full"):
        fill()
    numbers = [number for number, *_ in said(home)]
    assert home.words.read_bytes().startswith(before)
    assert numbers[-1] == marks.read(shelf.db.conn)["words"], "no line without its word"
    shelf.db.conn.execute("PRAGMA max_page_count = 1000000")
    judge(shelf.db, [cat], "last", "added")
    assert ("cat.jpg", "last", "added") in kept(shelf.db)
    assert said(home)[-1][1:] == ("last", "added")


@pytest.mark.parametrize("ended", [False, True], ids=["still locked", "ended by SQLite"])
def test_taking_a_word_back_leaves_those_of_other_processes(
    ended: bool, shelf: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    cat = shelf.put("cat.jpg")
    judge(shelf.db, [cat], "first", "added")
    other = open_writer(home)
    put, cut = marks.put, durable.cut

    def fail(*_: object) -> None:
        monkeypatch.setattr(marks, "put", put)
        if ended:  # as after some errors: another process then comes in between
            shelf.db.conn.rollback()
            judge(other, [cat], "other", "added")
        raise OSError(28, "No space left on device")

    def cut_alone(path: Path, size: int) -> None:
        other.conn.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.conn.execute("BEGIN IMMEDIATE")
        cut(path, size)

    monkeypatch.setattr(marks, "put", fail)
    monkeypatch.setattr(durable, "cut", cut_alone)
    with pytest.raises(OSError, match="No space left"):
        judge(shelf.db, [cat], "lost", "added")
    names = [name for _, name, _ in said(home)]
    assert names == (["first", "lost", "other"] if ended else ["first"])
    assert kept(shelf.db) == {("cat.jpg", name, "added") for name in names if name != "lost"}
    other.close()


def test_what_the_library_lacks_is_brought_in_on_opening(shelf: Shelf, home: Home) -> None:
    cat = shelf.put("cat.jpg")
    judge(shelf.db, [cat], "pet", "added")
    (of,) = words.photos(shelf.db, [cat]).values()
    wordbook.append(home.words, [Word(of, "tag", "late", "added", 5), Word(of, "tag", "pet", None, 1)], 2)
    with home.words.open("ab") as file:
        file.write(b'{"n":4,"at":5,"photo":"00')  # a power cut
    shelf = again(shelf, home)
    assert kept(shelf.db) == {("cat.jpg", "late", "added")}, "in the order they were said, whatever the clock"
    assert shelf.tags(cat) == ["late"]
    judge(shelf.db, [cat], "next", "added")
    assert [one[:2] for one in said(home)] == [(1, "pet"), (2, "late"), (3, "pet"), (4, "next")]
    shelf.db.close()


def test_words_alone_bring_everything_back(shelf: Shelf, home: Home) -> None:
    talk(shelf)
    shelf.db.close()
    for path in home.root.glob("library.db*"):
        path.unlink()
    shelf = Shelf(open_writer(home), shelf.mount)
    assert shelf.db.conn.execute("SELECT COUNT(*) FROM verdicts").fetchone() == (0,)
    new = {shelf.put("cat.jpg"), shelf.put("dog.jpg", folder="b\udcff")}
    with writing(shelf.db):
        assert words.settle(shelf.db, new) == Changes(frozenset(new), tags=True)
    assert kept(shelf.db) == ALL
    assert shelf.names("tag:pet") == ["cat.jpg"]
    shelf.db.close()


def test_a_library_without_the_file_gets_one(shelf: Shelf, home: Home) -> None:
    talk(shelf)
    home.words.unlink()
    shelf = again(shelf, home)
    assert {(word.of.path, word.name, word.said) for _, word in wordbook.read(home.words)} == ALL
    shelf.db.close()


@pytest.mark.parametrize("while_open", [False, True])
@pytest.mark.parametrize("left", [0, 3], ids=["emptied", "cut short"])
def test_a_file_that_has_lost_its_end_is_written_anew(left: int, while_open: bool, shelf: Shelf, home: Home) -> None:
    talk(shelf)
    home.words.write_bytes(b"".join(home.words.read_bytes().splitlines(keepends=True)[:left]))
    if while_open:
        judge(shelf.db, [shelf.ids["cat.jpg"]], "next", "added")
        judge(shelf.db, [shelf.ids["cat.jpg"]], "next", None)
    shelf.db.close()
    open_writer(home).close()
    assert (home.root / "words-damaged.jsonl").exists() is bool(left), "what was left is kept"
    whole = home.words.read_bytes()
    open_writer(home).close()
    assert home.words.read_bytes() == whole, "once"
    for path in home.root.glob("library.db*"):
        path.unlink()
    shelf = Shelf(open_writer(home), shelf.mount)
    assert kept(shelf.db) == ALL, "and what was taken back stays so"
    shelf.db.close()


def test_what_a_power_cut_left_at_the_end_hides_no_word(shelf: Shelf, home: Home) -> None:
    cat = shelf.put("cat.jpg")
    judge(shelf.db, [cat], "pet", "added")
    (of,) = words.photos(shelf.db, [cat]).values()
    wordbook.append(home.words, [Word(of, "tag", "late", "added", 5)], 2)
    with home.words.open("ab") as file:
        file.write(b"\0" * 300_000)
    assert wordbook.last_number(home.words) == 2
    shelf = again(shelf, home)
    judge(shelf.db, [cat], "next", "added")
    assert kept(shelf.db) == {("cat.jpg", name, "added") for name in ("pet", "late", "next")}
    assert [number for number, *_ in said(home)] == [1, 2, 3]
    shelf.db.close()


@pytest.mark.parametrize("before", range(-200, 201, 40))
def test_the_last_line_is_found_wherever_blocks_begin(before: int, tmp_path: Path) -> None:
    path = tmp_path / "words"
    wordbook.append(path, [Word(Said(b"", "", "", "p" * 300, None), "tag", "x", "added", 1)], 7)
    with path.open("ab") as file:
        file.write(b"x" * ((64 << 10) + before))
    assert wordbook.last_number(path) == 7


def test_a_line_that_is_nested_deeply_is_passed_over(shelf: Shelf, home: Home) -> None:
    talk(shelf)
    with home.words.open("ab") as file:
        file.write(b'{"n":99,"at":1,"photo":' + b"[" * 100_000 + b"\n")
    shelf = again(shelf, home)
    assert kept(shelf.db) == ALL
    assert wordbook.compact(home.words) > 0
    judge(shelf.db, [shelf.put("cat.jpg")], "next", "added")
    assert said(home)[-1] == (8, "next", "added")
    shelf.db.close()


def test_out_and_in_again(shelf: Shelf, home: Home, tmp_path: Path) -> None:
    talk(shelf)
    exported = lines.everything(home).words
    assert {(word.of.path, word.name, word.said) for word in exported} == ALL
    other = Home(tmp_path / "other")
    fresh = Shelf(open_writer(other), shelf.mount)
    fresh.folder(is_root=True)
    fresh.put("cat.jpg")
    done = words.take(fresh.db, exported)
    assert (done.applied, done.unchanged, done.waiting) == (2, 0, 1)
    assert words.take(fresh.db, exported).applied == 0
    assert kept(fresh.db) == ALL, "what waits is exported too"
    dog = fresh.put("dog.jpg", folder="b\udcff")
    with writing(fresh.db):
        assert words.settle(fresh.db, [fresh.ids["cat.jpg"]]) == Changes()
        words.settle(fresh.db, [dog])
    assert kept(fresh.db) == ALL
    assert fresh.db.conn.execute("SELECT COUNT(*) FROM waiting_words").fetchone() == (0,)
    fresh.db.close()


@pytest.mark.parametrize(("at", "expected"), [(1, "added"), (int(time.time()) + 3600, "rejected")])
def test_a_newer_word_wins(at: int, expected: str, shelf: Shelf) -> None:
    cat = shelf.put("cat.jpg")
    judge(shelf.db, [cat], "pet", "added")
    (word,) = words.export(shelf.db)
    words.take(shelf.db, [word._replace(said="rejected", at=at)])
    assert kept(shelf.db) == {("cat.jpg", "pet", expected)}


def test_a_word_from_the_future_does_not_beat_every_later_one(shelf: Shelf) -> None:
    cat = shelf.put("cat.jpg")
    (of,) = words.photos(shelf.db, [cat]).values()
    words.take(shelf.db, [Word(of, "tag", "pet", "rejected", 2**61)])
    (word,) = words.export(shelf.db)
    assert abs(word.at - time.time()) < 60
    words.take(shelf.db, [word._replace(said="added", at=word.at + 1)])
    assert kept(shelf.db) == {("cat.jpg", "pet", "added")}


def test_a_photo_whose_identity_has_changed_is_found_by_its_place(shelf: Shelf) -> None:
    shelf.put("cat.jpg", content="as it is now")
    shelf.put("other.jpg", taken="2020-01-01T10:00:00", content="another photo under an old name")
    when = seconds("2024-05-04T10:00:00")
    said_of = [Said(name.encode(), "old", "test", f"{name}.jpg", when) for name in ("cat", "other", "none")]
    done = words.take(shelf.db, [Word(of, "tag", "pet", "added", 9) for of in said_of])
    assert (done.applied, done.waiting) == (1, 2)
    assert shelf.names("tag:pet") == ["cat.jpg"]


def test_words_wait_for_a_photo_by_its_place_too(shelf: Shelf) -> None:
    when = seconds("2024-05-04T10:00:00")
    shelf.put("copy.jpg", content="as it is now")
    words.take(shelf.db, [Word(Said(b"cat", "old", "test", "b/cat.jpg", when), "tag", "pet", "added", 9)])
    cat = shelf.put("cat.jpg", folder="b", content="as it is now")
    with writing(shelf.db):
        assert words.settle(shelf.db, [cat]) == Changes(frozenset([cat]), tags=True), "its second place"
    assert shelf.tags(cat) == ["pet"]


WHEN = "2024-05-04T10:00:00"


@pytest.mark.parametrize(
    ("volume", "said_taken", "taken"),
    [("test", None, WHEN), ("test", WHEN, None), ("test", None, None), ("elsewhere", WHEN, WHEN), ("", WHEN, WHEN)],
)
def test_a_word_is_not_given_to_another_photo_of_its_place(
    volume: str, said_taken: str | None, taken: str | None, shelf: Shelf
) -> None:
    """On another drive, or where one of the two does not say when it was taken, they may be any two photos."""
    shelf.put("cat.jpg", content="as it is now", taken=taken)
    of = Said(b"another", "old", volume, "cat.jpg", seconds(said_taken) if said_taken else None)
    done = words.take(shelf.db, [Word(of, "tag", "pet", "added", 9)])
    assert (done.applied, done.waiting) == (0, 1)


def test_forgetting_a_photo_is_said_too(shelf: Shelf, home: Home) -> None:
    talk(shelf)
    with words.speaking(shelf.db) as heard:
        heard.extend(word._replace(said=None) for word in words.of_photos(shelf.db, [shelf.ids["cat.jpg"]]))
        shelf.db.conn.execute("DELETE FROM verdicts WHERE photo_id = ?", (shelf.ids["cat.jpg"],))
    assert {name for _, name, verdict in said(home)[-2:] if verdict is None} == {"pet", "dog"}


def test_shortened_it_says_the_same(shelf: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    talk(shelf)
    before = {(word.of, word.name): word.said for _, word in wordbook.read(home.words)}
    assert words.tidy(shelf.db) == 0, "small enough"
    monkeypatch.setattr(wordbook, "COMPACT_FROM", 1)
    assert words.tidy(shelf.db) == 2
    assert {(word.of, word.name): word.said for _, word in wordbook.read(home.words)} == before
    assert words.tidy(shelf.db) == 0, "not twice as large again"
    judge(shelf.db, [shelf.ids["cat.jpg"]], "next", "added")
    assert [number for number, *_ in said(home)][-1] == 8


@pytest.mark.parametrize(
    "line",
    ["", "[]", "{", "null", '{"at":1}', '{"at":1,"photo":"zz","tag":"x","verdict":"added"}',
     '{"at":1,"photo":"00","tag":"x","verdict":"perhaps"}', '{"at":1,"photo":"00","tag":"","verdict":"added"}',
     '{"at":1,"photo":"00","tag":7,"verdict":"added"}', '{"at":1e400,"photo":"00","tag":"x","verdict":"added"}',
     '{"at":1,"photo":"00","language":"xx","text":"x"}', '{"at":1,"photo":"00","language":"en","text":"\\u0000"}',
     '{"at":1' + "0" * 40 + ',"photo":"00","tag":"x","verdict":"added"}', '{"at":1,"photo":"00","tag":"x"}',
     '{"at":1,"photo":"00","tag":"\\ud800","verdict":"added"}'],
)  # fmt: skip
def test_a_line_that_is_none_is_told_and_left_out(line: str, tmp_path: Path) -> None:
    good = wordbook.line(Word(Said(b"\0", "s", "v", "p", None), "tag", "x", "added", 1))
    (tmp_path / "words").write_text(f"{line}\n{good}\n")
    found = lines.read_file(tmp_path / "words")
    assert len(found.words) == 1
    assert found.unread == (1 if line else 0)
    (tmp_path / "words").write_text(f"{line}\n")
    if line:
        with pytest.raises(PhotoorgError, match="has no words that photoorg wrote: line 1: "):
            lines.read_file(tmp_path / "words")


TEXT = any_.text(any_.characters(exclude_categories=("Cc", "Cf", "Cs")), min_size=1, max_size=20)


NUMBERS = any_.integers(-(2**60), 2**60)
PHOTOS = any_.builds(Said, any_.binary(max_size=16), any_.text(), any_.text(), any_.text(), any_.none() | NUMBERS)
WORDS = any_.builds(
    Word, PHOTOS, any_.just("tag"), TEXT.filter(str.strip).map(plain.tag_name),
    any_.sampled_from([None, *sorted(kinds.VERDICTS)]), NUMBERS,
)  # fmt: skip


@given(WORDS, any_.integers(0, 2**60))
def test_any_word_is_read_as_it_was_written(word: Word, number: int) -> None:
    line = wordbook.line(word, number)
    assert "\n" not in line
    assert wordbook.parse(line) == (number, word)


def test_a_file_of_words_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PhotoorgError, match="Cannot read"):
        lines.read_file(tmp_path)
    if os.name == "posix":
        (tmp_path / "long").write_bytes(b"x" * 1_000_000)
        with pytest.raises(PhotoorgError, match="no words"):
            lines.read_file(tmp_path / "long")
        os.mkfifo(tmp_path / "pipe")
        for endless in (tmp_path / "pipe", Path("/dev/null")):
            with pytest.raises(PhotoorgError, match="it is not a file"):
                lines.read_file(endless)


def test_a_file_full_of_other_things_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[object] = []
    parse = wordbook.parse
    monkeypatch.setattr(wordbook, "parse", lambda line: (parsed.append(line), parse(line))[1])
    (tmp_path / "other").write_bytes(b"x\n" * 100_000)
    with pytest.raises(PhotoorgError, match="no words that photoorg wrote: line 1: "):
        lines.read_file(tmp_path / "other")
    assert len(parsed) < 2_000


def test_words_that_wait_are_found_by_name(shelf: Shelf) -> None:
    """The vocabulary asks for them tag by tag."""
    plan = shelf.db.conn.execute("EXPLAIN QUERY PLAN DELETE FROM waiting_words WHERE about = 'tag' AND name = 'dog'")
    assert all(row[3].startswith("SEARCH") for row in plan)
