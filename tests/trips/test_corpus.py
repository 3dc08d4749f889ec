"""The labelled sentences of tests/corpus/trips, read all together: accuracy by status must not fall below what was reached."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from tests.trips.support import lead

CORPUS = Path(__file__).parent.parent / "corpus" / "trips"
# Share of sentences read with the right status and country, by the status labelled.
FLOORS = {
    "none": 0.95,
    "occurred": 0.95,
    "under-way": 0.9,
    "planned": 0.95,
    "cancelled": 0.95,
    "refused": 0.9,
    "denied": 0.9,
    "hypothetical": 0.9,
    "domestic": 0.9,
}


def rows() -> list[dict[str, str]]:
    found = []
    for path in sorted(CORPUS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row | {"file": path.name} for row in csv.DictReader(file)]
    return found


def test_most_sentences_of_the_corpus_are_read_as_labelled() -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong = []
    for row in rows():
        trip = lead(row["sentence"], row["name"], countries=[row["home"]] if row["home"] else [], language=row["language"])
        got = (str(trip.status), trip.country or "") if trip else ("none", "")
        total[row["status"]] += 1
        if got == (row["status"], row["country"]):
            right[row["status"]] += 1
        else:
            wrong.append(f"{row['file']}: {row['status']} {row['country']} but read {got}: {row['sentence']}")
    accuracy = {status: right[status] / count for status, count in total.items()}
    report = "\n".join([*(f"{status}: {share:.3f} of {total[status]}" for status, share in sorted(accuracy.items())), *wrong])
    print(report)
    assert all(accuracy[status] >= floor for status, floor in FLOORS.items()), report


def test_the_corpus_is_large_enough_and_two_fifths_of_it_report_no_trip() -> None:
    labels = Counter(row["status"] for row in rows())
    assert labels.total() >= 150
    assert labels["none"] + labels["domestic"] + labels["denied"] >= 0.4 * labels.total()
