"""The coasts and borders that the map is drawn on."""

from __future__ import annotations

import json

from modelbuild.coastline import world_of
from photoorg.settings import resources


def test_the_bundled_lines_are_on_the_globe() -> None:
    world = json.loads((resources() / "map" / "world.json").read_bytes())
    assert len(world["land"]) > 1000
    assert len(world["borders"]) > 300
    for line in world["land"] + world["borders"]:
        xs, ys = line[0], line[1]
        for dx, dy in zip(line[2::2], line[3::2], strict=True):
            xs, ys = xs + dx, ys + dy
            assert -18_001 <= xs <= 18_001
            assert -9_001 <= ys <= 9_001


def test_coasts_are_closed() -> None:
    world = json.loads((resources() / "map" / "world.json").read_bytes())
    for ring in world["land"]:
        assert abs(sum(ring[2::2])) <= 2
        assert abs(sum(ring[3::2])) <= 2


def test_what_two_countries_share_is_a_border() -> None:
    square = [[[0, 0], [10, 0], [0, 10]], [[0, 0], [0, 5], [10, 5]], [[0, 0], [-5, 0], [0, 10], [5, 0]]]
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": square,
        "objects": {
            "land": {"type": "MultiPolygon", "arcs": [[[0, ~1, 2]]]},
            "countries": {
                "geometries": [{"type": "Polygon", "arcs": [[0, ~1]]}, {"type": "Polygon", "arcs": [[1, 2]]}]
            },
        },
    }
    world = world_of(topology)
    assert world["borders"] == [[0, 0, 0, 500, 1000, 500]]
    assert len(world["land"]) == 1
