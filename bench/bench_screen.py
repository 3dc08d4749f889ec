"""Screening against native rapidfuzz in the same run: articles a second of CPU, on one core.

    python bench/bench_screen.py [names …]      default: 1000 10000 50000

Prints, for each size of list: seconds to compile it and to open the result, articles a second cold (the first pass, caches
empty) and warm, the time below which 99 of 100 warm articles stay, and how many times that is the speed of
``process.extract_iter(partial_ratio, score_cutoff=90)`` over the same names, which reads 10 of the articles.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

from names import articles, watchlist  # noqa: E402  the folder is put on the path above
from rapidfuzz import fuzz, process  # noqa: E402

from monitor.matching import compile_index, open_index, screen  # noqa: E402
from monitor.model import Document  # noqa: E402


def seconds(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """CPU seconds that each text took: what else the machine does is not counted."""
    taken = []
    for text in texts:
        started = time.process_time()
        work(text)
        taken.append(time.process_time() - started)
    return taken


def main() -> None:
    print(f"{'names':>8} {'compile s':>10} {'open s':>7} {'cold/s':>8} {'warm/s':>8} {'p99 ms':>7} {'partial_ratio/s':>16} {'times':>7}")
    for size in [int(argument) for argument in sys.argv[1:]] or [1_000, 10_000, 50_000]:
        listed = watchlist(size)
        names = [entity.name for entity in listed.entities]
        texts = articles(200, names)
        started = time.process_time()
        files = compile_index([listed])
        compiled = time.process_time()
        index = open_index(files)
        opened = time.process_time()

        def ours(text: str) -> object:
            return screen(Document(fields=(("text", text),)), index)  # noqa: B023  called before the next size

        def theirs(text: str) -> object:
            return list(process.extract_iter(text, names, scorer=fuzz.partial_ratio, score_cutoff=90))  # noqa: B023  likewise

        cold, warm, peer = (seconds(work, part) for work, part in ((ours, texts), (ours, texts), (theirs, texts[:10])))
        rates = [len(taken) / sum(taken) for taken in (cold, warm, peer)]
        p99 = sorted(warm)[int(len(warm) * 0.99)] * 1000
        print(f"{size:>8} {compiled - started:>10.2f} {opened - compiled:>7.2f} {rates[0]:>8.0f} {rates[1]:>8.0f} {p99:>7.1f} "
              f"{rates[2]:>16.2f} {rates[1] / rates[2]:>7.0f}")


if __name__ == "__main__":
    main()
