"""When work that nobody asked for should wait, told from readings that are made up; and the threads' priority."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoorg.settings import Settings
from photoorg.work import neighbour, priority
from photoorg.work.neighbour import Computer, Facts, Meter, reason_to_rest

NOON = datetime(2026, 5, 4, 12, 0)  # noqa: DTZ001 - a wall clock has no zone
ALL = Settings(pause_on_battery=True, pause_while_busy=True)
NONE = Settings(pause_on_battery=False)


@pytest.mark.parametrize(
    ("settings", "facts", "reason"),
    [
        (ALL, Facts(), ""),
        (ALL, Facts(on_battery=True), "The computer runs on battery."),
        (ALL, Facts(on_battery=False, others=0.5), ""),
        (ALL, Facts(on_battery=False, others=0.51), "Other programs need the processor."),
        (ALL, Facts(on_battery=True, others=0.9), "The computer runs on battery."),
        (NONE, Facts(on_battery=True, others=1.0), ""),
    ],
)
def test_reasons(settings: Settings, facts: Facts, reason: str) -> None:
    assert reason_to_rest(settings, NOON, facts) == reason


@pytest.mark.parametrize(
    ("hours", "clock", "quiet"),
    [
        ("09:00-17:00", "09:00", True), ("09:00-17:00", "16:59", True), ("09:00-17:00", "17:00", False),
        ("09:00-17:00", "08:59", False), ("22:00-07:00", "23:30", True), ("22:00-07:00", "00:00", True),
        ("22:00-07:00", "06:59", True), ("22:00-07:00", "07:00", False), ("22:00-07:00", "21:59", False),
        ("10:00-10:00", "10:00", False), ("", "10:00", False),
    ],
)  # fmt: skip
def test_quiet_hours(hours: str, clock: str, quiet: bool) -> None:
    settings = Settings(pause_on_battery=False, quiet_hours=hours)
    now = datetime.strptime(f"2026-05-04 {clock}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - as above
    assert reason_to_rest(settings, now, Facts()) == ("These are the quiet hours." if quiet else "")


@given(st.times(), st.times(), st.times())
def test_of_two_opposite_spans_one_is_quiet(begin: object, end: object, clock: object) -> None:
    first, second, now = (f"{one:%H:%M}" for one in (begin, end, clock))
    at = datetime.strptime(f"2026-05-04 {now}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - as above
    spans = (f"{first}-{second}", f"{second}-{first}")
    quiet = [bool(reason_to_rest(Settings(pause_on_battery=False, quiet_hours=one), at, Facts())) for one in spans]
    assert sum(quiet) == (first != second)


def test_a_moment_of_calm_is_not_enough_to_go_on() -> None:
    busy = reason_to_rest(ALL, NOON, Facts(others=0.6))
    assert reason_to_rest(ALL, NOON, Facts(others=0.4), busy) == busy
    assert reason_to_rest(ALL, NOON, Facts(others=0.3), busy) == ""
    assert reason_to_rest(ALL, NOON, Facts(others=0.4), "") == ""


def test_what_others_use_is_told_over_ten_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbour, "_processors", lambda: 4)
    readings = [Meter(clock, busy, own) for clock, busy, own in (
        (0, 100, 10), (2, 108, 18), (6, 124, 34), (10, 132, 34), (20, 132, 34), (22, 100, 90),
    )]  # fmt: skip
    computer = Computer(read=iter(readings).__next__, battery=lambda: None)
    told = [computer.facts(ALL).others for _ in readings]
    assert told == [None, None, 0.0, 8 / 40, 0.0, 0.0]


def test_only_what_the_settings_ask_for_is_read() -> None:
    def never() -> Meter:
        raise AssertionError

    assert Computer(read=never, battery=lambda: True).facts(Settings()) == Facts(on_battery=True)
    assert Computer(read=never, battery=lambda: True).facts(NONE) == Facts()


def test_this_computer_can_be_read() -> None:
    computer = Computer()
    facts = computer.facts(ALL)
    assert facts.on_battery in {None, True, False}
    first, second = neighbour._read_meter(), neighbour._read_meter()
    assert second.clock >= first.clock
    assert second.busy >= first.busy
    assert second.own >= first.own > 0


@pytest.mark.skipif(sys.platform != "linux", reason="told by the Linux kernel")
def test_a_thread_gives_way_and_the_others_do_not() -> None:
    def told() -> tuple[int, object]:
        thread = threading.get_native_id()
        return os.getpriority(os.PRIO_PROCESS, thread), psutil.Process(thread).ionice().ioclass

    before = told()
    with ThreadPoolExecutor(1, initializer=priority.give_way) as pool:
        assert pool.submit(told).result(10) == (max(5, before[0]), psutil.IOPRIO_CLASS_IDLE)
    assert told() == before


def test_where_it_is_not_allowed_the_thread_works_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise PermissionError

    monkeypatch.setattr(priority, "_LOWER", {sys.platform: refuse})
    priority.give_way()
