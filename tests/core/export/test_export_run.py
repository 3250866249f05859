"""Exports as a job: what is made, what stays, what goes on another time, and what is left alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from exporting_help import Exporter, drain, picture
from PIL import Image

from photoorg.export.place import PARTIAL, Folder
from photoorg.export.planning import Plan
from photoorg.export.run import planned
from photoorg.library import bulk, exports
from photoorg.media.carriers import read_blocks
from photoorg.media.saying import said_in
from photoorg.outcomes import PhotoorgError


def test_an_export_makes_each_photo_and_a_second_one_nothing(exporter: Exporter) -> None:
    report = exporter.run(longest=320)
    assert report.counts["made"] == 3
    assert exporter.files() == ["beach.jpg", "cat.jpg", "tower.jpg"]
    with Image.open(exporter.to / "cat.jpg") as made:
        assert made.size == (320, 240)
    before = {name: (exporter.to / name).stat().st_mtime_ns for name in exporter.files()}
    report = exporter.run(longest=320)
    assert (report.counts["made"], report.counts["stayed"]) == (0, 3)
    assert before == {name: (exporter.to / name).stat().st_mtime_ns for name in exporter.files()}


def test_what_has_changed_is_made_again_and_nothing_else(exporter: Exporter) -> None:
    exporter.run(longest=320)
    (exporter.to / "cat.jpg").unlink()
    assert exporter.run(longest=320).counts["made"] == 1
    assert exporter.run(longest=300).counts["made"] == 3
    assert exporter.files() == ["beach.jpg", "cat.jpg", "tower.jpg"]


def test_files_of_others_are_left_alone(exporter: Exporter) -> None:
    exporter.to.mkdir()
    (exporter.to / "cat.jpg").write_bytes(b"mine")
    exporter.run(longest=320)
    assert (exporter.to / "cat.jpg").read_bytes() == b"mine"
    assert exporter.files() == ["beach.jpg", "cat-2.jpg", "cat.jpg", "tower.jpg"]
    (exporter.to / "beach.jpg").write_bytes(b"edited by hand")
    assert exporter.run(longest=320).counts["made"] == 1
    assert (exporter.to / "beach.jpg").read_bytes() == b"edited by hand"
    assert exporter.files() == ["beach-2.jpg", "beach.jpg", "cat-2.jpg", "cat.jpg", "tower.jpg"]


def test_what_is_cut_short_goes_on(exporter: Exporter) -> None:
    job = exporter.job(exporter.order(longest=320))
    next(job)
    next(job)
    job.close()
    assert not (exporter.to / PARTIAL).exists()
    assert [one.state for one in exports.exports(exporter.db)] == ["cancelled"]
    exporter.run(longest=320)
    assert exporter.files() == ["beach.jpg", "cat.jpg", "tower.jpg"]
    assert [one.state for one in exports.exports(exporter.db)] == ["done"]


def test_what_was_noted_and_never_got_there_is_made(exporter: Exporter) -> None:
    """As after kill -9 between the note and the name: nothing is taken for somebody else's."""
    exporter.run(longest=320)
    (exporter.to / PARTIAL).mkdir()
    (exporter.to / PARTIAL / "7.part").write_bytes(b"half")
    (exporter.to / "cat.jpg").unlink()
    exporter.run(longest=320)
    assert exporter.files() == ["beach.jpg", "cat.jpg", "tower.jpg"]


def test_old_files_go_where_that_is_asked_for_unless_somebody_changed_them(exporter: Exporter) -> None:
    exporter.run(longest=320, folder="{date:%Y}")
    (exporter.to / "2024" / "tower.jpg").write_bytes(b"mine now")
    assert "2 files of an earlier export left there" in exporter.run("cat.jpg", longest=320).title
    report = exporter.run("cat.jpg", longest=320, tidy=True)
    assert report.counts["removed"] == 2
    assert exporter.files() == ["2024/tower.jpg", "cat.jpg"]


def test_a_photo_that_cannot_be_read_is_told_of_and_the_rest_goes_on(exporter: Exporter) -> None:
    (exporter.photos / "cat.jpg").write_bytes(b"\xff\xd8\xff no picture")
    report = exporter.run(longest=320)
    assert exporter.files() == ["beach.jpg", "tower.jpg"]
    assert report.counts["failed"] == 1
    assert Path(report.problems[0].path).name == "cat.jpg"


def test_a_folder_that_takes_nothing_ends_in_a_sentence(exporter: Exporter) -> None:
    exporter.to.write_bytes(b"")
    with pytest.raises(PhotoorgError, match="is no folder"):
        exporter.run(longest=320)
    with pytest.raises(PhotoorgError, match="too long"):
        exporter.run(longest=320, to=exporter.to.parent / ("x" * 300))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be written")
def test_a_folder_that_can_only_be_read_ends_in_a_sentence(exporter: Exporter) -> None:
    exporter.to.mkdir(mode=0o500)
    with pytest.raises(PhotoorgError, match="Nothing may be written"):
        exporter.run(longest=320)


def test_two_exports_into_one_folder_wait_for_nobody(exporter: Exporter) -> None:
    first = exporter.job(exporter.order(longest=320))
    next(first)
    next(first)
    with pytest.raises(PhotoorgError, match="under way"):
        drain(exporter.job(exporter.order(longest=320)))
    first.close()


