from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from said_samples import WINDOWS_KEYWORDS, exif_block, listed, packet

from photoorg.media import exif_edit, iptc
from photoorg.media.blocks import Blocks
from photoorg.media.iptc import DataSet
from photoorg.media.limits import MediaError
from photoorg.media.saying import NOTHING, Said, agree, beside, blocks_with, differences, said_in, sidecar_with
from photoorg.media.xmp.packet import parsed
from photoorg.media.xmp.values import languages, texts
from photoorg.texts import RELEASES, TEXTS

_DIGIKAM = packet(
    listed("dc:subject", "Liguria", "Anna")
    + listed("lr:hierarchicalSubject", "Places|Italy|Liguria", "People|Anna")
    + listed("digiKam:TagsList", "Places/Italy/Liguria", "People/Anna", kind="Seq")
    + listed("MicrosoftPhoto:LastKeywordXMP", "Places/Italy/Liguria", "People/Anna")
    + "<xmp:CreatorTool>digiKam</xmp:CreatorTool><!-- a remark -->"
    + '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Sea</rdf:li>'
    + '<rdf:li xml:lang="it">Mare</rdf:li></rdf:Alt></dc:title>',
    'xmp:Rating="3" digiKam:ColorLabel="4"',
)
_IPTC = iptc.packed(
    [DataSet(2, 5, b"Sea"), DataSet(2, 25, b"Liguria"), DataSet(2, 25, b"Anna"), DataSet(2, 90, b"Genoa")]
)
_EXIF = exif_block(WINDOWS_KEYWORDS, 1, "Liguria;Anna\0".encode("utf-16-le"))
FULL = Blocks(_EXIF, _IPTC, iptc.digest(_IPTC), _DIGIKAM)


def fields(xmp: bytes) -> dict[str, list[str]]:
    found = parsed(xmp)
    assert found is not None
    names = ("dc:subject", "lr:hierarchicalSubject", "digiKam:TagsList", "MicrosoftPhoto:LastKeywordXMP")
    return {name: texts(found, name) for name in names}


def test_the_same_words_write_nothing() -> None:
    said = said_in(FULL)
    assert blocks_with(FULL, said, said) is FULL
    assert blocks_with(FULL, said, replace(said, keywords=(*said.keywords, ("liguria",)))) is FULL


def test_a_keyword_comes_into_every_field_that_the_file_has_and_goes_from_all() -> None:
    said = said_in(FULL)
    more = blocks_with(FULL, said, replace(said, keywords=(*said.keywords, ("Things", "Boat"), ("c/d",))))
    assert fields(more.xmp) == {
        "dc:subject": ["Liguria", "Anna", "Boat", "c/d"],
        "lr:hierarchicalSubject": ["Places|Italy|Liguria", "People|Anna", "Things|Boat", "c/d"],
        "digiKam:TagsList": ["Places/Italy/Liguria", "People/Anna", "Things/Boat"],
        "MicrosoftPhoto:LastKeywordXMP": ["Places/Italy/Liguria", "People/Anna", "Things/Boat"],
    }
    assert iptc.texts(iptc.data_sets(more.iptc), 25) == ("Liguria", "Anna", "Boat", "c/d")
    assert iptc.texts(iptc.data_sets(more.iptc), 90) == ("Genoa",)
    assert more.iptc_digest == iptc.digest(more.iptc)
    assert exif_edit.windows_of(exif_edit.main_tags(more.exif)[WINDOWS_KEYWORDS]) == "Liguria;Anna;Boat;c/d"
    less = blocks_with(more, said_in(more), replace(said, keywords=(("People", "Anna"),)))
    assert set(map(tuple, fields(less.xmp).values())) == {("Anna",), ("People|Anna",), ("People/Anna",)}
    assert iptc.texts(iptc.data_sets(less.iptc), 25) == ("Anna",)
    none = blocks_with(less, said_in(less), replace(said, keywords=()))
    assert not any(fields(none.xmp).values())
    assert WINDOWS_KEYWORDS not in exif_edit.main_tags(none.exif)
    assert said_in(none) == replace(said, keywords=())


