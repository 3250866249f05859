"""Everything the window asks of the library, off its own thread. Answers come as signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from photoorg.app import App
from photoorg.gui.about import processors
from photoorg.gui.answers import MissingPage, Overview, Places, Question, Results
from photoorg.gui.completion import Completions
from photoorg.gui.facet_rows import rows
from photoorg.gui.file_state import files_of
from photoorg.gui.lanes import Lane, Tell
from photoorg.gui.people_list import count_people
from photoorg.gui.readying import Readying
from photoorg.gui.task_offers import task_offers
from photoorg.library import browse
from photoorg.library import missing as gone
from photoorg.library.browse import Details
from photoorg.library.completing import complete
from photoorg.library.facets import facets
from photoorg.library.located import Located, clusters, located
from photoorg.library.missing import Missing
from photoorg.library.own_vocabulary import taxonomy_of
from photoorg.library.preflight import preflight
from photoorg.library.query import QueryError, parse
from photoorg.library.search import search, tally
from photoorg.library.senses import Senses
from photoorg.library.shown import tags_on
from photoorg.library.states import COMPUTED_STATES
from photoorg.library.store import Database
from photoorg.library.why import why

MOST_VALUES = 200
"""So many values of a field are offered to choose from."""
_COUNTED = {"state", "choice"}
FIRST_PAGE = 1000
"""So many photos are shown before a large result is known whole."""


class Queries(QObject):
    """Asks; the newest question of each kind wins."""

    results = Signal(object)  # Results
    refused = Signal(object)  # QueryError
    facets = Signal(object)  # Rows
    people = Signal(object)  # dict of term to photos
    completions = Signal(object)  # Completions
    values = Signal(object)  # Completions
    overview = Signal(object)  # Overview
    details = Signal(object)  # Details | None
    problems = Signal(object)  # list[Problem]
    paths = Signal(object)  # list[str]
    names = Signal(object)  # dict of photo id to file name
    processors = Signal(object)  # list[str]
    why = Signal(object)  # Why
    cautions = Signal(object)  # list[Caution]
    tasks = Signal(object)  # tuple[TaskOffer, ...]
    missing = Signal(object)  # MissingPage
    more_missing = Signal(object)  # MissingPage
    places = Signal(object)  # Places
    failed = Signal(object)  # Exception

    def __init__(self, app: App, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.senses = app.senses()
        # Apart, so that counting tags (slow in a large library) holds up neither the photos nor the viewer.
        self._lanes = {name: Lane(app.reader, self) for name in ("results", "panels", "photo", "typing")}
        for lane in self._lanes.values():
            lane.answered.connect(self._answer)
            lane.failed.connect(self._fail)
        self._readying = Readying(app, self)
        self.facets.connect(self._readying.wait)

    def search(self, question: Question) -> None:
        """`results` follows, twice where they are many; or `refused`."""
        self._lanes["results"].ask("results", lambda db, tell: _search(db, question, tell, self.senses))

    def count_tags(self, text: str, *, weak: bool = True) -> None:
        """`facets` and `people` follow, of all that is found or of good matches alone."""
        senses = self.senses
        self._lanes["panels"].ask("facets", lambda db, _tell: rows(facets(db, text, senses, weak=weak)))
        self._lanes["panels"].ask("people", lambda db, _tell: count_people(db, text, senses, weak=weak))

    @Slot(str, int)
    def complete(self, text: str, cursor: int) -> None:
        """`completions` follows: what can be typed there."""
        self._lanes["typing"].ask("completions", lambda db, _tell: self._complete(db, text, cursor))

    @Slot(str, int)
    def list_values(self, text: str, cursor: int) -> None:
        """`values` follows: many of the values that a field can have."""
        self._lanes["typing"].ask("values", lambda db, tell: self._values(db, text, cursor, tell))

    def _complete(self, db: Database, text: str, cursor: int, limit: int = 10) -> Completions:
        language = self._app.settings.language
        return Completions(text, cursor, complete(db, text, cursor, language=language, limit=limit))

    def _values(self, db: Database, text: str, cursor: int, tell: Tell) -> Completions:
        """The values at once, and then how many photos have those that nobody has counted."""
        answer = self._complete(db, text, cursor, MOST_VALUES)
        open_ = [item for item in answer.items if item.kind in _COUNTED and item.insert not in COMPUTED_STATES]
        if not open_ or any(item.count for item in answer.items):
            return answer
        tell(answer)
        terms = [text[: item.start] + item.insert for item in open_]
        counts = dict(zip(open_, tally(db, "", terms, self.senses), strict=True))
        items = tuple(replace(item, count=counts.get(item, item.count)) for item in answer.items)
        return replace(answer, items=items, again=True)

    def survey(self) -> None:
        """`overview` follows."""
        self._lanes["panels"].ask("overview", lambda db, _tell: _survey(db))

    def describe(self, photo_id: int) -> None:
        """`details` follows."""
        self._lanes["photo"].ask("details", lambda db, _tell: _describe(db, photo_id))

    def explain(self, photo_id: int, tag: str) -> None:
        """`why` follows."""
        self._lanes["photo"].ask("why", lambda db, _tell: why(db, photo_id, tag))

    def check(self, photo_ids: NDArray[np.int64]) -> None:
        """`cautions` follows."""
        self._lanes["panels"].ask("cautions", lambda db, _tell: preflight(db, photo_ids.tolist()))

    def find_places(self, photo_ids: NDArray[np.int64], cell: Callable[[Located], float]) -> None:
        """`places` follows: where photos were taken, by cells of degrees that go by how far they reach."""
        self._lanes["photo"].ask("places", lambda db, _tell: _places(db, photo_ids, cell))

    def find_tasks(self) -> None:
        """`tasks` follows."""
        self._lanes["photo"].ask("tasks", lambda _db, _tell: task_offers())

    def list_problems(self) -> None:
        """`problems` follows."""
        self._lanes["photo"].ask("problems", lambda db, _tell: browse.problems(db))

    def list_missing(self, limit: int) -> None:
        """`missing` follows: the first of them."""
        self._lanes["photo"].ask("missing", lambda db, _tell: _missing(db, limit, None))

    def list_more_missing(self, limit: int, after: Missing) -> None:
        """`more_missing` follows: those after one of them; all (limit 0) or some."""
        self._lanes["photo"].ask("more_missing", lambda db, _tell: _missing(db, limit, after))

    def find_paths(self, photo_ids: Sequence[int]) -> None:
        """`paths` follows, in the same order."""
        self._lanes["photo"].ask("paths", lambda db, _tell: _paths(db, photo_ids))

    @Slot(object)
    def find_names(self, photo_ids: Sequence[int]) -> None:
        """`names` follows: what the files of photos are called."""
        self._lanes["photo"].ask("names", lambda db, _tell: _names(db, photo_ids))

    def find_processors(self) -> None:
        """`processors` follows."""
        self._lanes["photo"].ask("processors", lambda _db, _tell: processors())

    def close(self) -> None:
        """End the threads and wait for them."""
        self._readying.close()
        for lane in self._lanes.values():
            lane.close()

    @Slot(str, object)
    def _answer(self, kind: str, answer: object) -> None:
        getattr(self, kind).emit(answer)

    @Slot(str, object)
    def _fail(self, kind: str, error: Exception) -> None:
        if isinstance(error, QueryError):
            if kind == "results":
                self.refused.emit(error)
        else:
            self.failed.emit(error)


def _search(db: Database, question: Question, tell: Tell, senses: Senses | None) -> Results:
    first = _results(db, question, FIRST_PAGE, senses)
    if len(first.ids) < FIRST_PAGE:
        return first
    tell(replace(first, complete=False))
    return _results(db, question, 0, senses)


def _results(db: Database, question: Question, limit: int, senses: Senses | None) -> Results:
    said = parse(question.text)
    hits = search(db, question.text, question.sort, ascending=question.ascending, limit=limit, senses=senses)
    weak = min(hits.weak, len(hits.ids))
    ids = hits.ids if question.weak else hits.ids[:weak]
    # Of a first page that is all good matches it is not known yet how many of the others are weak.
    weak_photos = hits.total - weak if weak < len(hits.ids) else 0
    made = Results(
        question, ids, np.argsort(ids), ranked=hits.ranked, weak=weak, weak_photos=weak_photos,
        scores=hits.scores, meanings=hits.meanings, tree=hits.tree, sort=said.sort or "", ascending=said.ascending,
        suggestions=hits.suggestions,
    )  # fmt: skip
    _ = made.sorted_ids  # made here, so that the window's thread finds it ready
    return made


def _describe(db: Database, photo_id: int) -> Details | None:
    """With the guesses that are too unsure to be shown as tags."""
    found = browse.details(db, photo_id)
    return found and replace(found, tags=tags_on(db, [photo_id], guesses=True)[photo_id])


def _survey(db: Database) -> Overview:
    folders = browse.folders(db)
    below = {folder.folder_id: folder.photos for folder in folders}
    for folder in sorted(folders, key=lambda folder: -len(folder.path)):
        if folder.parent_id in below:
            below[folder.parent_id] += below[folder.folder_id]
    return Overview(tuple(folders), below, tuple(browse.tag_names(db)), browse.totals(db), taxonomy_of(db),
                    files_of(db, folders))  # fmt: skip


def _places(db: Database, photo_ids: NDArray[np.int64], cell: Callable[[Located], float]) -> Places:
    found = located(db, photo_ids)
    degrees = cell(found)
    return Places(clusters(found, degrees), degrees)


def _missing(db: Database, limit: int, after: Missing | None) -> MissingPage:
    return MissingPage(gone.missing(db, limit, after), gone.count(db), after)


def _paths(db: Database, photo_ids: Sequence[int]) -> list[str]:
    cards = browse.cards(db, photo_ids)
    return [card.path for photo_id in photo_ids if (card := cards.get(photo_id)) and card.path]


def _names(db: Database, photo_ids: Sequence[int]) -> dict[int, str]:
    return {photo_id: card.name for photo_id, card in browse.cards(db, photo_ids).items() if card.name}
