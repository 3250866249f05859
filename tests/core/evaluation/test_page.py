"""The page: whole, by itself, and closed to hostile names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from kinds import ancestors, answer, truth

from photoorg.evaluation.figures import Evaluation
from photoorg.evaluation.markup import safe
from photoorg.evaluation.measures import measure
from photoorg.evaluation.page import MARK, check_target, evaluation_page, write_page
from photoorg.evaluation.values import Answer, Truth
from photoorg.outcomes import PhotoorgError

EVIL = '"><script>alert(1)</script>\u202egpj.\x00\n\udcff.jpg'
VOID = {"meta", "line", "circle", "rect", "polyline", "polygon"}


class Reader(HTMLParser):
    """Collects the elements, and holds that each is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture
def found() -> Evaluation:
    answers = [answer(EVIL, dog=0.9, beach=0.8), answer("2", cat=0.7), answer("3", person=0.4)]
    truths = [truth(EVIL, cat=1, people=(0, 0)), truth("2", cat=1, people=(0, 0)), truth("3", person=2, people=(2, 2))]
    return measure(answers, truths, ancestors, {"dog", "cat", "person"}, exhaustive=True)


def test_nothing_comes_from_elsewhere_and_nothing_runs(found: Evaluation) -> None:
    page = evaluation_page(found, EVIL, [f"Left out: {EVIL}"], {"provider": EVIL})
    reader = read(page)
    kinds = {kind for kind, _ in reader.elements}
    assert not kinds & {"script", "link", "img", "iframe", "object", "a", "form", "base"}
    names = {attribute for _, attributes in reader.elements for attribute in attributes}
    assert not {name for name in names if name.startswith("on") or name in {"src", "href", "xlink:href"}}
    assert "http" not in page.replace("http-equiv", "")
    assert not re.search("url\\(|@import|[\u202e\x00\udcff]", page)
    assert page.count("&lt;script&gt;") >= 5, "the name is shown, wherever it comes"
    page.encode("utf-8")


def test_who_cannot_see_it_is_told(found: Evaluation) -> None:
    reader = read(evaluation_page(found, "photos", [], {}))
    kinds = [kind for kind, _ in reader.elements]
    assert kinds.count("h1") == 1
    assert kinds.count("table") == kinds.count("caption") >= 8
    charts = [attributes for kind, attributes in reader.elements if kind == "svg" and attributes.get("role") == "img"]
    assert len(charts) == 2
    ids = {attributes.get("id") for _, attributes in reader.elements}
    assert all(set((chart["aria-labelledby"] or "").split()) <= ids for chart in charts)
    silent = [attributes for kind, attributes in reader.elements if kind == "svg" and "role" not in attributes]
    assert all(attributes["aria-hidden"] == "true" for attributes in silent)
    assert all("scope" in attributes for kind, attributes in reader.elements if kind == "th")
    assert ("html", {"lang": "en"}) in reader.elements
    assert "prefers-color-scheme: dark" in "".join(reader.text)


def test_the_figures_are_there(found: Evaluation) -> None:
    text = " ".join(" ".join(read(evaluation_page(found, "photos", [], {})).text).split())
    assert "Measured on 3 photos in the folder photos" in text
    assert "66.7% of the tags shown are right" in text
    assert "66.7% of the labels are shown" in text
    assert "100.0% of the photos with people found" in text
    assert "beach not what the labels are about 1" in text


@pytest.mark.parametrize("exhaustive", [True, False])
def test_pages_of_nearly_nothing(exhaustive: bool) -> None:
    found = measure([Answer("1", {})], [Truth("1")], ancestors, set(), exhaustive=exhaustive)
    text = " ".join(read(evaluation_page(found, "photos", [], {})).text)
    assert "No guess could be judged." in text
    assert ("everything of their vocabulary" in text) is exhaustive


def test_a_page_is_written_over_and_nothing_else(found: Evaluation, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    target = tmp_path / "evaluation.html"
    check_target(target, photos)
    write_page(target, evaluation_page(found, "photos", [], {}))
    assert target.read_text(encoding="utf-8").startswith(MARK)
    check_target(target, photos)
    write_page(target, evaluation_page(found, "other", [], {}))
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["evaluation.html"]
    target.write_text("<!DOCTYPE html>\n<html>my own page")
    with pytest.raises(PhotoorgError, match="was not made by photoorg evaluate: it is left alone"):
        check_target(target, photos)


def test_where_no_page_goes(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    (photos / "deeper").mkdir(parents=True)
    link = tmp_path / "link"
    for target in (photos / "e.html", photos / "deeper" / "e.html", photos / "deeper" / ".." / "e.html"):
        with pytest.raises(PhotoorgError, match="among the photos"):
            check_target(target, photos)
    try:
        link.symlink_to(photos)
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(PhotoorgError, match="among the photos"):
        check_target(link / "e.html", photos)
    with pytest.raises(PhotoorgError, match="There is no folder"):
        check_target(tmp_path / "nowhere" / "e.html", photos)
    (tmp_path / "folder").mkdir()
    with pytest.raises(PhotoorgError, match="cannot be written"):
        check_target(tmp_path / "folder", photos)


def test_what_is_not_seen_is_shown() -> None:
    assert safe("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#x27;"
    assert safe("\x00\u202e\udcff") == "\\x00\\u202e\\udcff"
    assert safe("Ünï 日本") == "Ünï 日本"
