from __future__ import annotations

import pytest

from photoorg.gui.states import STATES, choose

REST = {"broken": False, "surveyed": True, "folders": 1, "photos": 9, "problems": 0, "busy": False, "found": 9}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, ""),
        ({"broken": True}, "broken"),
        ({"surveyed": False, "found": 9}, ""),
        ({"surveyed": False, "found": None, "photos": 0}, "opening"),
        ({"found": None}, "opening"),
        ({"folders": 0, "photos": 0, "found": 0}, "welcome"),
        ({"folders": 0, "photos": 0, "found": 0, "busy": True}, "looking"),
        ({"photos": 0, "found": 0, "busy": True}, "looking"),
        ({"photos": 0, "found": 0}, "empty"),
        ({"photos": 0, "found": 0, "problems": 3}, "unreadable"),
        ({"found": 0}, "no match"),
        ({"found": 0, "folders": 0}, "no match"),
        ({"found": 0, "busy": True}, "no match"),
    ],
)
def test_the_state_follows_from_the_facts(facts: dict, state: str):
    assert choose(**REST | facts) == state
    assert not state or state in STATES