def test_a_link_in_the_folder_leads_nowhere(exporter: Exporter, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    exporter.to.mkdir()
    (exporter.to / "2024").symlink_to(elsewhere)
    report = exporter.run(longest=320, folder="{date:%Y}")
    assert report.counts["failed"] == 3
    assert list(elsewhere.iterdir()) == []


def test_sources_are_never_written(exporter: Exporter) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in exporter.photos.iterdir()}
    exporter.run(longest=320, to=exporter.photos)
    for path, (data, changed) in before.items():
        assert (path.read_bytes(), path.stat().st_mtime_ns) == (data, changed)
    assert (exporter.photos / "cat-2.jpg").exists()


def test_a_watermark_that_is_not_there_is_told_of_before_anything_is_made(exporter: Exporter) -> None:
    with pytest.raises(PhotoorgError, match="no picture at /nowhere"):
        exporter.run(watermark_image="/nowhere.png")
    assert not exporter.to.exists()


def test_alt_texts_and_words_come_from_the_library(exporter: Exporter) -> None:
    cat = [exporter.ids["cat.jpg"]]
    bulk.apply(exporter.db, cat, bulk.Edit(texts={"alt": "A cat asleep.", "rights": "© Ann"}, language="en"))
    exporter.run("cat.jpg", longest=320)
    data = (exporter.to / "cat.jpg").read_bytes()
    said = said_in(read_blocks(data, "jpeg"), None)
    assert said.texts["alt"] == {"": "A cat asleep.", "en": "A cat asleep."}
    assert said.texts["rights"] == {"": "© Ann"}
    bulk.apply(exporter.db, cat, bulk.Edit(texts={"alt": "A cat awake."}, language="en"))
    assert exporter.run(longest=320).counts["made"] == 3  # the others were not there
    assert exporter.run(longest=320).counts["made"] == 0
    exporter.run("cat.jpg", longest=320, metadata="none", alt_text=False)
    assert said_in(read_blocks((exporter.to / "cat.jpg").read_bytes(), "jpeg"), None).texts == {}


@pytest.mark.parametrize("name", ["{counter:03}-{tag}", "{name}"])
def test_what_is_told_beforehand_is_what_the_job_does(exporter: Exporter, name: str) -> None:
    """Names are told without all that a file is made by; they come out the same."""
    exporter.to.mkdir()
    (exporter.to / "cat.jpg").write_bytes(b"mine")
    bulk.apply(exporter.db, [exporter.ids["beach.jpg"]], bulk.Edit(add=("harbour",)))
    for names in (("cat.jpg",), ()):
        order = exporter.order(*names, longest=320, name=name)
        told = [one for block in planned(exporter.db, order) for one in block]
        done = [one.planned for block in Plan(exporter.db, order).blocks(exporter.db) for one in block]
        assert told == done
        drain(exporter.job(order))
    assert all(one.does == "stays" for block in planned(exporter.db, order) for one in block)


def test_what_lies_behind_a_link_is_not_taken_away(exporter: Exporter, tmp_path: Path) -> None:
    """Not even where it is what the export made, and was put elsewhere since."""
    exporter.run(longest=320, folder="{date:%Y}")
    elsewhere = tmp_path / "kept"
    (exporter.to / "2024").rename(elsewhere)
    (exporter.to / "2024").symlink_to(elsewhere)
    assert exporter.run("cat.jpg", longest=320, tidy=True).counts["removed"] == 0
    exporter.run(longest=300, folder="{date:%Y}")
    assert sorted(path.name for path in elsewhere.iterdir()) == ["beach.jpg", "cat.jpg", "tower.jpg"]


def test_a_file_that_is_open_elsewhere_keeps_the_rest_from_nothing(
    exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter.run(longest=320)
    clear = Folder.clear

    def busy(folder: Folder, name: str) -> None:
        if name == "cat.jpg":  # as Windows says it
            error = PermissionError(13, "used by another process")
            error.winerror = 32  # type: ignore[attr-defined]
            raise error
        clear(folder, name)

    monkeypatch.setattr(Folder, "clear", busy)
    report = exporter.run(longest=300)
    assert (report.counts["made"], report.counts["failed"]) == (2, 1)
    assert "in use" in report.problems[0].reason


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a system without such a folder")
def test_a_folder_that_cannot_be_made_was_never_there(exporter: Exporter) -> None:
    with pytest.raises(PhotoorgError, match="cannot be made"):
        exporter.run(longest=320, to=Path("/proc/x"))


def test_another_photo_of_the_same_name_does_not_replace_the_first(exporter: Exporter) -> None:
    (exporter.photos / "more").mkdir()
    picture(exporter.photos / "more" / "card.jpg", seed=9)
    exporter.index()
    more = exporter.ids["card.jpg"]
    exporter.run("cat.jpg", longest=320, name="one")
    first = (exporter.to / "one.jpg").read_bytes()
    order = replace(exporter.order("cat.jpg", longest=320, name="one"), photo_ids=(more,))
    assert drain(exporter.job(order)).counts["made"] == 1
    assert exporter.files() == ["one-2.jpg", "one.jpg"]
    assert (exporter.to / "one.jpg").read_bytes() == first
    assert drain(exporter.job(order)).counts["stayed"] == 1
    for name in exporter.files():
        (exporter.to / name).unlink()
    assert drain(exporter.job(order)).counts["made"] == 1
    assert exporter.files() == ["one-2.jpg"]
    assert drain(exporter.job(replace(order, photo_ids=(exporter.ids["beach.jpg"],), tidy=True))).counts["removed"] == 1
    assert exporter.files() == ["one.jpg"]
