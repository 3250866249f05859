"""Help for tests that export: a library of real files, without models."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from photoorg.app import App
from photoorg.export.options import Options
from photoorg.export.order import Order
from photoorg.library import browse
from photoorg.library.store import Database
from photoorg.outcomes import Report
from photoorg.vision.tasks import TASKS
from photoorg.work.jobs import Job

GPS = {1: "N", 2: (45.0, 26.0, 0.0), 3: "E", 4: (12.0, 19.0, 0.0)}


@dataclass
class Exporter:
    """The library, its photos by name, and the folder that is exported to."""

    app: App
    db: Database
    photos: Path
    to: Path
    ids: dict[str, int] = field(default_factory=dict)

    def index(self) -> None:
        job = self.app.index(self.db, [self.photos], [task.name for task in TASKS])
        drain(job)
        found = browse.cards(self.db, [one for (one,) in self.db.conn.execute("SELECT id FROM photos")])
        self.ids = {card.name: photo_id for photo_id, card in found.items()}

    def order(self, *names: str, to: Path | None = None, tidy: bool = False, **options: object) -> Order:
        ids = tuple(self.ids[name] for name in names) if names else tuple(self.ids[name] for name in sorted(self.ids))
        return Order(ids, to or self.to, Options.model_validate(options), tidy=tidy)

    def job(self, order: Order) -> Job:
        return self.app.export(self.db, order)

    def run(self, *names: str, **more: object) -> Report:
        return drain(self.job(self.order(*names, **more)))  # type: ignore[arg-type]

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.to)) for path in self.to.rglob("*") if not path.is_dir())


def drain(job: Job) -> Report:
    try:
        while True:
            next(job)
    except StopIteration as end:
        return end.value


def picture(path: Path, size: tuple[int, int] = (640, 480), orientation: int = 1, seed: int = 1) -> None:
    """A JPEG that tells the place, with colours that tell its corners apart."""
    image = Image.linear_gradient("L").resize(size)
    bands = (image, image.rotate(90).resize(size), Image.new("L", size, seed * 37 % 256))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Canon"
    exif.get_ifd(0x8825).update(GPS)
    exif.get_ifd(0x8769)[0x9003] = f"2024:05:{seed:02} 10:20:30"
    Image.merge("RGB", bands).save(path, quality=92, exif=exif)
