"""A message as a card for the terminal: labelled lines of styled stretches, free of any control character."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.alerts import parties
from monitor.alerts.render import words
from monitor.alerts.render.slack import safe_url
from monitor.alerts.render.snippets import stretches
from monitor.alerts.render.text import clean, clip
from monitor.alerts.rules import BEFORE_LISTING, is_before_listing
from monitor.model import Alert, Message, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One line: a label (may be empty) and stretches of (text, kind); kind is name, cue, place, title, link, quote or empty."""

    label: str
    stretches: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(text for text, _ in self.stretches)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the console notifier prints: the headline and the lines below it."""

    severity: Severity
    headline: str
    lines: tuple[CardLine, ...]


def card(message: Message) -> Card:
    """The card of any message; total."""
    headline = clip(words.headline(message), 200)
    if message.lead is None:
        lines = [_line("", clip(clean(line), 700)) for line in message.notice_text.splitlines()[:10] if clean(line)]
    else:
        lines = _lines(message, message.lead)
    return Card(severity=message.severity, headline=headline, lines=tuple(lines))


def _lines(message: Message, alert: Alert) -> list[CardLine]:
    match, trip = alert.match, alert.match.trip
    lines = [_line("", words.title(alert), "title"), _line("", safe_url(alert.article_url) or clean(alert.article_url), "link")]
    quoted = stretches(match.snippet, 400) if match.snippet else []
    if quoted:
        lines.append(CardLine(label="", stretches=(("“", "quote"), *((text, kind or "quote") for text, kind in quoted),
                                                   ("”", "quote"))))
    status = ", ".join(words.qualities(trip)) if trip else "no trip told"
    facts = [
        ("Who", words.person(match)), ("Named as", words.named_as(match)),
        ("Where to", words.place(trip) if trip else ""), ("Status", status),
        ("When", clip(clean(trip.when or ""), 60) if trip else ""),
        ("Source", words.origin(alert)),
        ("Times", words.times(alert)), ("Why", words.why(match)), ("Near", words.keywords(match)),
        *(("Listed", words.listing_words(listing)) for listing in parties.listings(match)[:4]),
        *(("Same party", text) for text in words.same_parties(match)[:4]),
        *(("Note", text) for text in words.remarks(match)),
        *(("Also named", words.other(other)) for other in words.others_named(message)[:8]),
        ("Rule", f"{clip(clean(alert.decision.rule), 80)} · {clip(clean(alert.decision.watchlist), 80)}"),
        ("Note", BEFORE_LISTING if is_before_listing(alert.decision) else ""),
        ("Note", "read from the feed only: the page could not be had" if alert.partial else ""),
        ("Note", "possible repeat" if message.possible_repeat else ""),
    ]
    return lines + [_line(label, text) for label, text in facts if text]


def _line(label: str, text: str, kind: str = "") -> CardLine:
    return CardLine(label=label, stretches=((text, kind),))
