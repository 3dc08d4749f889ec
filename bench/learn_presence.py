"""Learn the weights of the second reading of trips (monitor/matching/trips/data/presence.toml) from labelled passages.

    python bench/learn_presence.py [--write] PASSAGES.jsonl …

A passage is a JSON line: ``text``, ``lang``, ``person_surface``, ``alert`` (0 or 1), and ``destination`` or ``to`` (an alpha-2
code or English names). Logistic regression with a ridge over the signs of the places of each passage; passages on which the
rules of grammar decide count less, as the second reading is never asked about them. Prints precision and recall of both readings
together, by cross-validation over passages, for several thresholds; ``--write`` puts the table learned from all.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor.matching.trips import most_alert_worthy, read_trips
from monitor.matching.trips.field import Field
from monitor.matching.trips.gazetteer import country_name
from monitor.matching.trips.presence import Candidate, candidates
from monitor.matching.trips.subject import by_sentence, homes_of
from monitor.model import Document
from tests.trips.support import subject

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "corpus" / "trips"
TABLE = Path(__file__).resolve().parents[1] / "monitor" / "matching" / "trips" / "data" / "presence.toml"
ALERTING = ("occurred", "under-way", "planned")
RIDGE = 10.0
SEEN = 8  # places a sign must stand at to be weighed
WRITTEN = 1.0  # weight of a sentence written to mislead
DECIDED = 0.3  # weight of a passage the rules decide
FOLDS = 10
ENOUGH = -0.8
HEAD = """\
# What each sign of a place weighs (see signs.py): learned by bench/learn_presence.py, not written by hand. The sum of `base` and
# of the signs found is the logarithm of the odds that the person was, is or will be there; `enough` tells a trip.