def test_a_keyword_with_a_fields_own_sign_is_left_out_of_that_field() -> None:
    said = said_in(FULL)
    new = blocks_with(FULL, said, replace(said, keywords=(*said.keywords, ("e;f",), ("a|b",))))
    assert exif_edit.windows_of(exif_edit.main_tags(new.exif)[WINDOWS_KEYWORDS]) == "Liguria;Anna;a|b"
    assert fields(new.xmp)["lr:hierarchicalSubject"][2:] == ["e;f"]
    assert fields(new.xmp)["digiKam:TagsList"][2:] == ["e;f", "a|b"]
    assert said_in(new).keywords == (*said.keywords, ("e;f",), ("a|b",))


def test_a_property_is_set_in_the_namespace_that_the_file_has() -> None:
    address = "http://ns.microsoft.com/photo/1.0/"
    other = Blocks(xmp=FULL.xmp.replace(b'http://ns.microsoft.com/photo/1.0"', f'{address}"'.encode()))
    new = blocks_with(other, said_in(other), Said((("x",),)))
    assert set(re.findall(rb'"(http://ns.microsoft.com/photo/1.0[^"]*)"', new.xmp)) == {address.encode()}


def test_a_file_without_anything_gets_xmp_alone_and_complete_fields() -> None:
    made = blocks_with(Blocks(), NOTHING, Said((("a", "b"), ("c",)), rating=4))
    assert (made.exif, made.iptc, made.iptc_digest) == (b"", b"", None)
    assert list(fields(made.xmp).values()) == [["b", "c"], ["a|b", "c"], ["a/b", "c"], []]
    assert said_in(made) == Said((("a", "b"), ("c",)), rating=4)


def test_everything_else_stays() -> None:
    said = said_in(FULL)
    new = blocks_with(FULL, said, replace(said, rating=5, label="Red", texts={**said.texts, "title": {"": "New"}}))
    before, after = (parsed(xmp) for xmp in (FULL.xmp, new.xmp))
    assert before is not None
    assert after is not None
    assert b"a remark" in etree.tostring(after.rdf)
    assert languages(after, "dc:title") == {"": "New"}
    assert texts(after, "xmp:CreatorTool") == ["digiKam"]
    assert texts(after, "digiKam:ColorLabel") == ["1"]
    assert fields(FULL.xmp) == fields(new.xmp)
    assert iptc.texts(iptc.data_sets(new.iptc), 5) == ("New",)
    assert new.exif == FULL.exif


def test_names_come_to_the_list_and_go_from_regions_too() -> None:
    region = (
        '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">'
        '<mwg-rs:Area stArea:x=".5" stArea:y=".5" stArea:w=".1" stArea:h=".1" stArea:unit="normalized"/>'
        "<mwg-rs:Name>Marie</mwg-rs:Name></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
    )
    blocks = Blocks(xmp=packet(region + listed("Iptc4xmpExt:PersonInImage", "Rossi, Marco", "Ann")))
    said = said_in(blocks)
    assert said.texts["who"] == {"": '"Rossi, Marco", Ann, Marie'}
    new = blocks_with(blocks, said, replace(said, texts={"who": {"": '"Rossi, Marco", Bob'}}))
    assert said_in(new).texts["who"] == {"": '"Rossi, Marco", Bob'}
    assert [one.name for one in said_in(new).regions] == [""]


def test_damaged_blocks_are_refused() -> None:
    for xmp in (FULL.xmp[:-40], FULL.xmp.replace(b"Sea", b"\xe0"), b"<!", b"<a/>"):
        with pytest.raises(MediaError, match="cannot be changed safely"):
            blocks_with(Blocks(xmp=xmp), NOTHING, Said((("a",),)))
    with pytest.raises(MediaError, match="IPTC"):
        blocks_with(Blocks(iptc=FULL.iptc + b"rubbish"), NOTHING, Said((("a",),)))


