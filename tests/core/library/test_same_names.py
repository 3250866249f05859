"""Names that differ in the case of letters beyond ASCII, which SQLite tells apart: no word of theirs is lost."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as any_
from shelf import Shelf

from photoorg.library import albums, searches, wordbook, words
from photoorg.library.edits import judge
from photoorg.library.names import name_key
from photoorg.library.store import open_writer
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Home

# ruff: noqa: RUF001 - letters of many scripts
NAMES = ["Élan", "élan", "ÉLAN", "E\u0301lan", "Straße", "STRASSE", "strasse", "rex", "Rex", "İs", "i̇s", "\u212as",
         "ks", "ﬁn", "fin", "Σας", "σασ"]  # fmt: skip
VERBS = ["added", "removed", "take back", "album", "leave", "rename", "remove", "save", "name anew", "drop"]
Deed = tuple[str, str, str, int]
DEEDS = any_.lists(
    any_.tuples(any_.sampled_from(VERBS), any_.sampled_from(NAMES), any_.sampled_from(NAMES), any_.integers(0, 1)),
    max_size=14,
)


def filled(root: Path) -> Shelf:
    shelf = Shelf(open_writer(Home(root)), os.path.abspath("/pictures"))  # noqa: PTH100 - nothing is there
    shelf.folder(is_root=True)
    shelf.put("a.jpg")
    shelf.put("b.jpg")
    return shelf


def do(shelf: Shelf, deed: Deed) -> None:
    verb, name, other, which = deed
    photo = list(shelf.ids.values())[which]
    if verb in {"added", "removed"}:
        judge(shelf.db, [photo], name, verb)  # type: ignore[arg-type]
    elif verb == "take back":
        judge(shelf.db, [photo], name, None)
    elif verb == "album":
        with suppress(PhotoorgError):
            albums.create(shelf.db, name)
        albums.add(shelf.db, albums.find(shelf.db, name).album_id, [photo])
    elif verb in {"leave", "rename", "remove"}:
        album = albums.find(shelf.db, name).album_id
        if verb == "leave":
            albums.take_out(shelf.db, album, [photo])
        elif verb == "rename":
            albums.rename(shelf.db, album, other)
        else:
            albums.remove(shelf.db, album)
    elif verb == "save":
        searches.save(shelf.db, name, "dog")
    elif verb == "name anew":
        searches.rename(shelf.db, searches.find(shelf.db, name).search_id, other)
    else:
        searches.remove(shelf.db, searches.find(shelf.db, name).search_id)


def kept(shelf: Shelf) -> list[tuple[str, str, str, str | None]]:
    """Every word, by its name's key: of names that SQLite takes for one, either may be shown."""
    return sorted((word.of.path, word.about, name_key(word.name), word.said) for word in words.export(shelf.db))


@settings(max_examples=30, deadline=None)
@given(DEEDS)
@example([("added", "Élan", "", 0), ("removed", "élan", "", 0), ("added", "ÉLAN", "", 0)])
@example([("album", "Straße", "", 0), ("rename", "Straße", "STRASSE", 0), ("album", "Straße", "", 1)])
@example([("album", "Élan", "", 0), ("rename", "Élan", "élan", 0)])
@example([("save", "Élan", "", 0), ("name anew", "Élan", "élan", 0), ("name anew", "élan", "Rex", 0)])
def test_both_places_have_every_word(deeds: list[Deed]) -> None:
    """After an export and an import, from words.jsonl alone, and from that file shortened."""
    with TemporaryDirectory() as made:
        root = Path(made)
        with closing((shelf := filled(root / "one")).db):
            for deed in deeds:
                with suppress(PhotoorgError):
                    do(shelf, deed)
            expected = kept(shelf)
            out = [wordbook.parse(wordbook.line(word))[1] for word in words.export(shelf.db)]
        with closing((shelf := filled(root / "two")).db):
            words.take(shelf.db, out)
            assert kept(shelf) == expected, "out and in again"
        for name in ("three", "four"):
            (root / name).mkdir()
            if (root / "one" / "words.jsonl").exists():
                shutil.copy(root / "one" / "words.jsonl", root / name)
                if name == "four":
                    wordbook.compact(root / name / "words.jsonl")
            with closing((shelf := filled(root / name)).db):
                words.settle(shelf.db, shelf.ids.values())
                shelf.db.conn.commit()
                assert kept(shelf) == expected, name


@pytest.mark.parametrize("left", ["Élan", "élan"])
def test_lines_of_before_about_two_tags_are_two_words(left: str, shelf: Shelf, home: Home) -> None:
    shelf.put("a.jpg")
    for name in ("Élan", "élan"):
        judge(shelf.db, [shelf.ids["a.jpg"]], name, "added")
    judge(shelf.db, [shelf.ids["a.jpg"]], left, None)
    wordbook.compact(home.words)
    lines = [json.loads(line) for line in home.words.read_bytes().splitlines()]
    assert {line["tag"]: line["verdict"] for line in lines} == {"Élan": "added", "élan": "added", left: None}


def test_a_name_that_is_typed_is_found_in_any_case(shelf: Shelf) -> None:
    albums.create(shelf.db, "Straße")
    assert albums.find(shelf.db, "strasse").name == "Straße"
    with pytest.raises(PhotoorgError, match="There is an album 'Straße' already"):
        albums.create(shelf.db, "STRASSE")
    albums.rename(shelf.db, albums.find(shelf.db, "strasse").album_id, "STRASSE")
    assert [album.name for album in albums.albums(shelf.db)] == ["STRASSE"]
