"""Where photos were taken, and how those that were taken near one another are told of together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from photoorg.library import columns as memory
from photoorg.library.fields import BY_NAME


@dataclass(frozen=True, eq=False, slots=True)
class Located:
    """Photos that say where they were taken: `ids` int64 (n,), degrees float32 (n,), north and east positive."""

    ids: NDArray[np.int64]
    latitude: NDArray[np.float32]
    longitude: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Photos of one cell of a grid: where on average, how many, one of them, and how far they reach in degrees."""

    latitude: float
    longitude: float
    photos: int
    photo_id: int
    south: float
    north: float
    west: float
    east: float

    @property
    def term(self) -> str:
        """The query that finds them."""
        return " ".join(self.terms)

    @property
    def terms(self) -> tuple[str, str]:
        """The terms of that query, one by one."""
        latitude = f"latitude:{_down(self.south)}..{_up(self.north)}"
        return latitude, f"longitude:{_down(self.west)}..{_up(self.east)}"


# What is stored has more digits than these and those in memory: ends are moved outwards, so that no photo falls out.
def _down(degrees: float) -> str:
    return f"{np.floor(degrees * 1e4 - 0.1) / 1e4:.4f}"


def _up(degrees: float) -> str:
    return f"{np.ceil(degrees * 1e4 + 0.1) / 1e4:.4f}"


def located(db: Database, ids: NDArray[np.int64]) -> Located:
    """Those of some photos that say where they were taken, in the same order."""
    columns = memory.of(db)
    slots = columns.slots(ids)
    latitude = columns.numbers(BY_NAME["latitude"])[slots].astype(np.float32)
    longitude = columns.numbers(BY_NAME["longitude"])[slots].astype(np.float32)
    there = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)  # what is not known is nowhere
    return Located(columns.ids[slots[there]], latitude[there], longitude[there])


def clusters(photos: Located, cell: float) -> list[Cluster]:
    """The photos by cells of a grid of `cell` degrees, the most photos first. Each names the first photo of its own."""
    if not len(photos.ids):
        return []
    rows = np.floor((photos.latitude + 90) / cell).astype(np.int64)
    columns = np.floor((photos.longitude + 180) / cell).astype(np.int64)
    keys = rows * (int(360 / cell) + 2) + columns
    order = np.argsort(keys, kind="stable")
    _, starts, sizes = np.unique(keys[order], return_index=True, return_counts=True)
    latitude, longitude = photos.latitude[order].astype(np.float64), photos.longitude[order].astype(np.float64)
    parts = zip(
        np.add.reduceat(latitude, starts) / sizes, np.add.reduceat(longitude, starts) / sizes, sizes,
        photos.ids[order][starts], np.minimum.reduceat(latitude, starts), np.maximum.reduceat(latitude, starts),
        np.minimum.reduceat(longitude, starts), np.maximum.reduceat(longitude, starts), strict=True,
    )  # fmt: skip
    made = [
        Cluster(float(lat), float(lon), int(size), int(first), float(south), float(north), float(west), float(east))
        for lat, lon, size, first, south, north, west, east in parts
    ]
    return sorted(made, key=lambda one: -one.photos)
