"""A good neighbour: why work that nobody asked for should wait now, if it should."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from photoorg.settings import Settings

if TYPE_CHECKING:
    import psutil

_BUSY, _CALM = 0.5, 0.3
_SPAN = 10.0


@dataclass(frozen=True, slots=True)
class Facts:
    """How the computer is: whether it runs on battery, and the share of its processors that others use, 0 to 1.

    None where that cannot be told, or is not told yet.
    """

    on_battery: bool | None = None
    others: float | None = None


def reason_to_rest(settings: Settings, now: datetime, facts: Facts, before: str = "") -> str:
    """One sentence why background work should wait, or nothing. `now` is the wall's clock, `before` the last answer."""
    return next((reason for reason, holds in _CHECKS if holds(settings, now, facts, before == reason)), "")


def _on_battery(settings: Settings, now: datetime, facts: Facts, resting: bool) -> bool:  # noqa: ARG001
    return settings.pause_on_battery and facts.on_battery is True


def _in_quiet_hours(settings: Settings, now: datetime, facts: Facts, resting: bool) -> bool:  # noqa: ARG001
    if not settings.quiet_hours:
        return False
    begin, end = settings.quiet_hours.split("-")
    clock = now.strftime("%H:%M")
    if begin <= end:
        return begin <= clock < end
    return clock >= begin or clock < end


def _while_busy(settings: Settings, now: datetime, facts: Facts, resting: bool) -> bool:  # noqa: ARG001
    # Once resting, it takes more than a moment's calm to go on: else work would start and stop all the time.
    return settings.pause_while_busy and facts.others is not None and facts.others > (_CALM if resting else _BUSY)


_CHECKS: tuple[tuple[str, Callable[[Settings, datetime, Facts, bool], bool]], ...] = (
    ("The computer runs on battery.", _on_battery),
    ("These are the quiet hours.", _in_quiet_hours),
    ("Other programs need the processor.", _while_busy),
)


@dataclass(frozen=True, slots=True)
class Meter:
    """One reading, in seconds: of a steady clock, and what all processors and this program have worked so far."""

    clock: float
    busy: float
    own: float


class Computer:
    """What is read of the computer, over the last ten seconds. Only what the settings ask for is read."""

    def __init__(
        self, read: Callable[[], Meter] | None = None, battery: Callable[[], bool | None] | None = None
    ) -> None:
        self._read = read or _read_meter
        self._battery = battery or _read_battery
        self._readings: deque[Meter] = deque()

    def facts(self, settings: Settings) -> Facts:
        """How the computer is now."""
        return Facts(
            self._battery() if settings.pause_on_battery else None,
            self._others() if settings.pause_while_busy else None,
        )

    def _others(self) -> float | None:
        now = self._read()
        self._readings.append(now)
        while len(self._readings) > 2 and now.clock - self._readings[1].clock >= _SPAN:
            self._readings.popleft()
        first = self._readings[0]
        spent = (now.clock - first.clock) * _processors()
        if now.clock - first.clock < _SPAN / 2:
            return None
        return max(0.0, min(1.0, ((now.busy - first.busy) - (now.own - first.own)) / spent))


def _processors() -> int:
    import psutil  # noqa: PLC0415 - a window is up before it is needed

    return psutil.cpu_count() or 1


def _read_meter() -> Meter:
    import psutil  # noqa: PLC0415 - as above

    times, own = psutil.cpu_times(), psutil.Process().cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    guest = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)  # told among user and nice already
    # Children are counted when they have ended, which helpers of ours seldom do: those that live are asked.
    helpers = sum(_seconds(child) for child in psutil.Process().children(recursive=True))
    ended = own.children_user + own.children_system
    return Meter(time.monotonic(), sum(times) - idle - guest, own.user + own.system + ended + helpers)


def _seconds(process: psutil.Process) -> float:
    import psutil  # noqa: PLC0415 - as above

    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return times.user + times.system


def _read_battery() -> bool | None:
    import psutil  # noqa: PLC0415 - as above

    try:
        battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    except (OSError, RuntimeError, ValueError):
        return None
    return None if battery is None else battery.power_plugged is False
