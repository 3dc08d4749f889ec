"""The labelled sentences of tests/corpus/trips: read, counted, and set out as a table of what was labelled against what was read.

Columns of a file: language, name (as it stands in the sentence), type (person where the column is missing), home (alpha-2 codes),
category, sentence, status (none: no trip of this party), country (alpha-2, empty where the sentence leaves it open), listed (the
name as the list has it, where it differs). The files in ``read_once`` were written by somebody who knew neither tables nor code.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.model import EntityType, TripStatus
from tests.trips.support import lead

CORPUS = Path(__file__).parent.parent / "corpus" / "trips"
STATUSES = (*map(str, TripStatus), "none")
ALERTING = frozenset(("occurred", "under-way", "planned"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence with its label, and the trip read from it."""

    file: str
    language: str
    sentence: str
    status: str
    country: str
    read_status: str
    read_country: str

    @property
    def right(self) -> bool:
        return (self.status, self.country) == (self.read_status, self.read_country)


def read_corpus(folder: str = "") -> list[Row]:
    """Every sentence of every file in the corpus or a folder of it, read."""
    found = []
    for path in sorted((CORPUS / folder).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [_read(path.stem, row) for row in csv.DictReader(file)]
    return found


def _read(file: str, row: dict[str, str]) -> Row:
    trip = lead(
        row["sentence"],
        row["name"],
        countries=row["home"].split(),
        language=row["language"],
        listed=row.get("listed") or None,
        type=EntityType(row.get("type") or "person"),
    )
    return Row(
        file=file,
        language=row["language"],
        sentence=row["sentence"],
        status=row["status"],
        country=row["country"],
        read_status=str(trip.status) if trip else "none",
        read_country=(trip.country or "") if trip else "",
    )


def accuracy(rows: Iterable[Row], key: str) -> dict[str, float]:
    """The share of sentences read with the right status and country, by a field of the rows."""
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row in rows:
        total[getattr(row, key)] += 1
        right[getattr(row, key)] += row.right
    return {value: right[value] / total[value] for value in total}


def alerts(rows: Sequence[Row]) -> tuple[float, float]:
    """Precision and recall of the trips that raise an alert by themselves: occurred, under way, planned."""
    wanted, raised = ({n for n, row in enumerate(rows) if status(row) in ALERTING} for status in (_labelled, _read_as))
    return len(wanted & raised) / len(raised), len(wanted & raised) / len(wanted)


def _labelled(row: Row) -> str:
    return row.status


def _read_as(row: Row) -> str:
    return row.read_status


def table(rows: Sequence[Row]) -> str:
    """Labelled statuses down, read ones across."""
    counts = Counter((row.status, row.read_status) for row in rows)
    lines = [" " * 14 + "".join(f"{status:>13}" for status in STATUSES)]
    lines += [f"{label:14}" + "".join(f"{counts[label, read] or '.':>13}" for read in STATUSES) for label in STATUSES]
    return "\n".join(lines)


def mistakes(rows: Iterable[Row]) -> str:
    """A line for each sentence that is read wrong."""
    return "\n".join(
        f"{row.file}: {row.status} {row.country} but read {row.read_status} {row.read_country}: {row.sentence}"
        for row in rows
        if not row.right
    )
