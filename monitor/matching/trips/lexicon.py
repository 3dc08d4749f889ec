"""The one loader of the language tables under ``data/``, and the finder of their phrases in a sentence.

A table is TOML, one file a language (see ``data/README.md``): cues by kind and tense, operators that change what a cue says
(negation, future, denial …), small words of the grammar, demonyms, further names of countries, and how place names inflect.
A phrase is words separated by spaces; a word ending in ``*`` is a stem.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.matching.trips.tokens import Token, fold, tokens_of

LANGUAGES = ("en", "ru", "uk", "bg", "pl", "cs", "fr", "de", "es", "tr", "ar", "fa", "zh")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at tokens ``first``..``last`` (inclusive). ``group`` and ``form`` are the table's section and key."""

    first: int
    last: int
    group: str
    form: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    stems: tuple[bool, ...]
    group: str
    form: str


class Phrases:
    """Phrases found by their first word, exact or stem; the longest wins, one group at a time."""

    def __init__(self, entries: Iterable[tuple[str, str, str]]) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        for text, group, form in entries:
            words = [(fold(word.rstrip("*")), word.endswith("*")) for word in _words(text)]
            if not words:
                continue
            phrase = _Phrase(tuple(word for word, _ in words), tuple(stem for _, stem in words), group, form)
            (self._stems if words[0][1] else self._exact).setdefault(words[0][0], []).append(phrase)
        self._shortest = min(map(len, self._stems), default=99)
        self._longest = max(map(len, self._stems), default=0)

    def at(self, tokens: Sequence[Token], place: int) -> list[Hit]:
        """Every phrase that begins at token ``place``, longest first; of one group only the longest."""
        word = tokens[place].fold
        found = list(self._exact.get(word, ()))
        for size in range(min(len(word), self._longest), self._shortest - 1, -1):
            found.extend(self._stems.get(word[:size], ()))
        if not found:
            return []
        best: dict[str, tuple[tuple[int, int], Hit]] = {}
        for phrase in found:
            last = place + len(phrase.words) - 1
            if last < len(tokens) and all(_fits(tokens[place + n].fold, phrase, n) for n in range(1, len(phrase.words))):
                rank = (len(phrase.words), len(phrase.words[0]) + (not phrase.stems[0]))
                if phrase.group not in best or best[phrase.group][0] < rank:
                    best[phrase.group] = (rank, Hit(place, last, phrase.group, phrase.form))
        return [hit for _, hit in sorted(best.values(), key=lambda item: item[0], reverse=True)]

    def all(self, tokens: Sequence[Token]) -> list[Hit]:
        """The hits of all tokens, in order."""
        return [hit for place in range(len(tokens)) for hit in self.at(tokens, place)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """One language's table, ready to be asked. ``order``: where a subject stands to its verb (before, free, after);
    ``direct``: a place follows its cue without a preposition."""

    code: str
    order: str
    direct: bool
    present: frozenset[str]
    infinitive: frozenset[str]
    alone: tuple[str, ...]
    reported_future: frozenset[str]
    cues: Phrases
    operators: Phrases
    small: Phrases
    demonyms: Phrases
    countries: Mapping[str, str]
    regions: Mapping[str, tuple[str, str, str]]
    inflection: tuple[tuple[str, tuple[str, ...]], ...]
    oblique: tuple[str, ...]
    prefixes: tuple[str, ...]
    dates: Mapping[str, Any]
    common: frozenset[str]


@cache
def language(code: str) -> Language:
    """The table of a language; English for one without a table."""
    known = code.split("-")[0].lower()
    data = _read(known if known in LANGUAGES else "en")
    inflection = sorted(((fold(old), tuple(fold(n) if n else "" for n in new)) for old, new in data.get("inflection", {}).items()),
                        key=lambda rule: -len(rule[0]))
    grammar = data["grammar"]
    return Language(
        code=known if known in LANGUAGES else "en", order=grammar["order"], direct=grammar.get("direct", False),
        present=frozenset(grammar.get("present", ())), infinitive=frozenset(grammar.get("infinitive", ())),
        alone=tuple(fold(word.rstrip("*")) for word in grammar.get("alone", ())), reported_future=frozenset(grammar.get("reported_future", ())),
        cues=Phrases((text, kind, form) for kind, forms in data["cues"].items() for form, texts in forms.items() for text in texts),
        operators=Phrases((text, group, group) for group, texts in data["operators"].items() for text in texts),
        small=Phrases((text, group, group) for group, texts in data["small"].items() for text in texts),
        demonyms=Phrases((text, "demonym", code) for code, texts in data.get("demonyms", {}).items() for text in texts),
        countries={_key(name): country for country, names in data.get("countries", {}).items()
                   for name in names},
        regions={_key(name): (english, country, kind) for kind in ("state", "region")
                 for english, (country, *names) in data.get(f"{kind}s", {}).items() for name in names},
        inflection=tuple(inflection), oblique=tuple(grammar.get("oblique", ())), prefixes=tuple(grammar.get("prefixes", ())),
        dates=data.get("dates", {}), common=frozenset(grammar.get("common", ())),
    )


def _read(code: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data", f"{code}.toml").read_text("utf-8"))


def _key(name: str) -> str:
    return " ".join(token.fold for token in tokens_of(name, 0, len(name)))


def _words(text: str) -> list[str]:
    """The words of a phrase, Han characters one by one, as the tokens of a sentence are."""
    words = []
    for word in text.split():
        parts = [token.text for token in tokens_of(word.rstrip("*"), 0, len(word.rstrip("*")))]
        words.extend(parts[:-1])
        words.append(parts[-1] + "*" * word.endswith("*"))
    return words


def _fits(word: str, phrase: _Phrase, place: int) -> bool:
    wanted = phrase.words[place]
    return word.startswith(wanted) if phrase.stems[place] else word == wanted
