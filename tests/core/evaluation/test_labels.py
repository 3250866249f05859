"""Labels as people write them, right and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds import ancestors, find

from photoorg.evaluation.labels import Labels, read_labels
from photoorg.evaluation.table import MOST_BYTES, parse_table, read_table
from photoorg.evaluation.values import MANY, Truth
from photoorg.outcomes import PhotoorgError

OBJECTS = {"dog": "dog", "cat": "cat", "person": "person", "mouse": "computer mouse"}


def labels(text: str | bytes) -> Labels:
    content = text if isinstance(text, bytes) else text.encode()
    return read_labels(parse_table(content, "labels.csv"), find, ancestors, OBJECTS)


def test_objects_with_counts() -> None:
    found = labels("file,objects,captions\n1.jpg,dog:2; person:4,a dog\n2.jpg,,nothing\nin/3.jpg,cat,x\n")
    assert found.exhaustive
    assert found.truths == (
        Truth("1.jpg", {"dog": 2, "person": 4}, (4, 4)),
        Truth("2.jpg", {}, (0, 0)),
        Truth("in/3.jpg", {"cat": 1}, (0, 0)),
    )
    assert found.vocabulary == {"dog", "cat", "person", "computer mouse"}, "whoever used these looked for all of them"
    assert found.notes == ()


def test_other_objects_are_their_own_vocabulary() -> None:
    found = labels("file,objects\n1.jpg,dog:1; pizza:1; hound:2\n2.jpg,beach:0")
    assert found.vocabulary == {"dog", "pizza", "beach"}
    assert found.truths == (Truth("1.jpg", {"dog": 3, "pizza": 1}), Truth("2.jpg", {"beach": 0}))


def test_a_mouse_of_coco_is_that_of_a_computer() -> None:
    assert labels("file,objects\n1.jpg,Mouse:1").truths[0].labels == {"computer mouse": 1}
    assert labels("file,labels\n1.jpg,mouse").unknown == {"mouse": 1}


def test_people_are_all_kinds_of_person_and_a_crowd_is_open() -> None:
    found = labels("file,objects\n1.jpg,bride:1; person:2\n2.jpg,person:13\n3.jpg,person:many")
    assert [one.people for one in found.truths] == [(3, 3), (13, MANY), None]
    assert found.notes == ("Line 4: “person:many” has no number that can be read: it is taken for there.",)


def test_the_main_subject_and_people() -> None:
    found = labels('File;Labels;People\n1.jpg;"beagle, beach";2\n2.jpg;Hound;3-5\n3.jpg;cat;10+\n4.jpg;cat;\n')
    assert not found.exhaustive
    assert [dict(one.labels) for one in found.truths] == [{"beagle": 1, "beach": 1}, {"dog": 1}, {"cat": 1}, {"cat": 1}]
    assert [one.people for one in found.truths] == [(2, 2), (3, 5), (10, MANY), None]
    assert found.vocabulary == {"beagle", "beach", "dog", "cat"}


@pytest.mark.parametrize("cell", ["some", "-3", "5-3", "3-", "٣", "1e9", "9999999"])
def test_no_number_of_people(cell: str) -> None:
    found = labels(f"file,labels,people\n1.jpg,cat,{cell}")
    assert found.truths == (Truth("1.jpg", {"cat": 1}),)
    assert found.notes == (f"Line 2: “{cell}” is no number of people, such as 2, 3-5 or 10+: it is left out.",)


@pytest.mark.parametrize("number", ["-1", "2.5", "", "٣", "9" * 5000])
def test_no_number_of_things(number: str) -> None:
    found = labels(f"file,objects\n1.jpg,cat:{number}")
    assert found.truths[0].labels == {"cat": 1}
    assert len(found.notes) == 1
    assert "no number that can be read" in found.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbffile,labels\r\n1.jpg,cat\r\n",
        "file\tlabels\r\n1.jpg\tcat\r\n".encode("utf-16"),
        b"sep=;\r\nfile;labels\r\n1.jpg;cat\r\n",
        b'"file","labels"\n"1.jpg","cat"\n',
        b"labels,other,FILE\ncat,x,1.jpg\n\n\n",
        b"file,labels\r1.jpg,cat",
        b"Filename;Tags\n1.jpg;cat;;\n",
    ],
)
def test_as_programs_write_it(content: bytes) -> None:
    found = labels(content)
    assert found.truths == (Truth("1.jpg", {"cat": 1}),)
    assert found.notes == ()


def test_what_is_wrong_is_told_and_the_rest_goes_on() -> None:
    found = labels(
        'file,labels\n1.jpg,cat\n1.jpg,dog\n,dog\n"2\n.jpg",unheard; cat; unheard-of\na\\3.jpg,"dog",extra\n4.jpg\n'
    )
    assert [one.photo for one in found.truths] == ["1.jpg", "2\n.jpg", "a/3.jpg", "4.jpg"]
    assert found.unknown == {"unheard": 1, "unheard-of": 1}
    assert found.notes == (
        "Line 4 names no file: it is left out.",
        "Line 7 has more columns than the first line: what is too much is left out.",
        "2 of the words are not known here, and nothing is measured of them: unheard (1), unheard-of (1).",
        "Line 3: 1.jpg has a line already: this one is left out.",
    )


def test_a_file_that_is_not_utf8() -> None:
    found = labels("file,labels\nGenève.jpg,cat".encode("cp1252"))
    assert found.truths[0].photo == "Genève.jpg"
    assert "Windows-1252" in found.notes[0]


def test_objects_win_over_labels() -> None:
    found = labels("file,objects,labels\n1.jpg,dog:1,cat")
    assert found.exhaustive
    assert found.truths[0].labels == {"dog": 1}
    assert len(found.notes) == 1


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"a,b\n1,2", b"labels\ncat", b"file,people\n1,2"])
def test_no_list_of_labels(content: bytes) -> None:
    with pytest.raises(PhotoorgError, match=r"labels\.csv is .*Its first line must be"):
        labels(content)


def test_a_cell_without_end() -> None:
    with pytest.raises(PhotoorgError, match=r"labels\.csv, line 2: this is no CSV"):
        labels('file,labels\n1.jpg,"' + "x" * 200_000)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PhotoorgError, match="cannot be read"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(PhotoorgError, match="cannot be read"):
        read_table(tmp_path)
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(PhotoorgError, match="larger than 64 MB"):
        read_table(huge)


def test_the_shared_photos(testdata: Path) -> None:
    found = read_labels(read_table(testdata / "photos" / "labels.csv"), lambda word: None, ancestors, _everything())
    assert len(found.truths) == 44
    assert found.notes == ()
    assert sum(one.people is not None for one in found.truths) == 44
    assert sum(bool(one.people and one.people[0]) for one in found.truths) == 16


def _everything() -> dict[str, str]:
    from photoorg.evaluation.words import load_words

    return dict(load_words().objects)


TEXT = st.text(st.sampled_from("file,objects;\t\"'\n\r:+-12 dogcat\x00\ud800é.jpg\\/|"), max_size=80)


@given(st.binary(max_size=120) | TEXT.map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes(content: bytes) -> None:
    for start in (
        b"",
        b"file,objects\n",
        b"file;labels;people\n",
        b"sep=\t\nfile\tlabels\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ):
        try:
            found = labels(start + content)
        except PhotoorgError:
            continue
        assert len({one.photo for one in found.truths}) == len(found.truths)
        assert all(number >= 0 for one in found.truths for number in one.labels.values())
        assert all(one.people is None or 0 <= one.people[0] <= one.people[1] for one in found.truths)
        assert found.vocabulary >= {name for one in found.truths for name in one.labels}
