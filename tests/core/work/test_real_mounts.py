"""A real drive, unmounted and mounted somewhere else: an ext4 in a file, where that is allowed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("unshare") or not shutil.which("mkfs.ext4"), reason="no such tools")

# In mounts of its own, which end with it.
SCRIPT = """
import subprocess, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from working import Counter, Library, drain, picture
from photoorg.library import browse, places
from photoorg.work.index import index

top = Path(sys.argv[2])
def run(*command):
    subprocess.run(command, check=True, capture_output=True)
library = Library(top / "library", top / "photos", Counter())
first, second, shown = top / "first", top / "second", top / "shown"
for folder in (first, second, shown):
    folder.mkdir()
run("truncate", "-s", "8M", top / "disk")
run("mkfs.ext4", "-q", top / "disk")
run("mount", "-o", "loop", top / "disk", first)
print("mounted")
def told(*folders):
    report = drain(index(library.db, folders, library.workshop()))[1]
    roots = [(Path(root.path).relative_to(top).as_posix(), root.online) for root in places.all_roots(library.db)]
    print(report.title, len(library.names()), roots)
for number in range(3):
    picture(first / "in" / f"{number}.jpg", (80 * number, 9, 9))
told(first / "in")
run("mount", "--bind", first / "in", shown)
told(shown)
run("umount", shown)
run("umount", first)
told()
run("mount", "-o", "loop", top / "disk", second)
told()
(second / "in").rename(second / "new")
told(second / "new")
library.check()
library.close()
run("umount", second)
"""


def test_a_drive_is_known_again_by_what_it_is(tmp_path: Path) -> None:
    here = Path(__file__).resolve()
    done = subprocess.run(
        ["unshare", "-m", sys.executable, "-c", SCRIPT, str(here.parent), str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=here.parents[3],
    )  # fmt: skip
    if not done.stdout.startswith("mounted"):
        pytest.skip(f"no mounts here: {done.stderr.strip()[-80:]}")
    assert done.stderr == ""
    assert done.stdout.splitlines()[1:] == [
        "3 read, 0 unchanged. 3 [('first/in', True)]",
        "0 read, 3 unchanged. 3 [('first/in', True)]",
        "0 read, 0 unchanged, 1 not connected. 3 [('first/in', False)]",
        "0 read, 3 unchanged. 3 [('second/in', True)]",
        "0 read, 0 unchanged, 3 moved, 3 missing. 3 [('second/in', True), ('second/new', True)]",
    ]
