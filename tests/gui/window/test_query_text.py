from __future__ import annotations

import pytest

from photoorg.gui.completion import WordCompleter
from photoorg.gui.query_text import Term, folder_term, folders_in, state_of, tag_term, with_term
from photoorg.library.query import parse

IN, OUT, NO = Term.INCLUDED, Term.EXCLUDED, Term.ABSENT


@pytest.mark.parametrize(
    ("text", "term", "state", "result"),
    [
        ("", "dog", IN, "dog"),
        ("", "dog", OUT, "-dog"),
        ("cat", "dog", IN, "cat dog"),
        ("cat dog", "dog", NO, "cat"),
        ("dog cat", "dog", OUT, "cat -dog"),
        ("cat OR dog", "dog", NO, "cat"),
        ("dog OR cat", "dog", NO, "cat"),
        ("cat OR fish", "dog", IN, "(cat OR fish) dog"),
        ("(cat OR fish) dog", "dog", NO, "cat OR fish"),
        ("NOT dog cat", "dog", NO, "cat"),
        ('"golden retriever" cat', '"golden retriever"', NO, "cat"),
        ("taken:2024-05..2024-08 dog>=0.8", "cat", IN, "taken:2024-05..2024-08 dog>=0.8 cat"),
        ('folder:"/a b/c" dog', 'folder:"/a b/c"', NO, "dog"),
        ("(dog)", "dog", NO, ""),
    ],
)
def test_a_click_changes_the_text(text: str, term: str, state: Term, result: str):
    changed = with_term(text, term, state)
    assert changed == result
    parse(changed)
    assert state_of(changed, term) is state


@pytest.mark.parametrize(
    ("text", "state"),
    [("dog", IN), ("Dog cat", IN), ("-dog", OUT), ("NOT dog", OUT), ("hotdog", NO), ("", NO), ('"dog"', IN)],
)
def test_the_text_says_what_is_marked(text: str, state: Term):
    assert state_of(text, "dog") is state


@pytest.mark.parametrize("name", ["dog", "golden retriever", "or", "a:b", "-x", "T-shirt", "d'or"])
def test_a_tag_is_quoted_where_it_has_to_be(name: str):
    assert state_of(with_term("cat", tag_term(name), IN), tag_term(name)) is IN
    parse(tag_term(name))


def test_folders_are_found_in_the_text():
    assert folders_in(f"dog {folder_term('/a/b c')} -cat") == ["/a/b c"]


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
