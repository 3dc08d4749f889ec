"""A digest tells of every article once, with its link, within Slack's limits, and nothing a stranger wrote is active in it."""

from __future__ import annotations

import json
from datetime import timedelta

from monitor.alerts.render import blocks, card, limits, plain
from monitor.delivery import digest, had_outage
from monitor.model import Delivery, Message, Severity
from monitor.testing.slack.sample import SEEN, sample_alert, sample_delivery, sample_match, sample_message

HOSTILE = "<!channel> <https://evil.example|here> *bold* &amp; \u202eright"


def waiting(count: int, *, title: str = "General on travel ban lands in Valletta", path: str = "") -> list[Delivery]:
    made = []
    for number in range(count):
        lead = sample_alert(article_url=f"https://news.example/{number}{path}", title=title)
        other = sample_alert(sample_match(entity="darya", name="Darya Shipping", trip=None), article_url=lead.article_url, title=title)
        message = sample_message(id=f"d{number}", severity=Severity.MEDIUM, lead=lead, others=(other,))
        made.append(sample_delivery(message, created=SEEN + timedelta(seconds=number)))
    return made


def wrong(message: Message) -> list[str]:
    return [found for payload in (blocks(message), plain(message)) for found in limits.complaints(payload.as_arguments())]


def test_every_article_is_told_once_in_blocks_and_in_text() -> None:
    digests = digest(waiting(45), now=SEEN)
    assert [one.reply_to for one in digests] == ["", digests[0].id, digests[0].id]
    assert digests[0].created == SEEN
    payloads = [blocks(one.message) for one in digests]
    assert [json.dumps(one.blocks).count('"type": "link"') for one in payloads] == [20, 20, 5]
    lines = [line.split(" ")[-1] for one in payloads for line in one.text.splitlines()]
    assert [line for line in lines if "://" in line] == [f"https://news.example/{number}" for number in range(45)]
    assert "45 articles waited" in payloads[0].text
    assert payloads[0].blocks[0]["block_id"] == f"monitor:{digests[0].id}:0"
    assert payloads[0].metadata["event_payload"] == {"id": digests[0].id}


def test_folding_the_same_again_gives_the_same_ids() -> None:
    assert [one.id for one in digest(waiting(25), now=SEEN)] == [one.id for one in digest(waiting(25), now=SEEN + timedelta(days=1))]


def test_other_parties_of_an_article_stand_on_its_line() -> None:
    [one] = digest(waiting(2), now=SEEN)
    lines = blocks(one.message).blocks[1]["elements"][0]["elements"]
    assert len(lines) == 2
    assert "Darya Shipping" in lines[0]["elements"][0]["text"]


def test_hostile_titles_and_addresses_of_any_length_stay_inert_and_within_the_limits() -> None:
    for path in ("", "/" + "x" * 1_500, "/<!here>|x"):
        for one in digest(waiting(20, title=HOSTILE * 40, path=path), now=SEEN):
            assert wrong(one.message) == []
            for payload in (blocks(one.message), plain(one.message)):
                assert "<" not in payload.text
                assert "mrkdwn" not in json.dumps(payload.blocks)


def test_a_repeat_says_so_and_the_terminal_shows_the_same() -> None:
    [one] = digest(waiting(3), now=SEEN)
    repeated = sample_message(id=one.id, kind="digest", lead=None, others=one.message.others, notice_title="x", possible_repeat=True)
    assert "Possible repeat" in blocks(repeated).text
    assert "Possible repeat" in json.dumps(blocks(repeated).blocks)
    shown = [line.text for line in card(one.message).lines]
    assert sum(text.startswith("https://news.example/") for text in shown) == 3


def test_an_outage_is_a_channel_that_took_nothing_for_a_minute_while_something_waited() -> None:
    minute = timedelta(minutes=1)
    assert had_outage(SEEN - 2 * minute, SEEN, SEEN + minute)
    assert not had_outage(SEEN - 2 * minute, SEEN, SEEN + minute / 2)
    assert not had_outage(SEEN + minute / 2, SEEN, SEEN + minute)
    assert had_outage(None, SEEN, SEEN + minute)
