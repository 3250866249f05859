"""Makes the pictures of the docs from a real window: `python docs/screenshots.py [--photos FOLDER] [--to FOLDER]`.

Without --photos it shows crops of the pictures that scikit-image brings along, which may be shown freely.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget
from skimage import data

from photoorg.app import open_app
from photoorg.gui.start import make_application
from photoorg.gui.style import Look
from photoorg.gui.window import MainWindow
from photoorg.library.bulk import Edit

_PICTURES = (
    "chelsea", "coffee", "astronaut", "rocket", "hubble_deep_field", "camera", "coins", "moon", "horse", "brick",
)  # fmt: skip
_CROPS = ((0.0, 0.0, 1.0, 1.0), (0.1, 0.0, 0.9, 0.8), (0.0, 0.2, 0.75, 1.0), (0.2, 0.1, 1.0, 0.9))
_SIDECAR = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmp:Rating="2"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Café, table 4</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
_SIZE = QSize(1280, 800)
_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


def main() -> None:
    """Open the window on an empty and on a filled library and save what it shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent / "images")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    application = make_application()
    look = application.findChildren(Look)[0]
    with tempfile.TemporaryDirectory() as scratch:
        photos = options.photos or _make_photos(Path(scratch) / "Pictures")
        for name, scheme in _SCHEMES.items():
            look.force(scheme)
            _shoot(application, Path(scratch) / name, photos, name, options.to)


def _make_photos(folder: Path) -> Path:
    folder.mkdir()
    for number, (crop, name) in enumerate(itertools.product(_CROPS, _PICTURES)):
        picture = Image.fromarray(getattr(data, name)()).convert("RGB")
        box = tuple(round(part * side) for part, side in zip(crop, picture.size * 2, strict=True))
        exif = Image.Exif()
        exif[0x0132] = f"2024:05:{28 - number // 24:02} {23 - number % 24:02}:00:00"
        picture.crop(box).save(folder / f"{name}-{number}.jpg", quality=92, exif=exif)  # type: ignore[arg-type]
    return folder


def _shoot(application: QApplication, library: Path, photos: Path, scheme: str, target: Path) -> None:
    window = MainWindow(open_app(library), [photos])
    window.resize(_SIZE)
    window.show()
    _until(application, lambda: not window.session.will_work and bool(len(window.model.results.ids)))
    _wait(application, 1.5)
    _save(window, target / f"window-{scheme}.webp")
    _edit(application, window)
    _save(window, target / f"edit-{scheme}.webp")
    window.commands["edit_photos"].setChecked(False)
    window.commands["show_quick_tags"].setChecked(False)
    window.open_photo(_place_of(window, "astronaut"))
    _wait(application, 1.5)
    _save(window, target / f"viewer-{scheme}.webp")
    window.viewer.found.setChecked(True)
    if rows := window.viewer.facts.tags.rows:
        rows[0].asked.emit(rows[0].tag.name)
    _wait(application, 2)
    _save(window, target / f"why-{scheme}.webp")
    window.close_photo()
    _shoot_tags(application, window, scheme, target)
    if photos.parent == library.parent:
        _shoot_files(application, window, photos, scheme, target)
    _shoot_export(application, window, scheme, target)
    taken = _take_some_away(application, window, photos) if photos.parent == library.parent else []
    _shoot_keeping(application, window, scheme, target)
    for path in taken:
        path.with_suffix("").rename(path)
    window.quit()
    _wait(application, 0.2)


def _shoot_keeping(application: QApplication, window: MainWindow, scheme: str, target: Path) -> None:
    keeping = window.keeping
    shows = {
        "folders": (keeping.show_folders, keeping.folders),
        "missing": (keeping.show_missing, keeping.missing),
        "preferences": (keeping.show_preferences, keeping.preferences),
    }
    for name, (show, dialog) in shows.items():
        show()
        _wait(application, 0.5)
        _save(dialog, target / f"{name}-{scheme}.webp")
        dialog.close()


def _shoot_tags(application: QApplication, window: MainWindow, scheme: str, target: Path) -> None:
    """Reviewing, teaching, and the dialogs of tags, after some answers."""
    window.reviewing.review_tags()
    page = window.reviewing.page
    for yes in (True, False, None):
        _until(application, lambda: page.question is not None, 20)
        _wait(application, 0.5)
        if yes is not None:
            page.answered.emit(page.question, list(page.question.photos), yes)
    _wait(application, 1)
    _save(window, target / f"review-{scheme}.webp")
    window.close_photo()
    cards = [window.model.card(place) for place in range(len(window.model))]
    for shows, name in ((True, "coffee"), (False, "moon"), (False, "coins")):
        window.teacher.open("our cup")
        window.teacher.say([card.photo_id for card in cards if card and card.name.startswith(name)][:3], shows)
    _wait(application, 2)
    _save(window, target / f"teach-{scheme}.webp")
    window.teacher.page.use_wanted.emit()
    _wait(application, 2)
    window.close_photo()
    dialogs = {
        "tags": (lambda: window.vocabulary.edit_tag("dog"), window.vocabulary.dialog),
        "history": (window.undoing.show_history, window.undoing.dialog),
        "report": (window.reviewing.show_report, window.reviewing.report),
    }
    for name, (show, dialog) in dialogs.items():
        show()
        _wait(application, 1)
        _save(dialog, target / f"{name}-{scheme}.webp")
        dialog.close()


