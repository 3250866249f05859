"""Which tags a photo carries: guesses from their bars on, what is true of them, and a person's word above all."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as any_
from shelf import Shelf

from photoorg.library import browse, catalog, tagged
from photoorg.library.edits import judge
from photoorg.library.places import Volume, save_folder
from photoorg.library.schema import MIGRATIONS
from photoorg.library.shown import tags_on
from photoorg.library.store import Database, writing
from photoorg.library.tagged import NO, YES, Rules
from photoorg.outcomes import Suggestion, Understanding

ABOVE = {
    "beagle": frozenset({"dog", "pet", "animal"}),
    "dog": frozenset({"pet", "animal"}),
    "pet": frozenset({"animal"}),
    "pizza": frozenset({"food"}),
}
RULES = Rules(0.9, {"beagle": 0.6, "dog": 0.5, "animal": 0.5, "pizza": 0.7}, ABOVE)


@dataclass(frozen=True)
class Case:
    """A photo, and what should come of it."""

    guesses: Mapping[str, float]
    verdicts: Mapping[str, str]
    shown: Mapping[str, float]


CASES = {
    "what reaches its bar brings what is true of it": Case(
        {"beagle": 0.6}, {}, {"beagle": 0.6, "dog": 0.6, "pet": 0.6, "animal": 0.6}
    ),
    "below its bar": Case({"beagle": 0.59, "dog": 0.49}, {}, {}),
    "the surer of a tag and those below it": Case(
        {"beagle": 0.7, "dog": 0.95, "animal": 0.55}, {},
        {"beagle": 0.7, "dog": 0.95, "pet": 0.95, "animal": 0.95},
    ),
    "a tag without a bar needs the target": Case({"pet": 0.89, "rex": 0.9}, {}, {"rex": 0.9}),
    "a no": Case({"beagle": 0.7, "dog": 0.8}, {"beagle": "rejected"}, {"dog": 0.8, "pet": 0.8, "animal": 0.8}),
    "a no to what is above keeps away the guesses below": Case(
        {"beagle": 0.7, "dog": 0.8, "animal": 0.9}, {"dog": "removed"}, {"animal": 0.9}
    ),
    "a yes brings what is true of it": Case(
        {}, {"beagle": "added"}, {"beagle": 1.0, "dog": 1.0, "pet": 1.0, "animal": 1.0}
    ),
    "a yes below a no": Case({"beagle": 0.7}, {"beagle": "accepted", "pet": "rejected"},
                             {"beagle": 1.0, "dog": 1.0, "animal": 1.0}),
    "a tag that nobody else knows": Case({}, {"Grandma's": "added"}, {"Grandma's": 1.0}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_photo(name: str, shelf: Shelf) -> None:
    case = CASES[name]
    photo = shelf.put("a.jpg")
    shelf.use(RULES)
    for tag, verdict in case.verdicts.items():
        judge(shelf.db, [photo], tag, verdict)  # type: ignore[arg-type]
    shelf.understand(photo, Understanding(tuple(Suggestion(*guess) for guess in case.guesses.items())))
    assert dict(browse.tags_of(shelf.db, [photo]).get(photo, [])) == case.shown


def test_what_to_name(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("beagle", 0.7), ("dog", 0.8), ("pizza", 0.75), ("rex", 0.3)])
    shelf.use(RULES)
    tags = {tag.name: tag for tag in tags_on(shelf.db, [photo])[photo]}
    assert {name for name, tag in tags.items() if tag.specific} == {"beagle", "pizza"}
    assert set(tags) == {"beagle", "dog", "pet", "animal", "pizza", "food"}
    assert (tags["beagle"].confidence, tags["beagle"].at_least) == (0.7, 0.6)
    assert (tags["pet"].confidence, tags["pet"].at_least) == (0.8, 0.5), "it is there because the dog is"
    assert tags["food"].because == tags["pizza"].because, "what has no guess of its own is there for those below it"
    every = {tag.name: tag for tag in tags_on(shelf.db, [photo], guesses=True)[photo]}
    assert (every["rex"].shown, every["rex"].specific, every["rex"].at_least) == (False, False, 0.9)
    judge(shelf.db, [photo], "beagle", "removed")
    named = {tag.name for tag in tags_on(shelf.db, [photo])[photo] if tag.specific}
    assert named == {"dog", "pizza"}


def test_what_rests_on_others_needs_what_they_need(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("beagle", 0.7), ("dog", 0.65), ("animal", 0.3)])
    shelf.use(Rules(0.9, {"beagle": 0.6, "dog": 0.8, "animal": 0.9}, ABOVE))
    tags = {tag.name: tag for tag in tags_on(shelf.db, [photo])[photo]}
    assert set(tags) == {"beagle", "dog", "pet", "animal"}
    assert {(tag.confidence, tag.at_least, tag.because) for tag in tags.values()} == {
        (0.7, 0.6, tags["beagle"].because)
    }


def test_a_persons_own_tag_has_no_confidence(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", [("dog", 0.8)])
    shelf.use(RULES)
    judge(shelf.db, [photo], "Rex", "added")
    judge(shelf.db, [photo], "dog", "accepted")
    found = {tag.name: (tag.confidence, tag.at_least, tag.verdict) for tag in tags_on(shelf.db, [photo])[photo]}
    assert found["Rex"] == (None, None, "added")
    assert found["dog"] == (0.8, 0.5, "accepted")
    assert found["animal"] == (1.0, 0.5, None)


def test_rules_that_are_not_new_change_nothing(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("dog", 0.55)])
    assert shelf.use(RULES)
    assert not shelf.use(RULES)
    assert shelf.names("dog") == ["a.jpg"]
    for changed in (
        Rules(0.95, RULES.bars, ABOVE), Rules(0.9, {"dog": 0.6}, ABOVE), Rules(0.9, RULES.bars, {}),
        Rules(0.9, RULES.bars, {}, tag_sensitive=True), Rules(0.9, RULES.bars, {}, sensitive_from=0.5),
    ):  # fmt: skip
        assert shelf.use(changed)
        assert not shelf.use(changed)


def test_a_newer_way_to_derive_reaches_every_photo(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.put("a.jpg", [("dog", 0.55)])
    shelf.use(RULES)
    monkeypatch.setattr(tagged, "_INSERT", tagged._INSERT.replace("MAX(c.confidence)", "0.5"))
    assert not shelf.use(RULES)
    monkeypatch.setattr(tagged, "DERIVING_VERSION", tagged.DERIVING_VERSION + 1)
    assert shelf.use(RULES)
    assert {confidence for (confidence,) in shelf.db.conn.execute("SELECT confidence FROM photo_tag")} == {0.5}


def test_other_bars_need_no_other_look(shelf: Shelf) -> None:
    shelf.put("a.jpg", [("dog", 0.55)])
    shelf.use(Rules(0.9, {"dog": 0.6}, ABOVE))
    assert shelf.names("dog") == []
    shelf.use(Rules(0.9, {"dog": 0.5}, ABOVE))
    assert (shelf.names("dog"), shelf.names("animal")) == (["a.jpg"], ["a.jpg"])


def test_tags_that_no_photo_carries_are_not_offered(shelf: Shelf) -> None:
    shelf.put("pizza.jpg", [("dog", 0.55)])
    shelf.use(RULES)
    assert browse.tag_names(shelf.db) == ["animal", "dog", "pet"]
    assert browse.totals(shelf.db).tags == 3
    assert shelf.names("pizza") == ["pizza.jpg"], "a file's name is meant where no photo has such a tag"


def test_sensitive_photos_carry_a_tag_where_that_is_wanted(shelf: Shelf) -> None:
    low, high, unseen = (shelf.put(f"{name}.jpg") for name in ("low", "high", "unseen"))
    shelf.understand(low, Understanding(sensitive=0.79))
    shelf.understand(high, Understanding(sensitive=0.81))
    shelf.use(Rules(0.9))
    assert [shelf.tags(photo) for photo in (low, high, unseen)] == [[], [], []]
    shelf.use(Rules(0.9, tag_sensitive=True))
    assert [shelf.tags(photo) for photo in (low, high, unseen)] == [[], ["sensitive"], []]
    (tag,) = tags_on(shelf.db, [high])[high]
    assert (tag.confidence, tag.at_least, tag.because[0].score) == (0.81, 0.8, 0.81)
    shelf.use(Rules(0.9, tag_sensitive=True, sensitive_from=0.5))
    assert shelf.names("sensitive") == shelf.names("is:sensitive") == ["high.jpg", "low.jpg"]
    judge(shelf.db, [low], "sensitive", "rejected")
    assert shelf.tags(low) == []
    shelf.use(Rules(0.9, tag_sensitive=False, sensitive_from=0.5))
    assert shelf.tags(high) == []
    assert shelf.names("is:sensitive") == ["high.jpg", "low.jpg"], "the state does not hang on the tag"


# --- properties

TAGS = ("a", "b", "c", "d", "e", "f")
SHARES = any_.sampled_from([0.1, 0.4, 0.5, 0.6, 0.9, 1.0])
VERDICTS = any_.dictionaries(any_.sampled_from(TAGS), any_.sampled_from(sorted(YES | NO)))
# Parents come later in the alphabet, so that nothing lies above itself.
PARENTS = any_.fixed_dictionaries({
    tag: any_.sets(any_.sampled_from(TAGS[place + 1 :])) if TAGS[place + 1 :] else any_.just(set())
    for place, tag in enumerate(TAGS)
})  # fmt: skip
PHOTO = any_.tuples(any_.dictionaries(any_.sampled_from(TAGS), SHARES), VERDICTS)


def closed(parents: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for tag in reversed(TAGS):
        found[tag] = frozenset(parents[tag]).union(*(found[parent] for parent in parents[tag]))
    return found


def expected(
    guesses: Mapping[str, float],
    verdicts: Mapping[str, str],
    above: Mapping[str, frozenset[str]],
    bars: Mapping[str, float],
) -> dict[str, float]:
    """The rule in plain words, for one photo."""
    refused = {tag for tag, verdict in verdicts.items() if verdict in NO}
    counted = {
        tag: score
        for tag, score in guesses.items()
        if score >= bars.get(tag, 0.9) and tag not in refused and not above[tag] & refused
    }
    counted |= dict.fromkeys((tag for tag, verdict in verdicts.items() if verdict in YES), 1.0)
    shown: dict[str, float] = {}
    for tag, score in counted.items():
        for one in {tag, *above[tag]} - refused:
            shown[one] = max(score, shown.get(one, 0))
    return shown


def library(photos: int) -> tuple[Database, list[int]]:
    db = Database(memory=True)
    MIGRATIONS.apply(db)
    ids = []
    with writing(db):
        folder = save_folder(db, Volume("test", "/"), "/photos", is_root=True)
        for number in range(photos):
            photo = catalog.PhotoRecord(number.to_bytes(16, "big"), {"format": "jpeg", "width": 4, "height": 3}, number)
            ids.append(catalog.save_reading(db, catalog.FileRecord(folder, f"{number}.jpg", 1, 1), photo))
    return db, ids


def carried(db: Database) -> dict[int, dict[str, float]]:
    found: dict[int, dict[str, float]] = {}
    for photo, tag, score in db.conn.execute(
        "SELECT x.photo_id, g.name, x.confidence FROM photo_tag x JOIN tags g ON g.id = x.tag_id"
    ):
        found.setdefault(photo, {})[tag] = score
    return found


@settings(deadline=None, max_examples=150)
@given(any_.lists(PHOTO, min_size=1, max_size=3), PARENTS, any_.dictionaries(any_.sampled_from(TAGS), SHARES))
def test_the_tags_are_those_that_the_rule_gives(
    said: list[tuple[dict[str, float], dict[str, str]]], parents: dict[str, set[str]], bars: dict[str, float]
) -> None:
    db, ids = library(len(said))
    above = closed(parents)
    with writing(db):
        tagged.use_rules(db, Rules(0.9, bars, above))
    for photo, (_, verdicts) in zip(ids, said, strict=True):
        for tag, verdict in verdicts.items():
            judge(db, [photo], tag, verdict)  # type: ignore[arg-type]
    meanings = {
        photo: Understanding(tuple(Suggestion(*guess) for guess in guesses.items()))
        for photo, (guesses, _) in zip(ids, said, strict=True)
    }
    for version in ("1", "2"):  # the same again: a no does not wear off, and nothing is there twice
        with writing(db):
            catalog.save_understandings(db, meanings, version)
        wanted = {photo: expected(*one, above, bars) for photo, one in zip(ids, said, strict=True)}
        assert carried(db) == {photo: tags for photo, tags in wanted.items() if tags}
    for photo, tags in carried(db).items():
        refused = {tag for tag, verdict in said[ids.index(photo)][1].items() if verdict in NO}
        assert not refused & set(tags)
        assert all(above[tag] - refused <= set(tags) for tag in tags)
    before = carried(db)
    with writing(db):
        assert not tagged.use_rules(db, Rules(0.9, bars, above))
        tagged.refresh(db, ids)
    assert carried(db) == before
    db.close()


# --- many photos


def test_many_photos_are_derived_by_their_indexes() -> None:
    """No step may walk along a whole table for each photo."""
    db, _ = library(1)
    plan = [row[3] for row in db.conn.execute(
        f"EXPLAIN QUERY PLAN {tagged._INSERT}", {"ids": "[1]", "target": 0.9, "sensitive_tag": 7, "sensitive_from": 0.8}
    )]  # fmt: skip
    walks = [step for step in plan if step.startswith("SCAN")]
    assert walks
    # What is walked along are the photos asked for, and what was found for them.
    assert {step.split()[1] for step in walks} <= {"json_each", "chosen", "said", "c", "carried"}, plan
    searched = {step.split()[1] for step in plan if step.startswith("SEARCH")}
    assert {"s", "v", "p", "t", "b"} <= searched
    db.close()


def test_many_photos_take_no_time() -> None:
    db, _ = library(1)
    photos = range(2, 20_000)
    above = {f"tag {number}": frozenset({f"tag {number // 2}", f"tag {number // 4}"}) for number in range(4, 400)}
    with writing(db):
        tagged.use_rules(db, Rules(0.9, dict.fromkeys(above, 0.4), above))
        db.conn.executemany(
            "INSERT INTO photos (id, identity, identity_scheme, read_version, taken_at, taken_source, added_at, "
            "format, width, height) VALUES (?, ?, '', 1, 7, 'photo', 7, 'jpeg', 4, 3)",
            [(photo, photo.to_bytes(16, "big")) for photo in photos],
        )
        ids = list(tagged.tag_ids(db, above).values())
        db.conn.executemany(
            "INSERT OR IGNORE INTO suggestions VALUES (?, ?, ?, '[]')",
            [
                (photo, ids[(photo * 7 + place**2) % len(ids)], 0.3 + place / 20)
                for photo in photos
                for place in range(10)
            ],
        )
        began = time.process_time()
        tagged.refresh(db, photos)
        spent = time.process_time() - began
    assert len(carried(db)) == len(photos)
    assert spent < 5, f"{spent:.1f} s of the processor, where half a second is usual"
    db.close()
