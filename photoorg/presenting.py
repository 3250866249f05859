"""What the command line prints of one thing: for people as text, for programs as values of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from photoorg.console import clean, columns
from photoorg.library.browse import Card, Details
from photoorg.library.display import offset_text, text_of, wall_clock
from photoorg.library.fields import FIELDS, Kind
from photoorg.library.file_values import told_of
from photoorg.library.file_words import Conflict, FileWords
from photoorg.library.people import People
from photoorg.library.search import Hits
from photoorg.library.shown import TagOn
from photoorg.library.why import Why
from photoorg.outcomes import Problem, Region
from photoorg.settings import Settings

_MOST = 6  # concepts that are told of


def tag_json(tag: TagOn) -> dict[str, object]:
    """A tag, wherever one is printed. Null: nobody but a person speaks for it, or no person has spoken."""
    return {
        "tag": tag.name,
        "confidence": tag.confidence,
        "at_least": tag.at_least,
        "specific": tag.specific,
        "verdict": tag.verdict,
        "because": [
            {"task": one.task, "model": one.model, "version": one.version, "score": one.score} for one in tag.because
        ],
    }


def people_json(people: People | None) -> dict[str, object] | None:
    """People, wherever they are printed; null where nobody has looked."""
    if people is None:
        return None
    return {
        "count": people.count, "low": people.low, "high": people.high, "faces": people.faces,
        "portrait": people.portrait,
    }  # fmt: skip


def noted_json(noted: Card | Details, albums: Sequence[str]) -> dict[str, object]:
    """What a person noted of a photo, wherever it is printed. Null: nothing."""
    return {
        "rating": noted.rating or None, "label": noted.label or None, "pick": noted.pick, "albums": list(albums),
    }  # fmt: skip


def meanings_text(hits: Hits) -> Iterator[str]:
    """What words were taken to mean, a sentence each: so that nobody wonders why a photo was found."""
    for meaning in hits.meanings:
        named = [f"{concept} {weight:.0%}" for concept, weight in list(meaning.concepts.items())[:_MOST]]
        told = ", ".join((*meaning.exact, *named)) or ("the model of your own" if meaning.vector is not None else "")
        yield clean(f"'{meaning.text}' by meaning: {told}." if told else f"'{meaning.text}' means nothing in photos.")
        if meaning.lacking:
            yield (
                f"By words: the model {meaning.lacking} has looked at fewer than half of the photos. "
                "'photoorg index' lets it go on."
            )


def details_json(details: Details) -> dict[str, object]:
    """`photoorg show --json`: the contract is in docs/command-line.md."""
    facts = {field.name: _iso(int(str(value))) if field.kind is Kind.DATE else value for field, value in details.facts}
    facts["taken"] = str(facts["taken"]) + offset_text(details.taken_offset)
    return {
        "path": details.paths[0] if details.paths else None,
        "paths": list(details.paths),
        "missing": list(details.missing),
        "offline": details.offline,
        "drive": details.drive,
        "pairs": [{"kind": pair.kind, "path": pair.path} for pair in details.pairs],
        "identity": details.identity.hex(),
        "facts": {field.name: facts.get(field.name) for field in FIELDS if field.shown},
        "taken_source": details.taken_source,
        "file_taken": None if details.file_taken is None else _iso(details.file_taken),
        "tags": [tag_json(tag) for tag in details.tags],
        **noted_json(details, details.albums),
        "people": people_json(details.people),
        "sensitive": details.sensitive,
        "graphic": details.graphic,
        "sentences": {
            language: {"text": one.text, "own": one.own} for language, one in details.sentences.items()
        },
        "regions": [{"task": task, **asdict(region)} for task, region in details.regions],
        "models": [{"task": task, "version": version, "model": model} for task, version, model in details.analyses],
        "file": file_json(details.in_file),
        "damaged": details.damaged,
        "problems": [problem_json(problem) for problem in details.problems],
    }  # fmt: skip


def file_json(found: FileWords | None) -> dict[str, object] | None:
    """What a photo's file says itself; null where nobody has read that."""
    if found is None:
        return None
    said = found.said
    return {
        "keywords": [list(path) for path in said.keywords],
        "rating": said.rating,
        "label": said.label or None,
        "texts": {name: dict(each) for name, each in said.texts.items()},
        "release": said.release or None,
        "regions": [asdict(region) for region in said.regions],
        "conflicts": [conflict_json(one) for one in found.conflicts],
    }


