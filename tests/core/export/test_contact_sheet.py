import io
import logging
from html.parser import HTMLParser

import pytest
from entries_made import entry, finished, jpeg, picture
from hypothesis import given
from hypothesis import strategies as st

from photoorg.export.entries import Entry
from photoorg.export.options import Options
from photoorg.export.rights_page import rights_page
from photoorg.export.targets.sheet_html import sheet_page
from photoorg.export.targets.sheet_joining import joined
from photoorg.export.targets.sheet_look import Look
from photoorg.export.targets.sheet_pdf import SheetPdf
from photoorg.export.targets.sheet_pictures import finder

HOSTILE = '<script>alert("1")</script>\u202e'


class _Page(HTMLParser):
    """What a page has: every opening tag, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def _sheet(entries: list[Entry], look: Look | None = None) -> _Page:
    return _Page("".join(sheet_page(entries, picture, look or Look())))


def test_every_picture_has_its_number_its_heading_and_what_stands_for_it():
    page = _sheet([entry(1, title="A lake"), entry(2)], Look("Spring", "Please choose."))
    assert not page.open
    assert [image["alt"] for image in page.all("img")] == ["A picture 1.", "A picture 2."]
    assert len(page.all("h1")) == 1
    assert len(page.all("h2")) == 2
    assert "Spring" in page.text
    assert "Please choose." in page.text
    assert "A lake" in page.text
    assert page.all("html") == [{"lang": "en"}]
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"] for link in page.all("a")} == {f"#{one}" for one in ids}


def test_nothing_comes_from_outside_and_nothing_runs():
    page = _sheet([entry(1, title=HOSTILE, captions={"en": HOSTILE}, texts={"rights": HOSTILE}, name=HOSTILE)])
    assert not page.all("script")
    assert not page.all("link")
    assert all((image["src"] or "").startswith("data:image/jpeg;base64,") for image in page.all("img"))
    assert all((link["href"] or "").startswith("#") for link in page.all("a"))
    assert "\u202e" not in page.text
    assert "default-src 'none'" in str(page.all("meta"))


@given(st.text(), st.text(), st.text())
def test_whatever_is_said_stays_text(title: str, caption: str, rights: str):
    texts = {"rights": rights, "statement": caption, "who": title}
    one = entry(title=title, captions={"en": caption}, texts=texts, tags=(title,), name=caption or "a.jpg")
    look = Look(title, caption, tags=True, alt_texts=True, releases=True)
    plain = _sheet([entry(title="a", captions={"en": "b"}, texts={"rights": "c"}, tags=("d",))], look).found
    page = _sheet([one], look)
    assert not page.open
    assert {tag for tag, _ in page.found} <= {tag for tag, _ in plain}
    assert not _Page(rights_page([one], title, "it")).open


def test_words_in_another_language_say_so():
    page = _sheet([entry(captions={"en": "A lake"}, alt_texts={"en": "Water"})], Look(language="it"))
    assert page.all("html") == [{"lang": "it"}]
    assert page.all("img")[0]["lang"] == "en"
    assert {"lang": "en"} in page.all("p")


def test_a_photo_without_a_picture_is_told_all_the_same():
    page = _Page("".join(sheet_page([entry()], lambda _: None, Look())))
    assert [box["aria-label"] for box in page.all("div") if box.get("role") == "img"] == ["A picture 1."]


def _pdf(entries: list[Entry], look: Look | None = None) -> bytes:
    made = io.BytesIO()
    assert list(SheetPdf(entries, look or Look()).write(picture, made))[-1:] == [len(entries)][: len(entries)]
    return made.getvalue()


def test_a_pdf_has_its_title_language_and_parts():
    data = _pdf([entry(number, title=f"Photo {number}") for number in range(1, 8)], Look("Spring", language="it"))
    assert data.startswith(b"%PDF-")
    assert b"/Lang (it)" in data
    assert b"/Marked true" in data
    assert b"/DisplayDocTitle true" in data
    assert data.count(b"/S /Figure") == 7
    assert data.count(b"/S /H2") == 7
    assert b"/Alt" in data


def test_the_same_pictures_are_the_same_pdf():
    entries = [entry(1), entry(2)]
    assert _pdf(entries) == _pdf(entries)


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_long_and_odd_words_fit_on_the_paper(size: str, landscape: bool, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    texts = {"rights": "©" + "w" * 400, "creator": "X" * 300}
    odd = ["a" * 300, "word " * 400, "", "   ", "日本語", "שלום (2024)", "مرحبا", "😀", HOSTILE]
    entries = [
        entry(number, title=text, captions={"en": text}, texts=texts, tags=(text,) * 30, release="limited")
        for number, text in enumerate(odd, 1)
    ]
    look = Look("T" * 500, "n " * 900, size=size, alt_texts=True, tags=True, releases=True, landscape=landscape)  # type: ignore[arg-type]
    assert _pdf(entries, look)
    assert not caplog.records


def test_letters_that_no_font_has_are_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("photoorg.export.targets.sheet_fonts._folders", lambda: ())
    sheet = SheetPdf([entry(title="日")], Look())
    assert sheet.missing == {"日"}
    assert list(sheet.write(picture, io.BytesIO()))


class _Every:
    def __contains__(self, _letter: object) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("abc", "abc"),
        ("\u0633\u0644\u0627\u0645", "\ufeb3\ufefc\ufee1"),  # salam: seen, lam with alef, meem
        ("\u0628\u064e\u0628", "\ufe91\u064e\ufe90"),  # a mark between two letters does not part them
        ("\u062f\u0628", "\ufea9\ufe8f"),  # dal joins nothing behind it
        ("\u067e\u0628 \u0628", "\ufb58\ufe90 \ufe8f"),  # Persian, and a space parts
    ],
)
def test_arabic_letters_join(text: str, drawn: str):
    assert joined(text, _Every()) == drawn
    assert joined(text, ()) == text


def test_a_sheet_of_nothing_is_a_sheet():
    assert _pdf([])
    assert _sheet([]).all("h1")


@pytest.mark.parametrize("cut", [True, False])
def test_pictures_are_thumbnails_but_where_the_file_looks_otherwise(tmp_path, cut: bool):
    (tmp_path / "made.jpg").write_bytes(jpeg("red", (1000, 500)))
    thumbnail = tmp_path / "thumb.jpg"
    thumbnail.write_bytes(jpeg("blue"))
    find = finder(tmp_path, Options(size="crop" if cut else "longest"))
    sizes = []
    for one in (
        entry(name="made.jpg", thumbnail=thumbnail),
        entry(name="made.jpg"),
        entry(name="gone.jpg", thumbnail=thumbnail),
        entry(name="", thumbnail=thumbnail),
    ):
        found = find(one)
        assert found
        sizes.append((found.width, found.height))
    assert sizes == [(512, 256) if cut else (40, 30), (512, 256), (40, 30), (40, 30)]
    assert find(entry(name="gone.jpg")) is None


@pytest.mark.parametrize("kind", ["original", "jpeg"])
def test_files_are_decoded_by_helpers_alone_and_always_coded_anew(tmp_path, monkeypatch, kind: str):
    """They may be copies of what strangers have made."""
    data = jpeg("red", (300, 150))
    (tmp_path / "made.jpg").write_bytes(data)
    monkeypatch.setattr(
        "photoorg.export.targets.sheet_pictures.Image.open",
        lambda *_: pytest.fail("a stranger's picture was decoded here"),
    )
    found = finder(tmp_path, Options(format=kind, size="crop"))(entry(name="made.jpg"))
    assert found
    assert (found.width, found.height) == (300, 150)
    assert found.data != data


def test_a_watermark_is_on_thumbnails_too(tmp_path):
    thumbnail = tmp_path / "thumb.jpg"
    thumbnail.write_bytes(jpeg("blue", (400, 300)))
    found = finder(tmp_path, Options(watermark="© Anna"))(entry(name="", thumbnail=thumbnail))
    assert found
    assert found.data != thumbnail.read_bytes()
    assert (found.width, found.height) == (400, 300)


def test_the_page_of_rights_says_what_is_to_be_cleared():
    cleared = {"creator": "Anna", "rights": "© Anna", "statement": "https://example.org/r"}
    entries = [
        entry(1, texts=cleared, people=0),
        entry(2, texts=cleared, people=2, release="unlimited"),
        entry(3, texts={"statement": "javascript:alert(1)"}, people=1),
        entry(4, texts={**cleared, "who": "Bruno"}, release="none"),
    ]
    page = _Page(rights_page(entries, "Spring", "en"))
    assert not page.open
    assert "To be cleared before use (2)" in page.text
    assert "IMG_0003.jpg: No creator and no rights are stated. It shows people, and no model release is" in page.text
    assert "IMG_0004.jpg: It shows people, and no model release is signed." in page.text
    assert {link["href"] for link in page.all("a")} == {"https://example.org/r"}
    assert "To be cleared" not in _Page(rights_page(entries[:2], "Spring", "en")).text
    assert "1 immagine" in _Page(rights_page(entries[:1], "", "it")).text


def test_what_models_suggest_stands_apart_and_a_file_name_is_no_alt_text():
    one = entry(alt_texts={}, tags=("lake", "dog"), tags_it=("lago", "cane"), accepted=("lake",))
    page = _sheet([one], Look(tags=True, alt_texts=True))
    assert "Tags: lake\n" in page.text
    assert "Suggested tags: dog\n" in page.text
    assert "No alt text\n" in page.text
    assert page.all("img")[0]["alt"] == "No alt text"
    assert "Tag: lago\n" in _sheet([one], Look(tags=True, language="it")).text
    assert b"/Alt" in _pdf([one], Look(tags=True, alt_texts=True))


def test_very_many_pictures_make_several_sheets(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("photoorg.export.targets.sheet.MOST", 3)
    monkeypatch.setattr("photoorg.export.targets.sheet.PART", 2)
    told = finished("sheet", tmp_path, [entry(number, name="", alt_texts={}) for number in range(1, 6)], form="page")
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"contact-sheet-0{one}.html" for one in (1, 2, 3)]
    page = _Page((tmp_path / "contact-sheet-02.html").read_text())
    assert "2 pictures, part 2 of 3" in page.text
    assert [item["id"] for item in page.all("li")] == ["photo-3", "photo-4"]
    assert [one.note for one in told if one.note] == ["5 pictures have no alt text."]
