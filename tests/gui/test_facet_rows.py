"""The facets of a result as the rows of the panel."""

from __future__ import annotations

import pytest

from photoorg.gui.facet_rows import rows
from photoorg.library.facets import Facet, Facets
from photoorg.library.terms import folder_term


@pytest.mark.parametrize("path", ["C:\\", "/a b", '/say "a"', "/back\\"])
def test_photos_are_counted_by_the_path_of_their_folder(path: str) -> None:
    assert rows(Facets(folders=[Facet(folder_term(path), "a", 2, path)])).folders[path] == 2


def test_stars_and_months_are_named() -> None:
    found = rows(Facets(ratings=[Facet("rating:4", "4", 1, 4)], months=[Facet("taken:2024-05", "2024-05", 3, 24292)]))
    assert list(found.lists["ratings"]) == [("rating:4", "★★★★", 1)]
    assert list(found.months) == [("taken:2024-05", "May", 3)]
    assert not rows(Facets(ratings=[Facet("rating:0", "0", 1, 0)])).lists["ratings"]
