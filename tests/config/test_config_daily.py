"""The time of the daily summary: as written, and when it next falls due, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import DailyTime, latest, read_config
from monitor.errors import Faults


def read(summary: str) -> DailyTime | None:
    return read_config(f"feeds: [https://a.example/]\nsummary: {summary}\n".encode(), name="c.yaml", environment={}).summary


@pytest.mark.parametrize(("written", "at", "zone"), [
    ("08:00 Europe/Berlin", time(8), "Europe/Berlin"), ("7:30", time(7, 30), "UTC"), ("'23:59 UTC'", time(23, 59), "UTC"),
    ("'0:00   America/New_York'", time(0), "America/New_York"), ("", time(8), "UTC")])
def test_a_time_stands_with_or_without_a_zone(written: str, at: time, zone: str) -> None:
    assert read(written) == DailyTime(at=at, zone=zone)


def test_off_is_none() -> None:
    assert read("off") is None
    assert read('"off"') is None


@pytest.mark.parametrize(("written", "complaint"), [
    ("24:00", "c.yaml:2:10: summary must be a time and a zone such as 08:00 Europe/Berlin, or off"), ("8", "2:10: summary must"),
    ("08:60 UTC", "2:10: summary must"), ("08:00 in Berlin", "2:10: summary must"), ("[1]", "2:10: summary"),
    ("08:00 Europe/Berln", "2:10: Europe/Berln is no time zone; write"), ("08:00 Europe", "Europe is no time zone"),
    ("08:00 ../../etc/passwd", "is no time zone")])
def test_what_is_no_time_is_a_fault_with_its_place(written: str, complaint: str) -> None:
    with pytest.raises(Faults, match=complaint.replace("[", r"\[")):
        read(written)


def test_a_wrong_zone_is_answered_with_the_nearest() -> None:
    with pytest.raises(Faults, match="Europe/Berlin"):
        read("08:00 Europe/Berln")


@pytest.mark.parametrize(("now", "day", "due"), [
    ("2026-03-29T00:59Z", date(2026, 3, 28), "2026-03-28T01:30Z"),  # the night the clocks skip 02:30: 03:30 summer time instead
    ("2026-03-29T01:30Z", date(2026, 3, 29), "2026-03-29T01:30Z"),
    ("2026-03-30T00:30Z", date(2026, 3, 30), "2026-03-30T00:30Z"),
    ("2026-10-25T00:29Z", date(2026, 10, 24), "2026-10-24T00:30Z"),  # the night they show 02:30 twice: the first of the two
    ("2026-10-25T01:30Z", date(2026, 10, 25), "2026-10-25T00:30Z")])
def test_the_nights_of_a_change_of_clocks_have_the_time_once(now: str, day: date, due: str) -> None:
    berlin = DailyTime(at=time(2, 30), zone="Europe/Berlin")
    assert latest(berlin, datetime.fromisoformat(now)) == (day, datetime.fromisoformat(due))


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Tehran",
                         "America/St_Johns", "Pacific/Kiritimati", "Africa/Casablanca"])


@given(ZONES, st.times().map(lambda at: at.replace(second=0, microsecond=0)),
       st.datetimes(datetime(2010, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)))
def test_looked_at_every_hour_each_day_comes_exactly_once_and_never_early(zone: str, at: time, start: datetime) -> None:
    daily = DailyTime(at=at, zone=zone)
    seen: list[date] = []
    for hour in range(24 * 6):
        now = start + timedelta(hours=hour)
        day, due = latest(daily, now)
        assert due <= now < due + timedelta(hours=50)
        assert abs(due.astimezone(ZoneInfo(zone)).date() - day) <= timedelta(days=1)
        if not seen or seen[-1] != day:
            seen.append(day)
    assert seen == sorted(set(seen))
    assert len(seen) >= 5
