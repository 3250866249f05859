"""`photoorg` and `python -m photoorg`: without arguments the window, else the command line."""

from __future__ import annotations

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run photoorg and exit with its status."""
    try:
        from photoorg.cli import commands  # noqa: PLC0415 - imported late so that a broken import is told, not traced
    except KeyboardInterrupt:  # nothing was begun; a shell knows by the number that it was stopped
        sys.exit(_INTERRUPTED)
    sys.exit(commands.main(args=sys.argv[1:] or ["open"], prog_name="photoorg"))


if __name__ == "__main__":
    main()
