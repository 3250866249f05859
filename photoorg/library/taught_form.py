"""How what was learned of a tag is written, and the one check of it: for lines of words, imports and files alike."""

from __future__ import annotations

import base64
import json
import math
import re
import struct
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, cast

from photoorg.library.thing_keys import keys_here

LAYOUT = 1
"""A photoorg that lays the JSON out otherwise writes another number as its `layout`; without one it is 1."""
_LARGEST, _MOST = 1e6, 1e9
_LONGEST_VERSION = 200
_OF_ESTIMATE = 8  # numbers: see taught_models.Estimate
_HALF = struct.Struct("<e")
_KEY = re.compile(r"0|[1-9][0-9]{0,8}")


def checked(text: str) -> str:
    """The JSON itself. Raises ValueError with what is wrong.

    Of another layout no more is asked than that it is JSON: a newer photoorg may have written it.
    """
    found = _object(text)
    if _is_known(found):
        _check(found)
    return text


def fields(text: str) -> Mapping[str, Any]:
    """What is in the JSON, each as it has to be. Raises ValueError where anything is not, or the layout is another."""
    found = _object(text)
    if not _is_known(found):
        raise ValueError("it is laid out otherwise")
    _check(found)
    return found


def halves(text: str) -> bytes:
    """Numbers of two bytes each (<f2). Raises ValueError."""
    return base64.b64decode(text, validate=True)


def _object(text: str) -> dict[str, Any]:
    try:
        text.encode()
        found: Any = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 - like everything else that may be wrong with it
    given = cast("dict[str, Any]", found)
    version = given.get("version", "")
    if not isinstance(version, str) or not version.isascii() or len(version) > _LONGEST_VERSION:
        raise ValueError("its version is none")
    return given


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says nothing twice: of two SQLite would take the other one."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("it says something twice")
    return found


def _is_known(found: Mapping[str, Any]) -> bool:
    return "version" in found and found.get("layout", LAYOUT) == LAYOUT


def _check(found: Mapping[str, Any]) -> None:
    for field, holds in _HOLDS.items():
        if field not in found or not holds(found[field]):
            raise ValueError(f"its {field} cannot be used")
    things = len(halves(found["things"])) // 2
    keys, count = keys_here()
    if found["version"].rpartition(".")[2] == keys and things != count:
        raise ValueError("its things are too many, or too few")
    if any(int(key) >= things for key in found["meant"]):
        raise ValueError("its name means what there is not")
    if len(found["scores"]) != len(found["confidences"]):
        raise ValueError("its scores and confidences are not as many")


def _is_number(value: Any, low: float = -_LARGEST, high: float = _LARGEST) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _is_count(value: Any) -> bool:
    return _is_number(value, 0, _MOST) and isinstance(value, int)


def _is_share(value: Any) -> bool:
    return _is_number(value, 0, 1)


def _is_vector(value: Any) -> bool:
    numbers = halves(value) if isinstance(value, str) else b""
    return (
        len(numbers) > 0 and len(numbers) % 2 == 0 and all(math.isfinite(one) for (one,) in _HALF.iter_unpack(numbers))
    )


def _are(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Whether a value is a list of some, each of which holds."""
    return lambda value: (
        isinstance(value, list) and len(cast("list[Any]", value)) > 0 and all(map(holds, cast("list[Any]", value)))
    )


def _rise(value: Any) -> bool:
    return _are(_is_number)(value) and all(low < high for low, high in pairwise(value))


def _is_meant(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    given = cast("dict[str, Any]", value)
    return all(_KEY.fullmatch(key) for key in given) and all(map(_is_number, given.values()))


def _is_estimate(value: Any) -> bool:
    """Whether it is the numbers of an Estimate: of no photo only target and bar are told."""
    if not isinstance(value, list) or len(cast("list[Any]", value)) != _OF_ESTIMATE:
        return False
    target, bar, *shares, photos, total = cast("list[Any]", value)
    return (
        all(map(_is_share, (target, bar)))
        and all(one is None or _is_share(one) for one in shares)
        and _is_count(photos)
        and (total is None or _is_number(total, 0, _MOST))
    )


def _are_estimates(value: Any) -> bool:
    return _are(_is_estimate)(value) and all(low[0] < high[0] for low, high in pairwise(value))


_HOLDS: dict[str, Callable[[Any], bool]] = {
    "looks": _is_vector,
    "things": _is_vector,
    "named": _is_number,
    "offset": _is_number,
    "meant": _is_meant,
    "scores": _rise,
    "confidences": _are(_is_share),
    "estimates": _are_estimates,
    "yes": _is_count,
    "no": _is_count,
}
