"""The notifier of a monitor without Slack: each message a card on the terminal."""

from __future__ import annotations

from typing import IO

from rich.cells import cell_len
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from monitor.alerts.render import Card, card
from monitor.model import Delivery, Retry, SendOutcome, Sent, Severity

_COLOURS = {Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
_BORDERS = 6  # columns of a panel's title line that are no title
_STYLES = {"name": "bold", "cue": "italic underline", "place": "italic bold", "title": "bold", "link": "blue underline"}


class ConsoleNotifier:
    """Prints on ``stream``, in colour where that is a terminal; a message shown is delivered."""

    sink = "terminal"

    def __init__(self, stream: IO[str], *, width: int | None = None) -> None:
        self._console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)

    async def send(self, delivery: Delivery) -> SendOutcome:
        """Sent, or Retry where the stream cannot be written (a closed pipe, a full disk)."""
        try:
            self._console.print(_panel(card(delivery.message), self._console.width))
            self._console.file.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            return Retry(reason=f"the terminal cannot be written: {error}")
        return Sent(receipt="terminal")

    async def find(self, delivery: Delivery) -> None:
        """None: a terminal cannot be searched for what it showed."""

    async def close(self) -> None:
        """Nothing is held: the stream is its owner's."""


def _panel(shown: Card, width: int) -> Panel:
    """A headline that would be cut off at the border stands below it instead, in full."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    colour = _COLOURS[shown.severity]
    title, rest = shown.headline, ""
    if cell_len(title) > width - _BORDERS:
        title, _, rest = title.partition(" · ")
        grid.add_row(Text(""), Text(rest, style=f"bold {colour}"))
    for line in shown.lines:
        grid.add_row(Text(line.label), Text.assemble(*((text, _STYLES.get(kind, "")) for text, kind in line.stretches)))
    return Panel(grid, title=Text(title, style=f"bold {colour}"), title_align="left", border_style=colour)
