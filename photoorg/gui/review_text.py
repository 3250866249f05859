"""What the page of review says, in words."""

from __future__ import annotations

from photoorg.gui import words
from photoorg.gui.words import translated
from photoorg.library.review import Answered, Question, Queue


def percent(share: float) -> str:
    """62%, or 99.5% where whole ones would say that there is no doubt."""
    return f"{share:.1%}" if 0.99 < share < 1 else f"{share:.0%}"


def asked(question: Question) -> str:
    """The question itself."""
    several = len(question.photos) > 1
    return (translated("Are these “{}”?") if several else translated("Is this “{}”?")).format(question.tag)


def why(question: Question, narrower: str = "") -> str:
    """How sure the models are, and what was learnt from answers. `narrower`: the tag because of which it is shown."""
    sure = percent(question.confidence)
    if question.shown and question.confidence < question.at_least:
        because = (
            translated("because of “{}”").format(narrower) if narrower else translated("because of a narrower tag")
        )
        said = translated("The models are {} sure; it is shown {}").format(sure, because)
    elif question.shown:
        said = translated("The models are {} sure; it is shown from {} on").format(sure, percent(question.at_least))
    else:
        said = translated("The models are {} sure; it would be shown from {} on")
        said = said.format(sure, percent(question.at_least))
    if abs(question.chance - question.confidence) >= 0.02:
        said += translated(" · about {} likely by your answers so far").format(percent(question.chance))
    if len(question.photos) > 1:
        alike = translated(" · {} that look alike: click one to leave it out")
        said += alike.format(words.photos(len(question.photos)))
    return said


def standing(queue: Queue, answers: int) -> str:
    """How far it is."""
    parts = [translated("1 answer") if answers == 1 else translated("{} answers").format(words.number(answers))]
    parts.append(_tags_left(queue.left))
    if queue.right is not None:
        parts.append(translated("about {} of the tags shown are right").format(percent(queue.right)))
    return " · ".join(parts)


def _tags_left(left: int) -> str:
    """Each photo with each of its tags counts."""
    return translated("1 tag to check") if left == 1 else translated("{} tags to check").format(words.number(left))


def moved(tag: str, done: Answered) -> str:
    """How the bar of a tag moved with the last answer; empty where it did not."""
    if done.before == done.after:
        return ""
    said = translated("“{}” is shown from {} on now, before from {}").format(
        tag, f"{done.after.at_least:.1%}", f"{done.before.at_least:.1%}"
    )
    if done.went:
        said += translated(": {} fewer").format(words.photos(done.went))
    if done.came:
        said += translated(": {} more").format(words.photos(done.came))
    return said + "."


def nothing_left(queue: Queue, answers: int) -> str:
    """There is nothing to ask."""
    if not queue.left and not answers:
        return translated("There is nothing to ask: no photo here carries a tag that you have not confirmed.")
    return translated("That was all there is to ask for now.")
