"""How paths lie in each other."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from photoorg.paths import above, is_inside, lies_in, nearest


@pytest.mark.parametrize(
    ("path", "tops", "found"),
    [
        ("/a/b", ["/a"], "/a"),
        ("/a", ["/a"], "/a"),
        ("/ab", ["/a"], None),
        ("/a", ["/a/b"], None),
        ("/a/b/c", {"/a", "/a/b"}, "/a/b"),
        ("/a", ("/",), "/"),
        ("/", ["/"], "/"),
        ("/a", [], None),
    ],
)
def test_what_lies_in_what(path: str, tops: Collection[str], found: str | None) -> None:
    assert nearest(path, tops) == found
    assert lies_in(path, tops) == (found is not None)
    assert any(is_inside(path, top) for top in tops) == (found is not None)


def test_what_is_above() -> None:
    assert list(above("/a/b")) == ["/a", "/"]
    assert list(above("/")) == []
