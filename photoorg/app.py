"""The composition root: the only place that wires the parts together. Window, command line and tests start here."""

from __future__ import annotations

import logging
import logging.handlers
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from photoorg.export.order import Order
from photoorg.library import drives, journal, missing, places, proposing, retagging, sketches, tagged, to_write, written
from photoorg.library.cautions import cautions
from photoorg.library.pairs import VIDEOS
from photoorg.library.store import Database, open_reader, open_writer, writing
from photoorg.media.formats import suffixes
from photoorg.media.limits import Limits
from photoorg.media.thumbs import ThumbnailCache
from photoorg.outcomes import Changes, PhotoorgError
from photoorg.said import SIDECAR
from photoorg.settings import Home, Settings, find_home, load_settings, save_settings
from photoorg.taxonomy import load_taxonomy
from photoorg.work import replacing
from photoorg.work.backing_up import back_up, due_job
from photoorg.work.instance import why_read_only
from photoorg.work.jobs import Job, MakeJob
from photoorg.work.live import Live, LiveState, Ways
from photoorg.work.priority import give_way
from photoorg.work.runner import Listener, Runner
from photoorg.work.scope import Spot
from photoorg.work.senses import ModelSenses
from photoorg.work.sketching import Sketching


@dataclass(frozen=True, slots=True)
class App:
    """One library and what works on it. `read_only` says why nothing may be changed; empty where it may.

    `settings` are those of when it was opened, for what a window shows; jobs go by those of when they begin (`anew`).
    """

    home: Home
    settings: Settings
    thumbnails: ThumbnailCache
    limits: Limits
    read_only: str = ""

    def anew(self) -> App:
        """The app by what the settings file says now. Raises PhotoorgError where it cannot be used."""
        return _app(self.home, load_settings(self.home), self.read_only)

    def reader(self) -> Database:
        """A connection that reads, for the thread that asks. Raises PhotoorgError when there is no library yet."""
        return open_reader(self.home)

    def writer(self) -> Database:
        """The connection that writes. For programs without a library thread; a window asks its runner instead."""
        return open_writer(self.home)

    def cautions(self) -> list[str]:
        """What a person should know about where the library lies; see library/cautions.py."""
        return cautions(self.home, self.settings)

    def runner(self, listener: Listener) -> Runner:
        """The library thread, started."""
        return Runner(self.home, listener)

    def live(
        self, runner: Runner, listener: Callable[[LiveState], None], *, always: bool = False, catch_up: bool = True
    ) -> Live:
        """What keeps the library up to date and copied by itself, not started. It reads the settings anew each time.

        `always`: watch whatever the settings say. `catch_up`: begin with a look at everything.
        """
        return Live(
            runner,
            listener,
            Ways(
                roots=self._roots,
                settings=lambda: load_settings(self.home),
                look=self._look,
                set_online=drives.set_online,
                suffixes=suffixes() | {*VIDEOS, SIDECAR},
                private=_private(self.home),
                chores=(self._copy_due, self._write_due),
                always=always,
                catch_up=catch_up,
            ),
        )

    def _roots(self) -> Sequence[tuple[str, str]]:
        db = self.reader()
        try:
            return [(root.path, root.volume.uid) for root in places.all_roots(db)]
        finally:
            db.close()

    def _look(self, spots: Sequence[Spot] | None) -> MakeJob:
        return lambda db: self.index(db, only=spots)

    def _copy_due(self) -> tuple[str, MakeJob] | None:
        due = due_job(self.home, load_settings(self.home))
        return due and (due[0], self.back_up)

    def _write_due(self) -> tuple[str, MakeJob] | None:
        """The job that writes to files, where something is due that a person said, or one before it was killed."""
        if not self.home.database.is_file():
            return None
        db = self.reader()
        try:
            is_due = to_write.is_any_due(db) or _can_settle(db)
        finally:
            db.close()
        return ("Writing to files", lambda db: self.write(db, by_itself=True)) if is_due else None

    def write(self, db: Database, photo_ids: Iterable[int] | None = None, *, by_itself: bool = False) -> Job:
        """The job that writes what a person says of photos, or of all that are due, to their files.

        `by_itself`: nobody has asked for it.
        """
        from photoorg.work.writing import write  # noqa: PLC0415 - the parsers take a while to import

        return write(db, photo_ids, by_itself=by_itself)

    def back_up(self, db: Database) -> Job:
        """The job that copies the library, as the settings file says when it begins."""
        return back_up(db, self.home, load_settings(self.home))

    def index(
        self, db: Database, folders: Sequence[Path] = (), skip: Sequence[str] = (), only: Sequence[Spot] | None = None
    ) -> Job:
        """The indexing job over `folders`, or over every folder of the library, without the tasks in `skip`.

        `only`: over these spots alone. It goes by what the settings file says now, when it begins.
        """
        return _index(self.anew(), db, folders, skip, only)

    def export(self, db: Database, order: Order) -> Job:
        """The job that exports photos, by what the settings file says now."""
        from photoorg.export.run import ExportShop, export  # noqa: PLC0415 - what writes metadata is imported with it

        now = self.anew()
        on_thread = give_way if now.settings.low_priority else None
        shop = ExportShop(now.thumbnails, now.limits, now.settings.worker_threads, on_thread)
        return export(db, order, shop)

    def forget(self, db: Database, photo_ids: Iterable[int]) -> Changes:
        """Take missing photos out of the library for a person; see `missing.forget`. Their thumbnails go too."""
        done = missing.forget(db, photo_ids, self.home.root / "forgotten.jsonl")
        for identity in done.identities:
            self.thumbnails.discard(identity)
        number = len(done.changes.photos)
        journal.note(
            self.home, "forgotten", f"Forgot {number:,} missing photo{'' if number == 1 else 's'}.", photos=number
        )
        return done.changes

    def add_models(self, source: Path) -> str:
        """Install the pack in a folder; returns its name. Raises PhotoorgError where it is wrong: nothing is left."""
        from photoorg.vision.own import add_pack  # noqa: PLC0415 - as above
        from photoorg.vision.tasks import TASKS  # noqa: PLC0415

        return add_pack(source, self.home.models, [task.name for task in TASKS]).name

    def remove_models(self, name: str) -> None:
        """Take a pack away that a person added, and all that it saw. Raises PhotoorgError where there is none."""
        from photoorg.vision.own import remove_pack  # noqa: PLC0415 - as above

        remove_pack(name, self.home.models)
        settings = load_settings(self.home)
        if name in settings.skip_tasks:
            left = tuple(task for task in settings.skip_tasks if task != name)
            save_settings(self.home, settings.model_copy(update={"skip_tasks": left}))
        if self.home.database.exists():
            db = self.writer()
            try:
                with writing(db):
                    sketches.forget_task(db, name)
            finally:
                db.close()

    def senses(self) -> ModelSenses:
        """What a search asks of the models: one for the library, loaded when it is first asked. For any thread."""
        return _senses(self.home, self.settings.provider, self.limits)

    def use_rules(self, db: Database) -> bool:
        """Show tags as the settings file says now, from what is stored. Returns whether that may have changed any."""
        from photoorg.vision.tagging import open_tagger  # noqa: PLC0415 - as above

        settings = load_settings(self.home)
        rules = _rules(settings, open_tagger().bars(settings.target_precision))
        with writing(db):
            changed = proposing.use_rules(db, rules)
        return retagging.let_in(db, rules) or changed


