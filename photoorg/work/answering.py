"""What one photoorg can ask of another that is open on the same library, and how it is done there.

| `do` | with | answer |
|---|---|---|
| show | `folders` | `done`, `shown`: the window is in front, and reads the folders |
| index | `folders`, `skip` | `taken`, `progress` ..., then `done` with the report, `stopped`, or `failed` and why |
| status | | `done`, and what is going on |
| changed | | `done`: what another process wrote is shown |
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from photoorg.library.store import Database
from photoorg.outcomes import PhotoorgError, Progress, Report
from photoorg.settings import Home
from photoorg.work.callers import Caller, Handler, Message
from photoorg.work.instance import converse
from photoorg.work.jobs import Job, MakeJob, Step

_STOPPED = "What is done is kept."


@dataclass(frozen=True, slots=True)
class Answers:
    """What the holder of a library does for others. Each is called on a thread of the caller's.

    `show` raises the window and adds folders, and returns whether there is one; `make` gives the indexing job of
    folders without some tasks, `start` queues it; `status` says what is going on; `changed` shows what another process
    wrote.
    """

    show: Callable[[Sequence[Path]], bool]
    make: Callable[[Sequence[Path], Sequence[str]], MakeJob]
    start: Callable[[MakeJob], object]
    status: Callable[[], Mapping[str, object]]
    changed: Callable[[], None]


def answering(answers: Answers) -> Handler:
    """The handler for `Claim.serve`."""

    def handle(message: Message, caller: Caller) -> None:
        answer = _ANSWERS.get(str(message.get("do")))
        if answer is None:
            raise PhotoorgError("The photoorg that is open is of another version: close it first.")
        answer(answers, message, caller)

    return handle


class Asked:
    """A job that somebody else asked for, told to them step by step, and ended when they hang up."""

    def __init__(self, make: MakeJob, caller: Caller) -> None:
        self._make = make
        self._caller = caller
        self._begun = False

    def __call__(self, db: Database) -> Job:
        """The job itself."""
        self._begun = True
        return self._run(db)

    def __del__(self) -> None:
        """One that is forgotten before it began is over too, and somebody waits for it."""
        if not self._begun:
            self._caller.end({"event": "stopped"})

    def _run(self, db: Database) -> Job:
        last: Mapping[str, object] = {"event": "stopped"}
        try:
            with closing(self._make(db)) as job:
                while not self._caller.left:
                    step = next(job)
                    self._caller.tell({"event": "progress", **asdict(step.progress)})
                    yield step
        except StopIteration as end:
            report: Report = end.value
            last = {"event": "done", "title": report.title, "counts": dict(report.counts)}
            return report
        except Exception as error:
            sentence = str(error) if isinstance(error, PhotoorgError) else "It failed; photoorg's log says why."
            last = {"event": "failed", "sentence": sentence}
            raise
        finally:
            self._caller.end(last)
        return Report(f"Stopped by who asked for it. {_STOPPED}", cancelled=True)


def asked_job(home: Home, folders: Sequence[Path], skip: Sequence[str] = ()) -> Job | None:
    """The indexing job as the holder of a library does it; None where nobody answers. To close it is to cancel it."""
    wanted: Message = {"do": "index", "folders": [str(folder.absolute()) for folder in folders], "skip": list(skip)}
    events = converse(home, wanted)
    return None if events is None else _followed(events)


def _followed(events: Generator[Message, None, None]) -> Job:
    try:
        for event in events:
            kind = event.pop("event", "")
            if kind == "progress":
                yield Step(Progress(**cast("dict[str, Any]", event)))
            elif kind == "done":
                return Report(**cast("dict[str, Any]", event))
            elif kind == "stopped":
                raise PhotoorgError(f"It was stopped by the photoorg that is open. {_STOPPED}")
            elif kind == "failed":
                raise PhotoorgError(str(event.get("sentence", "")))
    finally:
        events.close()
    raise PhotoorgError(f"The photoorg that was open has ended before it was done: start it again. {_STOPPED}")


def _show(answers: Answers, message: Message, caller: Caller) -> None:
    caller.end({"event": "done", "shown": answers.show(_paths(message))})


def _index(answers: Answers, message: Message, caller: Caller) -> None:
    make = answers.make(_paths(message), _words(message, "skip"))
    caller.tell({"event": "taken"})
    answers.start(Asked(make, caller))


def _status(answers: Answers, message: Message, caller: Caller) -> None:  # noqa: ARG001 - as each answer takes
    caller.end({"event": "done", **answers.status()})


def _changed(answers: Answers, message: Message, caller: Caller) -> None:  # noqa: ARG001
    answers.changed()
    caller.end({"event": "done"})


def _paths(message: Message) -> list[Path]:
    paths = [Path(word) for word in _words(message, "folders")]
    if not all(path.is_absolute() for path in paths):
        raise PhotoorgError("A folder needs its whole path.")
    return paths


def _words(message: Message, name: str) -> list[str]:
    given = message.get(name, [])
    return [str(word) for word in cast("list[object]", given)] if isinstance(given, list) else []


_ANSWERS: Mapping[str, Callable[[Answers, Message, Caller], None]] = {
    "show": _show,
    "index": _index,
    "status": _status,
    "changed": _changed,
}
