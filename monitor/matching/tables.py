"""The word and name tables of ``data/``, read once. Package data counts as code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from monitor.matching.normalise import fold


def _lines(name: str) -> list[str]:
    text = files("monitor.matching").joinpath("data", name).read_text(encoding="utf-8")
    return [line for raw in text.splitlines() if (line := raw.split("#")[0].strip())]


@cache
def words(kind: str) -> frozenset[str]:
    """The words of one class of ``data/words.txt``, in plain form."""
    found: set[str] = set()
    current = ""
    for line in _lines("words.txt"):
        if line.startswith("["):
            current = line.strip("[]")
        elif current == kind:
            found.update(fold(word).plain for word in line.split())
    if not found:
        raise LookupError(f"data/words.txt has no class {kind}")
    return frozenset(found)


@cache
def common_names() -> frozenset[str]:
    """Plain forms of names so frequent that they say little."""
    return frozenset(word for line in _lines("common_names.txt") for word in line.split())


@cache
def korean_surnames() -> dict[str, frozenset[str]]:
    """A Korean family name in Hangul → its spellings in Latin letters."""
    return {hangul: frozenset(spellings) for hangul, *spellings in map(str.split, _lines("korean_surnames.txt"))}


@cache
def given_names() -> dict[str, tuple[int, ...]]:
    """Plain form of a given name → the clusters of ``data/given_names.txt`` it belongs to."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(_lines("given_names.txt")):
        for name in line.split():
            clusters = found.setdefault(fold(name).plain, [])
            if number not in clusters:
                clusters.append(number)
    return {name: tuple(clusters) for name, clusters in found.items()}
