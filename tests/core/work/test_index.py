"""The pipeline on real files: what is found, what is kept, what is never touched."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from working import Library, drain, picture, quick_task

from photoorg.library import browse
from photoorg.library.edits import judge
from photoorg.media.limits import Limits
from photoorg.outcomes import PhotoorgError

Watch = Callable[[Path], None]
Copy = Callable[[Path, int], list[Path]]


def touch_later(path: Path) -> None:
    """A file's time, moved on as if it had been written again."""
    info = path.stat()
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns + 10**9))


# --- from nothing to photos


def test_an_empty_folder(library: Library) -> None:
    assert library.run().title == "0 read, 0 unchanged."
    assert library.counter.opened == 0


def test_photos_can_be_seen_before_their_tags(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 96)
    seen = []
    job = library.job()
    for step in job:
        assert step.progress.done <= (step.progress.total or step.progress.done)
        seen.append((len(library.names()), len(library.names("picture"))))
    assert any(photos > tagged for photos, tagged in seen)
    assert seen[-1] == (96, 96)


def test_steps_tell_how_far_it_is_and_what_changed(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 30)
    (library.photos / "bad.jpg").write_text("no picture")
    steps, report = drain(library.job())
    assert [step.progress.stage for step in steps[:3]] == ["stat", "stat", "read"]
    read = [step.progress for step in steps[2:] if step.progress.stage != "said"]
    assert [one.done for one in read] == sorted(one.done for one in read)
    assert read[-1].done == read[-1].total == 31
    assert read[-1].problems == 1
    assert [step.progress.stage for step in steps[-2:]] == ["said", "said"]
    assert steps[-1].progress.done == steps[-1].progress.total == 30
    changed = frozenset().union(*(step.changes.photos for step in steps))
    assert len(changed) == 30
    assert any(step.changes.tags for step in steps)
    assert any(step.changes.problems for step in steps)
    assert report.title == "31 read, 0 unchanged, 1 with problems."


def test_a_second_run_reads_nothing(library: Library, small_photos: Copy, untouched: Watch) -> None:
    small_photos(library.photos, 12)
    untouched(library.photos)
    library.run()
    library.check()
    assert library.run().title == "0 read, 12 unchanged."
    assert (library.counter.opened, library.counter.prepared, library.counter.looked) == (1, 12, 12)


def test_several_folders_that_overlap(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos / "a" / "b", 3)
    library.run(library.photos, library.photos / "a", library.photos / "a" / "b", library.photos)
    assert library.names() == ["000.jpg", "001.jpg", "002.jpg"]
    assert library.counter.looked == 3
    assert browse.totals(library.db).files == 3


# --- changes between runs


def test_copies_moves_and_changes(library: Library, small_photos: Copy) -> None:
    first, second, third, _ = small_photos(library.photos, 4)
    shutil.copy2(first, library.photos / "copy.jpg")
    library.run()
    library.check()
    ids = {name: library.photo(name) for name in ("000.jpg", "001.jpg", "002.jpg", "003.jpg", "copy.jpg")}
    assert ids["copy.jpg"] == ids["000.jpg"]
    judge(library.db, ids.values(), "mine", "added")
    looked = library.counter.looked

    (library.photos / "deep" / "er").mkdir(parents=True)
    second.rename(library.photos / "deep" / "er" / "renamed.jpg")
    assert library.run().title == "0 read, 4 unchanged, 1 moved, 1 missing."
    assert library.photo("deep/er/renamed.jpg") == ids["001.jpg"]
    assert library.counter.looked == looked

    picture(third, (1, 2, 3))
    library.run()
    assert "002.jpg" in library.names("mine dark"), "an edited picture without a date keeps a person's words"
    assert library.counter.looked == looked + 1

    picture(library.photos / "copy.jpg", (3, 2, 1))
    library.run()
    assert library.photo("copy.jpg") != library.photo("000.jpg") == ids["000.jpg"]
    assert library.names("mine") == ["000.jpg", "002.jpg", "003.jpg", "renamed.jpg"]
    library.check()


def test_a_photo_moved_over_another(library: Library, small_photos: Copy) -> None:
    first, second = small_photos(library.photos, 2)
    library.run()
    cat, dog = library.photo("000.jpg"), library.photo("001.jpg")
    first.replace(second)
    library.run()
    assert library.photo("001.jpg") == cat
    assert library.names() == ["001.jpg"]
    assert browse.details(library.db, dog).paths == ()  # type: ignore[union-attr]
    library.check()


