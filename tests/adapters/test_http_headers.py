from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.adapters.http_headers import http_date, max_age, retry_after

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(("value", "wait"), [
    ("120", 120), ("0", 0), ("1.5", 1.5), ("-5", 0), ("317100", 86_400), ("1e300", 86_400), ("inf", 86_400), (" 30 ", 30),
    ("Tue, 24 Nov 2026 10:05:00 GMT", 300), ("Tuesday, 24-Nov-26 10:05:00 GMT", 300), ("Tue Nov 24 10:05:00 2026", 300),
    ("Mon, 23 Nov 2026 10:05:00 GMT", 0), ("Tue, 24 Nov 2099 10:05:00 GMT", 86_400),
])
def test_retry_after_is_read_in_all_its_forms_and_held_within_a_day(value: str, wait: float) -> None:
    assert retry_after({"Retry-After": value}, NOW) == timedelta(seconds=wait)


@pytest.mark.parametrize("value", ["", "soon", "nan", "24 Nov", "Tue, 99 Nov 2026 10:05:00 GMT"])
def test_a_retry_after_that_says_nothing_is_none(value: str) -> None:
    assert retry_after({"Retry-After": value}, NOW) is None


def test_a_date_counts_from_the_servers_own_clock() -> None:
    headers = {"Retry-After": "Tue, 24 Nov 2026 08:05:00 GMT", "Date": "Tue, 24 Nov 2026 08:00:00 GMT"}
    assert retry_after(headers, NOW) == timedelta(minutes=5)


@pytest.mark.parametrize(("headers", "seconds"), [
    ({"Cache-Control": "max-age=300"}, 300), ({"Cache-Control": "public, max-age=31536000"}, 3600),
    ({"Cache-Control": "Max-Age = \"60\""}, 60), ({"Cache-Control": "s-maxage=9, max-age=60"}, 60), ({"Cache-Control": "max-age=0"}, 0),
    ({"Cache-Control": "max-age=9", "Expires": "Tue, 24 Nov 2026 10:30:00 GMT"}, 9),
    ({"Expires": "Tue, 24 Nov 2026 10:30:00 GMT"}, 1800), ({"Expires": "Mon, 23 Nov 2026 10:30:00 GMT"}, 0),
])
def test_max_age_is_read_and_held_within_an_hour(headers: dict[str, str], seconds: int) -> None:
    assert max_age(headers, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("headers", [
    {}, {"Cache-Control": "no-cache, max-age=300"}, {"Cache-Control": "no-store"}, {"Expires": "0"}, {"Cache-Control": "s-maxage=9"}])
def test_no_age_where_none_is_stated_or_caching_is_forbidden(headers: dict[str, str]) -> None:
    assert max_age(headers, NOW) is None


def test_a_text_that_is_no_date_is_none() -> None:
    assert http_date("yesterday") is None