def conflict_json(one: Conflict) -> dict[str, object]:
    """What a file and the person say differently, wherever it is printed."""
    return {"about": one.about, "name": one.name, "file": one.file or None, "you": one.mine or None}


def conflict_text(one: Conflict) -> str:
    """The same as a sentence without its dot."""
    told = told_of((one.about, one.name))
    if one.about == "tag":
        return clean(f"{told}: the file has '{one.file}', you say no")
    file, mine = (f"'{said}'" if said else "nothing" for said in (one.file, one.mine))
    return clean(f"{told}: the file says {file}, you say {mine}")


def _in_file(found: FileWords | None) -> Iterator[str]:
    """What the file says that is told nowhere else: keywords with where they lie, named parts of it, conflicts."""
    if found is None:
        return
    if found.said.keywords:
        yield f"Keywords in the file: {clean(', '.join(' > '.join(path) for path in found.said.keywords))}"
    named = [one.name or one.kind for one in found.said.regions if one.name or one.kind]
    if named:
        yield f"Marked in the file: {clean(', '.join(dict.fromkeys(named)))}"
    yield from (f"{conflict_text(one)}: see 'photoorg conflicts'." for one in found.conflicts)


def _iso(seconds: int) -> str:
    return wall_clock(seconds).strftime("%Y-%m-%dT%H:%M:%S")


_PAIRS = {"raw": "Paired with", "live": "Live photo, its video"}


def details_text(details: Details, language: str) -> str:
    """`photoorg show`."""
    marks = {
        "taken": _dated(details),
        "people": _range(details.people),
    }
    facts = [(field.label, text_of(field, value) + marks.get(field.name, "")) for field, value in details.facts]
    facts += _noted(details)
    parts = ["\n".join(map(clean, details.paths or details.missing)), columns(facts), _tags(details.tags)]
    if sentence := details.sentences[language].text:
        parts.append(clean(sentence))
    if details.offline:
        parts.append(f"The drive {clean(details.drive)} is not connected: this is what was known when it was.")
    parts += _in_file(details.in_file)
    parts += [f"{_PAIRS[pair.kind]}: {clean(pair.path)}" for pair in details.pairs]
    parts += [f"Problem: {clean(problem.reason)}" for problem in details.problems if not details.offline]
    return "\n".join(parts)


def _dated(details: Details) -> str:
    """What is to be said of the date: its zone, and where it is not the photo's own."""
    if details.taken_source == "file":
        return " (the file's date)"
    zone = f" {offset_text(details.taken_offset)}".rstrip()
    if details.file_taken is None:
        return zone
    return f"{zone} (you say so; otherwise {wall_clock(details.file_taken):%Y-%m-%d %H:%M:%S})"


def _noted(details: Details) -> list[tuple[str, str]]:
    """What a person noted, a row each."""
    rating = "rejected" if details.rating < 0 else f"{details.rating} of 5" if details.rating else ""
    rows = [
        ("Rating", rating), ("Label", details.label), ("Pick", "picked" if details.pick else ""),
        ("Albums", ", ".join(details.albums)),
    ]  # fmt: skip
    return [(name, value) for name, value in rows if value]


def _range(people: People | None) -> str:
    if people is None:
        return ""
    between = f" ({people.low} to {people.high})" if people.low < people.high else ""
    return between + (", a portrait" if people.portrait else "")


