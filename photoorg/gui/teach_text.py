"""What the page of teaching says, in words."""

from __future__ import annotations

from photoorg.gui import words
from photoorg.gui.lesson import COUNTED
from photoorg.gui.words import translated
from photoorg.library.taught_examples import FEWEST
from photoorg.library.taught_models import Estimate
from photoorg.library.teaching import Taught

GOOD = 10
"""From so many examples on a tag is mostly told well; so many counter-examples help as much."""


def examples(count: int) -> str:
    """1 example, 12 examples."""
    return translated("1 example") if count == 1 else translated("{} examples").format(words.number(count))


def counter_examples(count: int) -> str:
    """1 counter-example, 30 counter-examples."""
    one = translated("1 counter-example")
    return one if count == 1 else translated("{} counter-examples").format(words.number(count))


def taught_by(one: Taught) -> str:
    """From how many photos a tag was learned."""
    return f"{examples(one.yes)}, {counter_examples(one.no)}"


def tags(new: int, *, in_use: bool) -> str:
    """How many photos it tags, or would tag, that nobody spoke of."""
    tags_ = translated("It tags") if in_use else translated("It would tag")
    if not new:
        return translated("It is sure enough of no other photo yet")
    if new >= COUNTED:
        return translated("{} more than {} other photos").format(tags_, words.number(COUNTED))
    one = translated("{} 1 other photo").format(tags_)
    return one if new == 1 else translated("{} {} other photos").format(tags_, words.number(new))


def right(one: Taught) -> str:
    """How often it is right and how much it finds: of what it tags, or, where that is nothing, of the likeliest."""
    shown, likely = one.estimate, one.likely
    if shown.photos:
        if not shown.told:
            return translated("It is too early to say how many it finds will be right.")
        said = translated("{} it finds will be right, measured on your own examples.")
        return said.format(_begun(share(shown.precision))) + " " + _found(shown)
    if likely.photos:
        are = translated("1 other photo is") if likely.photos == 1 else translated("{} other photos are")
        are = are.format(words.number(likely.photos))
        if not likely.told:
            return translated("{} likelier to be it than not; it is too early to say how many are right.").format(are)
        return translated("{} likelier to be it than not: {} of them will be right.").format(
            are, share(likely.precision)
        )
    return translated("What it has learned does not tell photos apart yet.")


def between(one: Taught) -> str:
    """Within which bounds that is."""
    shown = one.estimate if one.estimate.photos else one.likely
    if not shown.photos or f"{shown.low:.0%}" == f"{shown.high:.0%}":  # as it is of one or two photos
        return ""
    return translated("Four times in five it is between {} and {} right.").format(
        f"{shown.low:.0%}", f"{shown.high:.0%}"
    )


def share(part: float) -> str:
    """A share as people say it: about 8 of 10."""
    tenths = round(part * 10)
    if part >= 0.975:
        return translated("nearly all")
    if part >= 0.925:
        return translated("about 19 of 20")
    if tenths == 0:
        return translated("hardly any")
    return translated("about {} of 10").format(tenths)


def _found(estimate: Estimate) -> str:
    if estimate.recall != estimate.recall:
        return ""
    return translated("It finds {} of about {}.").format(
        f"{estimate.recall:.0%}", words.photos(max(round(estimate.total), 1))
    )


def needed(yes: int) -> str:
    """How many more examples it takes to begin."""
    return translated("Add {} to begin").format(_more(max(FEWEST - yes, 1)))


def advice(yes: int, no: int, new: int) -> str:
    """How many more examples help; nothing where there are enough."""
    if yes < FEWEST:
        return translated("It takes {} at least; from {} on a tag is mostly told well.").format(FEWEST, GOOD)
    if yes < GOOD:
        said = translated("{} would make it surer.").format(_begun(_more(GOOD - yes)))
        return said + (translated(" Say what is none, too: answer its questions.") if not new and no < GOOD else "")
    if no < GOOD:
        if not new:
            return translated("Say what is none, too: answer its questions, or drag photos to the counter-examples.")
        return translated("Counter-examples help too: answer No where it is wrong.")
    if not new:
        return translated("More answers make it surer. How sure it must be is set in Recognition….")
    return ""


def _more(count: int) -> str:
    return translated("1 more example") if count == 1 else translated("{} more examples").format(words.number(count))


def asked(tag: str) -> str:
    """The question itself."""
    return translated("Is this “{}”?").format(tag)


def sure(confidence: float) -> str:
    """How sure it is of a photo that it asks about."""
    return translated("{} sure. It learns from each answer.").format(f"{confidence:.0%}")


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
