"""The time of the daily summary: ``08:00 Europe/Berlin``, and when that next is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from monitor.config.settings import Config, DailyTime
from monitor.yaml import Complaints, Node, fields

_WRITTEN = re.compile(r"(\d{1,2}):(\d\d)(?:\s+(\S+))?")


def read_summary(node: Node | None, complaints: Complaints) -> DailyTime | None:
    """A time with or without a zone, or ``off`` (None)."""
    default = Config().summary
    if node is None or fields.is_absent(node):
        return default
    written = fields.text(node, complaints, what="summary")
    if written == "off":
        return None
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        complaints.add(node, f"summary must be a time and a zone such as 08:00 Europe/Berlin, or off, not {fields.shown(node)}")
        return default
    zone = found[3] or "UTC"
    if zone_of(zone) is None:
        known = available_timezones()
        hint = fields.suggestion(zone, known, none="a name of the IANA list, such as Europe/Berlin") if known else (
            "UTC: this machine knows no other zone; install its tzdata package")
        complaints.add(node, f"{zone} is no time zone; write {hint}")
        return default
    return DailyTime(at=time(int(found[1]), int(found[2])), zone=zone)


def zone_of(name: str) -> tzinfo | None:
    """The zone of an IANA name; UTC needs no data of the machine's. None where there is no such zone."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: a name such as Europe, which is a folder
        return None


def latest(daily: DailyTime, now: datetime) -> tuple[date, datetime]:
    """The last day whose time has come by ``now`` (aware), and that moment in UTC.

    A time that the clocks leave out in spring is taken as if they had not been moved yet, one that they show twice in autumn as
    the first of the two: every day has it once.
    """
    zone = zone_of(daily.zone) or UTC
    day = now.astimezone(zone).date() + timedelta(days=1)
    while (moment := datetime.combine(day, daily.at, zone).astimezone(UTC)) > now:
        day -= timedelta(days=1)
    return day, moment
