"""Reading and screening pages against stock trafilatura in the same run, on pages of our own making.

    python bench/bench_articles.py [pages]      default: 200

One page in twenty names a listed person, every second of these only in a picture's caption. Prints milliseconds of CPU a page
for the gate with extraction behind it (screening included), for extraction of every page, and for trafilatura with metadata
(no screening); and on how many of the pages that name somebody the name is left in what each of them gives.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

import trafilatura  # noqa: E402  the folder is put on the path above
from names import articles, watchlist  # noqa: E402
from pages import page  # noqa: E402

from monitor.matching import Index, compile_index, open_index  # noqa: E402
from monitor.model import Entity, Entry, Page, Watchlist  # noqa: E402
from monitor.reading import read_and_screen  # noqa: E402

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LISTED = "Bahram Kavianpour"  # in no generated text but where we put it


def cpu(read: Callable[[bytes], str], pages: Sequence[bytes]) -> tuple[float, list[str]]:
    """Milliseconds of CPU a page, and the text that each page gave."""
    read(pages[0])  # imports and tables are paid once
    started = time.process_time()
    texts = [read(body) for body in pages]
    return (time.process_time() - started) * 1000 / len(pages), texts


def generated(count: int, names: list[str]) -> tuple[list[bytes], list[int]]:
    """Pages, and the places of those that name the listed person."""
    pages, naming = [], list(range(0, count, 20))
    for number, text in enumerate(articles(count, names, seed=5, words=500)):
        in_caption = number in naming and number // 20 % 2 == 1
        in_body = number in naming and not in_caption
        pages.append(page(text, number=number, caption=f"{LISTED} arrives" if in_caption else "A street",
                          sentence=f"Officials said {LISTED} was there. " if in_body else ""))
    return pages, naming


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    listed = watchlist(5_000)
    index = open_index(compile_index([listed]))
    known = open_index(compile_index([Watchlist(name="Bench", entities=(Entity(id="one", name=LISTED),))]))
    pages, naming = generated(count, [entity.name for entity in listed.entities])
    entry = Entry(feed="https://news.example/feed", key="k", link="https://news.example/a", title="")

    def ours(use: Index | None) -> Callable[[bytes], str]:
        def read(body: bytes) -> str:
            reading = read_and_screen(Page(url="https://news.example/a", body=body, content_type="text/html"), entry,
                                      use, now=NOW)
            return "\n".join(text for _, text in reading.article.fields())
        return read

    def stock(body: bytes) -> str:
        found = trafilatura.bare_extraction(body, with_metadata=True)
        return str(found.text or "") if found is not None else ""

    print(f"{count} pages of {sum(map(len, pages)) / count / 1024:.0f} KiB; {len(naming)} name the listed person")
    print(f"{'':<46} {'ms':>6} {'names kept':>11}")
    for label, read in (("gate, extraction where needed, screening", ours(known)), ("the same on a list of 5,000 names", ours(index)),
                        ("extraction of every page", ours(None)), ("trafilatura with metadata", stock)):
        milliseconds, texts = cpu(read, pages)
        kept = sum(LISTED in texts[place] for place in naming)
        print(f"{label:<46} {milliseconds:>6.1f} {kept:>6} / {len(naming)}")


if __name__ == "__main__":
    main()
