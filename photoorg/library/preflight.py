"""What to look at before photos are published or exported: a warning, never a decision. Nothing is hidden here.

To add a check: one entry of CHECKS.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from photoorg.library.fields import SENSITIVE_SQL
from photoorg.library.lookalikes import groups_among
from photoorg.library.people import PEOPLE
from photoorg.library.states import STATES, note


@dataclass(frozen=True, slots=True)
class Purpose:
    """What photos are wanted for.

    `longest` is what their longer side is to be, or `width` and `height` what they are to be exactly; 0: as they are.
    `inside`: they need not fill that, as where a border is put around them. `keeps_place`: what is made says where they
    were taken, as their files do. `at_most`: photos with fewer pixels stay as they are, so that it need only be told.
    """

    longest: int = 0
    width: int = 0
    height: int = 0
    inside: bool = False
    keeps_place: bool = True
    at_most: bool = False

    @property
    def is_sized(self) -> bool:
        """Whether any size is asked for."""
        return bool(self.longest or (self.width and self.height))


AS_THEY_ARE = Purpose()

Remedy = Literal["", "rights", "release", "place", "leave"]
"""What helps that can be done at once: words for the photos, copies that tell no place, or to leave photos out."""
Weight = Literal["stops", "asks", "tells"]
"""Whether nothing can be made of a photo, whether a person is to say that it goes out so, or is only to know."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look for. `sql` is a condition on `p`, its file `f` and that one's folder `d`.

    It may name the numbers of a Purpose, as `:longest`. `one` and `many` say it of one photo, and of {} photos; `fix`
    says what helps. `when` tells for which purposes it is looked for.
    """

    kind: str
    sql: str
    one: str
    many: str
    fix: str
    remedy: Remedy = ""
    weight: Weight = "asks"
    when: Callable[[Purpose], bool] = lambda _purpose: True


SMALLER = 2.0
"""A picture with writing on it that becomes so many times smaller, or more, may be hard to read."""

# How many times as large a photo becomes. Photos of which no size is known become neither larger nor smaller.
_ACROSS, _DOWN = "1.0 * :width / nullif(p.width, 0)", "1.0 * :height / nullif(p.height, 0)"
_SCALE = (
    f"CASE WHEN :longest > 0 THEN 1.0 * :longest / nullif(max(p.width, p.height), 0) "
    f"WHEN :inside THEN min({_ACROSS}, {_DOWN}) ELSE max({_ACROSS}, {_DOWN}) END"
)
_SOMEBODY = f"({PEOPLE}) > 0"
_RELEASE = f"coalesce({note('release')}, 'none')"

DUPLICATES, SMALL = "duplicates", "small"

CHECKS: tuple[Check, ...] = (
    Check(
        "sensitive", SENSITIVE_SQL,
        "1 photo may show nudity. Look at it before it is published.",
        "{} photos may show nudity. Look at them before they are published.",
        "Leave out what is not to be seen.", "leave",
    ),
    Check(
        "unchecked", "p.sensitive IS NULL",
        "1 photo has not been checked for nudity yet.",
        "{} photos have not been checked for nudity yet.",
        "Look at them yourself, or wait until photoorg has.", "leave",
    ),
    Check(
        "missing", STATES["missing"],
        "1 photo is not there any more: nothing can be made of it.",
        "{} photos are not there any more: nothing can be made of them.",
        "Bring their files back, or leave them out.", "leave", "stops",
    ),
    Check(
        "offline", STATES["offline"],
        "1 photo is on a drive that is not connected: nothing can be made of it now.",
        "{} photos are on drives that are not connected: nothing can be made of them now.",
        "Connect the drive, or leave them out.", "leave", "stops",
    ),
    Check(
        "damaged", STATES["damaged"],
        "1 photo is damaged: part of its picture may be grey.",
        "{} photos are damaged: part of their pictures may be grey.",
        "Look at them, and leave out what cannot be used.", "leave",
    ),
    Check(
        "releases", f"{_SOMEBODY} AND {_RELEASE} = 'none'",
        "1 photo shows people, and no release of theirs is noted.",
        "{} photos show people, and no releases of theirs are noted.",
        "Note the release, or that none is needed.", "release",
    ),
    Check(
        "limited", f"{_SOMEBODY} AND {_RELEASE} = 'limited'",
        "1 photo has a release that is limited: see what it allows.",
        "{} photos have releases that are limited: see what they allow.",
        "Leave out what is not allowed for this use.", "leave",
    ),
    Check(
        "rights", f"{note('rights')} IS NULL",
        "1 photo does not say who has the rights.",
        "{} photos do not say who has the rights.",
        "Say who has them.", "rights",
    ),
    Check(
        "gps", STATES["located"],
        "1 photo says where it was taken, and whoever gets it can read that.",
        "{} photos say where they were taken, and whoever gets them can read that.",
        "Leave the place out of the copies.", "place", when=lambda purpose: purpose.keeps_place,
    ),
    Check(
        SMALL, f"({_SCALE}) > 1",
        "1 photo has fewer pixels than you ask for.",
        "{} photos have fewer pixels than you ask for.",
        "Ask for fewer, find a larger file of theirs, or leave them out.", "leave",
        when=lambda purpose: purpose.is_sized,
    ),
    Check(
        "text", f"({STATES['graphic']}) AND ({_SCALE}) <= {1 / SMALLER}",
        "1 screenshot, document or drawing becomes so small that its text may be hard to read.",
        "{} screenshots, documents or drawings become so small that their text may be hard to read.",
        "Ask for more pixels, or leave them out.", "leave", when=lambda purpose: purpose.is_sized,
    ),
    Check(
        DUPLICATES, "",
        "1 photo looks the same as another one of these.",
        "{} photos look the same as others of these.",
        "Leave out all but the best of each.", "leave",
    ),
    Check(
        "people", _SOMEBODY,
        "1 photo shows people.", "{} photos show people.",
        "Whoever is on it may have to be asked.", weight="tells",
    ),
    Check(
        "faces", "p.faces > 0",
        "1 photo shows a face.", "{} photos show faces.",
        "They may be recognised.", weight="tells",
    ),
)  # fmt: skip
KINDS = tuple(check.kind for check in CHECKS)


@dataclass(frozen=True, slots=True)
class Caution:
    """What one check found: the photos concerned, a sentence about them, and what helps.

    `spare` are those to leave out so that it is settled: all of them, but for duplicates, where the best stay.
    """

    kind: str
    photo_ids: tuple[int, ...]
    sentence: str
    fix: str = ""
    remedy: Remedy = ""
    weight: Weight = "asks"
    spare: tuple[int, ...] = ()


def preflight(db: Database, photo_ids: Iterable[int], purpose: Purpose = AS_THEY_ARE) -> list[Caution]:
    """What every check says of these photos for a purpose, in the order of CHECKS; empty where all is well."""
    ids = list(dict.fromkeys(int(photo_id) for photo_id in photo_ids))
    asked = [check for check in CHECKS if check.when(purpose)]
    concerned = _told_by_sql(db, ids, [check for check in asked if check.sql], purpose)
    spare: dict[str, tuple[int, ...]] = {}
    concerned[DUPLICATES], spare[DUPLICATES] = _alike(db, ids)
    found: list[Caution] = []
    for check in asked:
        if photos := tuple(concerned[check.kind]):
            sentence, left = _sentence(check, len(photos)), spare.get(check.kind, photos)
            weight = "tells" if check.kind == SMALL and purpose.at_most else check.weight
            found.append(Caution(check.kind, photos, sentence, check.fix, check.remedy, weight, left))
    return found


def _told_by_sql(
    db: Database, ids: Sequence[int], checks: Sequence[Check], purpose: Purpose
) -> dict[str, Sequence[int]]:
    """The photos that each check is about, in the order of `ids`: all checks are made in one walk over the photos."""
    bits = " | ".join(f"((({check.sql}) IS TRUE) << {bit})" for bit, check in enumerate(checks))
    rows = db.conn.execute(
        f"SELECT p.id, {bits} FROM json_each(:ids) j CROSS JOIN photos p ON p.id = j.value "  # noqa: S608 - fixed text
        "LEFT JOIN files f ON f.id = p.file_id LEFT JOIN folders d ON d.id = f.folder_id ORDER BY j.key",
        {
            "ids": json.dumps(ids), "longest": purpose.longest, "width": purpose.width, "height": purpose.height,
            "inside": purpose.inside,
        },
    ).fetchall()  # fmt: skip
    return {check.kind: [photo for photo, said in rows if said >> bit & 1] for bit, check in enumerate(checks)}


def _alike(db: Database, ids: Sequence[int]) -> tuple[Sequence[int], tuple[int, ...]]:
    """Photos that look the same as others of these, and those of them that are not the best of theirs."""
    groups = groups_among(db, ids) if len(ids) > 1 else []
    members = {keeper.photo_id for group in groups for keeper in group.members}
    best = {group.best.photo_id for group in groups}
    alike = [photo_id for photo_id in ids if photo_id in members]
    return alike, tuple(photo_id for photo_id in alike if photo_id not in best)


def _sentence(check: Check, number: int) -> str:
    return check.one if number == 1 else check.many.format(f"{number:,}")
