"""Whose trip, which status, where to and when: one sentence a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.matching.trips import Subject, most_alert_worthy, read_trips
from monitor.model import Document, EntityType, Mention, Trip, TripStatus
from tests.trips.support import lead, subject, trips_of

SEED = Path(__file__).parents[3] / "shared" / "data" / "soleimani-article.txt"
PUBLISHED = datetime(2015, 8, 10, tzinfo=UTC)  # a Monday
ALERTING = (TripStatus.OCCURRED, TripStatus.UNDER_WAY, TripStatus.PLANNED)


def test_the_span_of_a_trip_covers_cue_and_place() -> None:
    text = "General Karim Dastan landed in Moscow."
    (trip,) = trips_of(text, "Karim Dastan")
    assert trip == Trip(status=TripStatus.OCCURRED, destination="Moscow", country="RU", cue="landed in", start=21, end=37)
    assert text[trip.start : trip.end] == "landed in Moscow"


def test_offsets_count_code_points_of_the_field_as_given() -> None:
    text = "🛫🛫 Карим Дастан прибыл\u200b в Москву."
    (trip,) = trips_of(text, "Карим Дастан")
    assert text[trip.start : trip.end].startswith("прибыл")
    assert text[trip.start : trip.end].endswith("Москву")


def test_a_pronoun_carries_the_subject_into_the_next_sentence() -> None:
    trip = lead("Karim Dastan left the talks on Friday. He flew to Damascus the same evening.", "Karim Dastan")
    assert trip is not None
    assert trip.country == "SY"


def test_a_role_carries_the_subject_into_the_next_sentence() -> None:
    trip = lead("General Karim Dastan has been sanctioned. The general flew to Damascus on Friday.", "Karim Dastan")
    assert trip is not None
    assert trip.country == "SY"


def test_a_pronoun_after_another_person_is_not_carried_over() -> None:
    assert lead("Jane Cole criticised Karim Dastan. She flew to Damascus the same evening.", "Karim Dastan") is None


def test_a_denial_in_a_later_sentence_is_a_trip_of_its_own() -> None:
    trips = trips_of(
        "Karim Dastan travelled to Moscow in July. The Kremlin has denied that such a meeting took place.", "Karim Dastan"
    )
    assert [(trip.status, trip.country, trip.denied_by) for trip in trips] == [
        (TripStatus.OCCURRED, "RU", None),
        (TripStatus.DENIED, "RU", "Kremlin"),
    ]


def test_attribution_leaves_a_trip_occurred_and_is_named() -> None:
    trip = lead("Karim Dastan reportedly visited Moscow.", "Karim Dastan")
    assert trip is not None
    assert (trip.status, trip.hedge) == (TripStatus.OCCURRED, "reportedly")


def test_home_comes_from_the_list_before_the_text() -> None:
    listed = lead("The Russian general Karim Dastan flew to Moscow.", "Karim Dastan", countries=["IR"])
    told = lead("The Russian general Karim Dastan flew to Moscow.", "Karim Dastan")
    assert listed is not None
    assert told is not None
    assert (listed.status, told.status) == (TripStatus.OCCURRED, TripStatus.DOMESTIC)


def test_a_possessive_within_a_mention_does_not_hide_the_owner() -> None:
    text = "It happened during Karim Dastan's visit to Beijing."
    mention = Mention(field="text", start=19, end=33, surface="Karim Dastan's", name="Karim Dastan", score=1.0)
    mover = Subject(
        watchlist="Test", entity="test", name="Karim Dastan", type=EntityType.PERSON, countries=(), mentions=(mention,)
    )
    ((trip,),) = read_trips(Document(fields=(("text", text),)), [mover])
    assert trip.country == "CN"


def test_home_is_told_by_any_naming_of_the_person() -> None:
    text = "Karim Dastan flew to Shiraz. The Iranian general Karim Dastan spoke there."
    mover = subject("Karim Dastan", (("text", text),))
    ((trip,),) = read_trips(Document(fields=(("text", text),)), [replace(mover, mentions=mover.mentions[:1])])
    assert trip.status is TripStatus.DOMESTIC


def test_a_return_home_tells_its_origin() -> None:
    trip = lead("Karim Dastan returned home from Moscow.", "Karim Dastan", countries=["IR"])
    assert trip is not None
    assert (trip.status, trip.origin, trip.country) == (TripStatus.OCCURRED, "Moscow", None)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Karim Dastan flew to Moscow on 24 July.", "2015-07-24"),
        ("Karim Dastan flew to Moscow on July 24, 2014.", "2014-07-24"),
        ("Karim Dastan flew to Moscow in late July.", "2015-07-21/2015-07-31"),
        ("Karim Dastan flew to Moscow last month.", "2015-07-01/2015-07-31"),
        ("Karim Dastan flew to Moscow last week.", "2015-08-03/2015-08-09"),
        ("Karim Dastan flew to Moscow yesterday.", "2015-08-09"),
        ("Karim Dastan flew to Moscow on Friday.", "2015-08-07"),
        ("Karim Dastan will fly to Moscow on Friday.", "2015-08-14"),
        ("Karim Dastan will fly to Moscow next month.", "2015-09-01/2015-09-30"),
        ("Karim Dastan flew to Moscow in December.", "2014-12-01/2014-12-31"),
        ("Karim Dastan flew to Moscow on 30 February.", None),
        ("Karim Dastan flew to Moscow some time ago.", None),
    ],
)
def test_dates_resolve_against_the_day_of_publication(text: str, when: str | None) -> None:
    assert trips_of(text, "Karim Dastan", published=PUBLISHED)[0].when == when


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Карим Дастан прилетел в Москву в конце июля.", "2015-07-21/2015-07-31"),
        ("Карим Дастан прилетел в Москву 24 июля.", "2015-07-24"),
        ("Карим Дастан вчера прилетел в Москву.", "2015-08-09"),
        ("Карим Дастан прилетел в Москву в пятницу.", "2015-08-07"),
        ("Карим Дастан прилетел в Москву в прошлом месяце.", "2015-07-01/2015-07-31"),
    ],
)
def test_russian_dates_resolve_too(text: str, when: str) -> None:
    assert trips_of(text, "Карим Дастан", published=PUBLISHED)[0].when == when


@pytest.mark.parametrize(
    ("text", "name", "language", "when"),
    [
        ("李成浩7月24日抵达莫斯科。", "李成浩", "zh", "2015-07-24"),
        ("李成浩2014年7月抵达莫斯科。", "李成浩", "zh", "2014-07-01/2014-07-31"),
        ("李成浩周四抵达莫斯科。", "李成浩", "zh", "2015-08-06"),
        ("کریم دستان سه‌شنبه وارد مسکو شد.", "کریم دستان", "fa", "2015-08-04"),
        ("کریم دستان هفته گذشته وارد مسکو شد.", "کریم دستان", "fa", "2015-08-03/2015-08-09"),
        ("وصل كريم دستان إلى موسكو في 24 تموز.", "كريم دستان", "ar", "2015-07-24"),
        ("Karim Dastan geçen hafta Moskova'ya gitti.", "Karim Dastan", "tr", "2015-08-03/2015-08-09"),
        ("Karim Dastan s'est rendu à Moscou la semaine dernière.", "Karim Dastan", "fr", "2015-08-03/2015-08-09"),
        ("Karim Dastan alisafiri kwenda Moscow wiki iliyopita.", "Karim Dastan", "sw", "2015-08-03/2015-08-09"),
    ],
)
def test_dates_resolve_in_other_languages_and_scripts(text: str, name: str, language: str, when: str) -> None:
    assert trips_of(text, name, language=language, published=PUBLISHED)[0].when == when


def test_the_day_of_a_denial_is_not_the_day_of_the_trip_nor_part_of_who_denies() -> None:
    (trip,) = trips_of(
        "Iran's foreign ministry on Wednesday denied that Karim Dastan had travelled to Moscow.",
        "Karim Dastan",
        published=PUBLISHED,
    )
    assert (trip.status, trip.denied_by, trip.when) == (TripStatus.DENIED, "Iran's foreign ministry", None)


def test_the_day_of_a_statement_is_not_the_day_of_the_trip_it_tells() -> None:
    said = trips_of("Sources said on Tuesday that Karim Dastan flew to Moscow.", "Karim Dastan", published=PUBLISHED)
    told = trips_of("Sources said on Tuesday that Karim Dastan flew to Moscow on Friday.", "Karim Dastan", published=PUBLISHED)
    assert [trip.when for trip in (*said, *told)] == [None, "2015-08-07"]


@pytest.mark.parametrize(
    "text",
    [
        "Karim Dastan left his room.",
        "Karim Dastan is back in focus as Baghdad and Tehran trade blame.",
        "Karim Dastan moved to ban all imports.",
        "Karim Dastan returned to power in 2019.",
    ],
)
def test_words_of_motion_without_a_journey_give_no_trip(text: str) -> None:
    assert trips_of(text, "Karim Dastan", countries=["IR"]) == ()


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The agreement that the US signed with the Sahra Front in Doha was hailed.", None),
        ("US-Sahra Front agreement signed", None),
        ("The Sahra Front visited the front line in Syria.", None),
        ("A delegation of the Sahra Front arrived in Doha on Monday.", "QA"),
        ("Sahra Front leaders travelled to Moscow for talks.", "RU"),
    ],
)
def test_a_group_travels_only_by_its_delegates(text: str, country: str | None) -> None:
    trip = lead(text, "Sahra Front", type=EntityType.ORGANISATION)
    assert (trip.country if trip else None) == country


def test_without_a_day_of_publication_only_whole_dates_are_told() -> None:
    assert trips_of("Karim Dastan flew to Moscow last month.", "Karim Dastan")[0].when is None
    assert trips_of("Karim Dastan flew to Moscow on 24 July 2015.", "Karim Dastan")[0].when == "2015-07-24"


def test_each_subject_has_its_own_trips_in_the_order_asked() -> None:
    document = Document(fields=(("title", "Karim Dastan flies to Moscow"), ("text", "Oleg Varnin flew to Beirut.")))
    trips = read_trips(document, [subject(name, document.fields) for name in ("Oleg Varnin", "Karim Dastan", "Jane Cole")])
    assert [[(trip.field, trip.country) for trip in own] for own in trips] == [[("text", "LB")], [("title", "RU")], []]


def test_the_most_alert_worthy_trip_is_by_status_then_known_country_then_place_in_the_text() -> None:
    planned = Trip(status=TripStatus.PLANNED, country="RU")
    vague = Trip(status=TripStatus.OCCURRED, start=1)
    first = Trip(status=TripStatus.OCCURRED, country="SY", start=5)
    second = Trip(status=TripStatus.OCCURRED, country="LB", start=9)
    assert most_alert_worthy([planned, vague, first, second]) is first
    assert most_alert_worthy([]) is None


@pytest.mark.parametrize(
    "text", ["", " ", "Karim Dastan", "Karim Dastan to", "flew to Karim Dastan's", "( Karim Dastan , who", "Karim Dastan 'у"]
)
def test_fragments_give_no_trip_and_no_error(text: str) -> None:
    assert trips_of(text, "Karim Dastan") == ()


@pytest.mark.shared
@pytest.mark.skipif(not SEED.exists(), reason="the shared data is not beside the checkout")
def test_the_seed_article_tells_one_persons_trip_and_its_denial() -> None:
    document = Document(fields=(("text", SEED.read_text("utf-8")),), published=PUBLISHED)
    names = ("Soleimani", "Vladimir Putin", "Samantha Power", "Ted Cruz")
    mover, *others = read_trips(document, [subject(name, document.fields) for name in names])
    best = most_alert_worthy(mover)
    assert best is not None
    assert (best.status, best.country) == (TripStatus.OCCURRED, "RU")
    assert [trip.denied_by for trip in mover if trip.status is TripStatus.DENIED] == ["Kremlin"]
    assert not [trip for trips in others for trip in trips if trip.status in ALERTING and trip.hedge != "implied"]