"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A labelled passage: the rules' verdict (a status, or none) and its candidate places, each with whether it is the right one;
    ``listed``: the same where the list knows the home."""

    alert: bool
    verdict: str
    places: tuple[tuple[Candidate, bool], ...]
    listed: tuple[tuple[Candidate, bool], ...] = ()
    written: bool = False


def read(path: Path) -> list[Passage]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [_passage(row) for row in rows]


def _passage(row: dict[str, Any], *, written: bool = False) -> Passage:
    text, language = str(row["text"]), str(row["lang"])
    party = subject(str(row["person_surface"]), (("text", text),))
    trip = most_alert_worthy(
        [trip for trip in read_trips(Document(fields=(("text", text),), language=language), [party])[0] if trip.hedge != "implied"]
    )
    field = Field("text", text, None, language)
    wanted = str(row.get("to") or row.get("destination") or "")
    told, countries = homes_of(party, {"text": field}), frozenset(row.get("countries") or ())
    places, listed = (
        tuple((candidate, _agrees(wanted, candidate)) for candidate in candidates(field, by_sentence(field, party.mentions), homes))
        for homes in (lambda: told, lambda: countries)
    )
    verdict = str(trip.status) if trip else "none"
    return Passage(bool(row["alert"]), verdict, places, listed if countries else (), written)


def corpus() -> list[Passage]:
    """Sentences of our own that tell of no trip, written to mislead: of each only what the rules leave open."""
    rows = []
    for path in sorted(CORPUS.glob("**/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += [row for row in csv.DictReader(file) if row["status"] == "none" and (row.get("type") or "person") == "person"]
    found = [
        _passage(
            {"text": row["sentence"], "lang": row["language"], "person_surface": row["name"], "alert": 0, "countries": row["home"].split()},
            written=True,
        )
        for row in rows
    ]
    return [passage for passage in found if passage.verdict == "none"]


def _agrees(wanted: str, candidate: Candidate) -> bool:
    place = candidate.place
    if len(wanted) == 2:
        return wanted == place.country
    names = (place.name.lower(), country_name(place.country).lower() if place.country else "")
    return bool(wanted) and any(name and (name in wanted.lower() or wanted.lower() in name) for name in names)


def learn(passages: Sequence[Passage]) -> dict[str, float]:
    """Weight by sign, "" the base."""
    counts = Counter(sign for passage in passages for candidate, _ in passage.places for sign in candidate.signs)
    signs = sorted(sign for sign, count in counts.items() if count >= SEEN)
    column = {sign: n + 1 for n, sign in enumerate(signs)}
    rows, labels, trust = [], [], []
    for passage in passages:
        for candidate, right in (*passage.places, *passage.listed):
            if passage.alert and not right:
                continue  # also there, or on the way
            row = np.zeros(len(signs) + 2)
            row[-1] = passage.written  # how much likelier a trip is where texts are not written to mislead is no sign
            row[[0, *(column[sign] for sign in candidate.signs if sign in column)]] = 1
            rows.append(row)
            labels.append(float(passage.alert))
            trust.append(WRITTEN if passage.written else 1.0 if passage.verdict == "none" else DECIDED)
    weights = _regress(np.array(rows), np.array(labels), np.array(trust))
    return dict(zip(("", *signs), weights.tolist()[:-1], strict=True))


def _regress(rows: np.ndarray, labels: np.ndarray, trust: np.ndarray) -> np.ndarray:
    weights, ridge = np.zeros(rows.shape[1]), np.full(rows.shape[1], RIDGE)
    ridge[0] = 0.01
    for _ in range(15):  # Newton's method; it settles within ten steps
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (trust * (chance - labels)) + ridge * weights
        bend = (rows * (trust * chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def best_of(passage: Passage, table: dict[str, float]) -> float:
    """The weight of the likeliest place; minus infinity where there is none."""
    sums = (table[""] + sum(table.get(sign, 0.0) for sign in candidate.signs) for candidate, _ in passage.places)
    return max(sums, default=float("-inf"))


def cross_validated(passages: Sequence[Passage], beside: Sequence[Passage]) -> list[float]:
    """The weight of each passage, by a table learned without it and a tenth of the others."""
    order = np.random.default_rng(1).permutation(len(passages))
    weighed = [0.0] * len(passages)
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS].tolist())
        table = learn([*(passage for n, passage in enumerate(passages) if n not in held), *beside])
        for n in held:
            weighed[n] = best_of(passages[n], table)
    return weighed


def figures(passages: Sequence[Passage], weighed: Sequence[float], enough: float) -> str:
    raised = [p.verdict in ALERTING or (p.verdict == "none" and weight >= enough) for p, weight in zip(passages, weighed, strict=True)]
    right = sum(up and passage.alert for up, passage in zip(raised, passages, strict=True))
    return f"precision {right / max(1, sum(raised)):.3f}  recall {right / max(1, sum(p.alert for p in passages)):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()
    sets = {path.stem: read(path) for path in options.files}
    passages = [passage for found in sets.values() for passage in found]
    own = corpus()
    weighed = cross_validated(passages, own)
    table = learn([*passages, *own])
    misled = [best_of(replace(p, places=p.listed), table) >= ENOUGH for p in own]
    print(f"sentences of our own that mislead it: {sum(misled)} of {len(own)}")
    print(f"{'rules alone':>12}  {figures(passages, weighed, float('inf'))}")
    for enough in (-1.0, ENOUGH, -0.6, -0.4, 0.0):
        print(f"{enough:>12}  {figures(passages, weighed, enough)}")
    first = 0
    for name, found in sets.items():
        part = weighed[first : first + len(found)]
        print(f"{name:>28}  rules {figures(found, part, float('inf'))}   both {figures(found, part, ENOUGH)}")
        first += len(found)
    if options.write:
        table = learn([*passages, *own])
        lines = [f'"{sign}" = {weight:.2f}' for sign, weight in table.items() if sign and abs(weight) >= 0.02]
        TABLE.write_text(f"{HEAD}base = {table['']:.2f}\nenough = {ENOUGH}\n\n[signs]\n" + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
