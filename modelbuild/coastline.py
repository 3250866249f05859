"""`python -m modelbuild.coastline`: make resources/map/world.json anew, the coasts and borders of the map.

They are Natural Earth's (public domain) at 1:50 million, from the npm package world-atlas (ISC), whose TopoJSON has
them quantized: every line is an arc, a start and steps, that rings of countries refer to by number, or by ~number where
they go along it backwards.
"""

from __future__ import annotations

import itertools
import json
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from modelbuild.fetch import fetch_from_npm
from photoorg.vision.manifests import Source

ROOT = Path(__file__).resolve().parent.parent
SOURCE = Source(
    kind="npm",
    package="world-atlas",
    version="2.0.2",
    sha256="032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    members=("package/countries-50m.json",),
    upstream="Natural Earth 4.1, 1:50m Admin 0",
    licence="ISC; the data public domain",
)
PARTS = 100
"""Of a degree: about a kilometre, finer than the lines are."""

Point = tuple[int, int]


def main() -> int:
    """Fetch, convert, write; prints what there is."""
    archive = fetch_from_npm(SOURCE, ROOT / "build" / "downloads")
    with tarfile.open(archive) as packed:
        member = packed.extractfile(SOURCE.members[0])
        assert member is not None  # noqa: S101 - the archive is the one whose hash is above
        world = world_of(json.load(member))
    out = ROOT / "resources" / "map" / "world.json"
    out.write_text(json.dumps(world, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{out}: {len(world['land'])} coasts, {len(world['borders'])} borders")  # noqa: T201
    return 0


def world_of(topology: Any) -> dict[str, list[list[int]]]:
    """Rings of land and lines of borders, each [x, y, dx, dy, ...] in hundredths of degrees; east, north positive."""
    arcs = [_points(arc, topology["transform"]) for arc in topology["arcs"]]
    objects = topology["objects"]
    rings = (_joined(ring, arcs) for shape in _shapes(objects["land"]) for ring in _rings(shape))
    uses = Counter(
        max(number, ~number) for shape in _shapes(objects["countries"]) for ring in _rings(shape) for number in ring
    )
    borders = (arcs[number] for number, times in sorted(uses.items()) if times > 1)
    return {"land": [_steps(ring) for ring in rings if len(ring) > 3], "borders": [_steps(line) for line in borders]}


def _points(arc: Iterable[Sequence[int]], transform: Any) -> list[Point]:
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    points: list[Point] = []
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        point = (round(PARTS * (x * wide + left)), round(PARTS * (y * high + low)))
        if not points or point != points[-1]:
            points.append(point)
    return points


def _shapes(topology: Any) -> Iterator[Any]:
    yield from (shape for shape in topology.get("geometries", [topology]) if "arcs" in shape)


def _rings(shape: Any) -> Iterator[list[int]]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    yield from itertools.chain.from_iterable(polygons)


def _joined(ring: Iterable[int], arcs: Sequence[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _steps(points: Sequence[Point]) -> list[int]:
    steps = ((x - left, y - low) for (left, low), (x, y) in itertools.pairwise(points))
    return [*points[0], *itertools.chain.from_iterable(steps)]


if __name__ == "__main__":
    sys.exit(main())
