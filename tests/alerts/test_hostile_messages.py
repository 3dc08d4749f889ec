"""Whatever strangers write, a message is within Slack's limits and nothing in it pings, links or is styled at their wish.

2,000 messages made of hostile parts in CI, 100,000 with `make soak`. The seed is printed with a failure, and can be given as
MONITOR_SEED.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.alerts.render import SlackPayload, blocks, card, plain
from monitor.alerts.render.limits import complaints
from monitor.alerts.render.slack import safe_url
from monitor.model import (
    Alert,
    EntityType,
    Evidence,
    KeywordHit,
    Listing,
    Match,
    Mention,
    Message,
    SameParty,
    Scope,
    Severity,
    Snippet,
    Tier,
    Trip,
    TripStatus,
)
from monitor.testing.slack.sample import SEEN, sample_alert, sample_match

SEED = int(os.environ.get("MONITOR_SEED") or 20261124)
HOSTILE = (
    "<!channel>", "<!here|here>", "<!everyone>", "<@U012AB3CD>", "<#C012|general>", "<!subteam^S1|@team>",
    "<!date^0^{date}^https://evil.example|x>",
    "<https://evil.example|your bank>", "<mailto:a@evil.example|mail>", "https://evil.example/?a=1&b=2", "HTTP://evil.example", "slack://open",
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "*bold*", "_it_", "~gone~", "`code`", "```", ">>> ", ":smile:",
    "@here", "@channel", "#general", "&", "&amp;lt;", "&lt;!channel&gt;", "<", ">", "\\", "\"", "'", "{{7*7}}", "${HOME}", "%s%n",
    "\x00", "\x1b[31m", "\x1b]8;;https://evil.example\x07", "\r", "\n", "\t", "\u2028", "\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad",
    "\ud800", "\udfff", "e" + "\u0301" * 40, "👨‍👩‍👧‍👦", "🇲🇹", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "𐀀" * 30, "قاسم سلیمانی", "می‌رود", "北京", "Ветров", "ﷺ", "Ａｒｖｉｎ",
    "word " * 60, "x" * 3_100, "&" * 700, "<>" * 400, "\n" * 60, " ", "")
LETTERS = "aeiou rstln АБВ ابت 阿尔 \u0301\u200d"
ADDRESSES = ("https://news.example/a", "https://a.example/" + "x" * 3_500, "javascript:alert(1)", "http://[", "",
             "https://a.example/<!channel>|x y", "ftp://a.example", "https://user:pass@a.example:99999/", "//a.example", "https://\u202ea.example/é?q=ü#<b>")


class Stranger:
    """Everything drawn from one seeded source."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def text(self) -> str:
        draw = self.draw
        if draw.random() < 0.15:
            return draw.choice(HOSTILE) * draw.choice((1, 1, 1, 1, 1, 2, 3, 40))
        parts = [draw.choice(HOSTILE) if draw.random() < 0.5 else "".join(draw.choices(LETTERS, k=draw.randrange(12)))
                 for _ in range(draw.randrange(7))]
        return "".join(parts)

    def maybe(self) -> str | None:
        return self.text() if self.draw.random() < 0.6 else None

    def several(self, most: int) -> Iterator[str]:
        return (self.text() for _ in range(self.draw.randrange(most + 1)))

    def snippet(self) -> Snippet:
        draw = self.draw
        marks = [(draw.randrange(-2, 60), draw.randrange(-2, 90), draw.choice(("name", "cue", "place", "other")))
                 for _ in range(draw.randrange(5))]
        return Snippet(text="".join(self.several(6)), marks=tuple(marks))

    def trip(self) -> Trip:
        return Trip(status=self.draw.choice(list(TripStatus)), destination=self.maybe(),
                    country=self.draw.choice((None, "RU", self.text())), origin=self.maybe(),
                    when=self.draw.choice((None, "2026-03-02", "2026-02-30", "2026-03-09/2026-03-15", self.text())),
                    hedge=self.maybe(), denied_by=self.maybe(), cue=self.text())

    def listing(self) -> Listing:
        return Listing(authority=self.text(), reference=self.text(), measures=tuple(self.several(3)), since=self.text(),
                       url=self.draw.choice((*ADDRESSES, self.text())))

    def match(self) -> Match:
        draw = self.draw
        trips = tuple(self.trip() for _ in range(draw.randrange(4)))
        return sample_match(
            watchlist=self.text(), entity=self.text(), name=self.text(), type=draw.choice(list(EntityType)), tier=draw.choice(list(Tier)),
            score=draw.random(), trip=trips[0] if trips else None, trips=trips,
            mentions=tuple(Mention(field="text", start=0, end=1, surface=one, name=self.text(), score=1.0) for one in self.several(4)),
            keywords=tuple(KeywordHit(watchlist=one, term=one, surface=one, field="text", start=0, end=1, scope=draw.choice(list(Scope)))
                           for one in self.several(3)),
            evidence=tuple(Evidence(rule=draw.choice(("tier", "context", "family name", one)), weight=draw.uniform(-1, 1),
                                    detail=self.text()) for one in self.several(8)),
            snippet=self.snippet() if draw.random() < 0.9 else None, deceased=self.maybe(),
            listings=tuple(self.listing() for _ in range(draw.choice((0, 1, 1, 2, 9, 40)))),
            same_as=tuple(SameParty(watchlist=one, entity=self.text(), name=self.text(), because=self.text(), listings=(self.listing(),))
                          for one in self.several(3)))

    def alert(self) -> Alert:
        draw = self.draw
        alert = sample_alert(
            self.match(), id=self.text(), title=self.text(), feed_name=self.text(), feed_url=self.text(),
            language=draw.choice((None, "fa", "zh-Hant", self.text())), article_url=draw.choice((*ADDRESSES, f"https://a.example/{self.text()}")),
            published=draw.choice((None, SEEN, SEEN + timedelta(hours=1), SEEN - timedelta(days=400), datetime(1900, 1, 1, tzinfo=UTC))),
            partial=draw.random() < 0.5)
        reason = draw.choice(("matched", "matched: published before the listing, x", self.text()))
        return replace(alert, decision=replace(alert.decision, rule=self.text(), watchlist=self.text(), reason=reason,
                                               severity=draw.choice(list(Severity))))

    def message(self) -> Message:
        draw = self.draw
        repeat, key = draw.random() < 0.2, "".join(draw.choices("abcdef0123456789", k=draw.choice((1, 24, 300))))
        if draw.random() < 0.15:
            return Message(id=key, kind="notice", severity=Severity.MEDIUM, notice_title=self.text(),
                           notice_text="\n".join(self.several(30)), possible_repeat=repeat)
        if draw.random() < 0.03:
            alerts = tuple(self.alert() for _ in range(draw.choice((1, 3, 30))))
            return Message(id=key, kind="digest", severity=Severity.MEDIUM, others=alerts, notice_title=self.text(), possible_repeat=repeat)
        others = tuple(self.alert() for _ in range(draw.choice((0, 0, 1, 2, 12))))
        lead = self.alert()
        return Message(id=key, kind="alert", severity=lead.decision.severity, lead=lead, others=others, possible_repeat=repeat)


