"""An alert as something to look at: what it says, and that nothing a stranger wrote can do anything in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds import kinds

from monitor.alerts.render import SlackPayload, blocks, card, plain
from monitor.alerts.render.journeys import act, place, travel, when
from monitor.alerts.render.limits import complaints
from monitor.alerts.render.names import country_name, language_name, latin
from monitor.alerts.render.slack import safe_url
from monitor.alerts.render.snippets import stretches
from monitor.alerts.render.text import border, clean, clip, escape, inert, unescape
from monitor.alerts.render.words import also_named, headline, lag, sentence, why
from monitor.model import EntityType, Evidence, Listing, Mention, Message, Severity, Snippet, Tier, Trip, TripStatus
from monitor.testing.slack.sample import SEEN, sample_alert, sample_match, sample_message

TITLE = "<!channel> <@U1> *bold* _x_ `code` & <https://evil.example|news>"


def rich_elements(payload: SlackPayload) -> list[dict[str, Any]]:
    sections = [section for block in payload.blocks if block["type"] == "rich_text" for section in block["elements"]]
    items = [item for section in sections for item in (section["elements"] if section["type"] == "rich_text_list" else [section])]
    return [element for item in items for element in item["elements"]]


def shown(payload: SlackPayload) -> str:
    parts = [element.get("text", element.get("fallback", "")) for element in rich_elements(payload)]
    return "\n".join([payload.blocks[0]["text"]["text"], *parts])


# ------------------------------------------------------------------ what it says
def test_the_header_says_severity_person_what_they_did_and_where() -> None:
    assert headline(sample_message()) == "HIGH · Arvin Tahery — travelled to Valletta, Malta (reportedly)"


def test_a_denial_in_a_headline_cannot_be_read_as_a_trip() -> None:
    trip = Trip(status=TripStatus.DENIED, destination="Moscow", country="RU", denied_by="the ministry")
    assert travel(trip) == "trip to Moscow, Russia denied by the ministry"
    assert act(trip) == "is said not to have travelled to Moscow, Russia (denied by the ministry)"
    assert travel(Trip(status=TripStatus.DENIED)) == "trip denied"


@pytest.mark.parametrize(("status", "said"), [
    (TripStatus.OCCURRED, "travelled to Malta"), (TripStatus.UNDER_WAY, "is travelling to Malta"),
    (TripStatus.PLANNED, "plans to travel to Malta"), (TripStatus.CANCELLED, "cancelled a trip to Malta"),
    (TripStatus.REFUSED, "was refused a trip to Malta"), (TripStatus.HYPOTHETICAL, "might travel to Malta"),
    (TripStatus.DOMESTIC, "travelled inside the country, to Malta")])
def test_every_status_is_a_clause_of_its_own(status: TripStatus, said: str) -> None:
    assert act(Trip(status=status, country="MT")) == said == travel(Trip(status=status, country="MT"))


def test_a_trip_without_a_place_names_where_it_began_and_none_at_all_is_a_mention() -> None:
    assert act(Trip(status=TripStatus.PLANNED, origin="Tehran")) == "plans to travel from Tehran"
    assert (act(None), travel(None)) == ("is named", "named")


def test_a_city_in_another_script_stands_behind_its_country_with_a_reading_where_one_helps() -> None:
    assert place(Trip(status=TripStatus.PLANNED, destination="北京", country="CN")) == "China (北京, Beijing)"
    assert place(Trip(status=TripStatus.PLANNED, destination="مسکو", country="RU")) == "Russia (مسکو)"
    assert place(Trip(status=TripStatus.PLANNED, destination="Łódź", country="PL")) == "Łódź, Poland"
    assert place(Trip(status=TripStatus.PLANNED, destination="北京")) == "北京"


@pytest.mark.parametrize(("written", "said"), [
    ("2026-03-02", "Mon 2 Mar 2026"), ("2026-03-09/2026-03-15", "Mon 9 Mar 2026 to Sun 15 Mar 2026"), ("2026-03", "Mar 2026"),
    ("2015-07-21/2015-07-31", "late Jul 2015"), ("2016-02-11/2016-02-20", "mid-Feb 2016"), ("2016-02-01/2016-02-29", "Feb 2016"),
    ("2016-02-01/2016-02-28", "Mon 1 Feb 2016 to Sun 28 Feb 2016"), ("0000-02-01/0000-02-10", "0000-02-01/0000-02-10"),
    ("2026", "2026"), ("2026-02-30", "2026-02-30"), ("soon", "soon"), ("2026-03-02/soon", "2026-03-02/soon"), (None, "")])
def test_a_date_of_travel_is_read_as_people_write_dates(written: str | None, said: str) -> None:
    assert when(Trip(status=TripStatus.PLANNED, when=written)) == said


def test_the_text_is_one_sentence_with_the_address() -> None:
    payload = blocks(sample_message())
    assert payload.text == (
        "High severity: Arvin Tahery travelled to Valletta, Malta (reportedly), says Example News in “General on travel ban lands in "
        "Valletta” (strong match, 1 more party named). https://news.example/world/general-lands-in-valletta")


def test_evidence_that_two_same_words_are_the_same_is_left_out() -> None:
    match = sample_match(evidence=(Evidence(rule="given name", weight=0.4, detail="Arvin = Arvin (same spelling)"),
                                   Evidence(rule="context", weight=0.1, detail="the text also says General"),
                                   Evidence(rule="tier", weight=0.0, detail="strong: listed spelling")))
    assert why(match) == "strong (listed spelling), score 0.97: the text also says General"


def test_a_possible_match_claims_nothing() -> None:
    message = sample_message(lead=sample_alert(sample_match(tier=Tier.POSSIBLE)), others=())
    assert headline(message) == "HIGH · possibly Arvin Tahery — travelled to Valletta, Malta (reportedly)"
    assert sentence(message).startswith("High severity: possibly Arvin Tahery travelled")


def test_the_other_trips_of_the_party_are_told_once_each() -> None:
    lead, planned = sample_match().trips[0], Trip(status=TripStatus.PLANNED, country="SY", when="2026-03-09")
    match = sample_match(trips=(lead, planned, planned, Trip(status=TripStatus.CANCELLED, country="RU")))
    text = shown(blocks(sample_message(lead=sample_alert(match))))
    assert text.count("plans to travel to Syria, Mon 9 Mar 2026") == 1
    assert "cancelled a trip to Russia" in text
    assert any(line.label == "Other trip" for line in card(sample_message(lead=sample_alert(match))).lines)


@pytest.mark.parametrize("message", [pytest.param(message, id=name) for name, message in kinds().items()])
def test_every_kind_of_message_is_sound_and_its_text_a_sentence(message: Message) -> None:
    payload = blocks(message)
    assert complaints(payload.as_arguments()) == []
    assert message.kind == "digest" or "\n" not in payload.text
    assert card(message).lines


def test_the_message_carries_its_id_twice_and_no_list_content_in_metadata() -> None:
    payload = blocks(sample_message(), rev=2)
    assert payload.metadata == {"event_type": "monitor_alert", "event_payload": {"id": "sample"}}
    assert payload.blocks[0]["block_id"] == "monitor:sample:2"


def test_the_snippet_is_quoted_with_the_name_bold_and_cue_and_place_italic() -> None:
    styles = {element["text"]: element.get("style") for element in rich_elements(blocks(sample_message()))
              if element["type"] == "text"}
    assert styles["Arvin Taheri"] == {"bold": True}
    assert styles["landed in"] == styles["Valletta"] == {"italic": True}


def test_a_party_told_of_the_article_before_is_named_as_such_and_the_leading_one_is_not() -> None:
    lead, other = sample_match(entity="a"), sample_match(entity="b", name="Boris Lomidze")
    message = sample_message(lead=sample_alert(lead), others=(), before=(sample_alert(other), sample_alert(lead)))
    assert [line[:13] for line in also_named(message)] == ["Boris Lomidze"]
    assert also_named(message)[0].endswith(", told before)")
    assert "1 more party named" in sentence(message)
    for text in (shown(blocks(message)), plain(message).text, str(card(message))):
        assert "Boris Lomidze" in text
        assert "told before" in text


def test_the_reader_learns_source_language_lag_evidence_listing_and_the_others() -> None:
    text = shown(blocks(sample_message()))
    for words in ("Example News · English", "(3 min later)", "Match: \nstrong, score 0.97", "family name Taheri ≈ Tahery",
                  "EX EXi.001: travel ban, asset freeze, since 2023-02-14", "“Arvin Taheri”, listed as Arvin Tahery",
                  "organisation Darya Shipping — named (low severity, probable match)"):
        assert words in text


def test_a_possible_repeat_says_so_in_the_blocks_the_text_and_the_card() -> None:
    message = sample_message(possible_repeat=True)
    payload = blocks(message)
    assert "possible repeat" in json.dumps(payload.blocks)
    assert "possible repeat" in payload.text
    assert any(line.text.startswith("possible repeat") for line in card(message).lines)


def test_the_plain_form_has_no_blocks_and_loses_no_fact() -> None:
    payload = plain(sample_message())
    assert payload.blocks == ()
    for words in ("Valletta", "score 0.97", "EXi.001", "Darya Shipping", "3 min later", "https://news.example/world"):
        assert words in payload.text


def test_a_notice_is_of_its_own_event_type_and_holds_its_lines() -> None:
    notice = Message(id="n", kind="notice", severity=Severity.MEDIUM, notice_title="Feed silent", notice_text="one\n\ntwo")
    payload = blocks(notice)
    assert payload.metadata["event_type"] == "monitor_notice"
    assert payload.blocks[0]["text"]["text"] == "Monitor · Feed silent"
    assert "one" in shown(payload)
    assert sentence(notice) == "Feed silent: one two"
    assert [line.text for line in card(notice).lines] == ["one", "two"]


def test_a_name_listed_in_another_script_comes_with_a_listed_latin_spelling_or_a_reading() -> None:
    persian = sample_match(name="قاسم سلیمانی", mentions=(
        Mention(field="text", start=0, end=1, surface="Soleimani", name="Qasem Soleimani", score=1.0),))
    assert "قاسم سلیمانی (Qasem Soleimani)" in headline(sample_message(lead=sample_alert(persian)))
    russian = sample_match(name="Иван Петров", mentions=())
    assert "Иван Петров (Ivan Petrov)" in headline(sample_message(lead=sample_alert(russian)))


def test_the_card_answers_who_where_status_and_when() -> None:
    labelled = {line.label: line.text for line in card(sample_message()).lines}
    assert (labelled["Who"], labelled["Where to"], labelled["Status"], labelled["When"]) == (
        "Arvin Tahery", "Valletta, Malta", "occurred, reportedly", "Mon 2 Mar 2026")


def test_an_undated_article_and_one_published_ahead_of_the_clock_have_no_lag() -> None:
    assert "unknown time" in shown(blocks(sample_message(lead=sample_alert(published=None))))
    assert lag(SEEN + timedelta(minutes=5), SEEN) == ""
    assert [lag(SEEN - gap, SEEN) for gap in (timedelta(seconds=20), timedelta(hours=5), timedelta(days=4))] == [
        "less than a minute later", "5 h later", "4 days later"]
    assert blocks(sample_message(lead=sample_alert(published=datetime(1950, 1, 1, tzinfo=UTC))))


def test_countries_and_languages_have_their_english_names() -> None:
    assert (country_name("RU"), country_name("ZZZ"), country_name(None)) == ("Russia", "ZZZ", "")
    assert (language_name("fa-IR"), language_name("qqq"), language_name(None)) == ("Persian", "qqq", "")
    assert (latin("Петров"), latin("Petrov"), latin("محمد"), latin("123")) == ("Petrov", "", "", "")


def test_a_reader_is_told_that_a_party_is_listed_as_deceased_or_is_no_person() -> None:
    ship = sample_match(type=EntityType.VESSEL, deceased="2020-01-03", trip=Trip(status=TripStatus.PLANNED, country="MT"))
    text = shown(blocks(sample_message(lead=sample_alert(ship))))
    assert "listed as deceased (2020-01-03)" in text
    assert "HIGH · vessel Arvin Tahery — plans to travel to Malta" in text


def test_an_article_without_a_title_goes_by_its_address_and_a_feed_without_a_name_too() -> None:
    text = shown(blocks(sample_message(lead=sample_alert(title=" ", feed_name="", partial=True))))
    assert "https://news.example/world/general-lands-in-valletta" in text
    assert "https://news.example/rss.xml" in text
    assert "feed only" in json.dumps(blocks(sample_message(lead=sample_alert(partial=True))).blocks)


# ------------------------------------------------------------------ text
def test_cutting_never_parts_a_letter_from_its_marks_or_an_emoji_from_its_parts() -> None:
    family = "👨‍👩‍👧‍👦"
    assert border(family, 3) == 0
    assert border("e\u0301x", 1) == 0
    assert border("🇲🇹🇷🇺", 3) == 2
    assert clip("word another thirdly", 14) == "word another…"


def test_cleaning_drops_controls_and_direction_overrides_and_keeps_joiners() -> None:
    assert clean("a\x1b[31m\u202eb\n\n c\x00") == "a[31mb c"
    assert clean("می\u200cرود") == "می\u200cرود"
    assert clean("z" + "\u0300" * 50) == "z" + "\u0300" * 6
    assert clean("\ud800") == "\ufffd"


@given(st.text())
def test_escaping_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text
    assert "<" not in inert(text)
    assert "://" not in inert(text)


@given(st.text(max_size=200), st.integers(0, 60))
def test_a_clipped_text_is_within_its_limit(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit


@given(
    st.text(max_size=80),
    st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90), st.sampled_from(["name", "cue", "x"]))),
    st.integers(10, 90),
)
def test_a_snippet_keeps_its_order_and_its_limit_whatever_its_marks(
    text: str, marks: list[tuple[int, int, str]], limit: int
) -> None:
    parts = stretches(Snippet(text=text, marks=tuple(marks)), limit)
    assert sum(len(part) for part, _ in parts) <= limit
    assert all(part for part, _ in parts)


def test_a_long_snippet_keeps_its_first_mark() -> None:
    text = "x " * 300 + "Tahery" + " y" * 300
    parts = stretches(Snippet(text=text, marks=((600, 606, "name"),)), 240)
    assert ("Tahery", "name") in parts
    assert parts[0] == parts[-1] == ("…", "")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "", "http://[", "https://a.example/" + "x" * 4000]
)
def test_only_http_addresses_of_bearable_length_are_linked(url: str) -> None:
    assert safe_url(url) == ""
    payload = blocks(sample_message(lead=sample_alert(article_url=url)))
    assert complaints(payload.as_arguments()) == []
    assert all(
        not element["url"].startswith(("javascript", "file")) for element in rich_elements(payload) if element["type"] == "link"
    )


def test_an_address_cannot_break_out_of_the_text() -> None:
    assert safe_url("https://a.example/<!channel>|x y") == "https://a.example/%3C!channel%3E%7Cx%20y"


# ------------------------------------------------------------------ too much (hostile: test_hostile_messages)
@pytest.mark.parametrize(
    "text", ["&" * 100_000, "z" + "\u0301" * 100_000, "<!channel>" * 10_000, "𐀀 " * 50_000, "a\n" * 50_000]
)
def test_a_hundred_thousand_characters_in_every_field_are_cut_to_a_valid_message(text: str) -> None:
    match = sample_match(name=text, snippet=Snippet(text=text, marks=((0, 90_000, "name"),)), deceased=text,
                         evidence=(Evidence(rule=text, weight=1.0, detail=text),) * 9,
                         listings=(Listing(authority=text, reference=text, measures=(text,) * 3, since=text, url=text),) * 9,
                         trip=Trip(status=TripStatus.PLANNED, destination=text, hedge=text, denied_by=text, when=text))
    message = sample_message(
        lead=sample_alert(match, title=text, feed_name=text, language=text, article_url="https://a.example/" + text)
    )
    for payload in (blocks(message), plain(message)):
        assert complaints(payload.as_arguments()) == []
        assert "<" not in payload.text
    notice = Message(id="n", kind="notice", severity=Severity.LOW, notice_title=text, notice_text=text)
    assert complaints(blocks(notice).as_arguments()) == []


def test_a_hostile_title_is_shown_as_it_stands_and_escaped_in_the_text() -> None:
    payload = blocks(sample_message(lead=sample_alert(title=TITLE)))
    assert TITLE in shown(payload)
    assert "&lt;!channel&gt;" in payload.text


def test_a_message_too_full_is_built_smaller_and_says_how_much_is_left_out() -> None:
    wide = sample_match(name="Name " * 16, listings=sample_match().listings * 9)
    others = tuple(sample_alert(replace(wide, entity=str(number))) for number in range(40))
    payload = blocks(sample_message(others=others))
    assert complaints(payload.as_arguments()) == []
    assert " more" in shown(payload)


def test_long_addresses_crowd_out_the_lesser_facts_first_and_the_title_keeps_its_link() -> None:
    listing = Listing(authority="EX", reference="r" * 120, url="https://example.org/" + "x" * 470)
    match = sample_match(listings=(listing,) * 4, deceased="2020", snippet=Snippet(text="word " * 200),
                         evidence=(Evidence(rule="family name", weight=1.0, detail="d" * 100),) * 4)
    url = "https://news.example/" + "x" * 2_900
    others = tuple(sample_alert(sample_match(entity=str(number), name="N" * 80)) for number in range(9))
    payload = blocks(sample_message(lead=sample_alert(match, article_url=url, title="t" * 300), others=others))
    assert len(json.dumps(list(payload.blocks), ensure_ascii=False)) <= 8_000
    assert url in [element.get("url") for element in rich_elements(payload)]
    assert "r" * 120 in shown(payload)


# ------------------------------------------------------------------ the check itself
def rich(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "x" * 3001}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "fields": [{"type": "plain_text", "text": "x"}] * 11}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "context", "elements": [{"type": "plain_text", "text": "x"}] * 11}]}, "invalid_blocks"),
        ({"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}]}]}, "invalid_blocks"),
        ({"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": []}]}]},
         "invalid_blocks"),
        ({"blocks": [{"type": "rich_text", "elements": []}]}, "invalid_blocks"),
        (
            {
                "blocks": [
                    {
                        "type": "rich_text",
                        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
                    }
                ]
            },
            "invalid_blocks",
        ),
        (
            {
                "blocks": [
                    {
                        "type": "rich_text",
                        "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "x"}]}],
                    }
                ]
            },
            "invalid_blocks",
        ),
        ({"blocks": [{"type": "divider", "block_id": "b" * 256}]}, "invalid_blocks"),
        ({"blocks": [{"type": "divider", "block_id": "b"}] * 2}, "invalid_blocks"),
        ({"blocks": [{"type": "no such"}]}, "invalid_blocks"),
    ({"text": 7}, "invalid_arguments"),
    ({"blocks": [{"type": "header", "text": "x"}]}, "invalid_blocks"),
    ({"blocks": [rich({"type": "text", "text": "x", "style": {"blink": True}})]}, "invalid_blocks"),
    ({"blocks": [rich({"type": "marquee"})]}, "invalid_blocks"),
    ({"blocks": [rich({"type": "date", "timestamp": "now"})]}, "invalid_blocks"),
    ({"blocks": [rich({"type": "link", "url": "http://["})]}, "invalid_blocks"),
    ({"blocks": [rich({"type": "link", "url": "https://a.example/" + "x" * 3000})]}, "invalid_blocks"),
    ({"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}]}, "invalid_blocks"),
    ({"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [{"type": "x"}]}]}]}, "invalid_blocks"),
        ({"blocks": ["no object"]}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "e"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "e", "event_payload": {"a": "x" * 9000}}}, "metadata_too_large"),
        ({"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "x" * 2900}}] * 5}, "msg_blocks_too_long"),
    ],
)
def test_a_payload_beyond_a_limit_is_named_with_slacks_own_code(payload: dict[str, Any], code: str) -> None:
    assert complaints(payload)[0].startswith(code)


def test_a_name_inside_a_cue_stays_a_name() -> None:
    snippet = Snippet(text="arrived General Ali Reza in Doha", marks=((0, 32, "cue"), (16, 24, "name")))
    assert stretches(snippet, 300) == [("arrived General ", "cue"), ("Ali Reza", "name"), (" in Doha", "cue")]