def _index(app: App, db: Database, folders: Sequence[Path], skip: Sequence[str], only: Sequence[Spot] | None) -> Job:
    # The models' libraries take half a second to import: a window is up before that.
    from photoorg.vision.tagging import open_tagger  # noqa: PLC0415
    from photoorg.vision.tasks import TASKS, open_tasks, task_versions  # noqa: PLC0415
    from photoorg.work.index import Workshop, index  # noqa: PLC0415
    from photoorg.work.settling import Wait  # noqa: PLC0415

    settings = app.settings.model_copy(update={"skip_tasks": (*app.settings.skip_tasks, *skip)})
    unusable: Mapping[str, str] = {}
    try:
        versions = task_versions(settings, own=app.home.models)
    except PhotoorgError:
        unusable, versions = _without_unusable(app.home, settings)
        settings = settings.model_copy(update={"skip_tasks": (*settings.skip_tasks, *unusable)})
    workshop = Workshop(
        private=_private(app.home),
        suffixes=suffixes(),
        thumbnails=app.thumbnails,
        limits=app.limits,
        threads=app.settings.worker_threads,
        versions=versions,
        open_tasks=lambda: open_tasks(settings, own=app.home.models),
        open_tagger=open_tagger,
        rules=lambda tagger: _rules(settings, tagger.bars(settings.target_precision)),
        waits={task.name: Wait(task.after, task.only_if) for task in TASKS if task.name in versions and task.only_if},
        unusable=unusable,
        on_thread=give_way if app.settings.low_priority else None,
        exclude=settings.exclude,
        sketching=_sketching(versions),
        hears=settings.read_metadata,
    )
    return index(db, folders, workshop, only)