def test_moved_before_it_was_looked_at(library: Library, small_photos: Copy) -> None:
    (first,) = small_photos(library.photos, 1)
    library.missing = PhotoorgError("The model is not built.")
    library.run()
    library.missing = None
    first.rename(library.photos / "later.jpg")
    library.run()
    library.check()
    assert library.names("picture") == ["later.jpg"]


def test_vanished_and_returned(library: Library, small_photos: Copy, tmp_path: Path) -> None:
    first, *_ = small_photos(library.photos, 3)
    library.run()
    judge(library.db, [library.photo("000.jpg")], "mine", "added")
    away = shutil.move(first, tmp_path / "away.jpg")
    assert library.run().title == "0 read, 2 unchanged, 1 missing."
    assert library.names("mine") == []
    assert library.names("mine is:missing") == [""]
    shutil.move(away, first)
    assert library.run().title == "0 read, 3 unchanged."
    assert library.names("mine") == ["000.jpg"]
    assert library.counter.looked == 3


def test_a_damaged_file_that_returns_brings_its_problem_back(library: Library, tmp_path: Path) -> None:
    bad = library.photos / "bad.jpg"
    bad.write_text("no picture")
    library.run()
    assert "bad.jpg" in library.problems()
    shutil.move(bad, tmp_path / "away")
    library.run()
    assert library.problems() == {}
    shutil.move(tmp_path / "away", bad)
    library.run()
    assert "bad.jpg" in library.problems()
    assert library.run().title == "0 read, 1 unchanged."


