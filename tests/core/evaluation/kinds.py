"""A small taxonomy for tests, and short ways to write answers and truths."""

from __future__ import annotations

from photoorg.evaluation.values import Answer, Truth

PARENTS: dict[str, tuple[str, ...]] = {
    "animal": (), "dog": ("animal",), "cat": ("animal",), "beagle": ("dog",), "poodle": ("dog",),
    "person": (), "bride": ("person",), "food": (), "pizza": ("food",),
    "outdoors": (), "nature": (), "building": (), "beach": ("nature", "outdoors"), "mountain": ("nature", "outdoors"),
    "lighthouse": ("building", "outdoors"),
}  # fmt: skip


def ancestors(tag: str) -> frozenset[str]:
    """All above a word of PARENTS; nothing for another word."""
    above = PARENTS.get(tag, ())
    return frozenset(above).union(*(ancestors(word) for word in above))


def find(word: str) -> str | None:
    """The words of PARENTS in any case, and one synonym."""
    known = {name: name for name in PARENTS} | {"hound": "dog"}
    return known.get(word.casefold())


def answer(photo: str, /, **tags: float) -> Answer:
    """An answer that shows these tags and, as a library does, all above them."""
    shown = frozenset(tags) | frozenset[str]().union(*(ancestors(tag) for tag in tags))
    specific = shown - frozenset[str]().union(*(ancestors(tag) for tag in shown))
    return Answer(photo, tags, shown, specific)


def truth(photo: str, /, people: tuple[int, int] | None = None, **labels: int) -> Truth:
    """A truth with counted labels."""
    return Truth(photo, labels, people)
