"""What the composition root puts together of settings, taxonomy and tagger."""

from __future__ import annotations

from pathlib import Path

import pytest

from photoorg.app import _rules, open_app
from photoorg.library import browse
from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError
from photoorg.settings import Settings, save_settings
from photoorg.taxonomy import load_taxonomy
from photoorg.vision.tasks import TASKS

pytestmark = pytest.mark.usefixtures("no_log_left")


def test_the_rules_follow_the_taxonomy_and_the_settings() -> None:
    taxonomy = load_taxonomy()
    hidden = {name for name, concept in taxonomy.concepts.items() if concept.hidden}
    rules = _rules(Settings(target_precision=0.8, sensitive_from=0.6, tag_sensitive=True), {"dog": 0.5})
    assert (rules.target, rules.sensitive_from, rules.tag_sensitive, rules.bars) == (0.8, 0.6, True, {"dog": 0.5})
    assert set(rules.above) == set(taxonomy.concepts)
    assert rules.above["golden retriever"] >= {"dog", "animal"}
    assert not hidden & {name for names in rules.above.values() for name in names}, "what is hidden is no tag"


def test_rules_are_used_at_once(library_home: Path) -> None:
    app = open_app(library_home)
    db = app.writer()
    try:
        assert not app.use_rules(db), "there is no photo whose tags could change"
        assert _target(db) == app.settings.target_precision
        save_settings(app.home, Settings(target_precision=0.95))
        app.use_rules(db)
        assert _target(db) == 0.95
        assert browse.tag_names(db) == [], "the words of the taxonomy are not on any photo"
    finally:
        db.close()


def test_jobs_go_by_what_the_file_says_when_they_begin(library_home: Path, sample_pictures: Path) -> None:
    app = open_app(library_home)
    db = app.writer()
    try:
        save_settings(app.home, Settings(exclude=("cat.jpg",), skip_tasks=tuple(task.name for task in TASKS)))
        for _step in app.index(db, [sample_pictures]):
            pass
        assert browse.totals(db).photos == 3
        assert app.settings == Settings(), "what the window shows is its own affair"
        app.home.settings_file.write_text("{")
        with pytest.raises(PhotoorgError, match="Mend it or delete the file"):
            app.index(db)
    finally:
        db.close()


def _target(db: Database) -> float:
    return db.conn.execute("SELECT value FROM derived_with WHERE name = 'target'").fetchone()[0]
