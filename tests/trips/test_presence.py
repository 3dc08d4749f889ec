"""The second reading: people whom no rule of grammar moves, put at a place by what stands around it."""

from __future__ import annotations

import pytest

from monitor.matching.trips.presence import Weights, weights
from monitor.model import TripStatus
from tests.trips.support import lead, trips_of


@pytest.mark.parametrize(
    ("text", "name", "home", "country"),
    [
        ("In the Qatari capital Oleg Varnin and the emir then signed a gas contract on Tuesday.", "Oleg Varnin", "RU", "QA"),
        ("Говорил Олег Варнин об этом в среду на пресс-конференции в Братиславе.", "Олег Варнин", "RU", "SK"),
    ],
)
def test_a_sentence_that_puts_somebody_at_a_place_abroad_tells_a_trip(text: str, name: str, home: str, country: str) -> None:
    trip = lead(text, name, countries=[home])
    assert trip is not None
    assert (trip.status, trip.country) == (TripStatus.OCCURRED, country)


@pytest.mark.parametrize(
    "text",
    [
        "Oleg Varnin criticised the war in Syria.",
        "The embassy in Doha did not comment on Oleg Varnin.",
        "Oleg Varnin urged London and Paris to lift the sanctions.",
        "Oleg Varnin spoke to reporters in Moscow on Friday.",
        "Jane Cole praised Oleg Varnin. She flew to Damascus the same evening.",
        "Oleg Varnin addressed the forum in Doha by video link on Monday.",
    ],
)
def test_a_place_of_others_at_home_or_far_away_tells_none(text: str) -> None:
    assert trips_of(text, "Oleg Varnin", countries=["RU"]) == ()


def test_the_table_weighs_signs_that_speak_for_and_against() -> None:
    table = weights()
    assert table.signs["bound and led"] > 0 > table.signs["home unknown"]
    assert table.base < table.enough
    assert Weights(-1.0, 0.0, {"a": 0.5, "b": 2.0}).sum({"b", "c"}) == 1.0
