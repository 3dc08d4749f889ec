"""Alerts on the terminal."""

from __future__ import annotations

import io

from monitor.adapters.console_notifier import ConsoleNotifier
from monitor.model import Retry, Sent
from monitor.testing.slack.sample import sample_alert, sample_delivery, sample_message


async def test_an_alert_is_a_readable_card_and_counts_as_delivered() -> None:
    out = io.StringIO()
    assert await ConsoleNotifier(out, width=100).send(sample_delivery(sink="terminal")) == Sent(receipt="terminal")
    shown = out.getvalue()
    for words in (
        "HIGH · Arvin Tahery — travelled to Valletta, Malta (reportedly)",
        "Where to Valletta, Malta",
        "Example News",
        "https://news.example/world/general-lands-in-valletta",
        "score 0.97",
        "EXi.001",
        "Darya Shipping",
    ):
        assert words in shown


async def test_a_headline_longer_than_the_border_is_shown_below_it_in_full() -> None:
    out = io.StringIO()
    await ConsoleNotifier(out, width=60).send(sample_delivery())
    first, *rest = out.getvalue().splitlines()
    assert first.startswith("╭─ HIGH ─")
    assert "Arvin Tahery — travelled to Valletta, Malta" in rest[0]


async def test_no_escape_sequence_and_no_markup_of_a_stranger_reaches_the_terminal() -> None:
    out = io.StringIO()
    message = sample_message(lead=sample_alert(title="\x1b[2J\x1b]0;owned\x07 [red]not red[/red] :smile:"))
    await ConsoleNotifier(out, width=100).send(sample_delivery(message))
    assert "\x1b" not in out.getvalue()
    assert "\x07" not in out.getvalue()
    assert "[red]not red[/red] :smile:" in out.getvalue()


async def test_a_stream_that_cannot_be_written_is_tried_again_later() -> None:
    out = io.StringIO()
    out.close()
    assert isinstance(await ConsoleNotifier(out).send(sample_delivery()), Retry)
