"""A message as a card for the terminal: labelled lines of styled stretches, free of any control character."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.alerts import parties
from monitor.alerts.render import journeys, words
from monitor.alerts.render.slack import safe_url
from monitor.alerts.render.snippets import stretches
from monitor.alerts.render.text import clean, clip
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
        lines = [_line("", line) for line in words.notice_lines(message)]
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
    facts = [
        *(("Note", text) for text in words.remarks(message, alert)),
        ("Who", words.party(match)), ("Named as", words.named_as(match)), ("Where to", journeys.place(trip) if trip else ""),
        ("Status", ", ".join(journeys.qualities(trip)) if trip else "no trip told"), ("When", journeys.when(trip)),
        ("Source", words.origin(alert)), ("Times", words.times(alert)), ("Match", words.why(match)),
        ("Near", words.keywords(match) if trip is None else ""),
        *(("Other trip", text) for text in words.other_trips(match)[:4]),
        *(("Listed", words.listing_words(listing)) for listing in parties.listings(match)[:10]),
        *(("Same party", text) for text in words.same_parties(match)[:6]),
        *(("Also named", text) for text in words.also_named(message)[:8]),
        ("Rule", f"{clip(clean(alert.decision.rule), 80)} · {clip(clean(alert.decision.watchlist), 80)}"),
        ("More", f"monitor why {clip(clean(alert.id), 40)}"),
    ]
    return lines + [_line(label, text) for label, text in facts if text]


def _line(label: str, text: str, kind: str = "") -> CardLine:
    return CardLine(label=label, stretches=((text, kind),))
