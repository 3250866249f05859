"""What the window says of work has words for every stage that work can have."""

from __future__ import annotations

import re
from pathlib import Path

import photoorg
from photoorg.console import _STAGES as TOLD_IN_CONSOLE
from photoorg.gui.activity_text import STAGES, progress_text
from photoorg.outcomes import Progress

_STAGE = re.compile(r'(?:Progress\(|^STAGE = |^COMPARE = |^CHECK = |^BACK = )"([^"]+)"', re.MULTILINE)


def test_every_stage_has_words() -> None:
    root = Path(photoorg.__file__).parent
    files = [path for part in ("library", "work", "export") for path in (root / part).rglob("*.py")]
    stages = {stage for path in files for stage in _STAGE.findall(path.read_text("utf-8"))}
    assert {"said", "write", "take back", "export", "gather", "contact sheet"} <= stages
    assert sorted((stages | set(TOLD_IN_CONSOLE)) - set(STAGES)) == []


def test_how_far_it_is() -> None:
    assert progress_text(Progress("said", 3, 1204)) == "Reading what files say 3 of 1,204"
    assert progress_text(Progress("stat")) == "Looking for photos…"
