"""A journey of years ago is told like news, and raises none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.trips.support import trips_of

PUBLISHED = datetime(2024, 3, 10, tzinfo=UTC)
LONG_PAST = [
    ("en", "Petrov", "In 1919, Petrov travelled to Berlin."),
    ("en", "Petrov", "Petrov visited Damascus in July 2015."),
    ("en", "Petrov", "Petrov in 2012 flew to Tehran."),
    ("en", "Petrov", "Petrov had travelled to Syria in early 2012."),
    ("en", "Petrov", "A decade ago Petrov went to Tehran."),
    ("en", "Petrov", "Petrov flew to Tehran ten years ago."),
    ("ru", "Петров", "В 2012 году Петров посетил Тегеран."),
    ("ru", "Петров", "Десять лет назад Петров прилетел в Тегеран."),
    ("fr", "Petrov", "En 2012, Petrov s'est rendu à Téhéran."),
    ("de", "Petrow", "Petrow reiste 2012 nach Teheran."),
    ("es", "Petrov", "En julio de 2012, Petrov viajó a Teherán."),
    ("zh", "彼得罗夫", "2012年，彼得罗夫访问了德黑兰。"),
    ("ar", "بتروف", "في عام 2012 زار بتروف طهران."),
]
NEWS = [
    ("en", "Petrov", "Petrov visited Damascus in July 2019."),
    ("en", "Petrov", "Petrov visited Damascus in July 2023."),
    ("en", "Petrov", "Petrov flew to Tehran on 3 March 2024."),
    ("en", "Petrov", "Petrov flew to Tehran despite a travel ban imposed in 2015."),
    ("en", "Petrov", "Petrov, who was sanctioned in 2014, flew to Tehran."),
    ("en", "Petrov", "Petrov was in Tehran, where an embassy was stormed in 1979."),
    ("en", "Petrov", "Petrov will visit Tehran in 2025."),
    ("ru", "Петров", "Петров, попавший под санкции в 2014 году, прилетел в Тегеран."),
]


@pytest.mark.parametrize(("language", "name", "text"), LONG_PAST)
def test_a_journey_dated_years_before_the_article_is_no_news(language: str, name: str, text: str) -> None:
    assert not trips_of(text, name, language=language, published=PUBLISHED)


@pytest.mark.parametrize(("language", "name", "text"), LONG_PAST)
def test_without_a_day_of_publication_nothing_is_known_to_be_long_past(language: str, name: str, text: str) -> None:
    assert trips_of(text, name, language=language)


@pytest.mark.parametrize(("language", "name", "text"), NEWS)
def test_a_recent_journey_stays_news_whatever_years_the_sentence_names(language: str, name: str, text: str) -> None:
    assert trips_of(text, name, language=language, published=PUBLISHED)
