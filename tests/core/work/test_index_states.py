"""Whatever is done to files between two looks, the library tells of them what is true, and keeps a person's words."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_index_identity import file_identity, say
from working import Counter, Library, picture, spotter

from photoorg.library import browse, fields
from photoorg.library.display import wall_clock
from photoorg.library.edits import judge
from photoorg.media import decode

CONTENTS = {0: (200, 210, 220), 1: (10, 20, 30), 2: (90, 0, 0)}
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
without_edits = st.one_of(st.tuples(st.just("move"), place, other), st.tuples(st.just("take away"), place))
rounds = st.lists(st.lists(anything, min_size=1, max_size=5), max_size=3)


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
        for _ in range(3):
            if self.library.run().title.startswith("0 read"):
                return
        pytest.fail("It reads again and again.")

    def judge(self) -> None:
        for at, (shown, _) in self.truth.items():
            judge(self.library.db, [self.library.photo(at)], f"content {shown}", "added")

    def check(self, judged: set[int]) -> None:
        self.library.check()
        by_content = {shown: self.library.photo(at) for at, (shown, _) in self.truth.items()}
        assert {at: self.library.photo(at) for at in self.truth} == {
            at: by_content[shown] for at, (shown, _) in self.truth.items()
        }
        assert browse.totals(self.library.db).photos == len(by_content)
        for shown, photo_id in by_content.items():
            found = browse.details(self.library.db, photo_id)
            assert found is not None
            assert (f"content {shown}" in {tag.name for tag in found.tags if tag.verdict}) or shown not in judged
            assert {tag.name for tag in found.tags if tag.verdict} <= {f"content {shown}"}
            self.check_facts(found)

    def check_facts(self, found: browse.Details) -> None:
        first = Path(found.paths[0]).relative_to(self.library.photos).as_posix()
        shown, said = self.truth[first]
        day, turned = DAYS[said]
        facts = {one.name: value for one, value in found.facts}
        assert wall_clock(int(str(facts["taken"]))).strftime("%Y-%m-%d") == f"20{10 + shown}-01-0{day}"
        assert facts["width"] == (64 if turned == 1 else 48)


def world(folder: Path) -> World:
    for name in ("photos/x", "away"):
        (folder / name).mkdir(parents=True)
    tasks = (spotter("detect", "person"),)
    made = World(Library(folder / "home", folder / "photos", Counter(), tasks), folder / "away")
    made.library.db.conn.execute("PRAGMA synchronous = OFF")  # no test of power cuts: most of the time went there
    return made


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    old=st.lists(anything, max_size=6), between=st.lists(without_edits, max_size=2), later=rounds, turned=st.booleans()
)
def test_the_library_tells_what_is_true(
    old: Sequence[tuple[str, ...]],
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
    old: Sequence[tuple[str, ...]],
    between: Sequence[tuple[str, ...]],
    later: Sequence[Sequence[tuple[str, ...]]],
    turned: bool,
) -> None:
    for one in old:
        here.do(*one)
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
    judged = {shown for shown, _ in here.truth.values()}
    here.check(judged)
    assert here.library.counter.looked == looked, "no photo is looked at again for its new identity"
    seen, known = set(judged), set(judged)
    for changes in later:
        for one in changes:
            here.do(*one)
        here.index()
        here.check(judged)
        seen |= {shown for shown, _ in here.truth.values()}
        here.judge()
        judged |= {shown for shown, _ in here.truth.values()}
    if not turned:
        assert here.library.counter.looked - looked <= len(seen - known), "each content once"