def _shoot_export(application: QApplication, window: MainWindow, scheme: str, target: Path) -> None:
    """What is to be looked at before photos go out."""
    window.page.grid.select_ids(window.model.results.ids[:12].tolist())
    window.commands["export_photos"].trigger()
    desk = window.exporting.desk
    desk.presets.load("web")
    desk.dialog.top.show_folder("/home/ann/Campaign")
    _until(application, lambda: bool(desk.dialog.check.list.rows), 20)
    _wait(application, 1)
    _save(desk.dialog, target / f"export-{scheme}.webp")
    desk.dialog.close()


def _shoot_files(application: QApplication, window: MainWindow, photos: Path, scheme: str, target: Path) -> None:
    """What would be written to files, and what some of them say otherwise, by files beside them that go again."""
    names = {place: card.name for place in range(len(window.model)) if (card := window.model.card(place))}
    ids = {name: int(window.model.results.ids[place]) for place, name in names.items()}
    some = [name for name in sorted(ids) if name.startswith("coffee")]
    edit = Edit(add=("Best of",), rating=4, texts={"title": "Morning in Lisbon", "creator": "Ann Example"})
    window.changing.do(np.array([ids[name] for name in some]), edit, "{photos}")
    _until(application, lambda: window.undoing.newest.startswith("Changed") or not window.session.is_busy, 10)
    _wait(application, 1)
    window.writing.show_folder(str(photos))
    _until(application, lambda: bool(window.writing.page.plan.changes), 30)
    _wait(application, 1)
    _save(window, target / f"writing-{scheme}.webp")
    window.close_photo()
    beside = [photos / f"{name}.xmp" for name in some[:3]]
    for path in beside:
        path.write_text(_SIDECAR, "utf-8")
    _until(application, window.activity.conflicts.isVisible, 30)
    window.conflicts.show_conflicts()
    _until(application, lambda: len(window.conflicts.page.torn) == len(beside), 20)
    _wait(application, 1)
    _save(window, target / f"conflicts-{scheme}.webp")
    window.close_photo()
    for path in beside:
        path.unlink()


def _take_some_away(application: QApplication, window: MainWindow, photos: Path) -> list[Path]:
    """Of the photos made for this, never of somebody's own: they lose the ending that says that they are photos."""
    taken = sorted(photos.glob("rocket*"))[:3]
    for path in taken:
        path.rename(path.with_suffix(""))
    _until(application, window.activity.missing.isVisible, 20)
    return taken


def _edit(application: QApplication, window: MainWindow) -> None:
    """Some photos in the edit panel, with something chosen, above the quick tags."""
    for number, name in enumerate(("Best of", "to print", "Anna", "Lisbon"), 1):
        window.quick.name(number, name)
    window.commands["show_quick_tags"].setChecked(True)
    window.page.grid.select_ids(window.model.results.ids[:6].tolist())
    window.commands["edit_photos"].setChecked(True)
    panel = window.editing.panel
    _wait(application, 1)
    panel.tags.plan("Best of", "add")
    panel.rating.choose(4)
    if panel.tags.rows[1:]:
        panel.tags.plan(panel.tags.rows[1].name, "remove")
    _until(application, panel.foot.apply.isEnabled)


def _place_of(window: MainWindow, name: str) -> int:
    """The first photo of that name, else the first of all."""
    cards = ((place, window.model.card(place)) for place in range(len(window.model)))
    return next((place for place, card in cards if card and card.name.startswith(name)), 0)


def _save(window: QWidget, path: Path) -> None:
    # By way of Pillow, which writes WebP everywhere: a tenth of the PNG's size.
    png = QBuffer()
    png.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(png, "PNG")
    Image.open(io.BytesIO(png.data().data())).convert("RGB").save(path, quality=90)


def _until(application: QApplication, ready: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        application.processEvents()
        time.sleep(0.01)


def _wait(application: QApplication, seconds: float) -> None:
    _until(application, lambda: False, seconds)


if __name__ == "__main__":
    main()
