"""Tasks that wait for others, what all of them mean together, and meaning it anew without reading a photo."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from working import Library, QuickTagger, drain, picture, quick_task, spotter

from photoorg.library import browse, catalog, fields
from photoorg.library.edits import judge
from photoorg.library.store import open_writer
from photoorg.media import decode
from photoorg.outcomes import Evidence, PhotoorgError
from photoorg.settings import Home
from photoorg.vision.tasks import Finding, OpenTask
from photoorg.work import belt, reading

Copy = Callable[[Path, int], list[Path]]
BRIGHT, DARK = (250, 240, 230), (10, 20, 30)


def with_people(version: str = "1") -> tuple[OpenTask, ...]:
    """As the real ones hang together: faces only where the detector saw a person."""
    return (quick_task(), spotter("detect", "person"), spotter("faces", "face", "detect", "person", version))


def seen(library: Library, name: str) -> dict[str, Evidence]:
    photo = library.photo(name)
    return catalog.evidence_of(library.db, [photo])[photo].evidence


class Asked:
    """Notes the pictures that each task is given."""

    def __init__(self) -> None:
        self.by_task: dict[str, int] = {}

    def wrap(self, task: OpenTask) -> OpenTask:
        def look(batch: Sequence[np.ndarray]) -> list[Finding]:
            self.by_task[task.name] = self.by_task.get(task.name, 0) + len(batch)
            return task.look(batch)

        return replace(task, look=look)


@pytest.fixture
def asked(library: Library) -> Asked:
    """Two bright pictures, in which a person is seen, and two dark ones."""
    for number, colour in enumerate((BRIGHT, DARK, BRIGHT, DARK)):
        picture(library.photos / f"{number}.jpg", (colour[0] - number, *colour[1:]))
    made = Asked()
    library.tasks = tuple(made.wrap(task) for task in with_people())
    return made


# --- tasks that wait for others


def test_a_task_looks_only_where_the_one_before_it_saw_something(library: Library, asked: Asked) -> None:
    assert library.run().counts["problems"] == 0
    library.check()  # the answer that there was nothing to look at counts as one
    assert asked.by_task == {"classify": 4, "detect": 4, "faces": 2}
    assert len(seen(library, "0.jpg")["faces"].regions) == 1
    assert seen(library, "1.jpg")["faces"] == Evidence()
    assert library.names("people:1") == ["0.jpg", "2.jpg"]
    assert library.names("people:0") == ["1.jpg", "3.jpg"]
    assert library.run().title == "0 read, 4 unchanged."


def test_where_the_one_before_it_is_off_it_looks_everywhere(library: Library, asked: Asked) -> None:
    classify, _, faces = library.tasks
    library.tasks = (classify, faces)
    library.run()
    assert asked.by_task == {"classify": 4, "faces": 4}


def test_what_the_one_before_it_saw_earlier_is_known(library: Library, asked: Asked) -> None:
    classify, detect, faces = library.tasks
    library.tasks = (classify, detect)
    library.run()
    library.tasks = (classify, detect, faces)
    library.run()
    assert asked.by_task == {"classify": 4, "detect": 4, "faces": 2}
    library.check()
    library.tasks = (asked.wrap(spotter("faces", "face", "detect", "person", "2")),)
    library.run()
    assert asked.by_task["faces"] == 4, "also where it is off by now"
    library.check()


def test_a_newer_task_reads_no_photo_in_which_there_is_nothing_for_it(library: Library, asked: Asked) -> None:
    library.run()
    library.tasks = tuple(asked.wrap(task) for task in with_people(version="2"))
    prepared = library.counter.prepared
    assert library.run().title == "2 read, 2 unchanged."
    assert asked.by_task == {"classify": 4, "detect": 4, "faces": 4}
    assert library.counter.prepared == prepared + 2
    library.check()
    assert catalog.not_understood(library.db, "rules 1") == []
    assert library.run().title == "0 read, 4 unchanged."


def blind(version: str = "1") -> OpenTask:
    """A detector that sees nobody."""
    task = spotter("detect", "person", version=version)
    return replace(task, look=lambda batch: [Finding(Evidence()) for _ in batch])


@pytest.mark.parametrize("moves", [False, True])
def test_where_a_newer_one_before_it_sees_something_it_looks_after_all(
    library: Library, asked: Asked, moves: bool
) -> None:
    classify, _, faces = library.tasks
    library.tasks = (classify, blind(), faces)
    library.run()
    assert asked.by_task == {"classify": 4}
    if moves:  # a photo that was away meanwhile comes back as a new file
        (library.photos / "0.jpg").rename(away := library.home.parent / "0.jpg")
        library.run()
        away.rename(library.photos / "moved.jpg")
    library.tasks = (classify, asked.wrap(spotter("detect", "person", version="2")), faces)
    library.run()
    assert asked.by_task == {"classify": 4, "detect": 4, "faces": 2}, "not where it sees nobody either"
    assert len(seen(library, "moved.jpg" if moves else "0.jpg")["faces"].regions) == 1
    library.check()
    assert library.run().title == "0 read, 4 unchanged."


def test_a_newer_reading_reads_also_where_no_task_has_work(
    library: Library, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.run()
    monkeypatch.setattr(fields, "READING_VERSION", fields.READING_VERSION + 1)
    library.tasks = tuple(asked.wrap(task) for task in with_people(version="2"))
    assert library.run().title == "4 read, 0 unchanged."
    assert asked.by_task["faces"] == 4
    library.check()


def test_where_the_one_before_it_fails_it_looks_all_the_same(
    library: Library, asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    classify, detect, faces = library.tasks

    def fail(_batch: object) -> list[Finding]:
        raise RuntimeError("no memory")

    library.tasks = (classify, replace(detect, look=fail), faces)
    assert library.run().title == "4 read, 0 unchanged, 4 with problems."
    assert asked.by_task == {"classify": 4, "faces": 4}
    library.tasks = (classify, detect, faces)
    assert library.run().title == "4 read, 0 unchanged."
    assert asked.by_task == {"classify": 4, "detect": 4, "faces": 4}
    library.check()


def test_a_chain_of_tasks_ends_where_nothing_is_seen(library: Library, asked: Asked) -> None:
    smiles = asked.wrap(spotter("smiles", "smile", "faces", "face"))
    library.tasks = (*library.tasks, smiles)
    library.run()
    library.check()
    assert asked.by_task["smiles"] == 2
    library.tasks = (library.tasks[0], smiles)
    library.run()
    assert asked.by_task["smiles"] == 2


@pytest.mark.parametrize("most", [1, 300, 2_000])
def test_little_memory_is_enough(
    most: int, library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(belt, "MOST_BYTES", most)
    small_photos(library.photos, 40)
    waiting: list[int] = []
    held = belt.Belt.line_up

    def line_up(self: belt.Belt, photo_id: int, task: OpenTask, picture: np.ndarray) -> None:
        held(self, photo_id, task, picture)
        waiting.append(self.held)

    monkeypatch.setattr(belt.Belt, "line_up", line_up)
    library.tasks = with_people()
    assert library.run().counts["problems"] == 0
    library.check()
    each = 4 * 4 * 3 * (4 + 1 + 1)
    on_their_way = 2 * 2 + 64  # read already, or about to be
    assert 0 < max(waiting) <= most + on_their_way * each


@pytest.mark.parametrize("due", [("classify",), ("classify", "detect")])
def test_the_decode_is_as_large_as_those_who_are_due_need(
    due: tuple[str, ...], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.effect_noise((1200, 900), 90).convert("RGB").save(_made(library.photos) / "a.jpg")
    sizes: list[tuple[int, int]] = []

    def tasks(*names: str) -> tuple[OpenTask, ...]:
        sides = {"classify": 292, "detect": 512}
        return tuple(
            replace(one, task=replace(one.task, side=sides[name]), prepare=_noting(one, sizes))
            for name in names
            for one in [quick_task(name)]
        )

    library.tasks = tasks(*due)
    library.run()
    short = [min(size) for size in sizes]
    assert len(set(sizes)) == 1, "one decode for all"
    assert len(sizes) == len(due)
    assert short[0] >= (512 if "detect" in due else 292)
    if due == ("classify",):
        assert short[0] < 512
        library.tasks = tasks("classify", "detect")
        library.run()
        assert min(sizes[-1]) >= 512
        assert len(sizes) == 2, "and no picture for those who have seen it"


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _noting(task: OpenTask, sizes: list[tuple[int, int]]) -> Callable[[Image.Image], np.ndarray]:
    def prepare(picture: Image.Image) -> np.ndarray:
        sizes.append(picture.size)
        return task.prepare(picture)

    return prepare


def test_nobody_due_needs_no_more_than_a_thumbnail(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    sides: list[int] = []

    def read_unless(*arguments: object, **options: int) -> object:
        sides.append(options["short"])
        return decode.read_unless(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read_unless", read_unless)
    picture(library.photos / "a.jpg")
    library.tasks = ()
    library.run()
    assert sides == [1]


# --- what it means


def test_a_meaning_is_kept_with_what_was_seen(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 20)
    for _ in library.job():
        assert catalog.not_understood(library.db, "rules 1") == [], "in the same transaction"
    assert len(library.names("picture")) == 20


def test_a_photo_is_worked_out_once_however_many_tasks_look(
    library: Library, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("FLUSH_SECONDS", 0.0), ("FLUSH_PHOTOS", 1)):  # every answer in a transaction of its own
        monkeypatch.setattr(f"photoorg.work.pipeline.{name}", value)
    library.tasks = tuple(replace(task, batch_size=1) for task in library.tasks)
    library.run()
    assert asked.by_task == {"classify": 4, "detect": 4, "faces": 2}
    assert library.tagger.understood == 4
    assert catalog.not_understood(library.db, "rules 1") == []


def test_between_two_tasks_a_photo_counts_as_not_worked_out(library: Library, asked: Asked) -> None:
    library.run()
    gate = threading.Event()
    classify, detect, faces = (replace(task, version="2") for task in library.tasks)
    held = replace(detect, look=lambda batch: detect.look(batch) if gate.wait(20) else [])
    library.tasks = (classify, held, faces)
    job = library.job()
    newer = "SELECT photo_id FROM analyses WHERE version = '2'"
    half: list[int] = []
    while not half:
        next(job)
        half = [photo for (photo,) in library.db.conn.execute(newer)]
    assert sorted(catalog.not_understood(library.db, "rules 1")) == sorted(half)
    gate.set()
    job.close()
    library.run()
    assert catalog.not_understood(library.db, "rules 1") == []
    assert asked.by_task["classify"] == 8


def test_new_rules_read_no_photo(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 6)
    library.run()
    photo = library.photo("000.jpg")
    judge(library.db, [photo], "picture", "rejected")
    prepared, looked, opened = library.counter.prepared, library.counter.looked, library.counter.opened
    library.tagger = QuickTagger("rules 2")
    steps, report = drain(library.job())
    assert library.tagger.understood == 6
    stages = [step.progress for step in steps if step.progress.stage == "understand"]
    assert [(one.done, one.total) for one in stages] == [(6, 6)]
    assert {photo_id for step in steps for photo_id in step.changes.photos} >= {photo}
    assert report.title == "0 read, 6 unchanged."
    assert (library.counter.prepared, library.counter.looked, library.counter.opened) == (prepared, looked, opened)
    assert library.names("picture") == [f"{number:03}.jpg" for number in range(1, 6)], "a no outlives all rules"
    library.run()
    assert library.tagger.understood == 6, "once is enough"


def test_photos_whose_files_are_away_are_understood_too(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 3)
    library.run()
    (library.photos / "001.jpg").unlink()
    library.run()
    library.tagger = QuickTagger("rules 2")
    library.run()
    assert library.tagger.understood == 3


def test_stopped_in_the_middle_it_goes_on_from_there(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoorg.work.understanding._BATCH", 4)
    small_photos(library.photos, 10)
    library.run()
    library.tagger = QuickTagger("rules 2")
    job = library.job()
    while next(job).progress.stage != "understand":
        pass
    job.close()
    assert len(catalog.not_understood(library.db, "rules 2")) == 6
    assert len(library.names("picture")) == 10, "what is not yet worked out anew is as it was"
    library.run()
    assert library.tagger.understood == 10
    assert catalog.not_understood(library.db, "rules 2") == []


def test_what_cannot_be_understood_is_told_and_tried_again(
    library: Library, small_photos: Copy, caplog: pytest.LogCaptureFixture
) -> None:
    small_photos(library.photos, 3)
    library.run()
    library.tagger = QuickTagger("rules 2", fails=ValueError("no such class"))
    library.run()
    assert set(library.problems()) == {"000.jpg", "001.jpg", "002.jpg"}
    assert all("no such class" in reason for reason in library.problems().values())
    assert len(library.names("picture")) == 3, "what was known is kept"
    library.tagger = QuickTagger("rules 2")
    library.run()
    assert library.problems() == {}
    assert library.tagger.understood == 3


def test_without_what_makes_tags_there_are_photos_and_a_sentence(
    library: Library, small_photos: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_library: Library) -> None:
        raise PhotoorgError("The taxonomy is damaged.")

    small_photos(library.photos, 3)
    with monkeypatch.context() as patch:
        patch.setattr(Library, "open_tagger", damaged)
        assert library.run().title == "3 read, 0 unchanged. No tags: The taxonomy is damaged."
        assert len(library.names()) == 3
        assert library.run().title == "0 read, 3 unchanged. No tags: The taxonomy is damaged."
        assert library.counter.prepared == 0
    library.run()
    assert len(library.names("picture")) == 3


# --- killed

KILLED = """
import sys, time
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from working import Counter, Library, QuickTagger
import photoorg.work.understanding as understanding
understanding._BATCH = 2
class Slow(QuickTagger):
    def understand(self, evidence, vector):
        time.sleep(0.02)
        return super().understand(evidence, vector)
