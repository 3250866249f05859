"""Names by template: what they may be, that every system takes them, and that none comes twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.export.entries import Entry
from photoorg.export.naming import MOST_BYTES, Named, Names, filled, key, safe, template
from photoorg.outcomes import PhotoorgError

ENTRY = Entry(
    7, Path("/photos/Summer 2024/IMG_1.JPG"), 10, 1_700_000_000_000_000_000, "jpeg", 10, 10, title="At the lake",
    tags=("lake", "dog"), tags_it=("lago", "cane"), rating=4, taken="2024-05-31T18:30:00+02:00", albums=("Best",),
    camera="Canon EOS 5D", texts={"creator": "Ann"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("{name}", "en", "IMG_1"),
        ("{title}", "en", "At the lake"),
        ("{date:%Y-%m}_{counter:04}_{tag}", "en", "2024-05_0012_lake"),
        ("{tag}-{rating}-{album}", "it", "lago-4-Best"),
        ("{date}", "en", "2024-05-31"),
        ("{label}_{name}", "en", "IMG_1"),
        ("{{{id}}} {folder} {camera} {creator} {format}", "en", "{7} Summer 2024 Canon EOS 5D Ann jpeg"),
        ("", "en", "IMG_1"),
    ],
)
def test_a_template_is_filled(text: str, language: str, name: str) -> None:
    assert Names(text, "").give(Named(ENTRY, 12, language), ".jpg") == f"{name}.jpg"


def test_subfolders_have_a_template_too() -> None:
    assert Names("{name}", "{date:%Y}/../{tag}").give(Named(ENTRY, 1), ".jpg", "train") == "train/2024/lake/IMG_1.jpg"


@pytest.mark.parametrize(
    "text", ["{", "{name", "}", "{nothing}", "{counter:x}", "{counter:99}", "{date:%q}", "{name:3}"]
)
def test_a_wrong_template_is_told_of(text: str) -> None:
    with pytest.raises(PhotoorgError):
        template(text)
    with pytest.raises(PhotoorgError):
        Names(text, "")


def test_a_template_of_names_has_no_folders() -> None:
    with pytest.raises(PhotoorgError, match="slash"):
        Names("{date:%Y}/{name}", "")


def test_names_that_are_one_on_some_system_get_numbers() -> None:
    names = Names("{title}", "")
    given_names = [names.give(Named(_entry(number, title), number), ".jpg")
                   for number, title in enumerate(["Lake", "lake", "LAKE", "Lake-2"])]  # fmt: skip
    assert len({key(name) for name in given_names}) == 4


def test_a_photo_keeps_the_name_that_it_had() -> None:
    before = {2: "Lake.jpg", 1: "Lake-2.jpg"}
    names = Names("{title}", "", before=before)
    assert [names.give(Named(_entry(number, "Lake"), 1), ".jpg") for number in (3, 1, 2)] == [
        "Lake-3.jpg", "Lake-2.jpg", "Lake.jpg",
    ]  # fmt: skip


def test_many_photos_of_one_name_are_named_at_once() -> None:
    names = Names("same", "")
    found = [names.give(Named(_entry(number, ""), number), ".jpg") for number in range(5000)]
    assert found[-1] == "same-5000.jpg"


@given(st.text(max_size=400))
def test_every_system_takes_a_safe_name(text: str) -> None:
    name = safe(text)
    assert len(name.encode()) <= MOST_BYTES + 1
    assert not set(name) & set('<>:"/\\|?*\0\n\r\t')
    assert not name.endswith((".", " "))
    assert not name.startswith((".", "-", " "))
    assert name.casefold().split(".")[0] not in {"con", "nul", "com1", "lpt9"}
    assert filled("{title}", Named(_entry(1, text), 1)).count("/") == 0


def _entry(number: int, title: str) -> Entry:
    return Entry(number, Path(f"/photos/{number}.jpg"), 1, 1, "jpeg", 1, 1, title=title)
