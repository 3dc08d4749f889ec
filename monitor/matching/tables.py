"""The word and name tables of ``data/``, read once. Package data counts as code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from monitor.matching.normalise import adjective_stem, fold

_FIRST_CONCEPT = 100_000
_LEAST_SOUND = 4  # letters below which a phonetic form is too many words


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
def korean_spellings() -> frozenset[str]:
    """The spellings of all of them."""
    return frozenset().union(*korean_surnames().values())


@cache
def given_names() -> dict[str, tuple[int, ...]]:
    """Plain form of a given name → the clusters of ``data/given_names.txt`` it belongs to."""
    return _clusters("given_names.txt", 0, heard=False)


@cache
def given_names_by_sound() -> dict[str, tuple[int, ...]]:
    """The same with the phonetic forms: other transliterations of a listed form need no line of their own."""
    return _clusters("given_names.txt", 0, heard=True)


@cache
def organisation_words() -> dict[str, tuple[int, ...]]:
    """Plain and phonetic form of an organisation's word → the concepts of ``data/organisation_words.txt`` it stands for, numbered
    behind the given names."""
    found = _clusters("organisation_words.txt", _FIRST_CONCEPT, heard=True)
    for form, concepts in list(found.items()):
        stem = adjective_stem(form)
        if stem and stem not in found:
            found[stem] = concepts
    return found


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """Plain form of an abbreviation in an organisation's name → the words it is short for, from
    ``data/organisation_abbreviations.txt``."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines("organisation_abbreviations.txt"):
        short, _, long = line.partition("=")
        found.update((fold(word).plain, tuple(long.split())) for word in short.split())
    return found


@cache
def body_words() -> frozenset[str]:
    """Words of an organisation's name that a text may write small: network, завод."""
    return words("bodies") | {word for word in organisation_words() if not word.isascii()}


def _clusters(name: str, first: int, *, heard: bool) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, line in enumerate(_lines(name), first):
        for folded in map(fold, line.split()):
            sounds = [form for form in folded.forms if len(form) >= _LEAST_SOUND] if heard and not folded.vowelless else []
            for form in (folded.plain, *sounds):
                clusters = found.setdefault(form, [])
                if number not in clusters:
                    clusters.append(number)
    return {form: tuple(clusters) for form, clusters in found.items()}
