"""A person forgets photos while a job is under way: nothing else takes their place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from working import Library, drain, picture

from photoorg.library import missing, places
from photoorg.library.edits import judge
from photoorg.library.store import writing
from photoorg.work import pipeline, recall
from photoorg.work.index import index
from photoorg.work.scope import Spot


def forget(library: Library, photo_ids: Iterable[int]) -> None:
    missing.forget(library.db, photo_ids, library.home / "forgotten.jsonl")


def test_a_file_that_moved_is_not_given_to_another_photo(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = picture(library.photos / "lost.jpg", (20, 30, 40))
    os.utime(lost, (1_700_000_000,) * 2)  # too coarse a time to know it by the file's number
    library.run()
    photo_id = library.photo("lost.jpg")
    judge(library.db, [photo_id], "mine", "added")
    shutil.copy2(lost, tmp_path / "kept.jpg")
    lost.unlink()
    library.run()
    shutil.copy2(tmp_path / "kept.jpg", library.photos / "moved.jpg")
    picture(library.photos / "new.jpg")
    known = pipeline.known_before

    def forgotten_after(*arguments: object) -> object:
        found = known(*arguments)  # type: ignore[arg-type]
        forget(library, [photo_id])
        monkeypatch.setattr(pipeline, "known_before", known)
        return found

    monkeypatch.setattr(pipeline, "known_before", forgotten_after)
    library.run()
    library.check()
    assert library.problems() == {}
    assert library.names() == ["moved.jpg", "new.jpg"]
    assert len({photo_id, library.photo("moved.jpg"), library.photo("new.jpg")}) == 3
    assert library.names("bright") == ["new.jpg"]
    assert library.names("mine") == []


def test_the_id_of_a_photo_is_never_used_again(library: Library) -> None:
    seen: set[int] = set()
    for number in range(3):
        path = picture(library.photos / f"{number}.jpg", (number, number, number))
        library.run()
        photo_id = library.photo(path.name)
        path.unlink()
        library.run()
        forget(library, [photo_id])
        assert photo_id not in seen
        seen.add(photo_id)
        library.close()  # not by another process either


def test_forgotten_while_models_are_at_work(library: Library) -> None:
    path = picture(library.photos / "a.jpg")
    picture(library.photos / "b.jpg", (20, 30, 40))
    job = library.job()
    while library.names() != ["a.jpg", "b.jpg"]:
        next(job)
    photo_id = library.photo("a.jpg")
    path.unlink()
    file_ids = [one for (one,) in library.db.conn.execute("SELECT id FROM files WHERE photo_id = ?", (photo_id,))]
    with writing(library.db):
        places.choose_first_files(library.db, places.mark_missing(library.db, file_ids))
    forget(library, [photo_id])
    drain(job)
    library.check()
    assert (library.names(), library.problems()) == (["b.jpg"], {})


def test_missing_photos_are_asked_for_once_a_change(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = picture(library.photos / "a.jpg")
    library.run()
    asked: list[object] = []
    lost_photos = recall.lost_photos

    def counted(*arguments: object) -> object:
        asked.append(arguments)
        return lost_photos(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(recall, "lost_photos", counted)
    look = [Spot(str(library.photos))]
    drain(index(library.db, (), library.workshop(), look))
    assert not asked
    picture(path, (1, 2, 3), (80, 80))
    drain(index(library.db, (), library.workshop(), look))
    assert (len(asked), library.names("width:80")) == (1, ["a.jpg"])