def _sketching(versions: Mapping[str, str]) -> Sketching | None:
    """What makes the sketches that photos lack; none where the classifier is off or cannot be had."""
    from photoorg.vision.sketching import sketch_version  # noqa: PLC0415 - as above
    from photoorg.vision.tasks import CLASSIFIER, pack_of  # noqa: PLC0415

    if CLASSIFIER not in versions:
        return None
    pack = pack_of(CLASSIFIER)
    return Sketching(pack, versions[CLASSIFIER], sketch_version(pack))


def _without_unusable(home: Home, settings: Settings) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The wanted tasks that cannot be had, with the reason, and the versions of the others.

    Two empty ones where none is left, or none can be named: the job goes on without tags, and says why.
    """
    from photoorg.vision.tasks import task_versions, unusable_tasks  # noqa: PLC0415 - as above

    try:
        unusable = unusable_tasks(settings, own=home.models)
        rest = settings.model_copy(update={"skip_tasks": (*settings.skip_tasks, *unusable)})
        versions = task_versions(rest, own=home.models)
    except PhotoorgError:
        return {}, {}
    return (unusable, versions) if versions else ({}, {})


def open_app(library: Path | None = None) -> App:
    """The app on a library folder (default: PHOTOORG_HOME, else the platform's data folder).

    Raises PhotoorgError when the place or its settings cannot be used.
    """
    home = find_home(library)
    read_only = why_read_only(home) if home.database.is_file() else ""
    if not read_only:
        home.create()
    settings = load_settings(home)
    if not read_only:
        _keep_log(home)
    return _app(home, settings, read_only)


def _can_settle(db: Database) -> bool:
    """Whether a file that somebody was about to write when it was killed can be looked at."""
    return any(one.online and replacing.is_reachable(Path(one.path)) for one in written.begun(db))


@lru_cache(maxsize=4)
def _senses(home: Home, provider: str, limits: Limits) -> ModelSenses:
    return ModelSenses(home, provider, limits)


def _app(home: Home, settings: Settings, read_only: str) -> App:
    return App(
        home,
        settings,
        ThumbnailCache(home.thumbnails, settings.thumbnail_size),
        Limits(file_bytes=settings.max_file_mb << 20, seconds=settings.seconds_per_file),
        read_only,
    )


def _rules(settings: Settings, bars: Mapping[str, float]) -> tagged.Rules:
    """Which tags are shown: the bars, the settings, and what the taxonomy says is true of every photo of a tag."""
    return tagged.Rules(
        settings.target_precision,
        bars,
        load_taxonomy().above(),
        settings.tag_sensitive,
        settings.sensitive_from,
        settings.hold_changes,
    )


def _private(home: Home) -> frozenset[str]:
    """Where no photos are looked for: our own folders, also where the library itself lies among the photos."""
    root = home.root.resolve()
    own = (
        root,
        *(root / folder.relative_to(home.root) for folder in (home.cache, home.backups, home.logs, home.models)),
    )
    return frozenset(str(folder) for folder in own)


def _keep_log(home: Home) -> None:
    logger = logging.getLogger("photoorg")
    target = str(home.logs / "photoorg.log")
    for handler in list(logger.handlers):
        if isinstance(handler, logging.FileHandler):
            if handler.baseFilename == target:
                return
            logger.removeHandler(handler)
            handler.close()
    handler = logging.handlers.RotatingFileHandler(
        target, maxBytes=1 << 20, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s [%(threadName)s] %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
