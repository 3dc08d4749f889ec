from __future__ import annotations

import pytest

from monitor.watchlists.importers.places import countries_in
from monitor.watchlists.importers.when import dates_in, death_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07 Jun 1968", ("1968-06-07",)),
        ("1955", ("1955",)),
        ("circa 1960", ("1960",)),
        ("1950 to 1960", ("1950", "1960")),
        ("1973 to 1975", ("1973", "1974", "1975")),
        ("26.11.1972", ("1972-11-26",)),
        ("Approximately 1960", ("1960",)),
        ("Between 1950 and 1955", ("1950", "1951", "1952", "1953", "1954", "1955")),
        ("a) 1 Jun. 1976; b) 1976", ("1976-06-01", "1976")),
        ("25.7.1978 (or 23.3.1975)", ("1978-07-25", "1975-03-23")),
        ("9 March 1960", ("1960-03-09",)),
        ("Jan. 1970", ("1970-01",)),
        ("2018-06-07-04:00", ("2018-06-07",)),
        ("31.2.1960", ("1960",)),
        ("", ()),
        ("unknown", ()),
        ("1957-03-11", ("1957-03-11",)),
        ("01 Jan 1975 to 31 Dec 1975", ("1975-01-01", "1975-12-31")),
    ],
)
def test_dates_are_found_in_what_lists_write(text, expected):
    assert dates_in(text) == expected


def test_month_first_is_the_us_order():
    assert dates_in("03/28/2025", month_first=True) == ("2025-03-28",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reportedly deceased in February 2019. Review concluded on 1 May 2020.", "2019-02"),
        ("(Travel Ban). Believed status/location: deceased. INTERPOL link", "date unknown"),
        ("Jailed. Deceased as of November 2015. INTERPOL", "2015-11"),
        ("Reportedly killed in drone strike in Kobul on 31 July 2022", "2022-07-31"),
        ("Security coordinator for Osman bin Loden (deceased). In Kobul since 2006.", None),
        ("A group which has killed, tortured and displaced civilians", None),
        ("deceased, ex-president", "date unknown"),
        ("", None),
    ],
)
def test_a_death_is_read_from_a_sentence_about_the_party_itself(text, expected):
    assert death_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russian and Belarusian", ("RU", "BY")),
        ("(a) Jordanian (b) American", ("JO", "US")),
        ("Iran (Islamic Republic of)", ("IR",)),
        ("Myanmar/Burma", ("MM",)),
        ("DPRK", ("KP",)),
        ("Democratic People's Republic of Korea", ("KP",)),
        ("Ruritania", ()),
        ("", ()),
        ("Ukrainian, Russian", ("UA", "RU")),
        ("North Macedonia, The Republic of", ("MK",)),
        ("Côte d’Ivoire", ("CI",)),
    ],
)
def test_countries_and_nationalities_become_codes(text, expected):
    assert countries_in(text) == expected
