"""`monitor screen`: what would match in these texts, and why."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import sys
import zlib
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any

import click

from monitor.cli.compiled import compiled
from monitor.cli.options import DEFAULT_CONFIG, config_option
from monitor.cli.progress import counting
from monitor.cli.rows import alert_rows, match_row
from monitor.errors import UserFault, WorkerFault
from monitor.model import Document, Match, NearMiss, Rule, Severity, Watchlist

if TYPE_CHECKING:
    from monitor.matching import Index

FEW = 64  # documents screened in this process; more are shared among workers
CHUNK = 32  # documents a task
CHUNK_DEADLINE = timedelta(seconds=120)
ANY_MENTION = Rule(name="Any mention", severity=Severity.LOW)


@dataclass(frozen=True, slots=True)
class Line:
    """One input document, or what is wrong with its line."""

    id: Any
    document: Document | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What screening one line gave."""

    line: Line
    matches: tuple[Match, ...] = ()
    near: tuple[NearMiss, ...] = ()
    error: str = ""


@click.command(name="screen")
@config_option(required=False)
@click.option("-w", "--watchlist", "paths", multiple=True, metavar="PATH", help="Watchlist file or folder; replaces those of the config.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
def command(config_path: str | None, paths: tuple[str, ...], as_json: bool, files: tuple[str, ...]) -> None:
    """What would match in these texts, and why.

    A FILE ending in .jsonl or .jsonl.gz holds one JSON document a line ({"id", "title", "text", "language"}; only text is
    required); standard input likewise; any other FILE is one plain text.
    """
    rules, watchlists = _asked(config_path, paths)
    with compiled(watchlists) as (folder, version):
        failed = asyncio.run(_screen(_lines(files), folder, version, rules, as_json=as_json))
    sys.exit(1 if failed else 0)


def _asked(config_path: str | None, paths: Sequence[str]) -> tuple[tuple[Rule, ...], tuple[Watchlist, ...]]:
    """The rules and watchlists that apply. Raises Faults."""
    from monitor.adapters.disk_files import DiskFiles
    from monitor.cli.lists import kept_lists
    from monitor.config import check_rules
    from monitor.daemon.loading import gather, load_config, watchlist_paths
    from monitor.errors import Faults
    from monitor.watchlists.local import read_with_lists

    files = DiskFiles()
    path = config_path or (DEFAULT_CONFIG if os.path.exists(DEFAULT_CONFIG) else None)
    if path is None and not paths:
        raise UserFault(f"no {DEFAULT_CONFIG} here: name a config with -c or watchlists with -w")
    config = load_config(path, files, os.environ) if path else None
    found = gather(list(paths) or watchlist_paths(config, path or ""), files) if config else gather(list(paths), files)
    lists = read_with_lists(found, kept_lists(config, path) if config and path else None)
    watchlists = lists.watchlists
    for remark in lists.remarks:
        click.echo(f"monitor: {remark}", err=True)
    if config is None:
        return (ANY_MENTION,), watchlists
    if not paths:
        if faults := check_rules(config, watchlists):
            raise Faults(faults)
        return config.rules, watchlists
    return rules_for(config.rules, {watchlist.name for watchlist in watchlists}), watchlists


def rules_for(rules: Sequence[Rule], given: set[str]) -> tuple[Rule, ...]:
    """The rules that can be asked with these watchlists; the others are left out and named once."""
    def can_be_asked(rule: Rule) -> bool:
        return all(name in given for name in rule.watchlists) and (rule.keywords is None or rule.keywords in given)

    left_out = [rule.name for rule in rules if not can_be_asked(rule)]
    if left_out:
        click.echo(f"rules left out, because they name watchlists not given here: {', '.join(left_out)}", err=True)
    return tuple(rule for rule in rules if can_be_asked(rule))


# ------------------------------------------------------------------ input
def _lines(files: Sequence[str]) -> Iterator[Line]:
    if not files:
        yield from _json_lines(sys.stdin.buffer)
    for name in files:
        try:
            if name.endswith((".jsonl", ".jsonl.gz", ".ndjson")):
                opened: Any = gzip.open(name, "rb") if name.endswith(".gz") else open(name, "rb")  # noqa: SIM115  closed below
                with opened as stream:
                    yield from _json_lines(stream)
            else:
                with open(name, "rb") as stream:
                    text = stream.read().decode("utf-8", "replace")
                yield Line(name, Document(fields=(("text", text),)))
        except (OSError, EOFError, zlib.error) as error:
            yield Line(name, None, f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}")


def _json_lines(stream: IO[bytes]) -> Iterator[Line]:
    for number, raw in enumerate(stream, 1):
        if raw.strip():
            yield _json_line(number, raw)


def _no_json(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def _json_line(number: int, raw: bytes) -> Line:
    try:
        row = json.loads(raw.decode("utf-8-sig", "replace"), parse_constant=_no_json)
    except ValueError as error:
        return Line(number, None, f"line {number}: not JSON: {error}")
    except RecursionError:
        return Line(number, None, f"line {number}: nested too deep")
    if not isinstance(row, dict):
        return Line(number, None, f"line {number}: a JSON object was expected")
    key = number if row.get("id") is None else row["id"]
    text = row["text"] if "text" in row else row.get("description")  # feeds call it description
    if not isinstance(text, str):
        return Line(key, None, f'line {number}: "text" is missing or not a string')
    title, language = row.get("title"), row.get("language")
    fields = (("title", title), ("text", text)) if isinstance(title, str) and title else (("text", text),)
    return Line(key, Document(fields=fields, language=language if isinstance(language, str) else None))


# ------------------------------------------------------------------ screening
async def _screen(lines: Iterator[Line], folder: str, version: str, rules: tuple[Rule, ...], *, as_json: bool) -> bool:
    """Prints an answer a line, in order; whether any failed."""
    from monitor.adapters.system_clock import SystemClock

    today = SystemClock().now().date()
    first = list(islice(lines, FEW + 1))
    many = len(first) > FEW
    near = not as_json
    source = _shared(chain(first, lines), folder, version, near) if many else _alone(first, folder, version, near)
    failed = False
    with counting("screening", "documents", shown=many) as step:
        async for answer in source:
            failed |= bool(answer.error)
            (_print_json if as_json else _print_text)(answer, rules, today)
            step()
    sys.stdout.flush()
    return failed


async def _alone(lines: Sequence[Line], folder: str, version: str, near: bool) -> AsyncIterator[Answer]:
    from monitor.adapters.index_folder import open_index_folder

    index = open_index_folder(folder, version)
    for line in lines:
        yield _answer(line, index, near)


def _answer(line: Line, index: Index, near: bool) -> Answer:
    from monitor.matching import near_misses, screen

    if line.document is None:
        return Answer(line, error=line.error)
    return Answer(line, screen(line.document, index), near_misses(line.document, index) if near else ())


async def _shared(lines: Iterator[Line], folder: str, version: str, near: bool) -> AsyncIterator[Answer]:
    """Chunks of lines through worker processes, at most a few chunks ahead, answers in input order."""
    from monitor.adapters.process_workers import ProcessWorkers, start_forkserver

    start_forkserver()
    processes = max(2, os.cpu_count() or 1)
    workers = ProcessWorkers(processes)
    waiting: deque[asyncio.Task[list[Answer]]] = deque()
    try:
        while chunk := list(islice(lines, CHUNK)):
            waiting.append(asyncio.create_task(_chunk(chunk, workers, folder, version, near)))
            if len(waiting) > 3 * processes:
                for answer in await waiting.popleft():
                    yield answer
        while waiting:
            for answer in await waiting.popleft():
                yield answer
    finally:
        await workers.close(timedelta(seconds=1))


async def _chunk(lines: list[Line], workers: Any, folder: str, version: str, near: bool) -> list[Answer]:
    """Screens a chunk; one that kills its worker is halved until the culprit stands alone and is reported."""
    documents = [line.document for line in lines if line.document is not None]
    try:
        results = iter(await workers.run("screen", documents, folder, version, near, deadline=CHUNK_DEADLINE))
    except WorkerFault as fault:
        if len(lines) == 1:
            return [Answer(lines[0], error=str(fault))]
        half = len(lines) // 2
        return await _chunk(lines[:half], workers, folder, version, near) + \
            await _chunk(lines[half:], workers, folder, version, near)
    return [Answer(line, *next(results)) if line.document is not None else Answer(line, error=line.error) for line in lines]



# ------------------------------------------------------------------ output
def _print_json(answer: Answer, rules: tuple[Rule, ...], today: date) -> None:
    row: dict[str, Any] = {"id": answer.line.id}
    if answer.error:
        row["error"] = answer.error
    else:
        row |= {"matches": [match_row(match) for match in answer.matches],
                "alerts": alert_rows(_decided(answer, rules, today), answer.matches)}
    sys.stdout.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n")


def _decided(answer: Answer, rules: tuple[Rule, ...], today: date) -> Any:
    from monitor.alerts.rules import Context, decide

    return decide(answer.matches, rules, Context(article_url=str(answer.line.id), old=False, known_keys=frozenset(),
                                                 today=today, default_channel=""))


def _print_text(answer: Answer, rules: tuple[Rule, ...], today: date) -> None:
    from monitor.cli.explain import explained

    for line in explained(answer.line.id, answer.line.document, answer.matches, answer.near, _decided(answer, rules, today),
                          answer.error):
        click.echo(line)


