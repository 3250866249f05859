"""The table of what may be chosen for targets, as it stands in docs/targets.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from photoorg.export.targets import TARGETS, Target


def docs_table() -> str:
    """Every option of every target."""
    rows = [row for target in TARGETS for row in _rows(target)]
    return "\n".join(["| option | default | may be | what |", "|---|---|---|---|", *rows])


def _rows(target: Target) -> Iterator[str]:
    told: Mapping[str, Mapping[str, Any]] = target.options.model_json_schema().get("properties", {})
    for name, entry in told.items():
        default = json.dumps(entry["default"])
        yield f"| {target.name} `{name}` | `{default}` | {_limits(entry)} | {entry['description']} |"


def _limits(entry: Mapping[str, Any]) -> str:
    if "enum" in entry:
        return " or ".join(entry["enum"])
    if "minimum" in entry:
        return f"{entry['minimum']} to {entry['maximum']}"
    return {"boolean": "true or false"}.get(str(entry["type"]), "a text")
