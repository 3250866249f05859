"""The tags of a photo as people are told of them: how sure, what it takes, who says so, and which are to be named."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from photoorg.library.tagged import derived_with

_SENSITIVE_TASK = "sensitive"


@dataclass(frozen=True, slots=True)
class Because:
    """A task that speaks for a tag, with the raw score that it gave. The model is empty where its answer is gone."""

    task: str
    model: str
    version: str
    score: float


@dataclass(frozen=True, slots=True)
class TagOn:
    """A tag on a photo: how sure, from which confidence it is shown, and who says so.

    `confidence` and `at_least` are None where only a person speaks for the tag; `verdict` is None where no person
    spoke. `specific` tags are those to name: no other tag on the photo is a kind of them. `shown`: the tag counts.
    """

    name: str
    confidence: float | None
    at_least: float | None
    verdict: str | None
    specific: bool = True
    because: tuple[Because, ...] = ()
    shown: bool = True


# Whatever was guessed, derived or said of some photos; only what was derived counts.
_TAGS = """
WITH chosen AS MATERIALIZED (SELECT value AS photo_id FROM json_each(:ids)),
guessed AS MATERIALIZED (  -- of several that are shown as one tag the one that does best
  SELECT s.photo_id, coalesce(a.as_id, s.tag_id) AS tag_id, s.confidence, s.because,
    coalesce(b.at_least, :target) AS at_least, MAX(s.confidence - coalesce(b.at_least, :target)) AS margin
  FROM chosen CROSS JOIN suggestions s ON s.photo_id = chosen.photo_id
  LEFT JOIN shown_as a ON a.tag_id = s.tag_id LEFT JOIN tag_bars b ON b.tag_id = s.tag_id
  WHERE a.tag_id IS NULL OR a.as_id IS NOT NULL GROUP BY 1, 2
),
told AS MATERIALIZED (
  SELECT s.photo_id, s.tag_id FROM guessed s WHERE :guesses
  UNION SELECT v.photo_id, v.tag_id FROM chosen CROSS JOIN verdicts v ON v.photo_id = chosen.photo_id
  UNION SELECT x.photo_id, x.tag_id FROM chosen CROSS JOIN photo_tag x ON x.photo_id = chosen.photo_id
)
SELECT told.photo_id, told.tag_id, g.name, x.confidence, s.confidence, s.because,
  coalesce(s.at_least, b.at_least), v.verdict
FROM told JOIN tags g ON g.id = told.tag_id
LEFT JOIN photo_tag x ON x.photo_id = told.photo_id AND x.tag_id = told.tag_id
LEFT JOIN guessed s ON s.photo_id = told.photo_id AND s.tag_id = told.tag_id
LEFT JOIN verdicts v ON v.photo_id = told.photo_id AND v.tag_id = told.tag_id
LEFT JOIN tag_bars b ON b.tag_id = told.tag_id
ORDER BY v.verdict IN ('accepted', 'added') DESC, coalesce(x.confidence, s.confidence) DESC, g.name
"""
# Pairs of tags that both count on a photo, the second true of every photo of the first.
_ABOVE = """
SELECT x.photo_id, x.tag_id, t.ancestor_id
FROM json_each(:ids) j CROSS JOIN photo_tag x ON x.photo_id = j.value JOIN tag_tree t ON t.tag_id = x.tag_id
JOIN photo_tag y ON y.photo_id = x.photo_id AND y.tag_id = t.ancestor_id
ORDER BY x.confidence DESC
"""


def tags_on(db: Database, photo_ids: Sequence[int], *, guesses: bool = False) -> dict[int, tuple[TagOn, ...]]:
    """The tags that count on each photo and those a person refused, the person's own first, then the surest.

    With `guesses` also what was suggested and is not shown. Every photo asked for is there.
    """
    ids = json.dumps([int(photo_id) for photo_id in photo_ids])
    used, tasks = derived_with(db), _tasks(db, ids)
    target = used.get("target", 0.0)
    rows = db.conn.execute(_TAGS, {"ids": ids, "guesses": guesses, "target": target}).fetchall()
    above = db.conn.execute(_ABOVE, {"ids": ids}).fetchall()
    broad = {(photo, ancestor) for photo, _, ancestor in above}
    found: dict[int, dict[int, TagOn]] = {int(photo_id): {} for photo_id in photo_ids}
    for photo, tag, name, derived, guessed, because, bar, verdict in rows:
        # A person's word is no confidence: beside it stands what was guessed, if anything was.
        confidence = guessed if verdict or derived is None else derived
        at_least = None if confidence is None else target if bar is None else bar
        said = tuple(_because(task, score, tasks, photo) for task, score in json.loads(because or "[]"))
        specific = derived is not None and (photo, tag) not in broad
        found[photo][tag] = TagOn(name, confidence, at_least, verdict, specific, said, shown=derived is not None)
    _explain_sensitive(found, tasks, used)
    for photo, tag, ancestor in above:
        tags = found[photo]
        if _rests_on_others(tags[ancestor]):  # the surest of those below it comes first
            tags[ancestor] = replace(tags[ancestor], because=tags[tag].because, at_least=tags[tag].at_least)
    return {photo: tuple(tags.values()) for photo, tags in found.items()}


def specific_names(tags: Iterable[TagOn]) -> list[str]:
    """The names that say it all."""
    return [tag.name for tag in tags if tag.specific]


def _rests_on_others(tag: TagOn) -> bool:
    """Whether a tag is there only because it is true of another one: it has no guess, or none that would do."""
    below_bar = tag.confidence is not None and tag.at_least is not None and tag.confidence < tag.at_least
    return tag.verdict is None and (not tag.because or below_bar)


def _tasks(db: Database, ids: str) -> dict[tuple[int, str], tuple[str, str]]:
    rows = db.conn.execute(
        "SELECT a.photo_id, a.task, a.model, a.version FROM json_each(?) j JOIN analyses a ON a.photo_id = j.value",
        (ids,),
    )
    return {(photo, task): (model, version) for photo, task, model, version in rows}


def _because(task: str, score: float, tasks: dict[tuple[int, str], tuple[str, str]], photo: int) -> Because:
    model, version = tasks.get((photo, task), ("", ""))
    return Because(task, model, version, score)


def _explain_sensitive(
    found: dict[int, dict[int, TagOn]], tasks: dict[tuple[int, str], tuple[str, str]], used: Mapping[str, float]
) -> None:
    """The tag that the settings give to sensitive photos has no guess behind it, but a score of the photo's own."""
    tag = int(used.get("sensitive_tag", 0))
    for photo, tags in found.items():
        given = tags.get(tag)
        if given is not None and given.verdict is None and given.confidence is not None:
            said = _because(_SENSITIVE_TASK, given.confidence, tasks, photo)
            tags[tag] = replace(given, at_least=used["sensitive_from"], because=(said,))
