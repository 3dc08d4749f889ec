"""A message as something to look at: Slack blocks, one plain text, a card for the terminal. Pure, and total for any message."""

from monitor.alerts.render.slack import SlackPayload, block_id, blocks, plain
from monitor.alerts.render.terminal import Card, CardLine, card

__all__ = ["Card", "CardLine", "SlackPayload", "block_id", "blocks", "card", "plain"]
