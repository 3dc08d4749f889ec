"""Parsing feeds against plain feedparser in the same run, on feeds of our own making.

    python bench/bench_feeds.py [feeds]      default: 30

Prints milliseconds of CPU a feed, and how many entries each reader found. Ours also cleans each text of markup, reads dates in
any form and gives each entry a key that stays; feedparser's time is with its defaults, which sanitise the markup instead.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

import feedparser  # noqa: E402  the folder is put on the path above
from pages import atom, rss  # noqa: E402

from monitor.feeds.parse import parse_feed  # noqa: E402


def cpu(read: Callable[[bytes], int], bodies: list[bytes]) -> tuple[float, int]:
    """Milliseconds of CPU a feed, and the entries found in all."""
    read(bodies[0])  # imports and tables are paid once
    started = time.process_time()
    found = sum(read(body) for body in bodies)
    return (time.process_time() - started) * 1000 / len(bodies), found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    print(f"{'':<26} {'KiB':>6} {'ours ms':>8} {'feedparser ms':>14} {'times':>6} {'entries':>12}")
    for label, make, entries in (("RSS, 30 whole articles", rss, 30), ("Atom, 25 summaries", atom, 25)):
        bodies = [make(entries, seed) for seed in range(count)]
        ours, found = cpu(lambda body: len(parse_feed(body, url="https://news.example/feed").entries), bodies)
        theirs, peer = cpu(lambda body: len(feedparser.parse(io.BytesIO(body)).entries), bodies)
        print(f"{label:<26} {sum(map(len, bodies)) / count / 1024:>6.0f} {ours:>8.1f} {theirs:>14.1f} {theirs / ours:>6.1f} "
              f"{found:>5} / {peer:>4}")


if __name__ == "__main__":
    main()
