"""Every kind of word comes through whatever happens to its photo, to the library and to its files."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from shelf import Shelf, identity_of, seconds

from photoorg.library import albums, backups, catalog, lines, marks, missing, notes, searches, wordbook, words
from photoorg.library.apart import apart, say_apart, take_back
from photoorg.library.edits import describe, judge
from photoorg.library.kinds import KINDS
from photoorg.library.store import Database, open_writer, writing
from photoorg.library.wordbook import Word
from photoorg.settings import Home, Settings

Kept = set[tuple[str, str, str, str | None]]


def kept(db: Database) -> Kept:
    return {(word.of.path, word.about, word.name, word.said) for word in words.export(db)}


OF_LIBRARY = [
    Word(wordbook.LIBRARY, "own tag", "pet", "animale domestico\ncritter\n\nanimal\nred\n", 1_700_000_000),
    Word(wordbook.LIBRARY, "alias", "doggo", "dog", 1_700_000_000),
    Word(wordbook.LIBRARY, "bar", "pet", "0.75", 1_700_000_000),
    Word(wordbook.LIBRARY, "taught", "our bottle", '{"bias": 0.5}', 1_700_000_000),
]


def talk(shelf: Shelf) -> None:
    """A word of every kind, and some that were taken back."""
    cat, dog = shelf.put("cat.jpg"), shelf.put("dog.jpg")
    judge(shelf.db, [cat, dog], "pet", "added")
    describe(shelf.db, [dog], "it", "Il mio cane")
    words.say(shelf.db, [dog], "alt", "en", "A dog on a lawn.")
    notes.rate(shelf.db, [cat, dog], 4)
    notes.rate(shelf.db, [dog], -1)
    notes.label(shelf.db, [cat], "red")
    notes.label(shelf.db, [cat], None)
    notes.label(shelf.db, [dog], "blue")
    notes.pick(shelf.db, [dog])
    notes.rate(shelf.db, [dog], -1)
    albums.create(shelf.db, "Old", [cat])
    albums.create(shelf.db, "Empty")
    albums.create(shelf.db, "Best", [cat, dog])
    albums.remove(shelf.db, albums.find(shelf.db, "Old").album_id)
    albums.rename(shelf.db, albums.find(shelf.db, "Best").album_id, "Better")
    searches.save(shelf.db, "Dogs", 'dog "hot dog"', "taken")
    searches.save(shelf.db, "Gone", "gone")
    searches.remove(shelf.db, searches.find(shelf.db, "Gone").search_id)
    say_apart(shelf.db, [cat, dog])
    words.take(shelf.db, OF_LIBRARY)


def meet(shelf: Shelf, name: str, content: str = "") -> int:
    """A photo that is indexed: what waits for it is given to it."""
    photo_id = shelf.put(name, content=content)
    with writing(shelf.db):
        words.settle(shelf.db, [photo_id])
    return photo_id


ALL: Kept = {
    ("cat.jpg", "tag", "pet", "added"), ("dog.jpg", "tag", "pet", "added"),
    ("dog.jpg", "sentence", "it", "Il mio cane"), ("dog.jpg", "alt", "en", "A dog on a lawn."),
    ("cat.jpg", "note", "rating", "4"),
    ("dog.jpg", "note", "rating", "-1"), ("dog.jpg", "note", "label", "blue"),
    ("", "album", "Empty", "yes"), ("", "album", "Better", "yes"),
    ("cat.jpg", "in album", "Better", "1.0"), ("dog.jpg", "in album", "Better", "2.0"),
    ("", "search", "Dogs", 'dog "hot dog"\ntaken'),
    *(("", word.about, word.name, word.said) for word in OF_LIBRARY),
    ("cat.jpg", "apart", identity_of("/dog.jpg").hex(), "yes"),
    ("dog.jpg", "apart", identity_of("/cat.jpg").hex(), "yes"),
}  # fmt: skip


def again(shelf: Shelf, home: Home) -> Shelf:
    shelf.db.close()
    return Shelf(open_writer(home), shelf.mount)


def test_every_kind_is_talked_of(shelf: Shelf) -> None:
    talk(shelf)
    assert {about for _, about, *_ in ALL} == set(KINDS)
    assert kept(shelf.db) == ALL
    counts = marks.count(shelf.db.conn)
    assert marks.words_in(counts) == len(ALL)


@pytest.mark.parametrize("shortened", [False, True])
def test_words_alone_bring_everything_back(shortened: bool, shelf: Shelf, home: Home) -> None:
    talk(shelf)
    if shortened:
        assert wordbook.compact(home.words) > 0
    shelf.db.close()
    for path in home.root.glob("library.db*"):
        path.unlink()
    shelf = Shelf(open_writer(home), shelf.mount)
    assert kept(shelf.db) == ALL, "those of photos wait"
    meet(shelf, "cat.jpg")
    meet(shelf, "dog.jpg")
    assert kept(shelf.db) == ALL
    assert shelf.db.conn.execute("SELECT COUNT(*) FROM waiting_words").fetchone() == (0,)
    assert len(albums.photos_in(shelf.db, albums.find(shelf.db, "Better").album_id)) == 2
    shelf.db.close()


def test_an_older_copy_gets_every_word_said_since(shelf: Shelf, home: Home) -> None:
    cat = shelf.put("cat.jpg")
    albums.create(shelf.db, "Old", [cat])
    albums.create(shelf.db, "Best", [cat])
    searches.save(shelf.db, "Gone", "x")
    copy, _ = backups.make(home, Settings())
    assert copy.words == 5
    searches.remove(shelf.db, searches.find(shelf.db, "Gone").search_id)
    for name in ("Old", "Best"):
        albums.remove(shelf.db, albums.find(shelf.db, name).album_id)
    talk(shelf)
    shelf.db.close()
    done = backups.restore(home, copy)
    assert done.waiting == 7, "the copy has not seen the dog"
    shelf = Shelf(open_writer(home), shelf.mount)
    meet(shelf, "dog.jpg")
    assert kept(shelf.db) == ALL
    shelf.db.close()


def test_a_library_without_the_file_gets_one(shelf: Shelf, home: Home) -> None:
    talk(shelf)
    home.words.unlink()
    shelf = again(shelf, home)
    found = {(word.of.path, word.about, word.name, word.said) for _, word in wordbook.read(home.words)}
    assert found == ALL
    shelf.db.close()


def test_out_and_in_again(shelf: Shelf, home: Home, tmp_path: Path) -> None:
    talk(shelf)
    text = "".join(f"{wordbook.line(word)}\n" for word in words.export(shelf.db))
    (tmp_path / "mine.jsonl").write_text(text)
    other = Home(tmp_path / "other").create()
    second = Shelf(open_writer(other), shelf.mount)
    second.put("cat.jpg")
    done = words.take(second.db, lines.read_file(tmp_path / "mine.jsonl").words)
    assert (done.applied, done.waiting) == (len(ALL) - 7, 7)
    assert done.changes.albums
    meet(second, "dog.jpg")
    assert kept(second.db) == ALL
    assert words.take(second.db, lines.read_file(tmp_path / "mine.jsonl").words).applied == 0
    second.db.close()


def test_what_is_left_of_a_damaged_library_is_read(shelf: Shelf, home: Home) -> None:
    talk(shelf)
    shelf.db.close()
    home.words.unlink()
    from photoorg.library.salvage import salvage

    found = {(word.of.path, word.about, word.name, word.said) for word in salvage(home.database)}
    assert found == ALL


def test_forgotten_words_come_back_with_their_photo(shelf: Shelf, home: Home, tmp_path: Path) -> None:
    talk(shelf)
    shelf.miss("dog.jpg")
    assert missing.carried(shelf.db, [shelf.ids["dog.jpg"]]) == missing.Carried(1, 1, 1, 3, 1)
    (gone,) = missing.missing(shelf.db)
    noted = {"rating": "-1", "label": "blue", "alt text (en)": "A dog on a lawn."}
    assert (gone.notes, gone.albums) == (noted, ("Better",))
    missing.forget(shelf.db, [gone.photo_id], tmp_path / "forgotten.jsonl")
    assert kept(shelf.db) == {one for one in ALL if one[0] != "dog.jpg"}
    shelf = again(shelf, home)
    meet(shelf, "dog.jpg")
    assert kept(shelf.db) == {one for one in ALL if one[0] != "dog.jpg"}, "taken back in words.jsonl too"
    later = int(time.time()) + 1
    words.take(shelf.db, [word._replace(at=later) for word in lines.read_file(tmp_path / "forgotten.jsonl").words])
    assert kept(shelf.db) == ALL
    shelf.db.close()


def test_an_edited_photo_keeps_its_words_and_they_wait_for_the_old_one(shelf: Shelf) -> None:
    talk(shelf)
    shelf.put("dog.jpg", content="dog, edited")
    assert {one for one in kept(shelf.db) if one[0]} == {one for one in ALL if one[0]}
    meet(shelf, "found again.jpg", content="/dog.jpg")
    carried = {one[1:] for one in kept(shelf.db) if one[0] == "found again.jpg"}
    assert carried == {one[1:] for one in ALL if one[0] == "dog.jpg"}


def test_a_photo_that_cannot_be_told_from_another_inherits(shelf: Shelf) -> None:
    cat = shelf.put("cat.jpg", taken=None)
    notes.rate(shelf.db, [cat], 3)
    albums.create(shelf.db, "Best", [cat])
    new = shelf.put("cat.jpg", content="other", taken=None, mtime_ns=5)
    assert new != cat
    assert notes.notes_on(shelf.db, [new, cat])[new].rating == 3
    assert albums.photos_in(shelf.db, albums.find(shelf.db, "Best").album_id) == [cat, new]


def test_two_photos_that_are_one_have_the_newer_words(shelf: Shelf) -> None:
    keep, gone = shelf.put("keep.jpg"), shelf.put("gone.jpg")
    albums.create(shelf.db, "Best", [keep, gone])
    albums.create(shelf.db, "Other", [gone])
    notes.rate(shelf.db, [keep], 1)
    notes.rate(shelf.db, [gone], 5)
    notes.pick(shelf.db, [keep])
    shelf.db.conn.execute("UPDATE notes SET at = at + 9 WHERE photo_id = ?", (gone,))
    shelf.db.conn.commit()
    photo = catalog.PhotoRecord(identity_of("/keep.jpg"), {"format": "jpeg", "width": 640, "height": 480},
                                seconds("2024-05-04T10:00:00"), older=identity_of("/gone.jpg"))  # fmt: skip
    file = shelf.record("gone.jpg")
    with writing(shelf.db):
        assert catalog.save_reading(shelf.db, file, photo) == keep
    assert notes.notes_on(shelf.db, [keep])[keep] == notes.Notes(5, "", True)
    assert albums.albums_of(shelf.db, [keep, gone]) == {keep: ("Best", "Other")}


@pytest.mark.parametrize(("later", "left"), [(-5, set[str]()), (5, {"Best"})])
def test_an_album_taken_back_elsewhere_keeps_what_is_newer(later: int, left: set[str], shelf: Shelf) -> None:
    cat = shelf.put("cat.jpg")
    albums.create(shelf.db, "Best", [cat])
    now = int(time.time())
    shelf.db.conn.execute("UPDATE album_photos SET at = ?", (now + later,))
    shelf.db.conn.execute("UPDATE albums SET at = ?", (now - 9,))
    shelf.db.conn.commit()
    words.take(shelf.db, [Word(wordbook.LIBRARY, "album", "Best", None, now)])
    assert {one.name for one in albums.albums(shelf.db)} == left


def anew(shelf: Shelf, home: Home) -> Shelf:
    """A new library, with the words alone."""
    shelf.db.close()
    home.database.unlink()
    return Shelf(open_writer(home), shelf.mount)


def test_a_removed_album_stays_so_where_a_photo_was_edited_before(shelf: Shelf, home: Home) -> None:
    albums.create(shelf.db, "Best", [meet(shelf, "cat.jpg")])
    shelf = anew(shelf, home)
    edited = meet(shelf, "cat.jpg", content="cat, edited")
    best = albums.find(shelf.db, "Best").album_id
    assert albums.photos_in(shelf.db, best) == [edited]
    albums.remove(shelf.db, best)
    shelf = anew(shelf, home)
    meet(shelf, "cat.jpg", content="cat, edited")
    assert albums.albums(shelf.db) == []
    shelf.db.close()


def test_renaming_and_removing_reach_what_waits(shelf: Shelf, tmp_path: Path) -> None:
    cat = shelf.put("cat.jpg")
    albums.create(shelf.db, "Best", [cat])
    best = albums.find(shelf.db, "Best").album_id
    shelf.miss("cat.jpg")
    missing.forget(shelf.db, [cat], tmp_path / "forgotten.jsonl")
    back = [word._replace(at=word.at + 5) for word in lines.read_file(tmp_path / "forgotten.jsonl").words]
    words.take(shelf.db, back)
    albums.rename(shelf.db, best, "Better")
    assert {word.name for word in words.waiting(shelf.db)} == {"Better"}
    cat = meet(shelf, "cat.jpg")
    assert albums.photos_in(shelf.db, best) == [cat]


def test_what_is_apart_stays_so_whichever_is_edited_lost_or_joined(shelf: Shelf, tmp_path: Path) -> None:
    cat, dog, owl = (shelf.put(name) for name in ("cat.jpg", "dog.jpg", "owl.jpg"))
    assert say_apart(shelf.db, [dog, cat, 999]).photos == {cat, dog}
    say_apart(shelf.db, [dog, owl])
    assert apart(shelf.db) == {(cat, dog), (dog, owl)}
    assert shelf.put("cat.jpg", content="cat, edited") == cat
    assert apart(shelf.db) == {(cat, dog), (dog, owl)}
    shelf.miss("dog.jpg")
    missing.forget(shelf.db, [dog], tmp_path / "forgotten.jsonl")
    assert apart(shelf.db) == frozenset()
    dog = meet(shelf, "dog.jpg")
    assert apart(shelf.db) == {(cat, dog), (owl, dog)}, "said of the others too"
    take_back(shelf.db, [cat, dog])
    assert apart(shelf.db) == {(owl, dog)}


OLD = (
    '{"n":1,"at":5,"photo":"00ff","scheme":"s","volume":"v","path":"a.jpg","taken":null,"tag":"pet","verdict":"added"}',
    '{"n":2,"at":5,"photo":"00ff","scheme":"s","volume":"v","path":"a.jpg","taken":7,"language":"it","text":"Qui"}',
)


@pytest.mark.parametrize("line", OLD)
def test_a_line_of_before_is_the_same(line: str) -> None:
    number, word = wordbook.parse(line)
    assert wordbook.line(word, number) == line


@pytest.mark.parametrize(
    "line",
    ['{"at":1,"photo":"00","apart":"zz","so":"yes"}', '{"at":1,"photo":"00","note":"smell","value":"1"}',
     '{"at":1,"photo":"00","note":"rating","value":"7"}',
     '{"at":1,"note":"rating","value":"4"}', '{"at":1,"photo":"00","album":"x","place":"nan"}',
     '{"at":1,"album":"x","made":"no"}', '{"at":1,"album":"","made":"yes"}', '{"at":1,"search":"x","query":"dog"}',
     '{"at":1,"photo":"00","album":"x","place":"first"}', '{"at":1,"search":7,"query":"dog","sort":""}'],
)  # fmt: skip
def test_a_line_that_says_nothing_is_no_word(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        wordbook.parse(line)


def test_lines_of_a_newer_photoorg_stay_when_the_file_is_shortened(shelf: Shelf, home: Home) -> None:
    talk(shelf)
    new = b'{"n":99,"at":1,"photo":"00","smell":"of roses","strength":"5"}\n'
    with home.words.open("ab") as file:
        file.write(new)
    wordbook.compact(home.words)
    assert new in home.words.read_bytes()


def test_a_later_kind_is_one_entry(shelf: Shelf, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.db.conn.execute("CREATE TABLE titles (photo_id, language, text, at, PRIMARY KEY (photo_id, language))")
    say: Callable[[str, str], str] = lambda _name, text: text  # noqa: E731
    from photoorg.library import handing_on, kinds, word_tables

    title = kinds.Kind("title", "titled", ("title",), "titles", "language", ("text",), str, say)  # type: ignore[arg-type]
    monkeypatch.setitem(kinds.KINDS, "title", title)
    for module in (kinds, words, word_tables, handing_on):
        monkeypatch.setattr(module, "OF_PHOTOS", (*kinds.OF_PHOTOS, title))
    cat = shelf.put("cat.jpg")
    words.say(shelf.db, [cat], "title", "en", "My cat")  # type: ignore[arg-type]
    assert kept(shelf.db) == {("cat.jpg", "title", "en", "My cat")}
    shelf.put("cat.jpg", content="edited")
    assert [word.said for word in words.waiting(shelf.db)] == ["My cat"]
