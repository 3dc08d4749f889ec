"""Any text gives an answer: no error, spans within the field, work that does not run away."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.matching.trips.tokens import tokens_of
from tests.trips.support import trips_of

WORDS = st.sampled_from(
    "Karim Dastan flew to visited visit Moscow Москву в прибыл who and , . "
    "' ’s «  » ( he his will not denied reports that In capital of "
    "Iranian the وصل إلى موسكو 访问 北京 from 30 May July last month \u200b 🛫 U.S. Moskova ' ya Визит ـ ـــ Дастан Дастана".split(" ")
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=25).map(" ".join), st.sampled_from(["en", "ru", "ar", "zh", "tr", "fa", "pl", None]))
def test_any_jumble_of_words_gives_trips_with_spans_in_the_text(text: str, language: str | None) -> None:
    for trip in trips_of(text, "Karim Dastan", language=language):
        assert 0 <= trip.start < trip.end <= len(text)
        assert trip.cue in text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_characters_give_an_answer(text: str) -> None:
    trips_of(f"Karim Dastan {text} flew to Moscow {text}", "Karim Dastan")


@given(st.text(min_size=1, max_size=4) | st.text("ـ\u200c.-'ّ", min_size=1, max_size=4))
def test_no_token_is_levelled_to_nothing(text: str) -> None:
    assert all(token.fold for token in tokens_of(text, 0, len(text)))


def test_a_name_that_ends_in_a_stroke_of_writing_is_read() -> None:
    assert trips_of("Мэр принял Карима ـ в Москве.", "Карима ـ", language="ru") is not None


def test_a_sentence_without_end_is_read_in_parts() -> None:
    text = "Karim Dastan, who flew to Moscow and visited Paris, and " * 2000
    assert trips_of(text, "Karim Dastan")