library = Library(Path(sys.argv[1]), Path(sys.argv[2]), Counter(), tagger=Slow("rules 2"))
for step in library.job():
    print(step.progress.stage, step.progress.done, flush=True)
print("end", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_while_it_understands(library: Library, small_photos: Copy) -> None:
    small_photos(library.photos, 24)
    library.run()
    first = library.photo("000.jpg")
    judge(library.db, [first], "picture", "rejected")
    library.close()
    command = [sys.executable, "-c", KILLED, str(library.home), str(library.photos), str(Path(__file__).parent)]
    left = [24]
    for until in ("understand 4", "understand 6"):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert any(line.strip() == until for line in process.stdout)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        db = open_writer(Home(library.home))
        assert db.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        left.append(len(catalog.not_understood(db, "rules 2")))
        names = {name for one in browse.tags_of(db, range(1, 25)).values() for name, _ in one}
        assert names <= {"picture", "bright", "dark"}
        assert db.conn.execute("SELECT COUNT(DISTINCT photo_id) FROM photo_tag").fetchone() == (24,)
        db.close()
    assert 24 > left[1] > left[2] > 0
    library.tagger = QuickTagger("rules 2")
    library.run()
    assert library.tagger.understood == left[2], "what was stored is not done again"
    assert len(library.names("picture")) == 23
    library.check()
