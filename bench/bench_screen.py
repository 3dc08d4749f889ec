"""Screening against native rapidfuzz in the same run: articles a second of CPU, on one core.

    python bench/bench_screen.py [--lists PATH]… [names …]      default: 10000 50000

``--lists``: watchlist files or folders whose names are taken, and recombined where more are asked for; without it names are
invented. For each size of list a process of its own compiles it, adds 10,000 names to it, and another one opens the whole
and screens 546-word articles. Printed are

- seconds of CPU for the compile and for the edit, and the megabytes of the folder that processes share;
- articles a second: cold (the first 300), warm (others, after 1,000 were seen) and hot (the warm ones again), and the time below
  which 99 of 100 warm and hot ones stay; what is read once for all lists (gazetteer, tables) is read before;
- megabytes that opening and screening added to the process, mapped ones among them;
- seconds of CPU of a text of one megabyte that is nothing but listed names with an Arab part, as the lists have them (``mass``), the
  look-ups of its words done before; a dash where too few names have one;
- articles a second of ``process.extract_iter(partial_ratio, score_cutoff=90)`` over the same names, and of ``cdist`` with
  ``token_sort_ratio`` over every window of two or three words with a capital, on a few of the articles; and how many times as
  fast the warm ones were.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

from names import articles, recombined, watchlist  # noqa: E402  the folder is put on the path above
from rapidfuzz import fuzz, process  # noqa: E402

from monitor.adapters.index_folder import open_index_folder, write_index  # noqa: E402
from monitor.matching import compile_index, open_index, screen  # noqa: E402
from monitor.model import Document, Entity, Watchlist  # noqa: E402

ARAB = re.compile(r"\b(?:al-|abd|mu?oham|muham|ahma?d|hass?an|huss?[ae]i?y?n|ali\b)", re.IGNORECASE)
EDIT, SEEN, MEASURED = 10_000, 1_000, 300
KNOWN = Watchlist(name="Known", entities=(Entity(id="known", name="Arvin Taheri"),))


def seconds(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """CPU seconds that each text took: what else the machine does is not counted."""
    taken = []
    for text in texts:
        started = time.process_time()
        work(text)
        taken.append(time.process_time() - started)
    return taken


def mass(names: list[str]) -> str:
    """A megabyte of listed names with an Arab part in no order, or nothing where hardly any is on the list."""
    arab = [name for name in names if ARAB.search(name)]
    if len(arab) < 100:
        return ""
    rng, found, size = random.Random(4), [], 0
    while size < 1_000_000:
        found.append(rng.choice(arab))
        size += len(found[-1]) + 2
    return ", ".join(found)


def compiled(root: str, size: int, lists: list[str]) -> dict[str, Any]:
    """What compiling and editing took; the folder, the names, and the articles."""
    own, more = ((recombined(lists, number, seed, name) if lists else watchlist(number, seed, name))
                 for number, seed, name in ((size, 1, "Bench"), (EDIT, 7, "More")))
    few = replace(more, version="few", entities=more.entities[:1])
    compile_index([watchlist(100)])
    started = time.process_time()
    version = write_index(root, [own, few])
    done = time.process_time()
    write_index(root, [own, more])
    edited = time.process_time()
    names = [entity.name for entity in own.entities]
    return {"compile": done - started, "edit": edited - done, "version": version, "names": names,
            "folder": sum(path.stat().st_size for path in Path(root, f"index-{version}").iterdir()) / 1e6,
            "texts": articles(SEEN + MEASURED, names), "mass": mass(names)}


def megabytes() -> float:
    """What this process holds, what it has mapped and read included."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def screened(root: str, version: str, texts: list[str], mass: str) -> dict[str, Any]:
    """Seconds of each article, cold, warm and hot."""
    for text in ("General Arvin Taheri landed in Moscow on Monday.", "Арвин Тахери"):
        screen(Document(fields=(("text", text),)), open_index(compile_index([KNOWN])))
    before = megabytes()
    index = open_index_folder(root, version)

    def ours(text: str) -> object:
        return screen(Document(fields=(("text", text),)), index)

    cold, _, warm, hot = (seconds(ours, part) for part in (texts[:MEASURED], texts[MEASURED:SEEN], texts[SEEN:], texts[SEEN:]))
    held = megabytes() - before
    return {"cold": cold, "warm": warm, "hot": hot, "megabytes": held, "mass": seconds(ours, [mass, mass])[1] if mass else None}


def peers(names: list[str], texts: list[str]) -> tuple[float, float]:
    """Articles a second of the two peers."""
    def windows(text: str) -> object:
        words = text.split()
        spans = [" ".join(words[place:place + size]) for size in (2, 3) for place in range(len(words) - size)
                 if words[place][0].isupper() and words[place + size - 1][0].isupper()]
        return process.cdist(spans, names, scorer=fuzz.token_sort_ratio, score_cutoff=85) if spans else None

    few = texts[:max(2, 500_000 // len(names))][:10]
    partial = seconds(lambda text: list(process.extract_iter(text, names, scorer=fuzz.partial_ratio, score_cutoff=90)), few)
    return len(few) / sum(partial), len(few) / sum(seconds(windows, few))


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("names", nargs="*", type=int, default=[10_000, 50_000])
    asked.add_argument("--lists", action="append", default=[])
    arguments = asked.parse_args()
    print(f"{'names':>8} {'compile s':>9} {'edit s':>7} {'folder MB':>9} {'cold/s':>7} {'warm/s':>7} {'hot/s':>6} {'p99 warm ms':>11} "
          f"{'p99 hot ms':>10} {'MB':>5} {'mass s':>6} {'partial_ratio/s':>15} {'cdist/s':>8} {'times':>7}", flush=True)
    rates = []
    for size in arguments.names:
        with tempfile.TemporaryDirectory() as root, multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as apart:
            made = apart.apply(compiled, (root, size, arguments.lists))
            took = apart.apply(screened, (root, made["version"], made["texts"], made["mass"]))
        cold, warm, hot = (len(took[name]) / sum(took[name]) for name in ("cold", "warm", "hot"))
        p99 = [sorted(took[name])[int(MEASURED * 0.99)] * 1000 for name in ("warm", "hot")]
        partial, cdist = peers(made["names"], made["texts"])
        rates.append((size, warm, hot))
        massed = "-" if took["mass"] is None else f"{took['mass']:.1f}"
        print(f"{size:>8} {made['compile']:>9.2f} {made['edit']:>7.2f} {made['folder']:>9.0f} {cold:>7.0f} {warm:>7.0f} {hot:>6.0f} "
              f"{p99[0]:>11.1f} {p99[1]:>10.1f} {took['megabytes']:>5.0f} {massed:>6} "
              f"{partial:>15.2f} {cdist:>8.1f} {warm / partial:>7.0f}",
              flush=True)
    if len(rates) > 1:
        (small, *first), (large, *last) = rates[0], rates[-1]
        warm, hot = (math.log(one / other) / math.log(large / small) for one, other in zip(first, last, strict=True))
        print(f"time grows with the list to the power of {warm:.2f} warm, {hot:.2f} hot")


if __name__ == "__main__":
    main()
