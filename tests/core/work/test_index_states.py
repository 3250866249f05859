"""Whatever is done to files between two looks, the library tells of them what is true, and keeps a person's words."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from test_index_identity import file_identity, say
from working import Counter, Library, QuickTagger, picture, quick_task

from photoorg.library import browse, fields
from photoorg.library.display import wall_clock
from photoorg.library.edits import judge
from photoorg.media import decode
from photoorg.outcomes import Evidence
from photoorg.vision.tasks import Finding, OpenTask

CONTENTS = {0: (200, 210, 220), 1: (10, 20, 30)}
PLACES = ("a.jpg", "b.jpg", "x/a.jpg", "x/c.jpg")
DAYS = {0: (1, 1), 1: (2, 1), 2: (3, 6)}  # what is said: the day, and how it is turned

place, other, content, told = (
    st.sampled_from(PLACES), st.sampled_from(PLACES), st.sampled_from(sorted(CONTENTS)), st.sampled_from(sorted(DAYS)),
)  # fmt: skip
anything = st.one_of(
    st.tuples(st.just("add"), place, content, told),
    st.tuples(st.just("edit"), place, told),
    st.tuples(st.just("move"), place, other),
    st.tuples(st.just("move and edit"), place, other, told),
    st.tuples(st.just("copy"), place, other),
    st.tuples(st.just("take away"), place),
    st.tuples(st.just("bring back"), place),
)
files = st.dictionaries(place, st.tuples(content, told), min_size=2)
without_edits = st.one_of(st.tuples(st.just("move"), place, other), st.tuples(st.just("take away"), place))
rounds = st.lists(st.lists(anything, min_size=2, max_size=5), min_size=1, max_size=3)


@dataclass
class World:
    """A folder of photos, the library of it, and what is true: place -> (content, what is said)."""

    library: Library
    away: Path
    truth: dict[str, tuple[int, int]] = field(default_factory=dict)
    gone: dict[str, tuple[int, int]] = field(default_factory=dict)

    def do(self, what: str, at: str, *rest: object) -> None:
        path = self.library.photos / at
        if what == "add" and at not in self.truth:
            self.truth[at] = rest  # type: ignore[assignment]
            self.write(picture(path, CONTENTS[self.truth[at][0]]), *self.truth[at])
        elif what == "bring back" and at not in self.truth and at in self.gone:
            self.truth[at] = self.gone.pop(at)
            shutil.move(self.away / at.replace("/", "_"), path)
        elif at in self.truth:
            self.change(what, at, path, *rest)

    def change(self, what: str, at: str, path: Path, *rest: object) -> None:
        if what == "take away":
            self.gone[at] = self.truth.pop(at)
            shutil.move(path, self.away / at.replace("/", "_"))
        if what.startswith("move") and rest[0] != at:
            self.truth[str(rest[0])] = self.truth.pop(at)
            path = path.replace(self.library.photos / str(rest[0]))
            at = str(rest[0])
        if what == "copy" and rest[0] != at:
            self.truth[str(rest[0])] = self.truth[at]
            shutil.copy2(path, self.library.photos / str(rest[0]))
        if what.endswith("edit"):
            self.truth[at] = (self.truth[at][0], int(str(rest[-1])))
            self.write(path, *self.truth[at])

    def write(self, path: Path, shown: int, said: int) -> None:
        day, turned = DAYS[said]
        say(path, f"20{10 + shown}:01:0{day} 00:00:00", turned, keyword="x" * said)

    def index(self) -> None:
        """Until nothing is left to do, which is soon."""
        for _ in range(5):
            title = self.library.run().title
            if title.startswith("0 read") and "moved" not in title:
                return
        pytest.fail("It reads again and again.")

    def judge(self) -> None:
        for at, (shown, said) in self.truth.items():
            judge(self.library.db, [self.library.photo(at)], f"content {shown}, {said}", "added")

    def words(self) -> set[str]:
        return {f"content {shown}, {said}" for shown, said in self.truth.values()}

    def check(self, judged: set[str]) -> None:
        self.library.check()
        by_content = {shown: self.library.photo(at) for at, (shown, _) in self.truth.items()}
        assert {at: self.library.photo(at) for at in self.truth} == {
            at: by_content[shown] for at, (shown, _) in self.truth.items()
        }
        assert browse.totals(self.library.db).photos == len(by_content)
        for shown, photo_id in by_content.items():
            found = browse.details(self.library.db, photo_id)
            assert found is not None
            words = {tag.name for tag in found.tags if tag.verdict}
            assert {word for word in judged if word.startswith(f"content {shown},")} <= words
            assert all(word.startswith(f"content {shown},") for word in words)
            self.check_facts(found)

    def check_facts(self, found: browse.Details) -> None:
        first = Path(found.paths[0]).relative_to(self.library.photos).as_posix()
        shown, said = self.truth[first]
        day, turned = DAYS[said]
        facts = {one.name: value for one, value in found.facts}
        assert wall_clock(int(str(facts["taken"]))).strftime("%Y-%m-%d") == f"20{10 + shown}-01-0{day}"
        assert facts["width"] == (64 if turned == 1 else 48)
        assert [tag.name for tag in found.tags if not tag.verdict] == ["wide" if turned == 1 else "tall"]


def shape_task() -> OpenTask:
    """A task that tells wide pictures from tall ones."""

    def prepare(picture: Image.Image) -> np.ndarray:
        return np.array([picture.width > picture.height])

    def look(batch: Sequence[np.ndarray]) -> list[Finding]:
        return [Finding(Evidence({"wide" if one[0] else "tall": 1.0}), np.ones(3, np.float32)) for one in batch]

    return replace(quick_task(), prepare=prepare, look=look)  # type: ignore[arg-type]


class Shapes(QuickTagger):
    """Knows the words of `shape_task`."""

    def bars(self, target: float) -> dict[str, float]:
        return {"wide": target, "tall": target}


def world(folder: Path) -> World:
    for name in ("photos/x", "away"):
        (folder / name).mkdir(parents=True)
    library = Library(folder / "home", folder / "photos", Counter(), (shape_task(),), tagger=Shapes())
    made = World(library, folder / "away")
    made.library.db.conn.execute("PRAGMA synchronous = OFF")  # no test of power cuts: most of the time went there
    return made


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(old=files, between=st.lists(without_edits, max_size=2), later=rounds, turned=st.booleans())
def test_the_library_tells_what_is_true(
    old: dict[str, tuple[int, int]],
    between: Sequence[tuple[str, ...]],
    later: Sequence[Sequence[tuple[str, ...]]],
    turned: bool,
) -> None:
    with tempfile.TemporaryDirectory() as folder, patch.dict(DAYS):
        if not turned:
            DAYS[2] = (3, 1)
        here = world(Path(folder))
        try:
            _tell(here, old, between, later, turned)
        finally:
            here.library.close()


def _tell(
    here: World,
    old: dict[str, tuple[int, int]],
    between: Sequence[tuple[str, ...]],
    later: Sequence[Sequence[tuple[str, ...]]],
    turned: bool,
) -> None:
    for at, what in old.items():
        here.do("add", at, *what)
    with (
        patch("photoorg.work.reading.read_unless", decode.read_unless),  # in this process
        patch("photoorg.media.decode.identity_of", file_identity),
        patch.object(fields, "READING_VERSION", 1),
    ):
        here.index()
        here.library.db.conn.execute("UPDATE photos SET orientation = NULL")
        here.library.db.conn.commit()
    here.judge()
    here.gone.clear()  # it was never seen
    looked = here.library.counter.looked
    for one in between:
        here.do(*one)
    here.index()
    judged, known = here.words(), {shown for shown, _ in here.truth.values()}
    here.check(judged)
    assert here.library.counter.looked == looked, "no photo is looked at again for its new identity"
    seen = set(known)
    for changes in later:
        for one in changes:
            here.do(*one)
        here.index()
        here.check(judged)
        here.judge()
        seen |= {shown for shown, _ in here.truth.values()}
        judged |= here.words()
    if not turned:
        assert here.library.counter.looked - looked <= len(seen - known), "each content once"
