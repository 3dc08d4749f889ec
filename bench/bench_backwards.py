"""Screening backwards, and what of it is screening alone: articles a second of CPU, on one core, for 100 new entities.

    python bench/bench_backwards.py [articles]      default: 30000

Needs ``../shared/data`` beside the repository: news of 2020 (entries of three publishers, put together to articles of some 400
words) and the UN list, of which 100 entities, all their names, are the newcomers. The articles stand in a real SQLite store, and
``Backwards`` works on them as in the daemon, its rests left out, with its workers in this process, so that every second is counted.
The archive holds words for some 10,000 such articles: later ones tell what has been read before in another order, which a
first look does not. So the figures of each third are shown. Plain screening, with the same index and all it remembers by then, does
every fourth stretch of 500 of the same articles.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT)]

from sqlalchemy import create_engine  # noqa: E402  the folder is put on the path above

from monitor.adapters.backwards_tasks import backwards_beside  # noqa: E402  likewise
from monitor.adapters.inline_workers import InlineWorkers  # noqa: E402  likewise
from monitor.adapters.packing import pack  # noqa: E402  likewise
from monitor.adapters.sql_store import SqlStore  # noqa: E402  likewise
from monitor.adapters.sql_store.schema import article as table  # noqa: E402  likewise
from monitor.config import read_config  # noqa: E402  likewise
from monitor.daemon.backwards import Backwards, State  # noqa: E402  likewise
from monitor.daemon.house import policy_of  # noqa: E402  likewise
from monitor.daemon.loading import keep  # noqa: E402  likewise
from monitor.model import Article  # noqa: E402  likewise
from monitor.text import plain_text  # noqa: E402  likewise
from monitor.watchlists.local import read_with_lists  # noqa: E402  likewise

DATA = _ROOT.parent / "shared" / "data"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = 400
CONFIG = read_config(b"feeds: [https://news.example/rss]\nrules: [{name: Any mention}]\n", name="config.yaml", environment={})


class Clock:
    def now(self) -> datetime:
        return NOW


class Quiet:
    def record(self, event: str, /, **fields: Any) -> None:
        pass


def articles(count: int) -> Iterator[Article]:
    """Articles of some WORDS words made of the archive's entries, each used once before any is used again."""
    with gzip.open(DATA / "archive" / "2020.jsonl.gz", "rt", encoding="utf-8") as lines:
        entries = [(plain_text(row["title"]), plain_text(row["description"] or "")) for row in map(json.loads, lines)]
    rng = random.Random(3)
    order: list[int] = []
    for number in range(count):
        parts: list[tuple[str, str]] = []
        while sum(len(text.split()) for part in parts for text in part) < WORDS:
            if not order:
                order = rng.sample(range(len(entries)), len(entries))
            parts.append(entries[order.pop()])
        (title, lead), *rest = parts
        yield Article(url=f"https://news.example/{number}", title=title, standfirst=lead[:200], language="en", published=NOW,
                      text="\n".join(f"{head}. {text}" for head, text in rest))


def fill(path: Path, count: int) -> None:
    engine = create_engine(f"sqlite:///{path}")
    row = {"language": "en", "extracted_by": "bench", "partial": False, "content_hash": "", "index_version": "before", "rules_version": "r"}
    with engine.begin() as connection:
        for number, one in enumerate(articles(count)):
            seen = NOW - timedelta(days=29) + number * timedelta(seconds=1)
            connection.execute(table.insert(), row | {"url": one.url, "address": one.url, "title": one.title, "body": pack(one),
                                                      "published": NOW, "seen": seen, "screened": seen})
    engine.dispose()


def watchlists() -> tuple[bytes, bytes]:
    """A watchlist before and after 100 entities of the UN list came to it."""
    files = [("un.yaml", b"name: UN\nsource: {format: un-xml, url: list.xml}\n"),
             ("list.xml", (DATA / "lists" / "un" / "un_consolidated_2026-02-27.xml").read_bytes())]
    [listed] = read_with_lists(files, None).watchlists
    new = random.Random(5).sample(listed.entities, 100)
    print(f"{len(new)} newcomers of {sum(1 + len(entity.aliases) for entity in new)} names")
    rows = [{"id": entity.id, "name": entity.name, "type": entity.type.value, "aliases": [
        {"name": alias.text, "weak": True} if alias.weak else alias.text for alias in entity.aliases]} for entity in new]
    before = [{"id": "nobody", "name": "Leocadia Thistlewood"}]
    before_file, after_file = (json.dumps({"name": "UN", "entities": entities}, ensure_ascii=False).encode()
                               for entities in (before, before + rows))
    return before_file, after_file


async def measure(folder: Path, count: int) -> None:
    store = await SqlStore.open(f"sqlite:///{folder}/monitor.db")
    await asyncio.to_thread(fill, folder / "monitor.db", count)
    workers, root = InlineWorkers(), str(folder / ".monitor" / "index")
    backwards = Backwards(store, workers, Clock(), Quiet())
    state = State()
    for file in watchlists():
        found = (("un.yaml", file),)
        version, _ = await workers.run("compile", list(found), root)
        await keep(store, found)
        policy = policy_of(CONFIG, sink="terminal", index_root=root, index_version=version)
        state = await backwards.look(policy, timedelta(days=30), 0)
    newcomers = state.jobs[0].index
    done, plain, plainly = 0, 0.0, 0
    thirds = [count * part // 3 for part in (1, 2, 3)]
    since, taken = 0, 0.0
    while state.jobs:
        batch = await store.texts_after(state.jobs[0].seen, state.jobs[0].article, NOW, 500)
        began = time.process_time()
        state = await backwards.look(policy, timedelta(days=30), 0.0001)  # one batch
        taken += time.process_time() - began
        if done // 500 % 4 == 1:
            began = time.process_time()
            await workers.run("screen_stored", [one.body for one in batch], backwards_beside(root), newcomers)
            plain, plainly = plain + time.process_time() - began, plainly + len(batch)
        done += len(batch)
        if thirds and done >= thirds[0]:
            rate, plain_rate = (done - since) / taken, plainly / plain
            print(f"articles {since:>6}-{done:<6} backwards {rate:>6.0f}/s   screening alone {plain_rate:>6.0f}/s   "
                  f"300,000 articles in {300_000 / rate / 60:.1f} minutes", flush=True)
            since, taken, plain, plainly = done, 0.0, 0.0, 0
            thirds.pop(0)
    await store.close()


def main() -> None:
    if not DATA.is_dir():
        print(f"{DATA} is not there: nothing is measured")
        return
    count = int(sys.argv[1]) if sys.argv[1:] else 30_000
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), count))


if __name__ == "__main__":
    main()
