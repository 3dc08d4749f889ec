"""The labelled sentences of tests/corpus/trips, read all together: accuracy must not fall below what was reached."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.trips.corpus import ALERTING, Row, accuracy, alerts, mistakes, read_corpus, table

# Share of sentences read with the right status and country. What was reached is above these by a sentence or two of each kind.
BY_STATUS = {
    "none": 0.92,  # most are written to mislead, which the second reading, of what no rule decides, falls for here and there
    "occurred": 0.97,
    "under-way": 0.9,
    "planned": 0.97,
    "cancelled": 0.95,
    "refused": 0.95,
    "denied": 0.95,
    "hypothetical": 0.95,
    "domestic": 0.95,
}
ANY_LANGUAGE = 0.92
LANGUAGES = {"en", "ru", "uk", "bg", "pl", "cs", "fr", "de", "es", "tr", "ar", "fa", "zh", "sw", "ha", "so"}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read_corpus()


def test_most_sentences_are_read_as_labelled_whatever_happened_to_the_trip(rows: list[Row]) -> None:
    reached = accuracy(rows, "status")
    report = f"{table(rows)}\n{mistakes(rows)}"
    print(report)
    assert all(reached[status] >= floor for status, floor in BY_STATUS.items()), report


def test_most_sentences_are_read_as_labelled_in_every_language(rows: list[Row]) -> None:
    reached = accuracy(rows, "language")
    assert set(reached) == LANGUAGES
    assert min(reached.values()) >= ANY_LANGUAGE, reached


def test_an_alert_is_seldom_false_and_seldom_missed(rows: list[Row]) -> None:
    precision, recall = alerts(rows)
    assert precision >= 0.95, mistakes(rows)
    assert recall >= 0.97, mistakes(rows)


def test_the_corpus_is_large_enough_and_two_fifths_of_it_report_no_trip(rows: list[Row]) -> None:
    labels = Counter(row.status for row in rows)
    assert labels.total() >= 600
    assert labels["none"] + labels["domestic"] + labels["denied"] >= 0.4 * labels.total()


def test_sentences_by_somebody_who_did_not_know_the_tables_alert_where_they_should() -> None:
    rows = read_corpus("read_once")
    precision, recall = alerts(rows)
    labels = Counter(row.status for row in rows)
    assert labels.total() - sum(labels[status] for status in ALERTING) >= 0.4 * labels.total()
    assert precision >= 0.92, mistakes(rows)
    assert recall >= 0.9, mistakes(rows)