def test_a_file_that_was_still_growing(library: Library, small_photos: Copy) -> None:
    (first,) = small_photos(library.photos, 1)
    whole = first.read_bytes()
    for part in (0, 20, len(whole) // 2, len(whole)):
        first.write_bytes(whole[:part])
        touch_later(first)
        library.run()
    assert library.problems() == {}
    assert library.names("-is:damaged picture") == ["000.jpg"]
    library.check()


def test_a_date_after_2262(library: Library, small_photos: Copy) -> None:
    first, _ = small_photos(library.photos, 2)
    try:
        os.utime(first, (32_503_680_000, 32_503_680_000))
    except (OSError, OverflowError):
        pytest.skip("this file system has no such dates")
    library.run()
    assert library.names() == ["000.jpg", "001.jpg"]
    assert library.run().title == "0 read, 2 unchanged."


def test_the_same_photo_touched_is_not_looked_at_again(library: Library, small_photos: Copy) -> None:
    (first,) = small_photos(library.photos, 1)
    library.run()
    touch_later(first)
    assert library.run().title == "1 read, 0 unchanged."
    assert library.run().title == "0 read, 1 unchanged."
    assert library.counter.looked == 1


# --- tasks


def test_a_task_that_fails_is_told_and_asked_again(
    library: Library, small_photos: Copy, caplog: pytest.LogCaptureFixture
) -> None:
    small_photos(library.photos, 10)
    library.counter.fails = RuntimeError("out of memory on the card")
    library.run()
    assert len(library.names()) == 10
    assert library.names("picture") == []
    assert len(library.problems()) == 10
    assert all("RuntimeError: out of memory on the card" in reason for reason in library.problems().values())
    library.counter.fails = None
    library.run()
    assert library.problems() == {}
    library.check()


def test_without_a_model_there_are_photos_and_a_sentence(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 3)
    library.missing = PhotoorgError("The model is not built.")
    assert library.run().title == "3 read, 0 unchanged. No tags: The model is not built."
    assert library.run().title == "0 read, 3 unchanged. No tags: The model is not built."
    assert len(library.names()) == 3
    library.missing = None
    library.run()
    library.check()


def test_a_new_version_of_one_task_runs_that_one_alone(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 5)
    library.tasks = (quick_task("classify", "1"), quick_task("faces", "1"))
    library.run()
    library.check()
    judge(library.db, [library.photo("000.jpg")], "picture", "rejected")
    assert library.counter.looked == 10
    library.tasks = (quick_task("classify", "1"), quick_task("faces", "2"))
    library.run()
    library.check()
    assert library.counter.looked == 15
    assert library.run().title == "0 read, 5 unchanged."
    assert library.names("picture") == ["001.jpg", "002.jpg", "003.jpg", "004.jpg"]


def test_a_defect_in_one_file_is_that_files_problem(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from photoorg.work import reading

    record = reading._record
    calls = []

    def stumble(read: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyError("oops")
        return record(read)  # type: ignore[arg-type]

    small_photos(library.photos, 4)
    monkeypatch.setattr(reading, "_record", stumble)
    library.run()
    assert len(library.names()) == 3
    (reason,) = library.problems().values()
    assert "photoorg stumbled here (KeyError: 'oops')" in reason
    library.run()
    assert len(library.names()) == 4
    assert library.problems() == {}


def test_thumbnails_that_cannot_be_kept_are_tried_again(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 2)
    cache = library.workshop().thumbnails.folder
    cache.parent.mkdir(parents=True)
    cache.write_text("in the way")
    from photoorg.settings import Home

    with pytest.raises(PhotoorgError, match="Cannot keep a library"):
        library.run()
    cache.unlink()
    library.db.conn.execute("SELECT 1")
    Home(library.home).create()
    cache.rmdir()
    cache.write_text("in the way")
    library.run()
    assert all("Cannot write thumbnails" in reason for reason in library.problems().values())
    cache.unlink()
    library.run()
    assert library.problems() == {}
    library.check()


def test_files_beyond_the_limit(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 1)
    library.limits = Limits(file_bytes=100)
    library.run()
    assert "too large" in library.problems()["000.jpg"]
    assert library.names() == []


# --- stopping


@pytest.mark.parametrize("seed", range(5))
def test_cancelled_anywhere_it_goes_on_from_there(seed: int, library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 40)
    chance = random.Random(seed)  # noqa: S311
    runs = 0
    while runs < 50:
        runs += 1
        job = library.job()
        try:
            for _ in range(chance.randint(0, 6)):
                next(job)
        except StopIteration:
            break
        job.close()
    assert runs < 50
    library.check()
    assert len(library.names()) == 40
    rows = library.db.conn.execute("SELECT state, COUNT(*) FROM jobs GROUP BY state").fetchall()
    assert {state for state, _ in rows} <= {"done", "cancelled"}
    assert library.run().title == "0 read, 40 unchanged."


def test_what_is_stored_is_not_done_again_after_a_stop(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 90)
    job = library.job()
    while not (stored := library.db.conn.execute("SELECT photo_id, at FROM analyses").fetchall()):
        next(job)
    job.close()
    library.db.conn.execute("UPDATE analyses SET at = 7")
    library.db.conn.commit()
    library.counter.prepared = 0
    library.run()
    library.check()
    kept = library.db.conn.execute("SELECT COUNT(*) FROM analyses WHERE at = 7").fetchone()[0]
    assert kept == len(stored)
    assert library.counter.prepared == 90 - kept


# --- the real model


def test_everyday_photos(real_library: Library, testdata: Path, untouched: Watch) -> None:
    untouched(testdata / "photos")
    report = real_library.run(testdata / "photos")
    assert report.title == "44 read, 0 unchanged."
    assert real_library.problems() == {}
    real_library.check()
    assert "000000377575.jpg" in real_library.names("dog")
    assert "000000519208.jpg" in real_library.names("elephants")
    assert real_library.names("animal -dog")
    assert not set(real_library.names("animal -dog")) & set(real_library.names("dog"))
    assert real_library.run(testdata / "photos").title == "0 read, 44 unchanged."
    assert real_library.counter.opened == 1


def test_sample_pictures(real_library: Library, sample_pictures: Path, untouched: Watch) -> None:
    untouched(sample_pictures)
    real_library.run(sample_pictures)
    real_library.check()
    assert real_library.names("cat") == ["cat.jpg"]
    assert real_library.names("camera:canon taken:2019-05-04") == ["cat.jpg"]
    assert real_library.names("taken:2014") == ["rocket.jpg"]


def test_thumbnails_are_made_and_may_be_thrown_away(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 5)
    library.run()
    thumbnails = library.workshop().thumbnails
    assert thumbnails.usage()[0] == 5
    for card in browse.cards(library.db, [library.photo(f"00{number}.jpg") for number in range(5)]).values():
        assert thumbnails.has(card.identity)
        with Image.open(thumbnails.path(card.identity)) as image:
            assert image.size == (128, 96)
    thumbnails.clear()
    assert library.run().title == "0 read, 5 unchanged."
