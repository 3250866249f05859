"""How a folder is, said alike by all who ask: jobs, watching, the command line."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from mounting import Drives

from photoorg import cli_folders, volumes
from photoorg.library.places import Root
from photoorg.library.roots import RootState
from photoorg.work import folder_states, roots, watch_folders
from photoorg.work.folder_states import stand
from photoorg.work.watch_roots import ground


def fails_with(number: int) -> Callable[[object], None]:
    def scandir(_path: object) -> None:
        raise OSError(number, "no")

    return scandir


@pytest.mark.parametrize(
    ("number", "how"),
    [
        (errno.EACCES, "closed"), (errno.EIO, "silent"), (errno.ESTALE, "silent"),
        (errno.ENOENT, "lost"), (errno.ENOTDIR, "lost"),
    ],
)  # fmt: skip
def test_all_who_ask_hear_the_same(number: int, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    volume, path = volumes.volume_of(tmp_path), str(tmp_path)
    monkeypatch.setattr(folder_states.os, "scandir", fails_with(number))
    job = roots.state_of(Root(path, volume, online=True))
    watching = watch_folders._absent(path, volume.uid)
    row = cli_folders._row(RootState(path, 1, 0, online=True, drive="Travels", uid=volume.uid))
    assert watching is not None
    assert job.how == watching.how == row["state"] == how
    assert all((job.why, watching.why, row["why"]))


def test_a_drive_that_is_not_there_or_did_not_answer(tmp_path: Path) -> None:
    here = volumes.volume_of(tmp_path).uid
    away = stand(str(tmp_path), "uuid:elsewhere", "Travels")
    assert (away.how, away.why) == ("offline", "The drive Travels is not connected: another one is in its place.")
    assert stand(str(tmp_path / "nothing"), "uuid:elsewhere").why == "Its drive is not connected."
    assert stand(str(tmp_path), here, answered=False).how == "silent"
    assert stand(str(tmp_path), here).how == stand(str(tmp_path / "nothing"), here, ask=False).how == "there"


def test_a_folder_over_which_a_drive_is_mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drives = Drives()
    monkeypatch.setattr(volumes, "read_table", drives.table)
    uid = volumes.volume_of(tmp_path).uid
    drives.mount("nas:/photos", tmp_path)
    found = stand(str(tmp_path), uid)
    assert (found.how, found.why.partition(":")[0]) == ("offline", "Another drive is mounted over it")
    drives.unmount(tmp_path)
    assert stand(str(tmp_path), uid).how == "there"


def test_a_folder_that_is_opened_or_closed_is_examined_again(tmp_path: Path) -> None:
    before = ground(str(tmp_path))
    tmp_path.chmod(0o500)
    assert ground(str(tmp_path)) != before
    tmp_path.chmod(0o700)
