"""A message as something to look at: Slack blocks, one plain text, a card for the terminal. Pure, and total for any message."""

from monitor.alerts.render import digest, slack, terminal
from monitor.alerts.render.slack import SlackPayload, block_id
from monitor.alerts.render.terminal import Card, CardLine
from monitor.alerts.stories import DIGEST
from monitor.model import Message


def blocks(message: Message, *, rev: int = 0) -> SlackPayload:
    """The message within all of Slack's limits; total for any message."""
    return digest.blocks(message, rev=rev) if message.kind == DIGEST else slack.blocks(message, rev=rev)


def plain(message: Message) -> SlackPayload:
    """The same in one escaped text, for when the blocks were refused: no layout, nothing missing."""
    return digest.plain(message) if message.kind == DIGEST else slack.plain(message)


def card(message: Message) -> Card:
    """The card of any message for the terminal; total."""
    return digest.card(message) if message.kind == DIGEST else terminal.card(message)


__all__ = ["Card", "CardLine", "SlackPayload", "block_id", "blocks", "card", "plain"]
