"""Files of an earlier export are known again by what is in them, and in a preview read only once."""

from __future__ import annotations

import os
from pathlib import Path

from photoorg.export.place import Folder, digest_of
from photoorg.library.exports import Made


def test_a_preview_reads_a_file_once_and_a_run_each_time(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"made")
    known = {"a.jpg": Made(name="a.jpg", photo_id=1, made_of="", size=4, digest=digest_of(file))}

    def asks(*, trusts: bool) -> bool:
        folder = Folder(tmp_path, known)
        folder.trusts_stamps = trusts
        return folder.was_ours("a.jpg")

    assert asks(trusts=True)
    stamp = file.stat()
    file.write_bytes(b"else")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert asks(trusts=True), "it was not read again"
    assert not asks(trusts=False)
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1))
    assert not asks(trusts=True)
