import csv
import io
import json
import os
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from entries_made import entry, finished, jpeg
from exporting_help import drain

from photoorg.export.archiving import zip_files
from photoorg.export.framing import framed
from photoorg.export.options import Options
from photoorg.export.rights_page import rights_page
from photoorg.export.rows import record, table
from photoorg.export.splitting import part_of
from photoorg.export.targets import TARGETS, target
from photoorg.export.targets.dataset import UNLABELLED
from photoorg.export.wording import label_of
from photoorg.media.recipe import Recipe
from photoorg.outcomes import PhotoorgError, Region
from photoorg.texts import TEXTS
from photoorg.vision.tasks import TASKS


@pytest.fixture
def entries(tmp_path: Path):
    made = []
    for number, colour in enumerate(("red", "green", "blue"), 1):
        name = f"web/IMG_{number:04}.jpg"
        (tmp_path / "web").mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(jpeg(colour))
        digest = sha256((tmp_path / name).read_bytes()).hexdigest()
        made.append(entry(number, name=name, sha256=digest, tags=("lake", "boat"), tags_it=("lago", "barca")))
    return made


def test_a_package_holds_what_it_says(tmp_path: Path, entries):
    progress = finished("package", tmp_path, entries)
    assert progress
    told = json.loads((tmp_path / "manifest.json").read_text())
    assert [one["file"] for one in told["files"]] == [one.name for one in entries]
    assert told["files"][0]["tags"] == {"en": ["lake", "boat"], "it": ["lago", "barca"]}
    assert told["files"][0]["alt"]["en"] == {"text": "A picture 1.", "by": "person"}
    for one in told["files"]:
        assert sha256((tmp_path / one["file"]).read_bytes()).hexdigest() == one["sha256"]
    rows = list(csv.DictReader(io.StringIO((tmp_path / "manifest.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert [row["SHA-256"] for row in rows] == [one["sha256"] for one in told["files"]]
    lines = (tmp_path / "checksums.sha256").read_text().splitlines()
    assert lines == [f"{one['sha256']}  {one['file']}" for one in told["files"]]
    with zipfile.ZipFile(tmp_path / "Spring.zip") as packed:
        assert packed.testzip() is None
        names = set(packed.namelist())
        assert packed.read("Spring/web/IMG_0001.jpg") == (tmp_path / "web/IMG_0001.jpg").read_bytes()
    wanted = {"manifest.csv", "manifest.json", "licences.html", "checksums.sha256", "contact-sheet.html"}
    assert names == {f"Spring/{name}" for name in wanted | {one.name for one in entries}}


def test_the_same_package_is_the_same_bytes(tmp_path: Path, entries):
    finished("package", tmp_path, entries)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.*")}
    os.utime(tmp_path / "web/IMG_0001.jpg", (1, 1))
    finished("package", tmp_path, entries)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.*")} == before


def test_a_package_without_what_is_not_wanted(tmp_path: Path, entries):
    finished("package", tmp_path, entries, sheet=False, zip=False, sources="none", separator="semicolon")
    assert not list(tmp_path.glob("*.zip"))
    assert not (tmp_path / "contact-sheet.html").exists()
    head, row = (tmp_path / "manifest.csv").read_text("utf-8-sig").splitlines()[:2]
    assert head.startswith('"File";"Title"')
    assert "Source" not in head
    assert ".JPG" not in row


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a\\b", ""])
def test_nothing_from_outside_is_packed(tmp_path: Path, name: str):
    with pytest.raises(PhotoorgError, match="no name for a file in a package"):
        list(zip_files(io.BytesIO(), tmp_path, [name], "top"))


def test_a_sheet_is_a_page_and_a_pdf(tmp_path: Path):
    photos = [entry(1, name=""), entry(2, name="")]
    finished("sheet", tmp_path, photos, note="Choose.")
    assert (tmp_path / "contact-sheet.pdf").read_bytes().startswith(b"%PDF")
    page = (tmp_path / "contact-sheet.html").read_text()
    assert "Choose." in page
    assert "IMG_0001.JPG" in page
    (tmp_path / "page").mkdir()
    finished("sheet", tmp_path / "page", photos, form="page")
    assert [path.name for path in (tmp_path / "page").iterdir()] == ["contact-sheet.html"]


def test_a_title_of_its_own_goes_before_that_of_the_export(tmp_path: Path, entries):
    finished("package", tmp_path, entries, title="Rome", sheet=True)
    assert (tmp_path / "Rome.zip").is_file()
    assert json.loads((tmp_path / "manifest.json").read_text())["title"] == "Rome"


def test_lists(tmp_path: Path):
    photos = [entry(1, name="", latitude=1.5), entry(2, name="")]
    for form in ("csv", "jsonl", "paths", "paths0"):
        finished("list", tmp_path, photos, form=form)
    assert (tmp_path / "photos.txt").read_bytes() == b"/photos/Anna/IMG_0001.JPG\n/photos/Anna/IMG_0002.JPG\n"
    assert (tmp_path / "photos.paths0").read_bytes().count(b"\0") == 2
    first, second = map(json.loads, (tmp_path / "photos.jsonl").read_text().splitlines())
    assert first["path"] == "/photos/Anna/IMG_0001.JPG"
    assert "latitude" not in first
    assert second["alt"]["it"]["text"] == "Una foto 2."
    finished("list", tmp_path, photos, Options(gps=True), form="jsonl")
    assert json.loads((tmp_path / "photos.jsonl").read_text().splitlines()[0])["latitude"] == 1.5


def test_a_path_with_a_line_break_is_no_line(tmp_path: Path):
    photos = [entry(1, source=Path("/photos/a\nb.jpg"))]
    with pytest.raises(PhotoorgError, match="paths0"):
        finished("list", tmp_path, photos, form="paths")
    finished("list", tmp_path, photos, form="paths0")
    assert (tmp_path / "photos.paths0").read_bytes() == b"/photos/a\nb.jpg\0"


@pytest.mark.skipif(os.name == "nt", reason="names there are always text")
def test_a_name_that_is_no_text_is_told_as_far_as_it_can_be(tmp_path: Path):
    photos = [entry(1, name="", source=Path(os.fsdecode(b"/photos/caf\xe9.jpg")))]
    for form in ("csv", "jsonl", "paths"):
        finished("list", tmp_path, photos, form=form)
    finished("sheet", tmp_path, photos)
    assert (tmp_path / "photos.txt").read_bytes() == b"/photos/caf\xe9.jpg\n"
    assert json.loads((tmp_path / "photos.jsonl").read_text())["path"] == "/photos/caf\ufffd.jpg"


def test_a_dataset_of_folders_names_the_class_of_each(tmp_path: Path):
    dataset = target("dataset")
    assert dataset.place
    chosen = dataset.chosen({"classes": "Boat, lake"})
    assert dataset.place(entry(accepted=("lake", "boat")), chosen) == "train/Boat"
    assert dataset.place(entry(tags=("lake",)), chosen) == UNLABELLED
    assert dataset.place(entry(tags=("a/b..",)), dataset.chosen({"tags": "shown"})) == "train/a-b"
    photos = [
        entry(1, tags=("lake", "dog"), accepted=("lake",), name="train/lake/1.jpg"),
        entry(2, name="unlabelled/2.jpg"),
    ]
    finished("dataset", tmp_path, photos)
    assert (tmp_path / "classes.txt").read_text() == "lake\n"
    assert b'"train/lake/1.jpg","train","lake","lake","dog"' in (tmp_path / "labels.csv").read_bytes()
    assert b'"unlabelled/2.jpg","train","","",""' in (tmp_path / "labels.csv").read_bytes()


def test_parts_hold_about_their_share_and_never_part_a_day(tmp_path: Path):
    parts = [part_of(entry(number), 20, 10, "day") for number in range(2000)]
    assert parts.count("val") == pytest.approx(400, abs=80)
    assert parts.count("test") == pytest.approx(200, abs=60)
    assert len({part_of(entry(number, taken="2024-05-31T10:00:00"), 30, 30, "day") for number in range(50)}) == 1
    assert len({part_of(entry(number, taken="2024-05-31T10:00:00"), 30, 30, "photo") for number in range(50)}) == 3


def test_boxes_are_in_pixels_of_the_file(tmp_path: Path):
    regions = (
        ("objects", Region("dog", 0.9, 0.25, 0.5, 0.5, 0.25)),
        ("objects", Region("cat", 0.8, 0.9, 0.9, 0.5, 0.5)),
        ("objects", Region("cup", 0.1, 0, 0, 1, 1)),
        ("faces", Region("face", 0.7, 1.5, 0, 0.1, 0.1)),
    )
    texts = {"rights": "CC BY 2.0", "statement": "https://creativecommons.org/licenses/by/2.0/"}
    photos = [entry(1, width=400, height=200, regions=regions, texts=texts), entry(2)]
    finished("dataset", tmp_path, photos, form="coco")
    told = json.loads((tmp_path / "annotations/instances_train.json").read_text())
    assert [one["bbox"] for one in told["annotations"]] == [[100, 100, 200, 50], [360, 180, 40, 20]]
    names = {one["id"]: one["name"] for one in told["categories"]}
    assert [names[one["category_id"]] for one in told["annotations"]] == ["dog", "cat"]
    assert {one["id"] for one in told["images"]} == {1, 2}
    assert told["licenses"][0]["url"] == texts["statement"]


def test_photos_without_a_class_are_no_dataset(tmp_path: Path):
    with pytest.raises(PhotoorgError, match="tags=shown"):
        finished("dataset", tmp_path, [entry(tags=("lake",))])
    with pytest.raises(PhotoorgError, match="one of these classes"):
        finished("dataset", tmp_path, [entry(tags=("lake",))], tags="shown", classes="dog")


@pytest.mark.parametrize("name", ["package", "sheet", "list", "dataset"])
def test_what_is_chosen_wrongly_is_named(name: str):
    assert [one.name for one in TARGETS] == ["folder", "package", "sheet", "list", "dataset"]
    with pytest.raises(PhotoorgError, match="zoom"):
        target(name).chosen({"zoom": 3})
    for field in target(name).options.model_fields.values():
        assert field.title
        assert field.description


@pytest.mark.parametrize("name", ["list", "sheet", "package", "dataset"])
def test_a_target_makes_its_files_in_an_export(exporter, name: str):
    order = replace(exporter.order(), target=name, chosen={"form": "coco"} if name == "dataset" else {})
    drain(exporter.job(order))
    before = {path: (exporter.to / path).read_bytes() for path in exporter.files()}
    assert before
    report = drain(exporter.job(order))
    assert report.counts["made"] == 0
    assert {path: (exporter.to / path).read_bytes() for path in exporter.files()} == before


def test_photos_that_are_gone_are_told_and_the_rest_is_listed(exporter):
    (exporter.photos / "cat.jpg").unlink()
    drain(exporter.app.index(exporter.db, [exporter.photos], [task.name for task in TASKS]))
    report = drain(exporter.job(replace(exporter.order(), target="list", chosen={"form": "paths"})))
    assert report.counts["failed"] == 1
    assert len((exporter.to / "photos.txt").read_text().splitlines()) == 2


def test_boxes_lie_where_things_are_in_pictures_that_were_cut_or_got_room():
    seen = Region("dog", 0.9, 0.5, 0.25, 0.25, 0.5)
    gone = Region("cat", 0.9, 0.0, 0.0, 0.2, 1.0)
    there = entry(width=400, height=200, regions=(("objects", seen), ("objects", gone)))
    ((_, cut),) = framed(there, Recipe(box=(100, 100), way="crop"))  # the middle half of it
    assert (cut.left, cut.top, cut.width, cut.height) == (0.5, 0.25, 0.5, 0.5)
    (_, padded), (_, other) = framed(there, Recipe(box=(100, 100), way="pad"))  # 100 x 50 in the middle
    assert (padded.left, padded.top, padded.width, padded.height) == (0.5, 0.375, 0.25, 0.25)
    assert (other.top, other.height) == (0.25, 0.5)
    for recipe in (Recipe(), Recipe(format="original", box=(10, 10), way="crop"), Recipe(box=(100, 100))):
        assert framed(there, recipe)[0][1] == seen
    side = replace(there, regions=(("objects", Region("cup", 0.9, 0.2, 0.0, 0.1, 1.0)),))
    ((_, half),) = framed(side, Recipe(box=(100, 100), way="crop"))
    assert (half.left, half.width) == (0.0, pytest.approx(0.1))


def test_a_package_in_a_folder_with_files_of_others_leaves_them_alone(exporter):
    exporter.to.mkdir()
    (exporter.to / "contact-sheet.html").write_text("mine")
    drain(exporter.job(replace(exporter.order(), target="package", title="Spring")))
    assert (exporter.to / "contact-sheet.html").read_text() == "mine"
    with zipfile.ZipFile(exporter.to / "Spring.zip") as packed:
        assert "Spring/contact-sheet-2.html" in packed.namelist()
        assert b"<h1>Spring</h1>" in packed.read("Spring/contact-sheet-2.html")


@pytest.mark.parametrize(
    ("name", "stage"), [("package", "zip file"), ("sheet", "contact sheet as PDF"), ("sheet", "contact sheet")]
)
def test_what_is_cut_short_leaves_nothing_half_made_and_goes_on(exporter, name: str, stage: str):
    order = replace(exporter.order(), target=name, title="Spring")
    job = exporter.job(order)
    while next(job).progress.stage != stage:
        pass
    job.close()
    assert not [path for path in exporter.files() if path.endswith((".zip", ".pdf")) or "partial" in path]
    drain(exporter.job(order))
    made = set(exporter.files())
    assert ("Spring.zip" if name == "package" else "contact-sheet.pdf") in made
    assert not [path for path in made if "-2." in path]


def test_a_package_of_originals_has_their_own_bytes(exporter):
    drain(exporter.job(replace(exporter.order(format="original", metadata="all", gps=True), target="package")))
    told = json.loads((exporter.to / "manifest.json").read_text())
    assert [one["file"] for one in told["files"]] == ["beach.jpg", "cat.jpg", "tower.jpg"]
    for one in told["files"]:
        assert sha256((exporter.to / one["file"]).read_bytes()).hexdigest() == one["sha256"]
    assert "data:image/jpeg" in (exporter.to / "contact-sheet.html").read_text()


def test_every_text_of_the_table_is_told():
    texts = {text.name: f"what {text.name} says" for text in TEXTS if not text.has_languages}
    one = entry(texts=texts, title=texts["title"], captions={"en": "a caption"})
    head, rows = table([one], "none", names=True)
    assert set(texts.values()) <= set(rows[0])
    assert {text.label for text in TEXTS if not text.has_languages} <= {*head}
    told = json.dumps(record(one, "none", names=True))
    page = rights_page([one], "Spring", "en")
    assert not [text.name for text in TEXTS if text.rights and texts[text.name] not in page]
    assert label_of("title", "it") == "Title"  # no words of its own
    assert not [text for text in texts.values() if text not in told]


def test_what_models_guess_stands_apart_and_names_are_not_told_unasked():
    one = entry(tags=("Anna", "lake", "dog"), tags_it=("Anna", "lago", "cane"), accepted=("Anna", "lake"),
                texts={"who": "Anna, Ben"})  # fmt: skip
    head, (row,) = table([one], "none")
    told = dict(zip(head, row, strict=True))
    assert (told["Tags"], told["Tags (Italian)"], told["Suggested tags"]) == ("lake", "lago", "dog")
    assert "Anna" not in json.dumps(record(one, "none"))
    assert "Anna" in json.dumps(record(one, "none", names=True))


def test_files_of_a_package_have_a_date(tmp_path: Path, entries):
    finished("package", tmp_path, entries)
    with zipfile.ZipFile(tmp_path / "Spring.zip") as packed:
        assert {info.date_time for info in packed.infolist()} == {(2023, 11, 14, 22, 13, 20)}