def leaves(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of the blocks that shows something."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from leaves(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part)


def is_sound(message: Message, payload: SlackPayload) -> None:
    arguments = payload.as_arguments()
    assert complaints(arguments) == []
    json.dumps(arguments).encode("utf-8")
    assert len(json.dumps(list(payload.blocks), ensure_ascii=False)) <= (8_000 if message.kind != "digest" else 13_000)
    allowed = {safe_url(url) for alert in (message.lead, *message.others) if alert is not None
               for url in (alert.article_url, *(one.url for one in alert.match.listings),
                           *(one.url for other in alert.match.same_as for one in other.listings))}
    for part in leaves(list(payload.blocks)):
        kind = part.get("type")
        assert kind in ("header", "rich_text", "rich_text_section", "rich_text_quote", "rich_text_list", "context", "plain_text", "text",
                        "link", "date", None), f"{kind}: only inert parts"
        assert set(part.get("style", ())) <= {"bold", "italic"} or part["style"] == "bullet"
        assert part.get("emoji") in (None, False)
        if kind == "link":
            assert part["url"] in allowed, "no link but to the article and the listings"
    # the fallback text is parsed by Slack: no angle bracket of any kind, no address but the article's
    assert "<" not in payload.text
    assert ">" not in payload.text
    assert not re.sub(r"&(amp|lt|gt);", "", payload.text).count("&")
    rest = payload.text
    for alert in [message.lead] if message.lead else message.others:
        rest = rest.replace(safe_url(alert.article_url).replace("&", "&amp;") or "\0", "", 1)
    assert "://" not in rest
    assert not any(ord(letter) < 32 and letter != "\n" for letter in payload.text)


def is_calm(message: Message) -> None:
    """A card for the terminal holds no control character, and no direction override."""
    shown = card(message)
    text = shown.headline + "".join(line.label + line.text for line in shown.lines)
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 or letter in "\u202e\u2066" for letter in text)


def check(seed: int, count: int) -> None:
    for number in range(count):
        message = Stranger(seed * 1_000_003 + number).message()
        try:
            for payload in (blocks(message), plain(message)):
                is_sound(message, payload)
            is_calm(message)
        except Exception as failure:
            failure.add_note(f"MONITOR_SEED={seed}, message {number}")
            raise


def test_two_thousand_hostile_messages_are_within_every_limit_and_inert() -> None:
    check(SEED, 2_000)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not os.environ.get("MONITOR_SOAK"), reason="a long run, with `make soak`")
def test_a_hundred_thousand_hostile_messages_are_within_every_limit_and_inert() -> None:
    seed = int(os.environ.get("MONITOR_SEED") or random.SystemRandom().getrandbits(24))
    print(f"MONITOR_SEED={seed}")
    check(seed, 100_000)
