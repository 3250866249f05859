"""What is mounted where: from tables as kernels write them, and on real mounts where they are allowed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from photoorg import mount_table, partitions, volumes

TABLE = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - tmpfs /dev/vda rw
40 27 8:17 / /media/my\040stick rw shared:3 - vfat /dev/sdb1 rw
41 27 0:50 / /mnt/nas rw - nfs4 nas:/photos rw
42 27 0:51 / /mnt/auto rw - autofs systemd-1 rw
43 42 0:52 / /mnt/auto rw - cifs //box/share rw
44 27 254:0 /home/me/photos /srv/photos rw - tmpfs /dev/vda rw
45 27 8:33 /@photos /data rw - xfs /dev/sdc1 rw
46 27 8:49 / /x/y rw - vfat /dev/sdd1 rw
47 27 8:65 / /x rw - vfat /dev/sde1 rw
48 27 0:60 / /mnt/phone rw - fuse.jmtpfs jmtpfs rw
49 27 0:61 / /mnt/pool rw - fuse.mergerfs a:b rw
"""


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the table of mounts."""
    monkeypatch.setattr(volumes, "_UUIDS", Path("/nowhere"))

    def use(text: str) -> None:
        monkeypatch.setattr(volumes, "read_table", lambda: text)

    use(TABLE)
    return use


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("path", "uid", "mount"),
    [
        ("/home/me", "mount:/", "/"),
        ("/media/my stick/DCIM", "mount:/media/my stick", "/media/my stick"),
        ("/mnt/nas/2024", "nfs4:nas:/photos", "/mnt/nas"),
        ("/mnt/auto/2024", "cifs://box/share", "/mnt/auto"),
        ("/data/2024", "mount:/data", "/data"),
        ("/x/y/z", "mount:/x", "/x"),  # what was mounted on /x later hides what is at /x/y
        ("/mnt/nasty", "mount:/", "/"),
    ],
)
def test_the_volume_that_a_path_is_seen_on(path: str, uid: str, mount: str) -> None:
    found = volumes.volume_of(Path(path))
    assert (found.uid, found.mount) == (uid, mount)
    assert volumes.connected(uid) == mount


@pytest.mark.usefixtures("table")
def test_what_cannot_be_relied_upon() -> None:
    assert volumes.network_kind(Path("/mnt/nas/2024")) == "nfs4"
    assert volumes.network_kind(Path("/home")) == ""
    assert volumes.slow_points() == {"/mnt/nas", "/mnt/auto", "/mnt/phone", "/mnt/pool"}
    pool = Path("/mnt/pool/2024")
    assert (volumes.network_kind(pool), volumes.slow_kind(pool)) == ("", "fuse.mergerfs"), (
        "made up, but on this machine"
    )
    assert (volumes.slow_kind(Path("/mnt/nas")), volumes.slow_kind(Path("/home"))) == ("nfs4", "")
    assert volumes.has_inodes(Path("/home"))
    assert not volumes.has_inodes(Path("/media/my stick"))
    assert not volumes.has_inodes(Path("/mnt/phone"))
    assert "/proc" in volumes.points_without_files()
    assert "mount:/x/y" not in volumes.mounted()


def test_a_drive_that_comes_back_elsewhere(table: Callable[[str], None]) -> None:
    table(TABLE.replace("/mnt/nas", "/net/nas"))
    assert volumes.connected("nfs4:nas:/photos") == "/net/nas"
    table("\n".join(line for line in TABLE.splitlines() if "nas:" not in line))
    assert volumes.connected("nfs4:nas:/photos") is None
    assert volumes.volume_of(Path("/mnt/nas/2024")).mount == "/", "the empty folder lies on the drive below"


def test_a_uuid_names_a_drive_and_the_folder_of_it_that_is_shown(
    table: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Path("/dev/null").stat().st_rdev
    (tmp_path / "1234-ABCD").symlink_to("/dev/null")
    monkeypatch.setattr(volumes, "_UUIDS", tmp_path)
    monkeypatch.setattr(volumes, "_LABELS", tmp_path)
    number = f"{os.major(device)}:{os.minor(device)}"
    table(f"1 0 9:9 / / rw - tmpfs none rw\n2 1 {number} / /a rw - xfs x rw\n3 1 {number} /sub /b rw - xfs x rw")
    assert volumes.mounted() == {"mount:/": "/", "uuid:1234-ABCD": "/a", "uuid:1234-ABCD:/sub": "/b"}


def test_without_a_table_a_drive_is_known_by_its_mount_point(table: Callable[[str], None], tmp_path: Path) -> None:
    table("")
    volume = volumes.volume_of(tmp_path / "not there" / "yet")
    assert volume.mount in {str(tmp_path), *map(str, tmp_path.parents)}
    assert volumes.ways(tmp_path) == [(volume, str(tmp_path))]
    assert volumes.mounted()
    assert not volumes.has_inodes(tmp_path)
    assert volumes.seen_through(tmp_path) is None


def test_a_chroot_whose_own_folder_is_no_mount(table: Callable[[str], None], tmp_path: Path) -> None:
    table("22 27 0:21 / /proc rw - proc proc rw\n23 27 8:17 / /media/stick rw - vfat /dev/sdb1 rw")
    volume = volumes.volume_of(tmp_path)
    assert (volume.uid, volume.mount) == ("mount:/", "/")
    assert volumes.ways(tmp_path) == [(volume, str(tmp_path))]
    assert volumes.connected("mount:/") == "/"
    assert volumes.volume_of(Path("/media/stick/DCIM")).mount == "/media/stick"
    assert volumes.network_kind(tmp_path) == volumes.slow_kind(tmp_path) == ""
    assert volumes.seen_through(tmp_path) is None
    assert not volumes.has_inodes(tmp_path)


def test_without_a_table_no_path_is_asked_whether_it_is_a_mount(
    table: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> bool:
        raise NotImplementedError  # as Windows does before Python 3.12

    monkeypatch.setattr(Path, "is_mount", refuse)
    table("")
    assert volumes.ways(tmp_path)


@dataclass
class Partition:
    mountpoint: str
    fstype: str
    opts: str = "rw"


def test_network_drives_where_there_is_no_table(table: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    table("")
    found = [
        Partition("/", "apfs"), Partition("/dev", "devfs"), Partition("/Volumes/nas", "smbfs"),
        Partition("/Volumes/far", "macfuse"), Partition("/Volumes/nas2", "NTFS", "rw,remote"), Partition("/A", ""),
    ]  # fmt: skip
    monkeypatch.setattr("psutil.disk_partitions", lambda **_: found)
    kinds = {name: volumes.network_kind(Path("/Volumes", name, "2024")) for name in ("nas", "far", "nas2", "nas3")}
    assert kinds == {"nas": "smbfs", "far": "", "nas2": "smbfs", "nas3": ""}
    assert volumes.slow_kind(Path("/Volumes/far/2024")) == "macfuse"
    assert volumes.slow_points() == {"/Volumes/nas", "/Volumes/far", "/Volumes/nas2"}
    assert volumes.connected("mount:/Volumes/nas") == "/Volumes/nas", "it is connected, as any other drive"
    assert volumes.connected("mount:/dev") is None
    assert partitions.kind_at("\\\\box\\share\\2024") == "smbfs"


def test_a_table_that_has_not_changed_is_read_once(table: Callable[[str], None]) -> None:
    lines = [f"{100 + one} 27 0:{one} / /m/{one} rw - tmpfs none rw" for one in range(400)]
    table("\n".join([TABLE, *lines]))
    before = mount_table.parsed.cache_info().misses
    assert len(volumes.volumes()) > 400
    assert volumes.volume_of(Path("/m/77/2024")).mount == "/m/77"
    assert volumes.slow_points()
    assert mount_table.parsed.cache_info().misses == before + 1


# --- real mounts

BINDS = """
set -e
mount -t tmpfs none {top}
mkdir -p {top}/real/sub {top}/bind {top}/small {top}/other
mount --bind {top}/real/sub {top}/bind
mount -t tmpfs none {top}/small
mount --bind {top}/small {top}/other
{python} -c '{script}' {top}
"""
SCRIPT = """
import sys
from pathlib import Path
from photoorg import volumes
for name in ("bind", "real/sub", "small", "other"):
    print(name, *sorted(there for _, there in volumes.ways(Path(sys.argv[1], name))))
print(volumes.ways(Path(sys.argv[1], "bind"))[0][1])
"""


def test_one_folder_by_two_mounts(tmp_path: Path) -> None:
    command = BINDS.format(top=tmp_path, python=sys.executable, script=SCRIPT)
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command], capture_output=True, text=True, check=False,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"no mounts here: {done.stderr.strip()[-80:]}")
    *ways, best = done.stdout.replace(f"{tmp_path}/", "").splitlines()
    assert ways == ["bind bind real/sub", "real/sub bind real/sub", "small other small", "other other small"]
    assert best == "real/sub", "the widest view of the file system comes first"


@pytest.mark.parametrize("odd", ["\f", "\v", "\x85", "\u2028", "\x1c"])
def test_a_mount_with_an_odd_name_hides_no_other(table: Callable[[str], None], odd: str) -> None:
    table(f"27 1 254:0 / / rw - tmpfs /dev/vda rw\nnonsense - x\n40 27 8:17 / /media/a{odd}b rw - vfat /dev/sdb1 rw")
    assert volumes.volume_of(Path(f"/media/a{odd}b/DCIM")).mount == f"/media/a{odd}b"
    assert volumes.volume_of(Path("/home")).mount == "/"
