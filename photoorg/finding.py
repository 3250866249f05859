"""What the command line prints of photos that were found: the same for every command that finds some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from photoorg.console import clean, plural, say, say_json
from photoorg.library import browse
from photoorg.library.albums import albums_of
from photoorg.library.meaning import explain
from photoorg.library.missing import last_places
from photoorg.library.people import people_on
from photoorg.library.search import Hits
from photoorg.library.senses import Meaning
from photoorg.library.shown import specific_names, tags_on
from photoorg.library.store import Database
from photoorg.presenting import meanings_text, noted_json, people_json, tag_json

_BLOCK = 200


@dataclass(frozen=True, slots=True)
class _Hit:
    path: str
    score: float
    names: Sequence[str]
    json: Mapping[str, object]


def say_hits(db: Database, hits: Hits, *, as_json: bool) -> None:
    """Print photos in rank order, each with its tags and what of a meaning it shows, and how many there are."""
    if not as_json:
        for sentence in (*meanings_text(hits), *instead(hits)):
            say(sentence, error=True)
    for place, row in enumerate(_found(db, hits)):
        if as_json:
            say_json({**row.json, "weak": place >= hits.weak})
            continue
        if 0 < place == hits.weak:
            say("Weak matches from here on.", error=True)
        told = f"{clean(row.path)}  {clean(', '.join(row.names))}".rstrip()
        say(f"{row.score:4.2f}  {told}" if hits.ranked else told)
    if not as_json:
        more = f", {len(hits.ids):,} shown (--limit 0 for all)" if hits.total > len(hits.ids) else ""
        weak = " They match only weakly." if len(hits.ids) and not hits.weak else ""
        say(f"{plural(hits.total, 'photo')}{more}.{weak}", error=True)


def _found(db: Database, hits: Hits) -> Iterator[_Hit]:
    """What is printed of each hit, asked for in blocks."""
    for start in range(0, len(hits.ids), _BLOCK):
        ids: list[int] = hits.ids[start : start + _BLOCK].tolist()
        cards, tags, people = browse.cards(db, ids), tags_on(db, ids), people_on(db, ids)
        inside, matched = albums_of(db, ids), _matched(db, ids, hits.meanings)
        for photo_id, score in zip(ids, hits.scores[start : start + _BLOCK].tolist(), strict=True):
            if photo_id in cards:  # else it was merged away since the search
                path, shown = cards[photo_id].path, [tag for tag in tags[photo_id] if tag.shown]
                row = {
                    "path": path, "score": round(score, 4), "offline": cards[photo_id].offline,
                    **noted_json(cards[photo_id], inside.get(photo_id, ())),
                    "people": people_json(people.get(photo_id)), "tags": [tag_json(tag) for tag in shown],
                    **({"matched": matched[photo_id]} if hits.meanings else {}),
                }  # fmt: skip
                yield _Hit(path, score, specific_names(shown), row)


def instead(hits: Hits) -> Iterator[str]:
    """What may be meant by words that nothing is surely found by, a sentence each."""
    for word, near in hits.suggestions:
        yield clean(f"'{word}' is no tag. Did you mean '{near}'?")


def _matched(db: Database, ids: Sequence[int], meanings: Sequence[Meaning]) -> dict[int, list[dict[str, object]]]:
    """By photo, the concepts of all meanings that it shows, with how strongly."""
    found: dict[int, list[dict[str, object]]] = {photo_id: [] for photo_id in ids}
    for meaning in meanings:
        for photo_id, parts in explain(db, ids, meaning).items():
            found[photo_id].extend({"concept": name, "strength": round(strength, 4)} for name, strength in parts)
    return found


def noted_rows(db: Database, ids: Sequence[int]) -> Iterator[dict[str, object]]:
    """A line of JSON for each photo, with what a person noted of it, asked for in blocks.

    `path` is where a missing photo was last; null where another picture replaced it. One that is forgotten is left out.
    """
    for start in range(0, len(ids), _BLOCK):
        block = ids[start : start + _BLOCK]
        cards, inside = browse.cards(db, block), albums_of(db, block)
        last = last_places(db, [photo_id for photo_id, card in cards.items() if not card.path])
        for photo_id in block:
            if card := cards.get(photo_id):
                path = card.path or last.get(photo_id)
                noted = noted_json(card, inside.get(photo_id, ()))
                yield {"path": path, "missing": not card.path, "offline": card.offline, **noted}
