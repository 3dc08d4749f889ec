"""Places are found in any script and case form, and told apart from words and names."""

from __future__ import annotations

import pytest

from monitor.matching.trips.gazetteer import gazetteer
from monitor.matching.trips.lexicon import LANGUAGES, language
from monitor.matching.trips.tokens import tokens_of


def places(code: str, text: str) -> list[tuple[str, str]]:
    return [(place.name, place.country) for place in gazetteer(language(code)).find(tokens_of(text, 0, len(text)))]


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "He flew to Moscow", [("Moscow", "RU")]),
        ("en", "from Kyiv to the United Arab Emirates", [("Kyiv", "UA"), ("United Arab Emirates", "AE")]),
        ("en", "in the U.S. and in Britain", [("United States", "US"), ("United Kingdom", "GB")]),
        ("en", "in Dar es Salaam", [("Dar es Salaam", "TZ")]),
        ("en", "they told us in may", []),
        ("ru", "прилетел в Москву", [("Moscow", "RU")]),
        ("ru", "из Тегерана в Рим", [("Tehran", "IR"), ("Rome", "IT")]),
        ("ru", "в Южную Корею и в ОАЭ", [("South Korea", "KR"), ("United Arab Emirates", "AE")]),
        ("uk", "до Києва", [("Kyiv", "UA")]),
        ("uk", "у Москві", [("Moscow", "RU")]),
        ("bg", "в Белград", [("Belgrade", "RS")]),
        ("pl", "w Moskwie i w Niemczech", [("Moscow", "RU"), ("Germany", "DE")]),
        ("pl", "do Kijowa", [("Kyiv", "UA")]),
        ("cs", "v Praze a do Moskvy", [("Prague", "CZ"), ("Moscow", "RU")]),
        ("fr", "à Moscou et au Royaume-Uni", [("Moscow", "RU"), ("United Kingdom", "GB")]),
        ("de", "nach Peking", [("Beijing", "CN")]),
        ("es", "a Pekín", [("Beijing", "CN")]),
        ("ar", "إلى موسكو وبغداد", [("Moscow", "RU"), ("Baghdad", "IQ")]),
        ("fa", "وارد مسکو شد", [("Moscow", "RU")]),
        ("zh", "抵达莫斯科", [("Moscow", "RU")]),
    ],
)
def test_places_are_found_as_they_are_written(code: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert places(code, text) == expected


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_table_loads(code: str) -> None:
    table = language(code)
    assert table.code == code
    assert table.order in ("before", "free", "after")
