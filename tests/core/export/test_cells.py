import csv
import io

import pytest
from entries_made import entry
from hypothesis import given
from hypothesis import strategies as st

from photoorg.export.cells import csv_bytes
from photoorg.export.plain import safe, seen, web_link
from photoorg.export.rows import listed_table, record, table


def _read(data: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_a_table_is_read_back_as_it_was():
    rows = [["a, b", 'say "no"', 3], ["città", "日本", -1.5], ["", None, 0]]
    data = csv_bytes(["one", "two", "three"], rows)
    assert data.startswith(b"\xef\xbb\xbf")
    assert _read(data) == [
        ["one", "two", "three"], ["a, b", 'say "no"', "3"], ["città", "日本", "-1.5"], ["", "", "0"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r\n=1", "\u200b=1", "\ufeff=1", "\uff1d1"]
)
def test_no_cell_is_a_formula(text: str):
    (_, (told,)) = _read(csv_bytes(["a"], [[text]]))
    assert told[0] == "'"


@pytest.mark.parametrize(("separator", "other"), [(",", ";"), (";", ",")])
def test_no_cell_is_a_formula_to_who_separates_them_otherwise(separator: str, other: str):
    data = csv_bytes(["file", "caption"], [["a.jpg", f"Nice{other} =HYPERLINK(1)"]], separator)
    told = [cell.lstrip(' "') for row in _read(data, other) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in told)


@given(
    st.lists(st.text(), min_size=1, max_size=4), st.sampled_from([",", ";", "\t"]), st.sampled_from([",", ";", "\t"])
)
def test_whatever_is_said_is_one_row_without_formulas(texts: list[str], written: str, read: str):
    data = csv_bytes(["x"] * len(texts), [texts], written)
    rows = _read(data, read)
    assert len(rows) == 2
    if read == written:
        assert len(rows[1]) == len(texts)
    assert not any(cell.lstrip(' "').startswith(("=", "+", "-", "@")) for cell in rows[1])


def test_numbers_stay_numbers_and_lines_stay_lines():
    data = csv_bytes(["a", "b"], [[-5, "two\r\nlines\u2028three"]])
    assert data.splitlines()[1] == b'-5,"two lines three"'


def test_what_is_told_of_a_photo_has_a_column_also_where_nobody_said_it():
    heads, (row,) = table([entry()], "name")
    told = dict(zip(heads, row, strict=True))
    assert told["File"] == "IMG_0001.jpg"
    assert told["Source"] == "IMG_0001.JPG"
    assert told["Alt text (English)"] == "A picture 1."
    assert (told["Alt text (English) by"], told["Alt text (Italian) by"]) == ("person", "photoorg")
    assert told["Rights"] == told["Model release"] == ""
    assert len(heads) == len(set(heads))


def test_the_place_and_the_path_are_told_only_where_they_are_asked_for():
    there = entry(latitude=45.4, longitude=9.2, albums=("Divorce",))
    assert "45.4" not in str(table([there], "name")) + str(record(there, "path"))
    assert "Anna" not in str(table([there], "name")) + str(record(there, "name")) + str(record(there, "none"))
    assert "Divorce" not in str(table([there], "path")) + str(record(there, "path"))
    assert record(there, "path")["source"] == "/photos/Anna/IMG_0001.JPG"
    heads, _ = listed_table([there], gps=False)
    assert "Latitude" not in heads
    heads, (row,) = listed_table([there], gps=True)
    assert dict(zip(heads, row, strict=True))["Latitude"] == 45.4


def test_who_is_on_a_picture_is_told_only_where_it_is_asked_for():
    there = entry(texts={"who": "Anna Rossi, Bruno"})
    assert "Anna Rossi" not in str(table([there], "name")) + str(record(there, "name"))
    assert "Anna Rossi; Bruno" in str(table([there], "name", names=True))
    assert record(there, "name", names=True)["who"] == ["Anna Rossi", "Bruno"]
    assert "Anna Rossi; Bruno" in str(listed_table([there], gps=False))


def test_text_of_strangers_cannot_break_out_or_hide():
    assert seen("a\u202egpj.exe\x00 \n b") == "agpj.exe b"
    assert safe('<b onclick="x">') == "&lt;b onclick=&quot;x&quot;&gt;"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://", ""),
        ("http://[::1", ""),
        ("https://a b", ""),
        ("https://example.org/" + "a" * 3000, ""),
    ],
)
def test_only_addresses_of_the_web_are_links(text: str, link: str):
    assert web_link(text) == link
