"""What the first search would wait for is made ready while nobody asks."""

from __future__ import annotations

import time

from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui.queries import Queries
from photoorg.gui.readying import IDLE_MS
from photoorg.library import columns
from photoorg.library.columns.seen import NAME

_LONGEST = 60_000


def test_what_was_seen_in_photos_is_ready_before_anybody_asks(qtbot: QtBot, indexed: App) -> None:
    queries = Queries(indexed)
    db = indexed.reader()
    try:
        queries.count_tags("")
        qtbot.waitUntil(lambda: columns.ready(db) and NAME in columns.of(db).state.parts, timeout=_LONGEST)
    finally:
        queries.close()
        db.close()


def test_closing_does_not_wait_for_it(qtbot: QtBot, indexed: App) -> None:
    queries = Queries(indexed)
    queries.count_tags("")
    qtbot.wait(IDLE_MS + 500)
    start = time.monotonic()
    queries.close()
    assert time.monotonic() - start < 5
