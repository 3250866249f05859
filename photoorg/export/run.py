"""The export as a job: what is planned, made, put into the folder, and noted so that it can go on another time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from photoorg.export.order import Order, Planned
from photoorg.library.store import Database
from photoorg.media.limits import Limits
from photoorg.media.thumbs import ThumbnailCache
from photoorg.work.jobs import Job


@dataclass(frozen=True, slots=True)
class ExportShop:
    """What an export works with. `on_thread` is called first on each thread of the pool."""

    thumbnails: ThumbnailCache
    limits: Limits
    threads: int
    on_thread: Callable[[], None] | None = None


def planned(db: Database, order: Order) -> Generator[Sequence[Planned], None, None]:
    """What an export would do, in blocks, in its order; nothing is read but the library and the folder's names.

    Raises PhotoorgError where the order cannot be followed at all.
    """
    raise NotImplementedError


def export(db: Database, order: Order, shop: ExportShop) -> Job:
    """The job. Closing it keeps what is made: the same order goes on from there."""
    raise NotImplementedError
