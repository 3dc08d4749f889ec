"""`monitor feeds`: feeds and their health; finding, importing and exporting them."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.options import config_option
from monitor.cli.stored import print_json, short, with_store
from monitor.errors import ContentFault, NotAFeed, UserFault, WorkerFault
from monitor.text import counted

if TYPE_CHECKING:
    from monitor.config import HttpConfig

_PLAIN = re.compile(r"[!-~]*[!-9;-~]")  # an address that YAML takes at its word: no blank in it, no colon at its end


def _set_config(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.obj = value


# `monitor feeds list -c X` means what `monitor feeds -c X list` does
_config_too = click.option("-c", "--config", metavar="PATH", expose_value=False, callback=_set_config, help="The config file.")


@click.group(name="feeds", invoke_without_command=True)
@config_option()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a feed.")
@click.pass_context
def command(context: click.Context, config_path: str, as_json: bool) -> None:
    """Feeds and their health (list, the default); add, import, export."""
    context.obj = config_path
    if context.invoked_subcommand is None:
        _list(config_path, as_json)


@command.command(name="list")
@_config_too
@click.option("--json", "as_json", is_flag=True, help="One JSON object a feed.")
@click.pass_obj
def list_feeds(config_path: str, as_json: bool) -> None:
    """Each feed: when it was polled, when it is due, what it gave, what went wrong."""
    _list(config_path, as_json)


def _list(config_path: str, as_json: bool) -> None:
    rows: list[dict[str, Any]] = with_store(config_path, lambda store, _config, _now: store.feed_rows())
    for row in rows:
        if as_json:
            print_json(row)
            continue
        failures = f", {counted(row['failures'], 'failure')} in a row" if row["failures"] else ""
        click.echo(f"{row['status'] or 'new':9} {row['name']}  {row['url']}")
        click.echo(f"          polled {short(row['last_poll'])}, due {short(row['next_due'])}, "
                   f"{counted(row['entries'], 'entry', 'entries')}{failures}")
        if row["error"]:
            click.echo(f"          {row['error']}")
    if not rows and not as_json:
        click.echo("no feed was polled yet: `monitor run` or `monitor once`", err=True)


@command.command(name="add")
@_config_too
@click.argument("url")
@click.pass_obj
def add(config_path: str, url: str) -> None:
    """Finds the feeds of a site (or takes a feed's address) and prints the lines for config.yaml."""
    from monitor.adapters.process_workers import start_forkserver
    from monitor.config import HttpConfig

    http = _config_of(config_path).http if os.path.exists(config_path) else HttpConfig()
    start_forkserver()
    try:
        found = asyncio.run(_found(http, url))
    except (ContentFault, WorkerFault) as fault:
        raise UserFault(f"{url}: {fault}") from None
    if not found:
        raise UserFault(f"{url}: no feed there, and the page names none; look for its RSS link and give that")
    for address, title in found:
        _echo_lines(address, title)
    click.echo(f"put the lines you want below `feeds:` in {config_path}", err=True)


async def _found(http: HttpConfig, url: str) -> list[tuple[str, str]]:
    from monitor.cli import feed_reading

    async with feed_reading.readers(http, 1) as (fetcher, workers):
        document = await feed_reading.fetched(fetcher, url)
        try:
            return [(document.url, (await feed_reading.parsed(workers, document)).title)]
        except NotAFeed:
            return await feed_reading.named(workers, document)


@command.command(name="import")
@_config_too
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_opml(config_path: str, file: Path) -> None:
    """Reads OPML and prints the lines for config.yaml, leaving out feeds that are in it."""
    from monitor.feeds.opml import read_opml

    known = {feed.url for feed in _config_of(config_path).feeds} if os.path.exists(config_path) else set()
    fresh = [feed for feed in read_opml(file.read_bytes(), name=str(file)) if feed.url not in known]
    wrong = [feed for feed in fresh if not feed.url.lower().startswith(("http://", "https://"))]
    for feed in wrong:
        click.echo(f"left out: {_quoted(feed.url)} is no http or https address", err=True)
    fresh = [feed for feed in fresh if feed not in wrong]
    for feed in fresh:
        _echo_lines(feed.url, feed.title)
    click.echo(f"{len(fresh)} feeds; put the lines you want below `feeds:` in {config_path}", err=True)


@command.command(name="export")
@_config_too
@click.pass_obj
def export(config_path: str) -> None:
    """Writes the config's feeds as OPML to standard output."""
    from monitor.adapters.system_clock import SystemClock
    from monitor.feeds.opml import Outline, write_opml

    outlines = [Outline(url=feed.url, title=feed.name) for feed in _config_of(config_path).feeds]
    sys.stdout.buffer.write(write_opml(outlines, title="Feeds of the news monitor", now=SystemClock().now()))


def _config_of(config_path: str) -> Any:
    from monitor.adapters.disk_files import DiskFiles
    from monitor.daemon.loading import load_config

    return load_config(config_path, DiskFiles(), os.environ)


def _echo_lines(url: str, title: str) -> None:
    """A feed as lines to paste. Address and title are a stranger's words: neither may become lines of YAML of its own, nor
    name a variable of the environment, which the config would put in its place."""
    url, title = url.replace("${", "%24{"), title.replace("${", "$ {")
    click.echo(f"  - url: {url if _PLAIN.fullmatch(url) else _quoted(url)}")
    if title:
        click.echo(f"    name: {_quoted(title)}")


def _quoted(text: str) -> str:
    import json

    return json.dumps(" ".join(text.split()), ensure_ascii=False)