def test_a_stale_digest_stays_stale() -> None:
    blocks = replace(FULL, iptc_digest=b"another")
    said = said_in(blocks)
    new = blocks_with(blocks, said, replace(said, keywords=(("x",),)))
    assert new.iptc_digest == b"another"


def test_a_new_sidecar_is_complete_and_one_that_is_there_is_changed() -> None:
    inside = said_in(FULL)
    after = replace(inside, keywords=(*inside.keywords, ("new",)), texts={}, rating=None)
    sidecar = sidecar_with(None, inside, after, inside)
    assert fields(sidecar)["dc:subject"] == ["Liguria", "Anna", "new"]
    assert agree(said_in(FULL, sidecar), after)
    assert sidecar_with(sidecar, after, after, inside) is sidecar
    again = replace(after, keywords=(("new",),), rating=2, texts={"title": {"": "T"}})
    changed = sidecar_with(sidecar, after, again, inside)
    assert fields(changed)["dc:subject"] == ["new"]
    assert agree(said_in(FULL, changed), beside(inside, again))


def test_what_stands_around_a_sidecar_stays() -> None:
    body = FULL.xmp.decode()
    for old in (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- mine -->\n{body}',
        f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{body}\n<?xpacket end="w"?>',
        body,
    ):
        said = said_in(Blocks(), old.encode())
        new = sidecar_with(old.encode(), said, replace(said, rating=5)).decode()
        before, after = old.partition("<x:xmpmeta")[0], old.partition("</x:xmpmeta>")[2]
        assert new.partition("<x:xmpmeta")[0] == before
        assert new.partition("</x:xmpmeta>")[2].strip() == after.strip()
    utf16 = body.encode("utf-16")
    assert said_in(Blocks(), sidecar_with(utf16, said_in(Blocks(), utf16), Said(rating=2))) == Said(rating=2)


def test_differences_are_told_for_people() -> None:
    before = Said((("a", "b"), ("c",)), 3, "Red", {"title": {"": "Old"}}, "none")
    after = Said((("a", "b"), ("d",)), -1, "", {"title": {"": "Old"}, "caption": {"it": "Mare"}})
    assert differences(before, after) == [
        ("Keyword", "c", ""),
        ("Keyword", "", "d"),
        ("Rating", "3", "rejected"),
        ("Label", "Red", ""),
        ("Model release", "none", ""),
        ("Caption (it)", "", "Mare"),
    ]


_WORD = st.text(st.characters(codec="utf-8", exclude_characters="|/"), min_size=1, max_size=12)
_PATH = st.lists(_WORD, min_size=1, max_size=3).map(tuple)
_TEXTS = st.dictionaries(
    st.sampled_from([text.name for text in TEXTS]),
    st.dictionaries(st.sampled_from(["", "it"]), st.text(st.characters(codec="utf-8"), max_size=20), max_size=2),
)
_SAID = st.builds(
    lambda keywords, rating, label, texts, release: Said(
        tuple(keywords), rating, label,
        {name: by_language if next(text for text in TEXTS if text.name == name).has_languages else
         {"": by_language.get("", "")} for name, by_language in texts.items()}, release,
    ),
    st.lists(_PATH, max_size=4), st.sampled_from([None, -1, 1, 5]), _WORD, _TEXTS, st.sampled_from(["", *RELEASES]),
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([FULL, Blocks(), Blocks(iptc=FULL.iptc), Blocks(xmp=FULL.xmp)]), _SAID)
def test_what_is_written_is_read_again_and_taken_back_is_as_it_was(blocks: Blocks, after: Said) -> None:
    before = said_in(blocks)
    there = blocks_with(blocks, before, after)
    read = said_in(there)
    assert differences(after, read) == []
    back = said_in(blocks_with(there, read, before))
    assert differences(before, back) == []
    sidecar = sidecar_with(None, before, after, before)
    assert differences(beside(before, after), said_in(blocks, sidecar)) == []
