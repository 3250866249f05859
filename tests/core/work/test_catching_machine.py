"""Whatever happens to the files, catching up makes the library what the disk is: a state machine of both."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from mounting import Drives
from PIL import Image
from working import Counter, Library, drain

from photoorg import volumes
from photoorg.library import places
from photoorg.library.edits import judge
from photoorg.library.store import health
from photoorg.work.index import Workshop, index
from photoorg.work.scope import Spot

pytestmark = pytest.mark.skipif(not volumes.read_table(), reason="no table of mounts here")

FOLDERS = st.sampled_from(["photos", "photos/a", "photos/a/c", "photos/b", "drive", "drive/d"])
NAMES = st.sampled_from(["x.jpg", "y.jpg", "z.jpg"])
_PRESENT = """
SELECT v.mount, d.path, f.name, (SELECT group_concat(t.name) FROM verdicts w JOIN tags t ON t.id = w.tag_id
  WHERE w.photo_id = f.photo_id) FROM files f JOIN folders d ON d.id = f.folder_id JOIN volumes v ON v.id = d.volume_id
WHERE f.missing_since IS NULL
"""


class Machine(RuleBasedStateMachine):
    """Photos on a disk and on a drive that comes and goes. Each picture ever made has a number, and a word with it."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Path(tempfile.mkdtemp(prefix="photoorg-machine-"))
        self.drives = Drives()
        self.real = volumes.read_table
        volumes.read_table = self.drives.table
        self.counter = Counter()
        self.library = Library(self.top / "library", self.top / "photos", self.counter)
        self.point = self.top / "drive"
        for folder in ("photos/a/c", "photos/b", "drive/d"):
            (self.top / folder).mkdir(parents=True)
        self.drives.mount("nas:/p", self.point)
        self.made: dict[bytes, int] = {}
        self.known: set[int] = set()
        self.spots: set[Spot] = set()
        self.exclude: tuple[str, ...] = ()
        self.on_drive: dict[str, int] = {}
        self.clock = 1_700_000_000_000_000_000
        drain(index(self.library.db, [self.top / "photos", self.point], self.shop()))

    def teardown(self) -> None:
        volumes.read_table = self.real
        self.library.close()
        shutil.rmtree(self.top)

    def shop(self) -> Workshop:
        return replace(self.library.workshop(), exclude=self.exclude)

    def at(self, folder: str) -> Path:
        """A folder where it is now; nothing is changed on a drive that is away."""
        return self.point / folder[6:] if folder.startswith("drive") else self.top / folder

    @property
    def online(self) -> bool:
        return str(self.point) in self.drives.lines

    def touch(self, *folders: Path, deep: bool = False) -> None:
        self.spots |= {Spot(str(folder), deep=deep) for folder in folders}

    # --- what happens to files

    @rule(folder=FOLDERS, name=NAMES)
    def write(self, folder: str, name: str) -> None:
        """A new picture, or another one under the same name."""
        where = self.at(folder)
        if not where.is_dir() or (where.is_relative_to(self.point) and not self.online):
            return
        number = len(self.made) + 1
        Image.new("L", (8, 8), number % 256).resize((8 + number // 256, 8)).save(where / name)
        self.clock += 1_000_003
        os.utime(where / name, ns=(self.clock, self.clock))
        self.made[(where / name).read_bytes()] = number
        self.touch(where)

    @rule(folder=FOLDERS, name=NAMES, to=FOLDERS, new=NAMES, copy=st.booleans())
    def move(self, folder: str, name: str, to: str, new: str, copy: bool) -> None:
        """A file that goes somewhere else, maybe onto another one."""
        source, target = self.at(folder) / name, self.at(to) / new
        away = not self.online and (source.is_relative_to(self.point) or target.is_relative_to(self.point))
        if not source.is_file() or not target.parent.is_dir() or source == target or away:
            return
        (shutil.copy2 if copy else shutil.move)(source, target)
        self.touch(source.parent, target.parent)

    @rule(
        folder=st.sampled_from(["photos/a", "photos/b", "photos/a/c"]),
        to=st.sampled_from(["photos", "photos/b", "photos/a"]),
    )
    def move_folder(self, folder: str, to: str) -> None:
        source, target = self.at(folder), self.at(to) / "moved"
        if source.is_dir() and target.parent.is_dir() and not target.exists() and not target.is_relative_to(source):
            source.rename(target)
            self.touch(source.parent, target.parent)
            self.touch(target, deep=True)

    @rule(
        to=st.sampled_from(["photos/a", "photos/b", "photos/a/c"]),
        place=st.sampled_from(["photos", "photos/b", "photos/a"]),
    )
    def move_back(self, to: str, place: str) -> None:
        source, target = self.at(place) / "moved", self.at(to)
        if source.is_dir() and target.parent.is_dir() and not target.exists() and not target.is_relative_to(source):
            source.rename(target)
            self.touch(source.parent, target.parent)
            self.touch(target, deep=True)

    @rule(folder=FOLDERS, name=NAMES)
    def delete(self, folder: str, name: str) -> None:
        path = self.at(folder) / name
        if path.is_file():
            path.unlink()
            self.touch(path.parent)

    @rule(folder=st.sampled_from(["photos/b", "photos/a/c"]))
    def delete_folder(self, folder: str) -> None:
        path = self.at(folder)
        if path.is_dir():
            shutil.rmtree(path)
            self.touch(path.parent)

    # --- what happens to folders and drives as a whole

    @precondition(lambda self: self.online)
    @rule()
    def unplug(self) -> None:
        """The drive goes, and leaves an empty folder."""
        self.catch_up(full=False)
        self.drives.unmount(self.point)
        self.point.rename(self.top / "unplugged")
        self.point.mkdir()

    @precondition(lambda self: not self.online)
    @rule(elsewhere=st.booleans())
    def plug_in(self, elsewhere: bool) -> None:
        self.point.rmdir()
        self.point = self.top / ("media" if elsewhere else "drive")
        (self.top / "unplugged").rename(self.point)
        self.drives.mount("nas:/p", self.point)
        self.catch_up(full=True)

    @rule(patterns=st.sampled_from([(), ("y*",), ("b",), ("a/c", "Z.JPG")]))
    def leave_out(self, patterns: tuple[str, ...]) -> None:
        self.exclude = patterns
        self.catch_up(full=True)

    @rule()
    def nest(self) -> None:
        """A folder in a root becomes one too."""
        if self.at("photos/a").is_dir():
            drain(index(self.library.db, [self.at("photos/a")], self.shop()))
            self.catch_up(full=True)

    # --- catching up

    @rule(full=st.booleans())
    def catch_up(self, full: bool) -> None:
        only = None if full else sorted(self.spots, key=lambda spot: spot.folder)
        drain(index(self.library.db, (), self.shop(), only))
        self.spots = set()
        self.compare()

    def compare(self) -> None:
        truth = {str(path): number for path, number in self.on_disk().items()}
        if self.online:
            self.on_drive = {path: one for path, one in truth.items() if Path(path).is_relative_to(self.point)}
        else:
            truth |= self.on_drive
        rows = self.library.db.conn.execute(_PRESENT).fetchall()
        present = {os.path.join(mount, path, name): words for mount, path, name, words in rows}  # noqa: PTH118
        assert present.keys() == truth.keys()
        new = set(truth.values()) - self.known
        for path, number in truth.items():
            if number in new:  # every copy of it, for what was read above is of before
                self.known.add(number)
                judge(self.library.db, [self.library_photo(path)], f"word {number}", "added")
            elif (words := present[path]) is None or f"word {number}" not in words.split(","):
                raise AssertionError((path, number, words))
        assert self.counter.looked == len(self.known), "each picture is looked at once"
        photos = self.library.db.conn.execute("SELECT COUNT(*) FROM photos").fetchone()[0]
        assert photos == len(self.known)
        assert health(self.library.db) == "ok"
        assert self.library.db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
        broken = (
            "SELECT COUNT(*) FROM photos p WHERE (p.file_id IS NULL) <> NOT EXISTS (SELECT 1 FROM files f WHERE "
            "f.photo_id = p.id AND f.missing_since IS NULL)"
        )
        assert self.library.db.conn.execute(broken).fetchone() == (0,)
        assert self.library.problems().keys() <= {"drive", "media", "a"}, self.library.problems()

    def on_disk(self) -> dict[Path, int]:
        nested = str(self.at("photos/a")) in places.roots(self.library.db)
        found: dict[Path, int] = {}
        for top in (self.top / "photos", *([self.point] if self.online else [])):
            for path in top.rglob("*.jpg"):
                below = path.relative_to(top).as_posix()
                if nested and below.startswith("a/"):
                    below = below[2:]
                if not self.is_left_out(below):
                    found[path] = self.made[path.read_bytes()]
        return found

    def is_left_out(self, below: str) -> bool:
        parts = below.split("/")
        return (
            ("y*" in self.exclude and parts[-1].startswith("y"))
            or ("b" in self.exclude and "b" in parts)
            or ("a/c" in self.exclude and (below.startswith("a/c/") or parts[-1] == "z.jpg"))
        )

    def library_photo(self, path: str) -> int:
        from photoorg.library import browse

        found = browse.photo_at(self.library.db, path)
        assert found is not None, path
        return found


def test_catching_up_makes_the_library_what_the_disk_is() -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=int(os.environ.get("PHOTOORG_EXAMPLES", "25")), stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip
