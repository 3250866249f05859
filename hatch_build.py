"""Build hook: makes the models before a wheel is packed, so that `pip install .` gives a program that works offline."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ModelBuildHook(BuildHookInterface[Any]):
    """Builds what is missing in resources/models and packs `resources` as `photoorg/resources`.

    An editable install gets the models too, and keeps reading them from the checkout.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it packs a wheel; raises PhotoorgError when a model cannot be built."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from modelbuild.build import build_all  # noqa: PLC0415  (only now can it be found)

        for line in build_all(root / "resources" / "models", root / "build" / "downloads"):
            self.app.display_info(line)
        if version != "editable":
            build_data["force_include"][str(root / "resources")] = "photoorg/resources"
