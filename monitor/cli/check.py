"""`monitor check`: what the user wrote, and the examples in it. Needs no network, and no part that would."""

from __future__ import annotations

import os
import sys
from collections import Counter

import click

from monitor.cli.options import config_option
from monitor.text import counted


@click.command(name="check")
@config_option()
@click.option("--live", is_flag=True, help="Also ask Slack about the token and its channels, and fetch each feed once.")
def command(config_path: str, live: bool) -> None:
    """Checks the config, the watchlists, and each entity's examples; exit status 2 for a fault in any of them."""
    from monitor.adapters.disk_files import DiskFiles
    from monitor.adapters.system_clock import SystemClock
    from monitor.cli.lists import kept_lists
    from monitor.daemon.loading import load, with_imports
    from monitor.errors import Faults
    from monitor.matching import compile_index, open_index, screen
    from monitor.model import Document, Tier
    from monitor.watchlists.examples import check_examples
    from monitor.watchlists.merge import ended_mutes

    loaded = load(config_path, DiskFiles(), os.environ)
    lists = with_imports(loaded.watchlists, loaded.files, kept_lists(loaded.config, config_path))
    index = open_index(compile_index(lists.watchlists))

    def claimed(text: str) -> set[tuple[str, str]]:
        document = Document(fields=(("text", text),))
        return {(match.watchlist, match.entity) for match in screen(document, index) if match.tier is not Tier.POSSIBLE}

    if faults := check_examples(lists.watchlists, claimed):
        raise Faults(faults)
    types = Counter(str(entity.type) for watchlist in lists.watchlists for entity in watchlist.entities)
    examples = sum(len(entity.examples.match) + len(entity.examples.no_match)
                   for watchlist in lists.watchlists for entity in watchlist.entities)
    keywords = sum(len(watchlist.keywords) for watchlist in lists.watchlists)
    counts = ", ".join(counted(number, name, "aircraft" * (name == "aircraft")) for name, number in sorted(types.items())) or "no names"
    click.echo(f"{config_path}: {counted(len(loaded.config.feeds), 'feed')}, {counted(len(loaded.config.rules), 'rule')}")
    click.echo(f"{counted(len(loaded.watchlists), 'watchlist')}: {counts}, {counted(keywords, 'keyword')}; "
               f"{counted(examples, 'example')} hold{'s' * (examples == 1)}")
    for remark in (*lists.remarks, *ended_mutes(lists.watchlists, SystemClock().now().date().isoformat())):
        click.echo(remark, err=True)
    if live:
        from monitor.cli.check_live import check_live

        sys.exit(check_live(loaded.config, os.environ))
