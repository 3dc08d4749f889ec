"""`monitor lists`: imported lists, how they stand, what changed in them last, and one entity with all its names."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.options import config_option
from monitor.cli.stored import print_json, short, with_store
from monitor.errors import UserFault

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.adapters.list_folder import ListRecord
    from monitor.adapters.sql_store import SqlStore
    from monitor.config import Config
    from monitor.model import Entity, Watchlist
    from monitor.watchlists.importers import Imported

_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")


@click.group(name="lists", invoke_without_command=True)
@config_option()
@_json
@click.pass_context
def command(context: click.Context, config_path: str, as_json: bool) -> None:
    """Imported lists: age, size, last change (status, the default); refresh, show, diff."""
    context.obj = config_path
    if context.invoked_subcommand is None:
        _status(config_path, as_json)


def _config(function: Callable[..., Any]) -> Callable[..., Any]:
    """`-c` behind the subcommand too, where the hand puts it."""
    return click.option("-c", "--config", "own_config", default=None, metavar="PATH", help="The config file.")(function)


@command.command(name="status")
@_config
@_json
@click.pass_obj
def status(config_path: str, own_config: str | None, as_json: bool) -> None:
    """How each list stands: its age and size, its last change, the last refresh."""
    _status(own_config or config_path, as_json)


def _status(config_path: str, as_json: bool) -> None:
    from monitor.adapters.list_folder import ListFolder
    from monitor.daemon.lists import list_row

    config, watchlists = _watchlists(config_path)
    root = lists_root(config, config_path)
    there = [watchlist for watchlist in watchlists if watchlist.source is not None]
    for watchlist in there:
        record = ListFolder(root, watchlist.name).record()
        if as_json:
            print_json(list_row(record, watchlist))
        else:
            _show(record, watchlist)
    if not (there or as_json):
        click.echo("no watchlist is imported: give one a `source:`", err=True)


def _show(record: ListRecord, watchlist: Watchlist) -> None:
    assert watchlist.source is not None
    click.echo(f"{record.kind or 'waiting':10} {watchlist.name}  {watchlist.source.url}")
    dated = f"of {record.dated}, " if record.dated else ""
    if record.current:
        click.echo(f"           {dated}{record.entities:,} entries, {record.names:,} names ({record.weak:,} weak, {record.native:,} in "
                   f"another script)")
    due = f"due {short(record.next_due)}" if "://" in watchlist.source.url else "read whenever the file changes"
    what = f" ({record.headline})" if record.headline else ""
    click.echo(f"           good {short(record.good)}, changed {short(record.changed)}{what}, {due}")
    if record.kind in ("failed", "empty", "shrunk"):
        click.echo(f"           {record.sentence}")
    for line in (*record.alarms, *record.remarks[:5]):
        click.echo(f"           {line}")


@command.command(name="refresh")
@click.argument("names", nargs=-1, metavar="[WATCHLIST]…")
@click.option("--confirm", is_flag=True, help="Accept a list that is shorter or older than the one in force.")
@_config
@_json
@click.pass_obj
def refresh(config_path: str, names: tuple[str, ...], confirm: bool, own_config: str | None, as_json: bool) -> None:
    """Fetches the lists now (all, or those named); a running daemon takes them over within seconds."""
    from monitor.adapters.process_workers import start_forkserver
    from monitor.daemon.lists import list_row

    path = own_config or config_path
    _, watchlists = _watchlists(path)
    chosen = _chosen(watchlists, names)
    if confirm and not names:
        raise UserFault("--confirm accepts a list that may be wrong: name the watchlist it is for")
    start_forkserver()
    records: list[ListRecord] = with_store(path, partial(_refreshed, path=path, chosen=chosen, confirm=confirm), create=True)
    for record, watchlist in zip(records, chosen, strict=True):
        if as_json:
            print_json(list_row(record, watchlist))
        else:
            click.echo(f"{record.kind:10} {watchlist.name}: {record.sentence}")
    if any(record.kind in ("failed", "empty", "shrunk") for record in records):
        raise SystemExit(1)


async def _refreshed(store: SqlStore, config: Config, _now: datetime, *, path: str, chosen: Sequence[Watchlist],
                     confirm: bool) -> list[ListRecord]:
    from datetime import timedelta

    from monitor.adapters.aiohttp_fetcher import AiohttpFetcher
    from monitor.adapters.disk_files import DiskFiles
    from monitor.adapters.process_workers import ProcessWorkers
    from monitor.adapters.structlog_journal import StructlogJournal
    from monitor.adapters.system_clock import SystemClock
    from monitor.daemon.lists import Lists
    from monitor.daemon.notices import Notices

    clock, journal = SystemClock(), StructlogJournal(quiet=True)
    sink = "slack" if os.environ.get("SLACK_BOT_TOKEN") else "terminal"
    fetcher, workers = AiohttpFetcher(config.http), ProcessWorkers(1)
    lists = Lists(lists_root(config, path), fetcher=fetcher, workers=workers, clock=clock, journal=journal, files=DiskFiles(),
                  notices=Notices(store, clock, journal, where=lambda: (sink, config.slack.notices)))
    try:
        return [await lists.refresh(watchlist, confirmed=confirm) for watchlist in chosen]
    finally:
        await workers.close(timedelta(seconds=1))
        await fetcher.close()


def _chosen(watchlists: Sequence[Watchlist], names: Sequence[str]) -> list[Watchlist]:
    from difflib import get_close_matches

    there = {watchlist.name: watchlist for watchlist in watchlists if watchlist.source is not None}
    for name in names:
        if name not in there:
            near = get_close_matches(name, there, n=1, cutoff=0.5)
            raise UserFault(f'no watchlist "{name}" with a source{f"; did you mean {near[0]!r}?" if near else ""}')
    return [there[name] for name in names] if names else list(there.values())


@command.command(name="show")
@click.argument("entity")
@_config
@_json
@click.pass_obj
def show(config_path: str, entity: str, own_config: str | None, as_json: bool) -> None:
    """One entity, by its id or a part of its name, with all its names, and its entries on other watchlists; every watchlist of the
    config is looked through."""
    from monitor.adapters.list_folder import ListFolder
    from monitor.adapters.list_import import memory
    from monitor.alerts.codec import to_data

    path = own_config or config_path
    config, watchlists = imported_watchlists(path)
    root = lists_root(config, path)
    every = [(watchlist, one) for watchlist in watchlists for one in watchlist.entities]
    found = _found(every, entity)
    same = _same(every) if found else ()
    for place in found:
        watchlist, one = every[place]
        others = [{"watchlist": every[other][0].name, "entity": every[other][1].id, "name": every[other][1].name, "because": because}
                  for other, because in same[place]]
        if as_json:
            print_json({"watchlist": watchlist.name} | to_data(one) | {"same_as": others})
        else:
            _show_entity(watchlist, one, others)
    ended = [(watchlist.name, id_, *gone) for watchlist in watchlists if watchlist.source is not None
             for id_, gone in memory(ListFolder(root, watchlist.name)).ended.items() if _is_asked(entity, id_, gone[0])]
    for name, id_, title, day in ended:
        if as_json:
            print_json({"watchlist": name, "id": id_, "name": title, "ended": day})
        else:
            click.echo(f"{title}\n    {name}, {id_}: no longer listed since {day}")
    if not (found or ended):
        raise UserFault(f'no entity "{entity}" in the watchlists of {path}')


def _found(every: Sequence[tuple[Watchlist, Entity]], asked: str) -> list[int]:
    """The places of the entities of that id; without one of those with a name that holds the text."""
    exact = [place for place, (_, entity) in enumerate(every) if entity.id.casefold() == asked.casefold()]
    return exact or [place for place, (_, entity) in enumerate(every)
                     if any(_is_asked(asked, "", name) for name in (entity.name, *(alias.text for alias in entity.aliases)))]


def _same(every: Sequence[tuple[Watchlist, Entity]]) -> tuple[tuple[tuple[int, str], ...], ...]:
    """For each entity the places of those that are the same party, as an alert would join them, and why."""
    from monitor.matching.identity import same_parties

    return same_parties([entity for _, entity in every])


def _is_asked(asked: str, id_: str, name: str) -> bool:
    return asked.casefold() == id_.casefold() or asked.casefold() in name.casefold()


def _show_entity(watchlist: Watchlist, entity: Entity, others: Sequence[Mapping[str, str]]) -> None:
    click.echo(f"{entity.name}\n    {watchlist.name}, {entity.id}, {entity.type}")
    for label, values in (
            ("names", [alias.text for alias in entity.aliases if not alias.weak]),
            ("weak names", [alias.text for alias in entity.aliases if alias.weak]),
            ("not", entity.not_texts), ("countries", entity.countries), ("positions", entity.positions), ("born", entity.born),
            ("deceased", [entity.deceased] if entity.deceased else []),
            ("identifiers", [" ".join(pair) for pair in entity.identifiers]), ("context", entity.context),
            ("listed", [_listing(listing) for listing in entity.listings]),
            ("same as", [f"{one['watchlist']}, {one['entity']} ({one['name']}): {one['because']}" for one in others]),
            ("note", [entity.note] if entity.note else [])):
        for number, value in enumerate(values):
            click.echo(f"    {label if not number else '':12} {value}")
    if entity.mute:
        click.echo(f"    {'muted':12} until {entity.mute.until or 'further notice'}: {entity.mute.why or 'no reason given'}")


def _listing(listing: Any) -> str:
    since = f"since {listing.since}" if listing.since else ""
    parts = (listing.authority, listing.reference, ", ".join(listing.measures), since, listing.url)
    return " ".join(part for part in parts if part)


@command.command(name="diff")
@click.argument("names", nargs=-1, metavar="[WATCHLIST]…")
@_config
@_json
@click.pass_obj
def diff(config_path: str, names: tuple[str, ...], own_config: str | None, as_json: bool) -> None:
    """What the last change of each list added, removed and changed, entity by entity."""
    from monitor.adapters.list_folder import ListFolder
    from monitor.adapters.list_import import DELTA

    path = own_config or config_path
    config, watchlists = _watchlists(path)
    for watchlist in _chosen(watchlists, names):
        folder = ListFolder(lists_root(config, path), watchlist.name)
        record = folder.record()
        rows: list[dict[str, Any]] = folder.kept_json(record.current, DELTA) or []
        if not as_json:
            click.echo(f"{watchlist.name}: {_headline(rows)}, {short(record.changed)}")
        for row in rows:
            if as_json:
                print_json({"watchlist": watchlist.name, "at": record.changed} | row)
            else:
                _show_row(row)


def _headline(rows: Sequence[Mapping[str, Any]]) -> str:
    counts = [(sum(row["change"] == change for row in rows), change) for change in ("added", "removed", "changed")]
    return ", ".join(f"{number:,} {change}" for number, change in counts if number) or "no change since its first import"


def _show_row(row: Mapping[str, Any]) -> None:
    sign = {"added": "+", "removed": "-", "changed": "~"}[row["change"]]
    former = f", formerly {row['former']}" if row["former"] else ""
    click.echo(f"{sign} {row['name']}{former} ({row['entity']})")
    for one in row["fields"]:
        for mark, values in (("+", one["added"]), ("-", one["removed"])):
            for value in values:
                click.echo(f"    {one['field']} {mark} {value}")


# ------------------------------------------------------------------ for other commands, too
def index_root(config: Config, config_path: str) -> str:
    """Where the compiled watchlists of a config are kept."""
    from monitor.daemon.places import index_folder

    return str(index_folder(config.store, os.path.dirname(os.path.abspath(config_path))))


def lists_root(config: Config, config_path: str) -> str:
    """Where the lists of a config are kept."""
    from monitor.adapters.list_folder import lists_beside

    return lists_beside(index_root(config, config_path))


def kept_lists(config: Config, config_path: str) -> Callable[[Watchlist], Imported | None]:
    """What is kept of the lists of a config that come from addresses: for ``read_with_lists``."""
    from monitor.adapters.list_import import kept_import

    return partial(kept_import, lists_root(config, config_path))


def imported_watchlists(config_path: str) -> tuple[Config, tuple[Watchlist, ...]]:
    """Config and watchlists with everything that is imported. Raises Faults."""
    from monitor.daemon.loading import with_imports

    config, watchlists, found = _loaded(config_path)
    return config, with_imports(watchlists, found, kept_lists(config, config_path)).watchlists


def _watchlists(config_path: str) -> tuple[Config, tuple[Watchlist, ...]]:
    config, watchlists, _ = _loaded(config_path)
    return config, watchlists


def _loaded(config_path: str) -> tuple[Config, tuple[Watchlist, ...], Any]:
    from monitor.adapters.disk_files import DiskFiles
    from monitor.daemon.loading import load

    loaded = load(config_path, DiskFiles(), os.environ)
    return loaded.config, loaded.watchlists, loaded.files
