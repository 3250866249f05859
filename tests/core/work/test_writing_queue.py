"""The queue of what is written: kept small, taken back in parts, and stopped by no single file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from test_writing import go, planned, said, start
from working import Library, drain

from photoorg.app import open_app
from photoorg.library import browse, edits, notes, store, written
from photoorg.library.writings import set_way
from photoorg.media.blocks import Blocks
from photoorg.media.carriers import read_blocks, write_blocks
from photoorg.media.saying import blocks_with, said_in, sidecar_with
from photoorg.outcomes import PhotoorgError
from photoorg.said import Said
from photoorg.splices import spliced
from photoorg.work import batches, file_writing
from photoorg.work.writing import runs, take_back

Copy = Callable[[Path, int], list[Path]]


def test_large_files_are_taken_back_one_after_another(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = start(library, small_photos)
    before = [path.read_bytes() for path in paths]
    edits.judge(library.db, [library.photo(path.name) for path in paths], "harbour", "added")
    go(library)
    monkeypatch.setattr(batches, "BYTES", max(path.stat().st_size for path in paths))
    steps, _ = drain(take_back(library.db, 1))
    assert [step.progress.done for step in steps] == [0, 1, 1, 2, 2, 3]
    assert [path.read_bytes() for path in paths] == before


def test_what_is_written_by_itself_within_minutes_is_one_run(
    library: Library, small_photos: Copy, no_log_left: None
) -> None:
    paths = start(library, small_photos)
    before = [path.read_bytes() for path in paths]
    app, ids = open_app(library.home), [library.photo(path.name) for path in paths]

    def say(photo: int, tag: str) -> None:
        edits.judge(library.db, [photo], tag, "added")
        due_now = app._write_due()
        assert due_now is not None
        drain(due_now[1](library.db))

    for photo in ids:
        say(photo, "harbour")
    assert [(run.number, run.files) for run in runs(library.db)] == [(1, 3)]
    say(ids[0], "boat")  # each photo is in a run once, so that it can be taken back
    assert [(run.number, run.files) for run in runs(library.db)] == [(2, 1), (1, 3)]
    drain(take_back(library.db, 2))
    say(ids[1], "boat")
    assert [run.number for run in runs(library.db)] == [3, 2, 1]
    edits.judge(library.db, [ids[2]], "boat", "added")
    assert go(library).counts["run"] == 4
    for number in (4, 3, 1):
        drain(take_back(library.db, number))
    assert [path.read_bytes() for path in paths] == before


def test_the_oldest_runs_go_where_too_much_is_kept(library: Library, small_photos: Copy) -> None:
    first, *_ = start(library, small_photos, 1)
    before = [first.read_bytes()]
    for tag in ("harbour", "boat", "sea"):
        edits.judge(library.db, [library.photo(first.name)], tag, "added")
        go(library)
        before.append(first.read_bytes())
    with store.writing(library.db):
        assert written.prune(library.db, 1 << 20) == 0
        assert written.prune(library.db, 0) == 2
    assert [run.number for run in runs(library.db)] == [3]
    drain(take_back(library.db, 3))
    assert first.read_bytes() == before[2]
    with pytest.raises(PhotoorgError, match="Nothing of run 1"):
        drain(take_back(library.db, 1))


def test_a_sidecar_that_came_since_is_read_and_changed(library: Library, small_photos: Copy) -> None:
    first, *_ = start(library, small_photos, 1, "sidecar")
    photo, beside = library.photo(first.name), first.with_suffix(".xmp")
    beside.write_bytes(sidecar_with(None, Said(), Said(rating=5)))
    edits.judge(library.db, [photo], "harbour", "added")
    assert go(library).counts["files"] == 1
    assert {one.name for one in library.photos.iterdir()} == {first.name, beside.name}
    assert said_in(Blocks(), beside.read_bytes()) == Said((("harbour",),), 5)
    assert notes.notes_on(library.db, [photo])[photo].rating == 5
    assert library.run().title == "0 read, 1 unchanged."
    drain(take_back(library.db, 1))
    assert said_in(Blocks(), beside.read_bytes()) == Said(rating=5)


def test_a_file_that_is_too_much_for_what_reads_it_does_not_stop_the_others(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, _ = start(library, small_photos)
    bad, ids = first.read_bytes(), [library.photo(one.name) for one in (first, second)]
    edits.judge(library.db, ids, "harbour", "added")
    rewritten = file_writing.rewritten

    def deep(data: bytes, *given: object, **more: object) -> object:
        if data == bad:
            raise RecursionError
        return rewritten(data, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(file_writing, "rewritten", deep)
    assert "by a defect of photoorg" in planned(library, first.name)[0].why_not
    report = go(library)
    assert (report.counts["files"], report.counts["problems"]) == (1, 1)
    assert said(second).keywords == (("harbour",),)
    assert {record.name for record in caplog.records} == {"photoorg.work.file_writing"}


def _own_title(path: Path, said: Said) -> None:
    data = path.read_bytes()
    blocks = blocks_with(read_blocks(data, "jpeg"), Said(), said)
    path.write_bytes(spliced(data, write_blocks(data, "jpeg", blocks)))


def test_what_is_written_to_a_file_that_is_read_first_is_told_beforehand(library: Library, small_photos: Copy) -> None:
    first, *_ = start(library, small_photos, 1)
    photo = library.photo(first.name)
    edits.judge(library.db, [photo], "harbour", "added")
    _own_title(first, Said(keywords=(("boat",),), rating=2))
    (told,) = planned(library, first.name)
    assert (told.why_not, told.differences) == ("", (("Keyword", "", "harbour"),))
    assert "taken in first" in told.note
    assert not notes.notes_on(library.db, [photo]).get(photo)
    assert go(library).counts["files"] == 1
    assert (said(first).keywords, said(first).rating) == ((("boat",), ("harbour",)), 2)


def test_nothing_is_taken_in_where_reading_is_switched_off(library: Library, small_photos: Copy) -> None:
    first, second, _ = start(library, small_photos, way=None)
    (library.home / "settings.json").write_text('{"read_metadata": false}')
    _own_title(first, Said(keywords=(("boat",),), rating=2))
    ids, before = [library.photo(first.name), library.photo(second.name)], first.read_bytes()
    edits.judge(library.db, ids, "harbour", "added")
    set_way(library.db, str(library.photos), "embedded")
    told, fine = planned(library, first.name, second.name)
    assert ("read_metadata" in told.why_not, fine.differences) == (True, (("Keyword", "", "harbour"),))
    assert (go(library, ids).counts["files"], first.read_bytes()) == (1, before)
    assert said(second).keywords == (("harbour",),)
    assert {name for name, _ in browse.tags_of(library.db, ids[:1])[ids[0]]} & {"boat"} == set()
