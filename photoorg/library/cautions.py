"""What a person should know about where a library lies, before something happens to it."""

from __future__ import annotations

from photoorg import volumes
from photoorg.library.connection import is_read_only
from photoorg.library.copies import folder_for_new
from photoorg.settings import Home, Settings


def cautions(home: Home, settings: Settings) -> list[str]:
    """A sentence for each, none where all is well. Quick enough for every start."""
    found: list[str] = []
    if kind := volumes.network_kind(home.root):
        found.append(
            f"The library lies on a network drive ({kind}), where an interrupted connection can damage it: keep it on "
            "this computer with --library DIR. The photos themselves may stay where they are."
        )
    if home.root.exists() and is_read_only(home.root):
        found.append(f"Nothing can be written in {home.root}: the library can be looked at, and nothing can be kept.")
    if note := folder_for_new(home, settings)[1]:
        found.append(note)
    return found
