"""Keyword lists and CSV: taken in, written out, and found near or unused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from shelf import Shelf

from photoorg.library import history, wordbook, words
from photoorg.library.edits import judge
from photoorg.library.growing import OwnTag
from photoorg.library.near_tags import near_tags, unused
from photoorg.library.own_tags import create, move, remove, rename
from photoorg.library.own_vocabulary import own_tag, own_words, taxonomy_of
from photoorg.library.splitting import parts_of, split
from photoorg.library.tagged import Rules
from photoorg.library.taking_in import planned, take_in, tried
from photoorg.library.vocabulary_files import Read, read_vocabulary, text_of, write_vocabulary
from photoorg.library.vocabulary_rows import vocabulary_rows
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home
from photoorg.taxonomy import load_taxonomy

KEYWORDS = """\
Animals
\tDog
\t\t{woof}
\t\t{hound dog}
\t\tRex
[Places]
\tItaly
\t\tRome
\t\t\t{Roma}
\t\t\t{Urbs}
"""


def keywords(text: str) -> Read:
    return read_vocabulary(text, as_csv=False)


def test_a_keyword_list(shelf: Shelf) -> None:
    done = take_in(shelf.db, keywords(KEYWORDS), "list.txt")
    assert (done.new, done.changed, done.notices) == (("Rex", "Places", "Italy", "Rome"), ("dog",), ())
    assert done.same == 1, "animal is known, and its plural"
    taxonomy = taxonomy_of(shelf.db)
    assert taxonomy.ancestors("Rex") == {"dog", "mammal", "animal"}
    assert taxonomy.above()["Rome"] == {"Italy"}, "a heading is on no photo"
    assert [taxonomy.find(word) for word in ("woof", "hound dog", "cane", "urbs", "roma")] == [
        "dog", "dog", "dog", "Rome", "Rome",
    ]  # fmt: skip
    again = take_in(shelf.db, keywords(KEYWORDS), "list.txt")
    assert (again.new, again.changed, again.notices) == ((), (), ())
    assert history.newest(shelf.db)[0].sentence == "Imported 5 tags from list.txt"  # type: ignore[union-attr]
    history.undo(shelf.db)
    assert not own_words(shelf.db).tags
    assert taxonomy_of(shelf.db) is load_taxonomy()


def test_what_is_written_is_read_again(shelf: Shelf) -> None:
    take_in(shelf.db, keywords(KEYWORDS), "list.txt")
    create(shelf.db, "Trip, to Rome", OwnTag("", parents='Rome, "Rex"', colour="#102030", italian="gita"))
    rows = vocabulary_rows(shelf.db)
    as_csv, as_text = write_vocabulary(rows, as_csv=True), write_vocabulary(rows, as_csv=False)
    assert "[Places]\n\tItaly\n\t\tRome\n" in as_text
    before = own_words(shelf.db)
    for text, is_csv in ((as_csv, True), (as_text, False)):
        read = read_vocabulary(text, as_csv=is_csv)
        assert not planned(shelf.db, read).said, is_csv
    remove(shelf.db, [tag.name for tag in before.tags if tag.name != "dog"])
    take_in(shelf.db, read_vocabulary(as_csv, as_csv=True), "all.csv")
    rome, trip = own_tag(shelf.db, "Rome"), own_tag(shelf.db, "trip, to rome")
    assert (rome.parents, trip.parents, trip.colour, trip.italian) == ("Italy", "Rome,Rex", "#102030", "gita")
    assert vocabulary_rows(shelf.db) == rows


NOTICED = {
    "twice": (
        "France\n\tParis\nTexas\n\tParis\n",
        "Line 4: 'Paris' is there more than once; its place in line 2 holds.",
    ),
    "a word for nothing": ("{word}\nRex\n", "Line 1: 'word' is another word for nothing."),
    "too long": ("x" * 300, "Line 1: A tag may have 200 characters"),
    "a word that is a tag": ("Rex\n\t{cat}\n", "Line 1: 'cat' is a tag itself, and no other word for 'Rex'."),
    "a ring": ("dog\n\tanimal\n", "Line 2: 'animal' cannot be under 'dog', which is under it."),
}


@pytest.mark.parametrize("name", NOTICED)
def test_what_cannot_be_used_is_told_of(name: str, shelf: Shelf) -> None:
    text, notice = NOTICED[name]
    notices = take_in(shelf.db, keywords(text), "x").notices
    assert len(notices) == 1
    assert notices[0].startswith(notice)


def test_a_csv_of_a_spreadsheet(shelf: Shelf) -> None:
    text = "Name;Parents;Colour;Kind\nRex;dog, cat;red;\nMax;nobody;;odd\nno colour;;reddish;\n;;;\n"
    done = take_in(shelf.db, read_vocabulary(text, as_csv=True), "x.csv")
    assert done.new == ("Rex", "Max", "no colour")
    assert own_tag(shelf.db, "rex").parents == "dog,cat"
    assert [notice.partition(": ")[0] for notice in done.notices] == ["Line 3", "Line 3", "Line 4"]
    with pytest.raises(PhotoorgError, match="The first row must name the columns: name, parents"):
        read_vocabulary("a,b\n", as_csv=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts(encoding: str) -> None:
    assert text_of("È\r\n".encode(encoding), "x") == "È\r\n"
    with pytest.raises(PhotoorgError, match=r"x.txt is no text in UTF-8"):
        text_of(b"\xe8\xff", "x.txt")


def test_near_tags_and_unused_ones(shelf: Shelf) -> None:
    shelf.use(Rules(0.5))
    photos = [shelf.put(f"{number}.jpg", [("cat", 0.9), ("pizza", 0.9)] * (number < 6)) for number in range(8)]
    said = {
        "sun-set": photos[:2], "Sunset": photos[:3], "trinkets": photos[6:], "trinket": photos[6:7],
        "grandmother": photos[:1], "grandmohter": photos[:1], "Our trip": photos[:6], "ferry": photos[7:],
    }  # fmt: skip
    for name, some in said.items():
        judge(shelf.db, some, name, "added")
    create(shelf.db, "nobody")
    judge(shelf.db, photos, "gone", "rejected")
    found = {(one.first, one.second): (one.why, one.shared) for one in near_tags(shelf.db)}
    assert found["Sunset", "sun-set"] == ("written alike", 2)
    assert found["trinkets", "trinket"] == ("plural", 1)
    assert found["grandmohter", "grandmother"] == ("written alike", 1)
    assert ("same photos", 6) in {found.get(("Our trip", one)) for one in ("cat", "pizza")}
    assert found.keys().isdisjoint({("pizza", "cat"), ("cat", "pizza")}), "photoorg tells them apart"
    assert unused(shelf.db) == ["gone", "nobody"]


def test_a_tag_is_split(shelf: Shelf) -> None:
    shelf.use(Rules(0.5, above=load_taxonomy().above()))
    bird, land, both = (
        shelf.put(f"{name}.jpg", [(tag, 0.9)])
        for name, tag in (("bird", "bird"), ("land", "beach"), ("both", "turkey"))
    )
    judge(shelf.db, [bird, land], "turkey", "added")
    parts = [("the country", "beach"), ("gobbler", "-beach")]
    assert parts_of(shelf.db, "Turkey", parts) == [("the country", [land]), ("gobbler", [bird, both])]
    split(shelf.db, "turkey", parts)
    assert shelf.names("tag:turkey") == []
    assert shelf.names('tag:"the country"') == ["land.jpg"]
    said = {(word.of.path, word.name): word.said for word in words.export(shelf.db)}
    assert said == {
        ("bird.jpg", "gobbler"): "added",
        ("both.jpg", "gobbler"): "added",
        ("both.jpg", "turkey"): "removed",
        ("land.jpg", "the country"): "added",
    }
    history.undo(shelf.db)
    assert shelf.names("tag:turkey") == ["bird.jpg", "both.jpg", "land.jpg"]
    create(shelf.db, "tame", OwnTag("", parents="turkey"))
    split(shelf.db, "turkey", [("tame", "bird")])
    assert shelf.names("tag:turkey") == ["bird.jpg", "both.jpg", "land.jpg"], "what is under it has it all the same"
    with pytest.raises(PhotoorgError, match="'turkey' cannot be split into itself"):
        split(shelf.db, "turkey", [("Turkey", "")])


def test_rows(shelf: Shelf) -> None:
    shelf.use(Rules(0.5, above=load_taxonomy().above()))
    shelf.put("a.jpg", [("dog", 0.9)])
    rename(shelf.db, "dog", "Bello")
    move(shelf.db, ["Bello"], ["vehicle"])
    rows = {row.name: row for row in vocabulary_rows(shelf.db)}
    assert set(rows) == {"Bello", "vehicle"}
    assert (rows["Bello"].photos, rows["Bello"].once, rows["Bello"].italian) == (1, ("dog",), "cane")
    assert len(vocabulary_rows(shelf.db, every=True)) > 1000


ODD_NAMES = ('5" disk', 'say "hi"', "a, b", "x;y", "-", "it's", '"', "a\\b")


def test_a_csv_has_any_name(shelf: Shelf) -> None:
    for name in ODD_NAMES:
        create(shelf.db, name, OwnTag("", colour="red"))
    create(shelf.db, "dad", OwnTag("", synonyms='papa, "old, man", "the ""boss"""', italian_synonyms='"b, c"'))
    for name, over in pairwise(ODD_NAMES):
        move(shelf.db, [name], [over, "dad"])
    rows = vocabulary_rows(shelf.db)
    text = write_vocabulary(rows, as_csv=True)
    again = take_in(shelf.db, read_vocabulary(text, as_csv=True), "x.csv")
    assert (again.new, again.changed, again.notices) == ((), (), ())
    remove(shelf.db, [*ODD_NAMES, "dad"])
    for line_end in ("\r\n", "\r", "\n"):
        take_in(shelf.db, read_vocabulary(text.replace("\r\n", line_end), as_csv=True), "x.csv")
        assert vocabulary_rows(shelf.db) == rows
        history.undo(shelf.db)


