from __future__ import annotations

import pytest

from photoorg.gui.completion import WordCompleter


@pytest.mark.parametrize(
    ("typed", "completed"),
    [("ani", "animal"), ("dog -ani", "dog -animal"), ("(cat OR gol", '(cat OR "golden retriever"'),
     ('"golden r', '"golden retriever"'), ("tak", "taken:"), ("is:da", "is:damaged")],
)  # fmt: skip
def test_the_last_word_is_completed(qapp, typed: str, completed: str):
    completer = WordCompleter()
    completer.offer(("animal", "golden retriever"))
    completer.setCompletionPrefix(typed)
    assert completer.currentCompletion() == completed


def test_a_space_offers_nothing(qapp):
    completer = WordCompleter()
    completer.offer(("animal",))
    completer.setCompletionPrefix("dog ")
    assert completer.completionCount() == 0
