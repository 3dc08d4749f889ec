"""Reading trips: what the labelled corpus is read as, and what a reading costs beside finding the words alone.

    python bench/bench_trips.py

Prints the table of labelled against read statuses, the accuracy of each language, the precision and recall of alerts, then
milliseconds for an article with nine mentions, with one and with none, beside one case-folded search for the words of travel
in the same text: the keyword reader this room replaces.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor.matching.sentences import sentence_spans
from monitor.matching.trips import read_trips
from monitor.model import Document
from tests.trips.corpus import accuracy, alerts, mistakes, read_corpus, table
from tests.trips.support import subject

NAME = "Karim Dastan"
SENTENCE = (
    f"General {NAME}, commander of the Alborz Corps, flew to Moscow on Friday, two officials said. "
    f"The sanctions on {NAME} forbid him to travel, and the foreign ministry has denied that such a meeting took place. "
    f"{NAME} is one of the men whom the council named in 2007. Diplomats in the region say the oil price matters more. "
)
FILLER = "The committee will meet in the autumn to discuss the budget, the harvest and the state of the roads. " * 4
WORDS = re.compile(r"\b(?:visit|travel|trip|flew|fly|arriv|tour)\w*", re.IGNORECASE)
ROUNDS = 50


def milliseconds(work: Callable[[], object]) -> float:
    """The quickest of many rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return 1000 * best


def main() -> None:
    rows = read_corpus()
    print(table(rows))
    print("\n" + mistakes(rows) + "\n")
    print("by language  " + "  ".join(f"{code} {share:.3f}" for code, share in sorted(accuracy(rows, "language").items())))
    print("alerts       precision {:.3f}  recall {:.3f}".format(*alerts(rows)))
    print("read once    precision {:.3f}  recall {:.3f}\n".format(*alerts(read_corpus("read_once"))))
    print(f"{'article':>16} {'characters':>11} {'trips ms':>9} {'keywords ms':>12}")
    for label, text in (
        ("nine mentions", (SENTENCE + FILLER) * 3),
        ("one mention", SENTENCE.split(". ")[0] + ". " + FILLER * 3),
        ("no mention", FILLER * 4),
    ):
        document = Document(fields=(("text", text),), language="en", published=datetime(2015, 8, 10))
        party = subject(NAME, document.fields, countries=["IR"])
        subjects = [party] if party.mentions else []
        spans = {"text": sentence_spans(text)}  # found by the screening before
        read_trips(document, subjects, spans)
        trips = milliseconds(lambda document=document, subjects=subjects, spans=spans: read_trips(document, subjects, spans))  # type: ignore[misc]
        words = milliseconds(lambda text=text: WORDS.findall(text))  # type: ignore[misc]
        print(f"{label:>16} {len(text):>11} {trips:>9.3f} {words:>12.3f}")


if __name__ == "__main__":
    main()
