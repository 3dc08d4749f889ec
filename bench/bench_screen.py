"""Screening against native rapidfuzz in the same run: articles a second, on one core.

    python bench/bench_screen.py [names …]      default: 1000 10000

Prints, for each size of list: compile seconds, articles/s cold and warm, and how many times faster than
``process.extract_iter(partial_ratio, score_cutoff=90)`` over the same names.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

from names import articles, watchlist  # noqa: E402  the folder is put on the path above
from rapidfuzz import fuzz, process  # noqa: E402

from monitor.matching import compile_index, open_index, screen  # noqa: E402
from monitor.model import Document  # noqa: E402


def per_second(work: object, texts: list[str]) -> float:
    started = time.perf_counter()
    for text in texts:
        work(text)  # type: ignore[operator]
    return len(texts) / (time.perf_counter() - started)


def main() -> None:
    print(f"{'names':>8} {'compile s':>10} {'cold/s':>8} {'warm/s':>8} {'partial_ratio/s':>16} {'times':>7}")
    for size in [int(argument) for argument in sys.argv[1:]] or [1_000, 10_000]:
        listed = watchlist(size)
        names = [entity.name for entity in listed.entities]
        texts = articles(200, names)
        started = time.perf_counter()
        index = open_index(compile_index([listed]))
        compiled = time.perf_counter() - started

        def ours(text: str, index: object = index) -> None:
            screen(Document(fields=(("text", text),)), index)  # type: ignore[arg-type]

        def theirs(text: str, names: list[str] = names) -> None:
            for _ in process.extract_iter(text, names, scorer=fuzz.partial_ratio, score_cutoff=90):
                pass

        cold, warm = per_second(ours, texts), per_second(ours, texts)
        peer = per_second(theirs, texts[:10])
        print(f"{size:>8} {compiled:>10.2f} {cold:>8.0f} {warm:>8.0f} {peer:>16.2f} {warm / peer:>7.0f}")


if __name__ == "__main__":
    main()
