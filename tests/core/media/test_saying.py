from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageOps
from said_samples import exif_block, listed, packet

from photoorg.media.blocks import Blocks
from photoorg.media.iptc import DataSet, packed
from photoorg.media.saying import agree, said_in
from photoorg.said import NOTHING, NamedRegion, Said, said_from, said_json


def said(properties: str = "", attributes: str = "", **blocks: bytes) -> Said:
    return said_in(Blocks(xmp=packet(properties, attributes), **blocks))


def test_keywords_are_the_union_of_all_fields_and_leaves_fold_into_their_paths() -> None:
    properties = (
        listed("dc:subject", "Liguria", "sea")
        + listed("lr:hierarchicalSubject", "Places|Italy|Liguria", "sea")
        + listed("digiKam:TagsList", "People/Anna", kind="Seq")
        + listed("MicrosoftPhoto:LastKeywordXMP", "Things/Boat")
    )
    iptc = packed([DataSet(2, 25, b"Anna"), DataSet(2, 25, b"holiday")])
    assert said(properties, iptc=iptc).keywords == (
        ("Places", "Italy", "Liguria"),
        ("People", "Anna"),
        ("Things", "Boat"),
        ("sea",),
        ("holiday",),
    )


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        (listed("dc:subject", "Rossi, Marco", "a|b", "c/d", "e;f"), (("Rossi, Marco",), ("a|b",), ("c/d",), ("e;f",))),
        (listed("lr:hierarchicalSubject", "a/b/c"), (("a", "b", "c"),)),
        (listed("digiKam:TagsList", "a|b"), (("a", "b"),)),
        (listed("dc:subject", "AC/DC") + listed("lr:hierarchicalSubject", "AC/DC"), (("AC/DC",),)),
        (listed("dc:subject", "a|b") + listed("lr:hierarchicalSubject", "a|b"), (("a", "b"),)),
        (listed("dc:subject", " ", ""), ()),
        ("<dc:subject>alone</dc:subject>", (("alone",),)),
        (listed("dc:subject", "one", "One ", kind="Seq"), (("one",),)),
    ],
)
def test_both_signs_separate_but_not_in_flat_fields(properties: str, expected: object) -> None:
    assert said(properties).keywords == expected


def test_what_64_bytes_leave_of_a_keyword_is_that_keyword() -> None:
    long = "a very long keyword " * 5
    assert said(listed("dc:subject", long), iptc=packed([DataSet(2, 25, long.encode()[:64])])).keywords == (
        (long.strip(),),
    )


@pytest.mark.parametrize(
    ("attributes", "exif", "expected"),
    [
        ('xmp:Rating="4"', b"", 4),
        ('xmp:Rating="-1"', b"", -1),
        ('xmp:Rating="3.5"', b"", 4),
        ('xmp:Rating="0"', exif_block(0x4746, 3, b"\x04\0"), 0),
        ('MicrosoftPhoto:Rating="75"', b"", 4),
        ('MicrosoftPhoto:Rating="1"', b"", 1),
        ("", exif_block(0x4746, 3, b"\x03\0"), 3),
        ("", exif_block(0x4749, 3, b"\x63\0"), 5),
        ('xmp:Rating="nan"', b"", None),
        ('xmp:Rating="17"', b"", None),
    ],
)
def test_stars_in_every_dialect(attributes: str, exif: bytes, expected: int | None) -> None:
    assert said(attributes=attributes, exif=exif).rating == expected


def test_exif_counts_before_xmp_and_iptc_only_where_it_was_changed_last() -> None:
    caption = '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">XMP</rdf:li><rdf:li xml:lang="it">Ics</rdf:li></rdf:Alt></dc:description>'  # noqa: E501
    iptc = packed([DataSet(2, 120, b"IPTC")])
    assert said(caption, iptc=iptc).texts["caption"] == {"": "XMP", "it": "Ics"}
    assert said(caption, iptc=iptc, iptc_digest=b"other").texts["caption"] == {"": "IPTC", "it": "Ics"}
    only = caption.replace('<rdf:li xml:lang="x-default">XMP</rdf:li>', "")
    assert said(only, iptc=iptc).texts["caption"] == {"": "IPTC", "it": "Ics"}
    assert said(caption, exif=exif_block(0x10E, 2, b"From EXIF\0")).texts["caption"] == {"": "From EXIF", "it": "Ics"}
    assert said(caption, exif=exif_block(0x10E, 2, b"SONY DSC   \0")).texts["caption"][""] == "XMP"


def test_what_cameras_fill_in_is_told_where_there_is_no_other_and_differs_from_nothing() -> None:
    said = said_in(Blocks(exif=exif_block(0x10E, 2, b"OLYMPUS DIGITAL CAMERA         \0")))
    assert said.texts == {"caption": {"": "OLYMPUS DIGITAL CAMERA"}}
    assert agree(said, NOTHING)


