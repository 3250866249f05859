"""What the command line prints of one thing: for people as text, for programs as values of JSON."""

from __future__ import annotations

import json

from photoorg.console import clean, columns
from photoorg.library.browse import Details
from photoorg.library.display import offset_text, text_of, wall_clock
from photoorg.library.fields import FIELDS, Kind
from photoorg.outcomes import Problem
from photoorg.settings import Settings


def details_json(details: Details) -> dict[str, object]:
    """`photoorg show --json`: the contract is in docs/command-line.md."""
    facts = {
        field.name: wall_clock(int(str(value))).strftime("%Y-%m-%dT%H:%M:%S") if field.kind is Kind.DATE else value
        for field, value in details.facts
    }
    facts["taken"] = str(facts["taken"]) + offset_text(details.taken_offset)
    return {
        "path": details.paths[0] if details.paths else None,
        "paths": list(details.paths),
        "missing": list(details.missing),
        "identity": details.identity.hex(),
        "facts": {field.name: facts.get(field.name) for field in FIELDS if field.shown},
        "taken_source": details.taken_source,
        "tags": [
            {"name": tag.name, "confidence": tag.confidence, "task": tag.task, "model": tag.model,
             "verdict": tag.verdict, "shown": tag.shown}
            for tag in details.tags
        ],
        "models": [{"task": task, "version": version, "model": model} for task, version, model in details.analyses],
        "damaged": details.damaged,
        "problems": [problem_json(problem) for problem in details.problems],
    }  # fmt: skip


def details_text(details: Details) -> str:
    """`photoorg show`."""
    marks = {
        "taken": " (the file's date)" if details.taken_source == "file" else " " + offset_text(details.taken_offset)
    }
    facts = [(field.label, text_of(field, value) + marks.get(field.name, "")) for field, value in details.facts]
    tagged = [
        (tag.name, tag.verdict if tag.confidence is None else f"{tag.confidence:.0%} {tag.model} {tag.verdict or ''}")
        for tag in details.tags
    ]
    parts = ["\n".join(map(clean, details.paths or details.missing)), columns(facts)]
    parts.append("Tags:\n" + columns((name, str(said).rstrip()) for name, said in tagged) if tagged else "No tags.")
    parts += [f"Problem: {clean(problem.reason)}" for problem in details.problems]
    return "\n".join(parts)


def problem_json(problem: Problem) -> dict[str, object]:
    """A problem, wherever one is printed."""
    return {"path": problem.path, "stage": problem.stage, "reason": problem.reason}


def settings_table() -> str:
    """The table of settings as it stands in docs/command-line.md."""
    rows = [
        f"| `{name}` | `{json.dumps(entry['default'])}` | {_limits(entry)} | {entry['description']} |"
        for name, entry in Settings.model_json_schema()["properties"].items()
    ]
    return "\n".join(["| setting | default | may be | what |", "|---|---|---|---|", *rows])


def _limits(entry: dict[str, object]) -> str:
    if "minimum" in entry:
        return f"{entry['minimum']} to {entry['maximum']}"
    return "a list of words" if entry["type"] == "array" else "a word"


def flat(value: object) -> str:
    """A value with others inside as one line."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {flat(part)}" for name, part in value.items() if part)  # pyright: ignore
    if isinstance(value, (list, tuple)):
        return "; ".join(flat(part) for part in value)  # pyright: ignore
    return str(value)
