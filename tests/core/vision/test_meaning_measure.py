"""The measuring of what words mean, and what it is measured by: made-up photos, queries, WordNet's nouns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from modelbuild.meaning.measure import HELD_OUT, QUERIES, as_photos, made_up, precisions, read, right_classes
from modelbuild.meaning.wordnet import counts_of, kind_of, sizes_of
from modelbuild.taxonomy import Synset
from photoorg.library.columns.seen import SHARES
from photoorg.library.senses import Meaning
from photoorg.taxonomy import load_taxonomy


def test_every_right_thing_is_a_concept_with_classes_and_nothing_held_out_is_fitted_on() -> None:
    taxonomy, fitted, held = load_taxonomy(), read(QUERIES), read(HELD_OUT)
    for kind, asked in {**fitted, **held}.items():
        for text, names in asked.items():
            assert all(name.removeprefix("-") in taxonomy.concepts for name in names), text
            assert right_classes(names, taxonomy).any() == (kind != "nothing"), text
    known = {text for asked in fitted.values() for text in asked}
    assert not known & {text for asked in held.values() for text in asked}


def test_right_classes_are_those_below_and_not_those_left_out() -> None:
    taxonomy = load_taxonomy()
    dogs, wild = right_classes(["dog"], taxonomy), right_classes(["wild dog"], taxonomy)
    assert right_classes(["dog", "-wild dog"], taxonomy).sum() == dogs.sum() - (dogs & wild).sum()
    assert not right_classes([], taxonomy).any()


def test_photos_keep_what_they_are_given() -> None:
    bag = as_photos([{3: 0.25, 1: 1.5}, {}, {1079: 0.01}])
    assert bag.starts.tolist() == [0, 2, 2, 3]
    assert bag.keys.tolist() == [3, 1, 1079]
    assert SHARES[bag.values] == pytest.approx([0.25, 1, 0.01], abs=0.005)


def test_made_up_photos_are_the_same_each_time_and_mostly_of_their_class() -> None:
    rows = np.random.default_rng(1).standard_normal((80, 64))
    first, again, other = made_up(0, rows), made_up(0, rows), made_up(1, rows)
    assert np.array_equal(first.keys, again.keys)
    assert np.array_equal(first.values, again.values)
    assert not np.array_equal(first.values, other.values)
    own = [slice(*pair) for pair in zip(first.starts[:-1], first.starts[1:], strict=True)]
    told = sum(int(first.keys[part][np.argmax(first.values[part])]) == place for place, part in enumerate(own))
    assert told > 60


def test_precision_is_1_for_the_right_meaning_0_for_none_and_no_query_without_an_answer_counts() -> None:
    taxonomy = load_taxonomy()
    photos = [as_photos([{place: 0.9} for place in range(1000)])]
    asked: Mapping[str, Sequence[str]] = {"a dog": ["dog"], "a violin": ["violin"], "democracy": []}
    known = {"a dog": Meaning("a dog", ("dog",), cutoff=0.01), "a violin": Meaning("a violin", ("cat",), cutoff=0.01)}
    assert precisions(asked, photos, taxonomy, known.__getitem__) == {"a dog": 1.0, "a violin": 0.0}


def test_a_noun_is_put_under_the_nearest_thing_that_has_classes() -> None:
    classes = list(load_taxonomy().of_class)[:2]
    nouns = {
        "n0": Synset(("thing",), ()),
        "n1": Synset(("beast",), ("n0",)),
        classes[0]: Synset(("cow",), ("n1",)),
        classes[1]: Synset(("spoon",), ("n0",)),
        "n4": Synset(("bullock",), (classes[0],)),
        "n5": Synset(("yak",), ("n1",)),
        "n6": Synset(("idea",), ()),
    }
    counts = {"n0": 2, "n1": 1, classes[0]: 1, classes[1]: 1}
    assert kind_of(nouns, counts, classes, "n4") == classes[0]
    assert kind_of(nouns, counts, classes, "n5") == "n1"
    assert kind_of(nouns, counts, classes, "n6") is None
    assert kind_of(nouns, {"n0": 1000}, classes, "n5") is None, "that would be anything"
    assert sizes_of(nouns)["n1"] == 4


def test_classes_are_counted_at_all_that_lies_above_them() -> None:
    taxonomy = load_taxonomy()
    nouns = {wnid: Synset((name,), ("n1", "n2")) for wnid, name in taxonomy.of_class.items()}
    nouns |= {"n0": Synset(("thing",), ()), "n1": Synset(("sight",), ("n0",)), "n2": Synset(("look",), ("n0",))}
    counts = counts_of(nouns, taxonomy)
    assert [counts[wnid] for wnid in ("n0", "n1", "n2")] == [1000] * 3
    assert {counts[wnid] for wnid in taxonomy.of_class} == {1}
