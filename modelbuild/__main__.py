"""`python -m modelbuild`: build every model pack that is not built yet."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from modelbuild.build import build_all
from photoorg.outcomes import PhotoorgError

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Build, print a line for each step, and return the exit code: 0, or 1 with one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m modelbuild", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "models", help="folder of the manifests")
    parser.add_argument("--downloads", type=Path, default=ROOT / "build" / "downloads", help="where archives are kept")
    chosen = parser.parse_args(arguments)
    try:
        for line in build_all(chosen.out, chosen.downloads):
            print(line, flush=True)  # noqa: T201
    except PhotoorgError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
