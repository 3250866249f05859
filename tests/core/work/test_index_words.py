"""A person's words that wait are given to their photos by whichever job finds these."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from working import Library, drain, picture

from photoorg.library import missing, words
from photoorg.library.edits import judge
from photoorg.library.wordbook import Word
from photoorg.outcomes import Changes
from photoorg.work.index import index
from photoorg.work.scope import Spot


@pytest.fixture
def word(library: Library, tmp_path: Path) -> Word:
    """A word that waits for a photo, which lies in `tmp_path` as kept.jpg."""
    path = picture(library.photos / "lost.jpg")
    shutil.copy2(path, tmp_path / "kept.jpg")
    library.run()
    judge(library.db, [library.photo("lost.jpg")], "mine", "added")
    (word,) = words.export(library.db)
    path.unlink()
    library.run()
    forget_missing(library)
    assert words.take(library.db, [word]).waiting == 1
    return word


def forget_missing(library: Library) -> None:
    missing.forget(library.db, missing.missing_ids(library.db), library.home / "forgotten.jsonl")


def look(library: Library, only: Sequence[Spot] | None) -> Changes:
    steps, _ = drain(index(library.db, (), library.workshop(), only))
    changes = Changes()
    for step in steps:
        changes |= step.changes
    return changes


@pytest.mark.parametrize("watched", [False, True])
def test_with_the_photo_come_its_words(watched: bool, library: Library, word: Word, tmp_path: Path) -> None:
    library.tasks = ()  # no task's tags are told of
    shutil.copy2(tmp_path / "kept.jpg", library.photos / "found.jpg")
    told = look(library, [Spot(str(library.photos))] if watched else None)
    assert library.names(word.name) == ["found.jpg"]
    assert told.tags
    assert library.photo("found.jpg") in told.photos


def test_words_wait_while_others_come_and_go(library: Library, word: Word, tmp_path: Path) -> None:
    other = picture(library.photos / "other.jpg", (20, 30, 40))
    look(library, None)
    other.unlink()
    look(library, None)
    forget_missing(library)
    shutil.copy2(tmp_path / "kept.jpg", library.photos / "found.jpg")
    look(library, None)
    assert library.names(word.name) == ["found.jpg"]


def test_a_job_that_is_stopped_has_given_them(library: Library, word: Word, tmp_path: Path) -> None:
    shutil.copy2(tmp_path / "kept.jpg", library.photos / "found.jpg")
    job = index(library.db, (), library.workshop())
    while library.names() != ["found.jpg"]:
        next(job)
    job.close()
    assert library.names(word.name) == ["found.jpg"]


@pytest.mark.parametrize("later", ["first.jpg", "second.jpg"])
def test_a_photo_that_is_in_another_changed_file_is_not_taken_for_gone(later: str, library: Library) -> None:
    first = picture(library.photos / "first.jpg")
    second = picture(library.photos / "second.jpg", (20, 30, 40))
    library.run()
    judge(library.db, [library.photo("first.jpg")], "mine", "added")
    second.write_bytes(first.read_bytes())
    picture(first, (90, 10, 20))  # the library does not know it, and nothing says when it was taken
    os.utime(library.photos / later, (2_000_000_000, 2_000_000_000))  # the newest is read first
    library.run()
    assert library.names("mine") == ["second.jpg"]
