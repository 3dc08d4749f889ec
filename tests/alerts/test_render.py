"""An alert as something to look at: what it says, and that nothing a stranger wrote can do anything in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.alerts.render import SlackPayload, blocks, card, plain
from monitor.alerts.render.limits import complaints
from monitor.alerts.render.names import country_name, language_name, latin
from monitor.alerts.render.slack import safe_url
from monitor.alerts.render.snippets import stretches
from monitor.alerts.render.text import border, clean, clip, escape, inert, unescape
from monitor.alerts.render.words import headline, lag, sentence, travel
from monitor.model import EntityType, Evidence, Listing, Mention, Message, Severity, Snippet, Trip, TripStatus
from monitor.testing.slack.sample import SEEN, sample_alert, sample_match, sample_message

TITLE = "<!channel> <@U1> *bold* _x_ `code` & <https://evil.example|news>"


def rich_elements(payload: SlackPayload) -> list[dict[str, Any]]:
    sections = [section for block in payload.blocks if block["type"] == "rich_text" for section in block["elements"]]
    return [element for section in sections for element in section["elements"]]


def shown(payload: SlackPayload) -> str:
    parts = [element.get("text", element.get("fallback", "")) for element in rich_elements(payload)]
    return "\n".join([payload.blocks[0]["text"]["text"], *parts])


# ------------------------------------------------------------------ what it says
def test_the_header_says_severity_person_place_and_status() -> None:
    assert headline(sample_message()) == "HIGH · Arvin Tahery — trip to Valletta, Malta (occurred, reportedly)"


def test_a_denied_trip_names_who_denies_it_and_a_mention_says_so() -> None:
    trip = Trip(status=TripStatus.DENIED, destination="Moscow", country="RU", denied_by="the ministry")
    assert travel(trip) == "trip to Moscow, Russia (denied, denied by the ministry)"
    assert travel(Trip(status=TripStatus.PLANNED, origin="Tehran")) == "trip from Tehran (planned)"
    assert travel(None) == "named"


def test_the_text_is_one_sentence_with_the_address() -> None:
    payload = blocks(sample_message())
    assert payload.text == (
        "High severity alert (strong match): Arvin Tahery travelled to Valletta, Malta (reportedly), with 1 more, says Example "
        "News in “General on travel ban lands in Valletta”. https://news.example/world/general-lands-in-valletta")


def test_the_message_carries_its_id_twice_and_no_list_content_in_metadata() -> None:
    payload = blocks(sample_message(), rev=2)
    assert payload.metadata == {"event_type": "monitor_alert", "event_payload": {"id": "sample"}}
    assert payload.blocks[0]["block_id"] == "monitor:sample:2"


def test_the_snippet_is_quoted_with_the_name_bold_and_cue_and_place_italic() -> None:
    styles = {element["text"]: element.get("style") for element in rich_elements(blocks(sample_message()))
              if element["type"] == "text"}
    assert styles["Arvin Taheri"] == {"bold": True}
    assert styles["landed in"] == styles["Valletta"] == {"italic": True}


def test_the_reader_learns_source_language_lag_evidence_listing_and_the_others() -> None:
    text = shown(blocks(sample_message()))
    for words in ("Example News · English", "(3 min later)", "strong match, score 0.97", "family name: Taheri ≈ Tahery",
                  "EX EXi.001 (travel-ban, asset-freeze) since 2023-02-14", "“Arvin Taheri” (listed as Arvin Tahery)",
                  "Darya Shipping: low, named, probable match", "“landed in” in the same sentence"):
        assert words in text


def test_a_possible_repeat_says_so_in_the_blocks_the_text_and_the_card() -> None:
    message = sample_message(possible_repeat=True)
    payload = blocks(message)
    assert "Possible repeat" in json.dumps(payload.blocks)
    assert "possible repeat" in payload.text
    assert any(line.text == "possible repeat" for line in card(message).lines)


def test_the_plain_form_has_no_blocks_and_loses_no_fact() -> None:
    payload = plain(sample_message())
    assert payload.blocks == ()
    for words in ("Valletta", "score 0.97", "EXi.001", "Darya Shipping", "3 min later", "https://news.example/world"):
        assert words in payload.text


def test_a_notice_is_of_its_own_event_type_and_holds_its_lines() -> None:
    notice = Message(id="n", kind="notice", severity=Severity.MEDIUM, notice_title="Feed silent", notice_text="one\n\ntwo")
    payload = blocks(notice)
    assert payload.metadata["event_type"] == "monitor_notice"
    assert payload.blocks[0]["text"]["text"] == "MEDIUM · Feed silent"
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
        "Arvin Tahery", "Valletta, Malta", "occurred, reportedly", "2026-03-02")


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
    assert "Note: \nvessel" in text
    assert "trip to Malta (planned)" in text


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


# ------------------------------------------------------------------ hostile
nasty = st.sampled_from([
    "<!channel>",
    "<@U1>",
    "<!subteam^S1>",
    "*bold*",
    "_it_",
    "`c`",
    ":smile:",
    "\u202e",
    "e\u0301" * 40,
    "👨‍👩‍👧",
    "قاسم",
    "&amp;",
    "<https://evil.example|x>",
    "https://evil.example",
    "\n",
    "\x00",
    "\ud800",
    "@here",
    "𐀀" * 50,
])
hostile = st.lists(nasty | st.text(max_size=20), max_size=12).map("".join) | st.sampled_from(["&" * 700, "z" + "\u0301" * 700])


@st.composite
def messages(draw: st.DrawFn) -> Message:
    text = draw(hostile)
    marks = tuple(
        draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60), st.sampled_from(["name", "cue", "place"])), max_size=4))
    )
    trip = Trip(
        status=draw(st.sampled_from(TripStatus)),
        destination=draw(st.none() | hostile),
        country=draw(st.none() | hostile),
        origin=draw(st.none() | hostile),
        hedge=draw(st.none() | hostile),
        denied_by=draw(st.none() | hostile),
        when=draw(st.none() | hostile),
    )
    listing = Listing(authority=draw(hostile), reference=text, measures=(text,) * 3, since=text, url=draw(hostile))
    match = sample_match(
        name=draw(hostile),
        entity=text,
        watchlist=text,
        trip=draw(st.none() | st.just(trip)),
        deceased=draw(st.none() | hostile),
        snippet=draw(st.none() | st.just(Snippet(text=draw(hostile), marks=marks))),
        mentions=tuple(
            Mention(field="text", start=0, end=1, surface=surface, name=surface, score=1.0)
            for surface in draw(st.lists(hostile, max_size=3))
        ),
        evidence=(Evidence(rule=text, weight=1.0, detail=draw(hostile)),) * draw(st.integers(0, 9)),
        listings=(listing,) * draw(st.integers(0, 9)),
    )
    alert = sample_alert(
        match,
        title=draw(hostile),
        feed_name=draw(hostile),
        feed_url=draw(hostile),
        language=draw(st.none() | hostile),
        article_url="https://a.example/" + draw(hostile),
        partial=draw(st.booleans()),
    )
    alert = replace(alert, decision=replace(alert.decision, rule=text, watchlist=text))
    others = tuple(replace(alert, match=replace(match, entity=str(number))) for number in range(draw(st.integers(0, 30))))
    notice = draw(st.booleans())
    return Message(id=draw(st.text("abc", max_size=300)), kind="alert", severity=Severity.HIGH, lead=None if notice else alert,
                   others=() if notice else others, notice_title=draw(hostile), notice_text=draw(hostile),
                   possible_repeat=draw(st.booleans()))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(messages())
def test_any_message_is_within_every_limit_and_nothing_in_it_is_active(message: Message) -> None:
    for payload in (blocks(message), plain(message)):
        arguments = payload.as_arguments()
        assert complaints(arguments) == []
        assert "<" not in payload.text, "no mention and no labelled link"
        assert "mrkdwn" not in json.dumps(arguments["metadata"])
        assert len(json.dumps(list(payload.blocks), ensure_ascii=False)) <= 8_000
        json.dumps(arguments).encode("utf-8")
        assert {element["type"] for element in rich_elements(payload)} <= {"text", "link", "date"} if payload.blocks else True
        assert all(block["type"] in ("header", "rich_text", "context") for block in payload.blocks)
        objects = [text for block in payload.blocks for text in (block.get("text"), *block.get("elements", ())) if text]
        assert all(text["type"] != "mrkdwn" for text in objects)
    text = "".join(line.label + line.text for line in card(message).lines)
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in text)


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
