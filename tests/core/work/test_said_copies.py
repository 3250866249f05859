"""A photo that several files hold: what each of them says comes, the first one's word counts, and nothing goes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_said_stage import mine, put, tags
from working import Library, picture

from photoorg.library import conflicts, edits, history, notes
from photoorg.work import said_stage


@pytest.fixture
def photo(library: Library) -> Path:
    """The first of two files that are the same."""
    path = picture(library.photos / "a.jpg")
    library.run()
    shutil.copy(path, library.photos / "b.jpg")
    return path


def test_words_of_every_copy_come(library: Library, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(photo.with_name("b.jpg.xmp"), "Anna", "gala", title="Evening", rating=5)
    library.run()
    assert tags(library, "a.jpg") == {"Anna", "gala"}
    assert library.names("title:evening rating:5") == ["a.jpg"]
    assert history.newest(library.db)[0] is None
    monkeypatch.setattr(said_stage, "read_said", lambda *_a, **_k: pytest.fail("a file was read again"))
    library.run()
    library.check()


def test_the_first_file_counts_where_a_copy_says_otherwise(library: Library, photo: Path) -> None:
    put(photo.with_name("a.jpg.xmp"), "boat", title="Mine", rating=2)
    put(photo.with_name("b.jpg.xmp"), "pier", title="Other", rating=5)
    library.run()
    assert tags(library, "a.jpg") == {"boat", "pier"}
    assert library.names("title:mine rating:2") == ["a.jpg"]
    assert conflicts.torn(library.db) == []


def test_what_comes_to_a_copy_comes_and_nothing_goes(library: Library, photo: Path) -> None:
    sidecar = put(photo.with_name("b.jpg.xmp"), "boat", "pier", title="Old")
    library.run()
    edits.judge(library.db, [library.photo("a.jpg")], "boat", "removed")
    notes.rate(library.db, [library.photo("a.jpg")], 4)
    put(sidecar, "boat", "regatta", title="New", rating=1)
    library.run()
    assert tags(library, "a.jpg") == {"pier", "regatta"}
    assert mine(library, "a.jpg").values[("note", "rating")] == "4"
    assert library.names("title:old") == ["a.jpg"]
    newest = history.newest(library.db)[0]
    assert newest is not None
    assert newest.verb == "read files"
    sidecar.unlink()
    library.run()
    assert tags(library, "a.jpg") == {"pier", "regatta"}


def test_a_copy_that_cannot_be_read_is_told_once(library: Library, photo: Path) -> None:
    photo.with_name("b.jpg.xmp").write_bytes(b"<x:xmpmeta this is no XML")
    library.run()
    assert "b.jpg" in library.problems()
    assert library.run().title == "0 read, 2 unchanged."


def test_a_keyword_taken_out_of_the_one_field_that_a_program_knows_goes(library: Library) -> None:
    sidecar = put(picture(library.photos / "a.jpg").with_name("a.jpg.xmp"), "boat", "pier", "places|Italy|Rome")
    library.run()

    def without(keyword: str) -> None:
        data = sidecar.read_bytes()
        subject = data[data.index(b"<dc:subject") : data.index(b"</dc:subject>")]
        other = subject.replace(f"<rdf:li>{keyword}</rdf:li>".encode(), b"")
        assert other != subject
        sidecar.write_bytes(data.replace(subject, other))

    without("pier")
    library.run()
    assert tags(library, "a.jpg") == {"boat", "Rome"}
    edits.judge(library.db, [library.photo("a.jpg")], "pier", "added")
    sidecar.touch()
    without("Rome")
    library.run()
    assert tags(library, "a.jpg") == {"boat", "pier"}
    without("boat")
    library.run()
    assert tags(library, "a.jpg") == {"boat", "pier"}  # none is left there: that tells nothing
