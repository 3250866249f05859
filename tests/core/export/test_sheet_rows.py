import io

import pytest
from entries_made import entry, picture
from hypothesis import given
from hypothesis import strategies as st

from photoorg.export.targets.sheet_look import Look
from photoorg.export.targets.sheet_paper import Paper
from photoorg.export.targets.sheet_pdf import SheetPdf
from photoorg.export.targets.sheet_rows import shared, spread

WORDS = "A harbour with two boats, and people who look at the mountains behind the water while it rains. " * 4


@given(st.lists(st.floats(0, 80), min_size=1, max_size=9), st.floats(60, 250))
def test_rows_that_share_a_page_have_room_on_it(texts: list[float], room: float):
    rows = shared(texts, room, 45, 4)
    if rows is None:
        assert len(texts) > 1
        return
    rows = spread(rows, texts, room)
    used = sum(rows.well + min(text, rows.text) for text in texts) + rows.gap * (len(texts) - 1)
    assert used <= room + 0.001


def test_lower_pictures_and_shorter_texts_make_room_where_a_page_would_be_left_empty():
    whole = shared([5] * 4, 240, 45, 4)
    assert whole
    assert (whole.well, whole.text) == (45, 5)
    lower = shared([5] * 5, 240, 45, 4)
    assert lower
    assert 0.85 * 45 <= lower.well < 45
    cut = shared([50, 50], 150, 30, 4)
    assert cut
    assert 25 <= cut.text < 50
    assert shared([50, 50, 50, 50], 150, 30, 4) is None
    wide = spread(whole, [5] * 4, 240)
    assert wide.gap == pytest.approx(4 + 28 / 3)


def test_pages_with_long_words_are_not_left_half_empty():
    photos = [
        entry(number, name="polemonium_reptans.jpg", alt_texts={"en": WORDS}, accepted=("lake", "boat"))
        for number in range(1, 19)
    ]
    made = io.BytesIO()
    assert list(SheetPdf(photos, Look(size="small", landscape=True, alt_texts=True, tags=True)).write(picture, made))
    assert made.getvalue().count(b"/Type /Page\n") == 1


def test_names_break_where_they_have_signs_and_never_before_a_last_letter(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Paper, "_wide", lambda _paper, text: float(len(text)))
    paper = Paper.__new__(Paper)
    assert paper.wrapped("3 polemonium_reptans.jpg", 23, 2) == ["3 ", "polemonium_reptans.jpg"]
    assert paper.wrapped("polemonium_reptans.jpg", 21, 2) == ["polemonium_", "reptans.jpg"]
    assert paper.wrapped("polemoniumreptans.jpg", 20, 2) == ["polemoniumrepta", "ns.jpg"]
    assert paper.wrapped("two words", 5, 2) == ["two ", "words"]
    assert paper.wrapped("one two three", 5, 2) == ["one ", "two…"]
