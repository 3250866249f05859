"""The table of fields is the one place that a field is added to."""

from __future__ import annotations

import dataclasses

import pytest
from shelf import Shelf

from photoorg.library import bulk
from photoorg.library.browse import details
from photoorg.library.display import offset_text, text_of
from photoorg.library.fields import BY_NAME, COMPUTED_STATES, FIELDS, STATES, STORED, Field, Kind
from photoorg.library.matching_fields import COMPUTED
from photoorg.library.query import parse
from photoorg.library.search import SORTS, count, search
from photoorg.library.states import STATE_DOCS
from photoorg.media.metadata import Facts
from photoorg.outcomes import Understanding
from photoorg.texts import TEXTS


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_is_complete(field: Field, shelf: Shelf) -> None:
    assert field.name
    assert field.name == field.name.casefold()
    assert field.label
    assert field.sample.startswith(field.name)
    assert field.doc.endswith(".")
    assert parse(field.sample)
    if field.kind not in {Kind.ALBUM, Kind.LIKE, Kind.PLACE}:
        shelf.put("a.jpg")
        assert len(search(shelf.db, field.sample).ids) == count(shelf.db, field.sample)


def test_names_are_not_taken_twice() -> None:
    assert len(BY_NAME) == len(FIELDS)
    assert len({field.label for field in FIELDS}) == len(FIELDS)


def test_stored_fields_are_facts_and_columns(shelf: Shelf) -> None:
    facts = {field.name for field in dataclasses.fields(Facts)}
    columns = {column.name for column in shelf.db["photos"].columns}
    assert set(STORED) <= facts
    assert set(STORED) <= columns
    assert {BY_NAME[name].sql for name in STORED} == {f"p.{name}" for name in STORED}


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("ascending", [None, True, False])
def test_every_sort_runs(sort: str, ascending: bool | None, shelf: Shelf) -> None:
    for name in "abc":
        shelf.put(f"{name}.jpg", [("dog", 0.5)])
    shelf.miss("b.jpg")
    assert sorted(shelf.names("dog", sort, ascending=ascending)) == ["a.jpg", "c.jpg"]


def test_every_state_is_worked_out_by_sql_or_by_a_function(shelf: Shelf) -> None:
    assert set(COMPUTED) == set(COMPUTED_STATES)
    shelf.put("a.jpg")
    for state in BY_NAME["is"].choices:
        assert count(shelf.db, f"is:{state}") + count(shelf.db, f"-is:{state} -is:missing") == 1, state


@pytest.mark.parametrize("state", [state for state in STATES if state not in COMPUTED_STATES])
def test_every_state_and_its_opposite_are_all_photos(state: str, shelf: Shelf) -> None:
    shelf.put("a.jpg", [("dog", 0.5)], facts={"latitude": 1.0, "longitude": 2.0})
    shelf.put("b.jpg", damaged="Half of it is gone.")
    shelf.put("c.jpg", content="same")
    shelf.put("d.jpg", content="same")
    with_it, without = set(shelf.names(f"is:{state}")), set(shelf.names(f"-is:{state}"))
    assert with_it | without == {"a.jpg", "b.jpg", "c.jpg"}
    assert not with_it & without
    assert STATE_DOCS[state].endswith(".")


EXPECTED_STATES = {"tagged": "a", "untagged": "bc", "missing": "e", "damaged": "b", "copied": "c", "located": "a"}


@pytest.mark.parametrize("state", EXPECTED_STATES)
def test_states(state: str, shelf: Shelf) -> None:
    shelf.put("a", [("dog", 0.5)], facts={"latitude": 1.0, "longitude": 2.0})
    shelf.put("b", damaged="Half of it is gone.")
    shelf.put("c", content="same")
    shelf.put("d", content="same")
    shelf.put("e", [("dog", 0.5)])
    shelf.miss("e")
    found = search(shelf.db, f"is:{state}").ids.tolist()
    assert sorted(found) == sorted(shelf.ids[name] for name in EXPECTED_STATES[state])


SHOWN = {
    "taken": (0, "1970-01-01 00:00:00"),
    "width": (4000, "4000 px"),
    "size": (1.25, "1.2 MB"),
    "exposure_seconds": (0.004, "1/250 s"),
    "f_number": (2.8, "f/2.8"),
    "latitude": (-33.5, "33.50000° S"),
    "longitude": (9.0, "9.00000° E"),
    "format": ("jpeg", "JPEG"),
    "people": (12, "12"),
    "sensitive": (0.0312, "0.03"),
    "focal_mm": (50.0, "50 mm"),
    "camera": ("Canon EOS 5D", "Canon EOS 5D"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_values_as_people_read_them(name: str) -> None:
    value, text = SHOWN[name]
    assert text_of(BY_NAME[name], value) == text


def test_zones() -> None:
    assert [offset_text(minutes) for minutes in (None, 0, 120, -210)] == ["", "+00:00", "+02:00", "-03:30"]


def test_every_fact_that_is_known_is_shown_and_searchable(shelf: Shelf) -> None:
    words: dict[Kind, object] = {Kind.TEXT: "Some words", Kind.CHOICE: "raw"}
    values = {field.name: words.get(field.kind, 7) for field in FIELDS if field.stored}
    photo_id = shelf.put("a.jpg", facts=values)
    shelf.understand(photo_id, Understanding(people=2, faces=1, sensitive=0.25))
    shelf.db.execute("UPDATE photos SET sharpness = 0.5, colours = 3")
    bulk.apply(
        shelf.db,
        [photo_id],
        bulk.Edit(release="unlimited", texts={text.name: f"Our {text.label}" for text in TEXTS}),
    )
    found = details(shelf.db, photo_id)
    assert found is not None
    assert [field.name for field, _ in found.facts] == [field.name for field in FIELDS if field.shown]
    for field, value in found.facts:
        assert text_of(field, value)
        if field.stored or field.name in {text.name for text in TEXTS}:
            assert shelf.names(f'{field.name}="{value}"') == ["a.jpg"]
    assert shelf.names('caption:"our caption" has:title alt:"our alt"') == ["a.jpg"]
