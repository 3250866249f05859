"""`photoorg` and `python -m photoorg`: without arguments the window, else the command line."""

from __future__ import annotations

import sys


def main() -> None:
    """Run photoorg and exit with its status."""
    from photoorg.cli import commands  # noqa: PLC0415 - imported late so that a broken import is told, not traced

    sys.exit(commands.main(args=sys.argv[1:] or ["open"], prog_name="photoorg"))


if __name__ == "__main__":
    main()
