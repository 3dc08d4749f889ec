from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import language_tag, parse_date, parse_local_date


@pytest.mark.parametrize(("text", "expected"), [
    ("2022-07-28T10:00:00Z", "2022-07-28T10:00"), ("2022-07-28T10:00:00.123+03:00", "2022-07-28T07:00"),
    ("2022-07-28 10:00", "2022-07-28T10:00"), ("20220728", "2022-07-28T00:00"), ("2022-07-28T10:00-0500", "2022-07-28T15:00"),
    ("Thu, 28 Jul 2022 10:00:00 GMT", "2022-07-28T10:00"), ("Thu,28 Jul 2022 4:35:5 GMT+9", "2022-07-27T19:35"),
    ("Mon, 20 Nov 95 19:12:08 -0500", "1995-11-21T00:12"), ("Qua, 14 Fev 2024 10:00:00 -0300", "2024-02-14T13:00"),
    ("dim., 3 mars 2024 10:00:00 +0100", "2024-03-03T09:00"), ("14. Februar 2024, 10:05 Uhr", "2024-02-14T10:05"),
    ("14 февраля 2024 г., 10:05", "2024-02-14T10:05"), ("28 listopada 2023", "2023-11-28T00:00"),
    ("2023年11月3日 12:05", "2023-11-03T12:05"), ("2022. 7. 28. 오후 4:05", "2022-07-28T16:05"), ("1658970000", "2022-07-28T01:00"),
    ("1658970000000", "2022-07-28T01:00"), ("March 3, 2024 at 9:15 PM EST", "2024-03-04T02:15"), ("12:30 a.m. on 3 May 2024",
    "2024-05-03T00:30"), ("28/07/2022 10:00", "2022-07-28T10:00"), ("28.07.2022", "2022-07-28T00:00"), ("7/28/2022", "2022-07-28T00:00"),
    ("Sat, 27 Feb 2016 24:00:00 GMT", "2016-02-28T00:00"), ("Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00"),
    ("٢٨ يوليو ٢٠٢٢", "2022-07-28T00:00"), ("Tue Mar 05 09:21:00 2024", "2024-03-05T09:21"),
])
def test_dates_are_read_as_publishers_write_them(text: str, expected: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.tzinfo is UTC
    assert found.isoformat()[:16] == expected


@pytest.mark.parametrize("text", ["", "not a date", "yesterday", "31 February 2024", "2024-13-45", "99999999999999999", "May", "v1.2.3",
                                  "12:30", None, "2024"])
def test_what_is_no_date_gives_none(text: str | None) -> None:
    assert parse_date(text) is None


def test_the_language_decides_between_months_of_one_name_and_the_order_of_numbers() -> None:
    assert parse_date("28 listopada 2023", language="hr") == datetime(2023, 10, 28, tzinfo=UTC)
    assert parse_date("05/04/2024", language="en-US") == datetime(2024, 5, 4, tzinfo=UTC)
    assert parse_date("05/04/2024", language="en-GB") == datetime(2024, 4, 5, tzinfo=UTC)
    assert parse_date("05/04/2024", language="fr") == datetime(2024, 4, 5, tzinfo=UTC)


def test_the_local_date_keeps_the_day_readers_saw() -> None:
    found = parse_local_date("2024-03-04T22:15:00-05:00")
    assert found is not None
    assert found.day == 4
    assert found.utcoffset() == timedelta(hours=-5)


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2090, 1, 1)))
def test_iso_and_rfc_dates_come_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(moment.strftime("%a, %d %b %Y %H:%M:%S GMT")) == moment


@pytest.mark.parametrize(("text", "tag"), [("en_us", "en-US"), ("EN", "en"), ("zh-hans-cn", "zh-Hans-CN"), ("english", None), ("", None),
                                           ("und", None), (None, None), ("pt-BR", "pt-BR")])
def test_language_tags_are_brought_to_one_form(text: str | None, tag: str | None) -> None:
    assert language_tag(text) == tag
