"""One file a command; each imports what it needs when it runs, so that `monitor --help` starts at once.

Exit status: 0 fine; 1 a run that failed; 2 a fault in what the user wrote; 75 try again later.
Results go to standard output, progress and logs to standard error.
"""

from __future__ import annotations

import importlib
import sys

import click

from monitor import __version__
from monitor.errors import AddressFault, MonitorError, SlackRefused, StoreFault, UserFault

# command: (module, what it does); the module holds a click command named `command`
COMMANDS = {
    "run": ("run", "The daemon: polls, screens, alerts, until SIGTERM or Ctrl-C."),
    "once": ("once", "Poll every feed now, deliver, exit."),
    "demo": ("demo", "The whole pipeline, offline, with a local newsroom and a stand-in for Slack."),
    "check": ("check", "Check config, watchlists and their examples."),
    "screen": ("screen", "What would match in these texts, and why."),
    "preview": ("preview", "What the monitor reads in a feed or page."),
    "feeds": ("feeds", "Feeds and their health; find, import and export feeds."),
    "lists": ("lists", "Imported lists: how they stand, refresh, one entity, the last change."),
    "alerts": ("alerts", "What was alerted or held back, and what became of it."),
    "why": ("why", "Each step an article went through, and each rule's verdict."),
    "deliveries": ("deliveries", "The outbox."),
    "replay": ("replay", "Screen the stored articles again and show what would alert."),
    "slack": ("slack", "The app manifest; a test alert; a stand-in for Slack."),
    "health": ("health", "The daemon's health as text and exit status."),
}


class _Lazy(click.Group):
    """Knows its commands by name and help line, and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"monitor.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            raise click.UsageError(error.message + hint, ctx) from None


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="monitor")
def cli() -> None:
    """Watch the news for listed people, organisations and vessels on the move."""


def main() -> None:
    """Runs the command line; every error that has someone to act on it is one message, not a traceback."""
    try:
        cli.main(prog_name="monitor", standalone_mode=True)
    except (UserFault, AddressFault, SlackRefused) as error:  # an address and a token are what the user wrote, too
        click.echo(str(error), err=True)
        sys.exit(2)
    except MonitorError as error:
        click.echo(str(error), err=True)
        sys.exit(75 if isinstance(error, StoreFault) and error.transient else 1)
