"""Any text gives an answer: no error, spans within the field, work that does not run away."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.trips.support import trips_of

WORDS = st.sampled_from(
    "Karim Dastan flew to visited visit Moscow Москву в прибыл who and , . "
    "' ’s «  » ( he his will not denied reports that In capital of "
    "Iranian the وصل إلى موسكو 访问 北京 from 30 May July last month \u200b 🛫 U.S. Moskova ' ya Визит".split(" ")
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


def test_a_sentence_without_end_is_read_in_parts() -> None:
    text = "Karim Dastan, who flew to Moscow and visited Paris, and " * 2000
    assert trips_of(text, "Karim Dastan")