def test_what_is_refused_leaves_what_there_was(shelf: Shelf) -> None:
    before = taxonomy_of(shelf.db).concepts["dog"]
    text = "name,synonyms,italian synonyms,parents\ndog,cat,cat,nobody\n"
    done = take_in(shelf.db, read_vocabulary(text, as_csv=True), "x.csv")
    assert (done.new, done.changed, len(done.notices)) == ((), (), 3)
    assert taxonomy_of(shelf.db).concepts["dog"] == before
    take_in(shelf.db, read_vocabulary("name,synonyms\ndog,-\n", as_csv=True), "x.csv")
    assert taxonomy_of(shelf.db).concepts["dog"].synonyms == (), "so it says"


UNUSABLE = {
    "a cell without end": ("name\n" + "x" * 200_000 + "\n", True, "This is no CSV that can be read"),
    "a keyword list of many levels": (
        "\n".join("\t" * depth + f"kw{depth}" for depth in range(1200)), False, "Tags may be 100 deep",
    ),
    "a CSV of many levels": (
        "name,parents\nkw0,\n" + "\n".join(f"kw{depth + 1},kw{depth}" for depth in range(1200)), True,
        "Tags may be 100 deep",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNUSABLE)
def test_of_a_file_that_cannot_be_used_nothing_is_taken(name: str, shelf: Shelf) -> None:
    text, is_csv, why = UNUSABLE[name]
    with pytest.raises(PhotoorgError, match=why):
        take_in(shelf.db, read_vocabulary(text, as_csv=is_csv), "x")
    assert not own_words(shelf.db).tags


@pytest.mark.parametrize("name", ["{braces}", "[head]"])
def test_a_keyword_list_refuses_names_in_brackets(name: str, shelf: Shelf) -> None:
    create(shelf.db, name)
    with pytest.raises(PhotoorgError, match="A keyword list cannot have the tag"):
        write_vocabulary(vocabulary_rows(shelf.db), as_csv=False)


def test_many_tags_lie_deep(shelf: Shelf) -> None:
    text = "\n".join("\t" * depth + f"kw{depth}" for depth in range(100))
    assert len(take_in(shelf.db, keywords(text), "x").new) == 100
    assert len(taxonomy_of(shelf.db).ancestors("kw99")) == 99


def test_what_no_word_can_have_is_not_taken(shelf: Shelf) -> None:
    many = ",".join(f"w{number}" for number in range(3000))
    text = f'name,synonyms\nlast,dog\nRex,"a\x07b"\nMax,"{many}"\n" ",x\n'
    done = take_in(shelf.db, read_vocabulary(text, as_csv=True), "x.csv")
    assert done.new == ("last", "Rex", "Max")
    assert [notice.partition(":")[0] for notice in done.notices] == ["Line 2", "Line 3", "Line 4", "Line 5"]
    said = [word for word in words.export(shelf.db) if word.about == "own tag"]
    assert [wordbook.parse(wordbook.line(word))[1] for word in said] == said
    assert own_tag(shelf.db, "Rex") == OwnTag("Rex", state="tag")


def test_what_it_would_do_to_photos(shelf: Shelf, home: Home) -> None:
    shelf.use(Rules(0.5, above=load_taxonomy().above()))
    photos = {shelf.put(f"{number}.jpg", [("dog", 0.9)]) for number in range(3)}
    read = keywords("Pack\n\tdog\n")
    done = tried(shelf.db, read)
    assert (done.new, done.changed, done.changes.photos) == (("Pack",), ("dog",), photos)
    assert not own_words(shelf.db).tags
    assert history.newest(shelf.db)[0] is None
    assert not home.words.exists() or not home.words.read_text()
    assert shelf.names("tag:Pack") == []
    assert take_in(shelf.db, read, "x") == done
    assert len(shelf.names("tag:Pack")) == 3
