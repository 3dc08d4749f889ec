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
    """Plain and phonetic form of a given name → the clusters of ``data/given_names.txt`` it belongs to."""
    return _clusters("given_names.txt", 0)


@cache
def organisation_words() -> dict[str, tuple[int, ...]]:
    """Plain and phonetic form of an organisation's word → the concepts of ``data/organisation_words.txt`` it stands for, numbered
    behind the given names."""
    return _clusters("organisation_words.txt", FIRST_CONCEPT)


FIRST_CONCEPT = 100_000


def _clusters(name: str, first: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, line in enumerate(_lines(name), first):
        for word in line.split():
            folded = fold(word)
            for form in (folded.plain, *(folded.forms if not folded.vowelless else ())):
                clusters = found.setdefault(form, [])
                if number not in clusters:
                    clusters.append(number)
    return {form: tuple(clusters) for form, clusters in found.items()}
