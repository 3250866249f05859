"""Of a large result the first page is shown before the rest is known."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from photoorg.app import App
from photoorg.gui import queries as asking
from photoorg.gui.answers import Results
from photoorg.gui.window import MainWindow


def test_the_first_page_of_all_is_shown_at_once(
    indexed: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, open_window: object
) -> None:
    monkeypatch.setattr(asking, "FIRST_PAGE", 2)
    window = open_window(indexed)  # type: ignore[operator]
    assert isinstance(window, MainWindow)
    shown: list[Results] = []
    window.page.shown.connect(lambda: shown.append(window.model.results))
    qtbot.waitUntil(lambda: window.model.results.complete)
    assert [len(results.ids) for results in shown[:2]] == [2, len(window.model)]
    assert shown[0].weak_photos == 0
    assert not window.page.meaning.isVisible()