def test_structures_in_each_form_of_rdf() -> None:
    forms = (
        (
            '<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorURL>U</plus:LicensorURL></rdf:li>'
            "</rdf:Seq></plus:Licensor>"
        ),
        '<plus:Licensor><rdf:Seq><rdf:li><rdf:Description plus:LicensorURL="U"/></rdf:li></rdf:Seq></plus:Licensor>',
        '<plus:Licensor><rdf:Seq><rdf:li plus:LicensorURL="U"/></rdf:Seq></plus:Licensor>',
        '<plus:Licensor rdf:parseType="Resource"><plus:LicensorURL rdf:resource="U"/></plus:Licensor>',
    )
    assert [said(form).texts["licensor"] for form in forms] == [{"": "U"}] * 4


_REGION = """<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">
<mwg-rs:Area stArea:x="0.307857" stArea:y="0.631548" stArea:w="0.2" stArea:h="0.1" stArea:unit="normalized"/>
<mwg-rs:Name>Marie</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
<MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>
<rdf:li MPReg:Rectangle="0.5, 0.5, 0.1, 0.2" MPReg:PersonDisplayName="Marie"/>
<rdf:li MPReg:Rectangle="0.1, 0.2, 0.2, 0.2" MPReg:PersonDisplayName="Pierre"/>
</rdf:Bag></MPRI:Regions></MP:RegionInfo>"""


def test_regions_are_turned_upright_and_name_people() -> None:
    one = said(_REGION + listed("Iptc4xmpExt:PersonInImage", "Irène"), exif=exif_block(0x112, 3, b"\x06\0"))
    assert one.regions == (
        NamedRegion("Marie", "Face", 0.368452, 0.307857, 0.1, 0.2),
        NamedRegion("Pierre", "Face", 0.7, 0.2, 0.2, 0.2),
    )
    assert one.texts["who"] == {"": "Irène, Marie, Pierre"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_regions_lie_where_decoders_turn_their_pixels(orientation: int) -> None:
    stored = Image.new("L", (8, 4))
    stored.putpixel((1, 3), 255)
    stored.getexif()[0x112] = orientation
    upright = ImageOps.exif_transpose(stored)
    (at,) = [place for place in np.ndindex(upright.size) if upright.getpixel(place)]
    region = _REGION.partition("<MP:")[0]
    for old, new in (("0.307857", "0.1875"), ("0.631548", "0.875"), ('w="0.2"', 'w="0.125"'), ('h="0.1"', 'h="0.25"')):
        region = region.replace(old, new)
    (found,) = said(region, exif=exif_block(0x112, 3, bytes([orientation, 0]))).regions
    width, height = upright.size
    assert (found.x, found.y) == ((at[0] + 0.5) / width, (at[1] + 0.5) / height)
    assert (found.width, found.height) == (1 / width, 1 / height)


def test_a_list_that_stands_elsewhere_in_the_packet_is_found() -> None:
    xmp = packet('<dc:subject rdf:nodeID="a"/>').replace(
        b"</rdf:RDF>", b'<rdf:Bag rdf:nodeID="a"><rdf:li>F-Spot</rdf:li></rdf:Bag></rdf:RDF>'
    )
    assert said_in(Blocks(xmp=xmp)).keywords == (("F-Spot",),)


def test_a_sidecar_counts_first_and_its_keywords_come_with_those_of_the_file() -> None:
    blocks = Blocks(xmp=packet(listed("dc:subject", "in file"), 'xmp:Rating="2" xmp:Label="Red" dc:title="Old"'))
    both = said_in(blocks, packet(listed("dc:subject", "beside"), 'xmp:Rating="4" dc:title=""'))
    assert both == Said((("in file",), ("beside",)), 4, "Red")


@pytest.mark.parametrize(
    "xmp",
    [
        b"",
        b"no XML",
        b"<x",
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + packet(attributes='xmp:Rating="3"'),
        b"<a>" * 200_000,
        b"<x:xmpmeta/>",
        packet("<dc:subject/><dc:title><rdf:Alt/></dc:title><mwg-rs:Regions/><plus:Licensor/>"),
        packet(attributes='xmp:Rating="3" ' + " ".join(f'dc:a{number}="x"' for number in range(100_000))),
    ],
)
def test_what_is_damaged_or_hostile_says_nothing(xmp: bytes) -> None:
    assert said_in(Blocks(exif=xmp, iptc=xmp, xmp=xmp), xmp) == NOTHING


def test_packets_of_other_encodings_and_damaged_ones_are_read_as_far_as_they_go() -> None:
    whole = packet(listed("dc:subject", "città"))
    for data in (
        whole.decode().encode("utf-16"),
        whole.decode().encode("utf-16-be"),
        whole.decode().encode("utf-32-le"),
        whole.decode().encode("cp1252"),
        b"\xef\xbb\xbf" + whole + b"\0\0",
        b'<?xml version="1.0" encoding="latin-1"?>' + whole,
        whole.replace(b"</rdf:RDF>", b""),
        whole.replace(b"citt", b"\x01citt"),
    ):
        assert said_in(Blocks(xmp=data)).keywords == (("città",),), data


def test_said_is_kept_as_json() -> None:
    one = said(_REGION + listed("dc:subject", "città", "b"), 'xmp:Rating="0" dc:title="T"')
    assert said_from(said_json(one)) == one
    assert said_json(NOTHING) == "{}"