def _tags(tags: Sequence[TagOn]) -> str:
    """Those to name and those a person spoke of, with who says so; the broader words in a line."""
    told = [tag for tag in tags if tag.specific or tag.verdict]
    broad = [tag.name for tag in tags if tag.shown and tag not in told]
    lines = [("Tags:\n" + columns((tag.name, said_of(tag)) for tag in told)) if told else "No tags."]
    return "\n".join(lines + ([f"  so also: {clean(', '.join(broad))}"] if broad else []))


def said_of(tag: TagOn) -> str:
    """How sure, from which confidence it is shown, and who says so, on one line."""
    sure = [] if tag.confidence is None else [f"{tag.confidence:.0%}"]
    sure += [] if tag.at_least is None else [f"(shown from {tag.at_least:.0%})"]
    models = list(dict.fromkeys(one.model or one.task for one in tag.because))
    return " ".join([*sure, ", ".join(models), tag.verdict or ""]).strip()


def why_json(path: str, found: Why) -> dict[str, object]:
    """`photoorg why --json`. Boxes are in pixels of the upright photo, from its top left."""
    return {
        "path": path,
        **tag_json(found.tag),
        "shown": found.tag.shown,
        "classes": [
            {"task": one.task, "class": one.label, "name": one.name, "score": one.score} for one in found.classes
        ],
        "width": found.width,
        "height": found.height,
        "boxes": [{"task": task, "label": region.label, "score": region.score, **_pixels(region, found)}
                  for task, region in found.regions],
    }  # fmt: skip


def why_text(found: Why) -> str:
    """`photoorg why`."""
    tag = found.tag
    lines = [f"{clean(tag.name)}: {said_of(tag) or 'you say so'}" + ("" if tag.shown or tag.verdict else ", not shown")]
    lines += [f"  {clean(f'{one.task} {one.score:.4f}')}  {clean(f'{one.model} {one.version}')}" for one in tag.because]
    lines += [f"  {clean(f'{one.task} {one.score:.4f}')}  {clean(f'{one.label} {one.name}')}" for one in found.classes]
    for task, region in found.regions:
        box = _pixels(region, found)
        size = f"{box['width']}x{box['height']}+{box['left']}+{box['top']}"
        lines.append(f"  {clean(f'{task} {region.score:.4f}')}  {clean(region.label)} at {size}")
    return "\n".join(lines)


def _pixels(region: Region, found: Why) -> dict[str, int]:
    left, top = round(region.left * found.width), round(region.top * found.height)
    right = round((region.left + region.width) * found.width)
    bottom = round((region.top + region.height) * found.height)
    return {"left": left, "top": top, "width": right - left, "height": bottom - top}


def problem_json(problem: Problem) -> dict[str, object]:
    """A problem, wherever one is printed."""
    return {"path": problem.path, "stage": problem.stage, "reason": problem.reason}


def settings_rows(settings: Settings) -> list[dict[str, object]]:
    """Each setting with its value, its default and what it may be, in the order of the table."""
    values = settings.model_dump(mode="json")
    return [
        {"setting": name, "value": values[name], "default": entry["default"], "may_be": _limits(entry),
         "description": entry["description"]}
        for name, entry in Settings.model_json_schema()["properties"].items()
    ]  # fmt: skip


def settings_table() -> str:
    """The table of settings as it stands in docs/command-line.md."""
    rows = [
        f"| `{row['setting']}` | `{json.dumps(row['default'])}` | {row['may_be']} | {row['description']} |"
        for row in settings_rows(Settings())
    ]
    return "\n".join(["| setting | default | may be | what |", "|---|---|---|---|", *rows])


def _limits(entry: Mapping[str, Any]) -> str:
    if "minimum" in entry:
        return f"{entry['minimum']} to {entry['maximum']}"
    if "enum" in entry:
        return " or ".join(entry["enum"])
    return {"boolean": "true or false", "array": "words, with commas between"}.get(str(entry["type"]), "a word")


def flat(value: object) -> str:
    """A value with others inside as one line."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {flat(part)}" for name, part in value.items() if part)  # pyright: ignore
    if isinstance(value, (list, tuple)):
        return "; ".join(flat(part) for part in value)  # pyright: ignore
    return str(value)
