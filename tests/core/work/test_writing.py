"""What a person says, in files: only what differs, only where it is switched on, taken back byte for byte."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image
from working import Library, drain

from photoorg.app import open_app
from photoorg.library import browse, bulk, conflicts, edits, history, notes, to_write
from photoorg.library.bulk_edit import Edit
from photoorg.library.file_words import said_of
from photoorg.library.writings import due, queue, set_way, way_of, ways
from photoorg.media.blocks import Blocks
from photoorg.media.carriers import read_blocks, write_blocks
from photoorg.media.saying import blocks_with, said_in, sidecar_with
from photoorg.outcomes import PhotoorgError, Report
from photoorg.said import Said
from photoorg.splices import spliced
from photoorg.work import writing
from photoorg.work.writing import Planned, plan, runs, take_back, write

Copy = Callable[[Path, int], list[Path]]


def said(path: Path) -> Said:
    """What a file and its sidecar say."""
    beside = path.with_name(f"{path.name}.xmp")
    kind = {".jpg": "jpeg", ".png": "png", ".webp": "webp", ".tif": "tiff", ".gif": "gif"}[path.suffix]
    return said_in(read_blocks(path.read_bytes(), kind), beside.read_bytes() if beside.exists() else None)


def go(library: Library, ids: Sequence[int] | None = None) -> Report:
    return drain(write(library.db, ids))[1]


def planned(library: Library, *names: str) -> list[Planned]:
    return list(plan(library.db, [library.photo(name) for name in names]))


def start(library: Library, copy: Copy, number: int = 3, way: str | None = "embedded") -> list[Path]:
    """Some photos, indexed, in a folder that is on."""
    paths = copy(library.photos, number)
    library.run()
    if way is not None:
        set_way(library.db, str(library.photos), way)  # type: ignore[arg-type]
        go(library, [library.photo(path.name) for path in paths])  # which reads what they say first
    return paths


def pixels(path: Path) -> bytes:
    with Image.open(path) as image:
        return image.tobytes()


def test_nothing_is_written_until_it_is_switched_on(
    library: Library, small_photos: Copy, untouched: Callable[[Path], None]
) -> None:
    (first, *_) = start(library, small_photos, way=None)
    untouched(library.photos)
    edits.judge(library.db, [library.photo(first.name)], "harbour", "added")
    assert way_of(library.db, str(library.photos)) == "off"
    assert go(library).counts["files"] == 0
    report = go(library, [library.photo(first.name)])
    assert (report.counts["files"], report.counts["off"]) == (0, 1)
    assert "writing is off" in report.title


def test_a_switch_counts_for_all_below_and_the_nearest_one_holds(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos / "raw", 1)
    start(library, small_photos, 1, None)
    db, top = library.db, str(library.photos)
    set_way(db, top, "embedded")
    set_way(db, f"{top}/raw", "sidecar")
    set_way(db, f"{top}/raw/kept", "off")
    assert [way_of(db, one) for one in (top, f"{top}/new", f"{top}/raw/x", f"{top}/raw/kept/y")] == [
        "embedded", "embedded", "sidecar", "off",
    ]  # fmt: skip
    assert [(one.path, one.way) for one in ways(db)] == [
        (top, "embedded"), (f"{top}/raw", "sidecar"), (f"{top}/raw/kept", "off"),
    ]  # fmt: skip
    set_way(db, f"{top}/raw", None)
    assert way_of(db, f"{top}/raw/x") == "embedded"
    with pytest.raises(PhotoorgError, match="no folder of the library"):
        set_way(db, str(library.photos.parent), "sidecar")


@pytest.mark.parametrize("way", ["embedded", "sidecar"])
def test_words_come_into_files_and_nothing_else_changes(library: Library, small_photos: Copy, way: str) -> None:
    first, second, third = start(library, small_photos, way=way)
    before = {path: path.read_bytes() for path in (first, second, third)}
    shown, db = pixels(first), library.db
    photo = library.photo(first.name)
    edits.judge(db, [photo], "harbour", "added")
    edits.judge(db, [photo], "bright", "rejected")
    notes.rate(db, [photo], 4)
    (told,) = planned(library, first.name)
    target = first if way == "embedded" else first.with_name(f"{first.name}.xmp")
    assert (told.target, told.why_not, told.way) == (str(target), "", way)
    assert set(told.differences) == {("Keyword", "", "harbour"), ("Rating", "", "4")}
    assert first.read_bytes() == before[first]
    assert go(library).counts["files"] == 1
    assert (said(first).keywords, said(first).rating) == ((("harbour",),), 4)
    assert (pixels(first), second.read_bytes(), third.read_bytes()) == (shown, before[second], before[third])
    assert (first.read_bytes() == before[first]) == (way == "sidecar")
    assert {one.name for one in library.photos.iterdir()} == {*(one.name for one in before), target.name}
    assert planned(library, first.name)[0].differences == ()
    assert due(db) == []


def test_the_same_words_write_no_byte(library: Library, small_photos: Copy) -> None:
    first, *_ = start(library, small_photos)
    photo = library.photo(first.name)
    edits.judge(library.db, [photo], "harbour", "added")
    go(library)
    inode = first.stat().st_ino
    assert go(library, [photo]).counts == {**go(library).counts, "same": 1}
    edits.judge(library.db, [photo], "harbour", "accepted")
    edits.judge(library.db, [photo], "picture", "rejected")
    assert go(library).counts["files"] == 0
    assert first.stat().st_ino == inode


def test_what_was_written_is_not_read_again(library: Library, small_photos: Copy) -> None:
    first, *_ = start(library, small_photos)
    photo, looked = library.photo(first.name), library.counter.looked
    edits.judge(library.db, [photo], "harbour", "added")
    go(library)
    report = library.run()
    assert (report.title, library.counter.looked) == ("0 read, 3 unchanged.", looked)
    assert library.photo(first.name) == photo
    back, _ = history.newest(library.db)
    assert back is not None
    assert "harbour" in back.sentence


@pytest.mark.parametrize("way", ["embedded", "sidecar"])
def test_a_run_is_taken_back_byte_for_byte_and_then_held(library: Library, small_photos: Copy, way: str) -> None:
    paths = start(library, small_photos, way=way)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}
    ids = [library.photo(path.name) for path in paths]
    edits.judge(library.db, ids, "harbour", "added")
    assert go(library).counts["files"] == 3
    (run,) = runs(library.db)
    assert (run.files, run.undone) == (3, False)
    _, report = drain(take_back(library.db, run.number))
    assert report.counts == {"files": 3, "problems": 0}
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths} == before
    assert {one.name for one in library.photos.iterdir()} == {path.name for path in paths}
    assert runs(library.db)[0].undone
    assert (go(library).counts["files"], library.run().title) == (0, "0 read, 3 unchanged.")
    assert [name for name, _ in browse.tags_of(library.db, ids[:1])[ids[0]] if name == "harbour"] == ["harbour"]
    edits.judge(library.db, ids[:1], "boat", "added")
    assert go(library).counts["files"] == 1
    assert set(said(paths[0]).keywords) == {("harbour",), ("boat",)}
    with pytest.raises(PhotoorgError, match="Nothing of run"):
        drain(take_back(library.db, run.number))


def test_only_what_is_as_it_was_left_is_taken_back(library: Library, small_photos: Copy) -> None:
    first, second, _ = start(library, small_photos)
    ids = [library.photo(path.name) for path in (first, second)]
    edits.judge(library.db, ids, "harbour", "added")
    go(library)
    edits.judge(library.db, ids[:1], "boat", "added")
    go(library)
    _, report = drain(take_back(library.db, 1))
    assert report.counts == {"files": 1, "problems": 1}
    assert f"{first}: It was changed since" in report.title
    assert set(said(first).keywords) == {("harbour",), ("boat",)}
    drain(take_back(library.db, 2))
    drain(take_back(library.db, 1))
    assert said(first).keywords == ()


def test_what_was_changed_elsewhere_is_taken_in_before_anything_is_written(
    library: Library, small_photos: Copy
) -> None:
    first, *_ = start(library, small_photos)
    photo = library.photo(first.name)
    edits.judge(library.db, [photo], "harbour", "added")
    go(library)
    data = first.read_bytes()
    blocks = read_blocks(data, "jpeg")
    theirs = blocks_with(blocks, said(first), Said(keywords=(("zanzibar",),)))
    first.write_bytes(spliced(data, write_blocks(data, "jpeg", theirs)))
    edits.judge(library.db, [photo], "boat", "added")
    assert go(library).counts["files"] == 1
    assert set(said(first).keywords) == {("zanzibar",), ("boat",)}
    tags = {name for name, _ in browse.tags_of(library.db, [photo])[photo]}
    assert {"zanzibar", "boat"} <= tags
    assert "harbour" not in tags


def test_a_file_that_cannot_be_written_is_told_of_and_tried_again(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _ = start(library, small_photos)
    ids = [library.photo(path.name) for path in (first, second)]
    edits.judge(library.db, ids, "harbour", "added")

    real = os.replace

    def hindered(source: Path, target: Path) -> None:
        if Path(target) == first:
            raise PermissionError(13, "Permission denied")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", hindered)
        report = go(library)
    assert (report.counts["files"], report.counts["problems"]) == (1, 1)
    assert "cannot be written" in library.problems()[first.name]
    assert (queue(library.db).due, queue(library.db).failed) == (1, 1)
    assert to_write.ready(library.db) == []
    set_way(library.db, str(library.photos), "off")
    go(library)
    assert (queue(library.db).due, library.problems()) == (0, {})
    set_way(library.db, str(library.photos), "embedded")
    assert go(library, ids).counts["files"] == 1
    assert (queue(library.db).due, library.problems()) == (0, {})
    assert said(first).keywords == (("harbour",),)


def test_formats_that_cannot_be_written_into_get_a_sidecar(library: Library) -> None:
    path = library.photos / "a.gif"
    Image.new("RGB", (40, 30), (9, 90, 200)).save(path)
    library.run()
    set_way(library.db, str(library.photos), "embedded")
    edits.judge(library.db, [library.photo("a.gif")], "harbour", "added")
    (told,) = planned(library, "a.gif")
    before = path.read_bytes()
    go(library)
    assert (said(path).keywords, path.read_bytes()) == ((("harbour",),), before)
    assert "A file beside it" in told.note


@pytest.mark.skipif(os.name != "posix", reason="hard links and modes of POSIX")
def test_hard_links_and_locked_files_get_a_sidecar(library: Library, small_photos: Copy, tmp_path: Path) -> None:
    first, second, _ = start(library, small_photos)
    os.link(first, tmp_path / "backup.jpg")
    second.chmod(0o444)
    before = first.read_bytes(), second.read_bytes()
    edits.judge(library.db, [library.photo(one.name) for one in (first, second)], "harbour", "added")
    notes_ = [one.note for one in planned(library, first.name, second.name)]
    assert "hard links" in notes_[0]
    assert "only be read" in notes_[1]
    assert go(library).counts["files"] == 2
    assert (first.read_bytes(), second.read_bytes()) == before
    assert said(first).keywords == said(second).keywords == (("harbour",),)


def test_a_keyword_that_only_the_file_can_take_back_stays_and_is_told(library: Library, small_photos: Copy) -> None:
    first, *_ = start(library, small_photos)
    photo = library.photo(first.name)
    edits.judge(library.db, [photo], "harbour", "added")
    go(library)
    set_way(library.db, str(library.photos), "sidecar")
    edits.judge(library.db, [photo], "harbour", "removed")
    notes.rate(library.db, [photo], 2)
    (told,) = planned(library, first.name)
    assert "harbour" in told.note
    go(library)
    assert (said(first).keywords, said(first).rating) == ((("harbour",),), 2)
    assert (due(library.db), go(library).counts["files"]) == ([], 0)
    set_way(library.db, str(library.photos), "embedded")
    go(library)
    assert said(first).keywords == ()
    assert "harbour" not in {name for name, _ in browse.tags_of(library.db, [photo])[photo]}


@pytest.mark.parametrize("way", ["embedded", "sidecar"])
def test_a_sidecar_that_is_there_is_changed_and_no_second_one_made(
    library: Library, small_photos: Copy, way: str
) -> None:
    (first,) = small_photos(library.photos, 1)
    beside = first.with_suffix(".xmp")
    beside.write_bytes(sidecar_with(None, Said(), Said(keywords=(("places", "Italy", "Siena"),), rating=2)))
    library.run()
    set_way(library.db, str(library.photos), way)  # type: ignore[arg-type]
    photo = library.photo(first.name)
    assert "Siena" in {name for name, _ in browse.tags_of(library.db, [photo])[photo]}
    notes.rate(library.db, [photo], 4)
    edits.judge(library.db, [photo], "Siena", "removed")
    assert go(library).counts["problems"] == 0
    now = said_in(read_blocks(first.read_bytes(), "jpeg"), beside.read_bytes())
    assert (now.keywords, now.rating) == ((), 4)
    assert {one.name for one in library.photos.iterdir()} == {first.name, beside.name}
    assert library.run().title == "0 read, 1 unchanged."
    drain(take_back(library.db, 1))
    assert said_in(Blocks(), beside.read_bytes()).rating == 2


def test_a_photo_without_a_date_keeps_that_of_its_file(library: Library, small_photos: Copy) -> None:
    first, *_ = start(library, small_photos)
    os.utime(first, ns=(10**18, 10**18))
    library.run()
    edits.judge(library.db, [library.photo(first.name)], "harbour", "added")
    go(library)
    assert (first.stat().st_mtime_ns, said(first).keywords) == (10**18, (("harbour",),))


def test_what_is_due_is_written_by_itself(library: Library, small_photos: Copy, no_log_left: None) -> None:
    first, *_ = start(library, small_photos)
    app = open_app(library.home)
    assert app._write_due() is None
    edits.judge(library.db, [library.photo(first.name)], "harbour", "added")
    due_now = app._write_due()
    assert due_now is not None
    drain(due_now[1](library.db))
    assert said(first).keywords == (("harbour",),)
    assert app._write_due() is None
    set_way(library.db, str(library.photos), "off")
    edits.judge(library.db, [library.photo(first.name)], "boat", "added")
    assert app._write_due() is None


def test_a_conflict_leaves_what_the_file_says_until_it_is_settled(library: Library, small_photos: Copy) -> None:
    first, *_ = start(library, small_photos, 1)
    db, photo = library.db, library.photo(first.name)
    bulk.apply(db, [photo], Edit(texts={"title": "Mine"}))
    data = first.read_bytes()
    blocks = read_blocks(data, "jpeg")
    theirs = blocks_with(blocks, Said(), Said(texts={"title": {"": "Theirs"}}))
    first.write_bytes(spliced(data, write_blocks(data, "jpeg", theirs)))
    edits.judge(db, [photo], "harbour", "added")
    go(library)
    assert (said(first).keywords, said(first).texts) == ((("harbour",),), {"title": {"": "Theirs"}})
    assert [one.photo_id for one in conflicts.torn(db)] == [photo]
    assert go(library).counts["files"] == 0
    conflicts.settle(db, [photo], "mine")
    go(library)
    assert said(first).texts == {"title": {"": "Mine"}}
    assert library.run().title == "0 read, 1 unchanged."
    history.undo(db)  # that the title was settled: the file says the same by now
    assert conflicts.torn(db) == []
    assert go(library).counts["files"] == 0


@pytest.mark.skipif(os.name != "posix", reason="names of POSIX are bytes")
@pytest.mark.parametrize("name", [b"caf\xe9.jpg", "Männer\n[1].jpg".encode(), b"x" * 251 + b".jpg"])
def test_any_name_can_be_written(library: Library, small_photos: Copy, name: bytes) -> None:
    (first,) = small_photos(library.photos, 1)
    path = Path(os.fsdecode(bytes(library.photos) + b"/" + name))
    try:
        first.rename(path)
    except OSError:
        pytest.skip("this drive takes no such names")
    library.run()
    set_way(library.db, str(library.photos), "embedded")
    edits.judge(library.db, [library.photo(path.name)], "harbour", "added")
    assert go(library).counts["files"] == 1
    assert keywords_of(path) == (("harbour",),)
    set_way(library.db, str(library.photos), "sidecar")
    notes.rate(library.db, [library.photo(path.name)], 3)
    counts = go(library).counts
    assert (counts["files"], counts["problems"]) == ((0, 1) if len(name) > 250 else (1, 0))
    drain(take_back(library.db, 1))
    assert keywords_of(path) == ()


def keywords_of(path: Path) -> tuple[tuple[str, ...], ...]:
    """Those in the file itself."""
    return said_in(read_blocks(path.read_bytes(), "jpeg")).keywords


def test_no_file_is_asked_where_nothing_is_to_be_written(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = start(library, small_photos)
    monkeypatch.setattr("photoorg.work.replacing.look", lambda *_: pytest.fail("a file was read"))
    assert planned(library, first.name)[0].differences == ()
    assert go(library, [library.photo(first.name)]).counts["same"] == 1


def test_it_is_cancelled_between_files(library: Library, small_photos: Copy) -> None:
    paths = start(library, small_photos, 40)
    edits.judge(library.db, [library.photo(path.name) for path in paths], "harbour", "added")
    job = write(library.db)
    steps = [next(job) for _ in range(4)]
    job.close()
    written = [path for path in paths if said(path).keywords]
    assert steps
    assert 0 < len(written) < 40
    assert go(library).counts["files"] == 40 - len(written)
    assert said_of(library.db, [library.photo(paths[0].name)])
    assert writing.STAGE == "write"
