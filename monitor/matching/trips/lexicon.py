"""The one loader of the language tables under ``data/``, and the finder of their phrases in a sentence.

A table is TOML, one file a language (see ``data/README.md``): cues by kind and tense, operators that change what a cue says
(negation, future, denial …), small words of the grammar, demonyms, further names of countries, and how place names inflect.
A phrase is words separated by spaces; a word ending in ``*`` is a stem.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from monitor.matching.trips.dates import DateWords
from monitor.matching.trips.tokens import Token, fold, tokens_of

_REMEMBERED = 20_000  # words a table remembers its phrases for; then it starts afresh
_PLACES = {"city": "cities", "state": "states", "region": "regions"}  # kind of place -> section of a table
_CLITIC_REACH = 6  # tokens between a verb and its reflexive word
_SPLIT_REACH = 25  # tokens from a verb to its particle
_LINKING = frozenset(("und", "um", "oder", "wie", "als", "wo", "nachdem", "bevor", "teilte", "sagte"))
LANGUAGES = ("en", "ru", "uk", "bg", "pl", "cs", "fr", "de", "es", "tr", "ar", "fa", "zh", "sw", "ha", "so")


class Hit(NamedTuple):
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


class _Opening(NamedTuple):
    """The phrases that one word may begin: those of one word, one a group, and the longer ones by their second word."""

    single: tuple[_Phrase, ...]
    seconds: Mapping[str, tuple[_Phrase, ...]]
    stemmed: tuple[_Phrase, ...]


class Phrases:
    """Phrases found by their first word, exact or stem; the longest wins, one group at a time."""

    def __init__(self, entries: Iterable[tuple[str, str, str]]) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._stems: dict[str, list[_Phrase]] = {}
        for text, group, form in ((spelt, group, form) for written, group, form in entries for spelt in _spelt(written)):
            words = [(fold(word.rstrip("*")), word.endswith("*")) for word in _words(text)]
            if not words:
                continue
            phrase = _Phrase(tuple(word for word, _ in words), tuple(stem for _, stem in words), group, form)
            (self._stems if words[0][1] else self._exact).setdefault(words[0][0], []).append(phrase)
        self._shortest = min(map(len, self._stems), default=99)
        self._longest = max(map(len, self._stems), default=0)
        self._known: dict[str, _Opening | None] = {}

    def all(self, tokens: Sequence[Token]) -> list[Hit]:
        """The phrases of a sentence in order; of those that begin at one token, and of one group, only the longest."""
        found: list[Hit] = []
        known, last = self._known, len(tokens) - 1
        for place, token in enumerate(tokens):
            word = token.fold
            opening = known[word] if word in known else self._beginning(word)
            if opening is None:
                continue
            longer = opening.seconds.get(tokens[place + 1].fold, ()) if place < last and opening.seconds else ()
            if longer or opening.stemmed:
                phrases = sorted((*longer, *opening.stemmed), key=_rank, reverse=True) if opening.stemmed else longer
                found.extend(_longest((*phrases, *opening.single), tokens, place))
            else:
                found.extend([Hit(place, place, phrase.group, phrase.form) for phrase in opening.single])
        return found

    def _beginning(self, word: str) -> _Opening | None:
        """What may begin with this word, longest first; remembered, since text repeats its words."""
        phrases = list(self._exact.get(word, ()))
        for size in range(min(len(word), self._longest), self._shortest - 1, -1):
            phrases.extend(self._stems.get(word[:size], ()))
        phrases.sort(key=_rank, reverse=True)
        single: dict[str, _Phrase] = {}
        seconds: dict[str, list[_Phrase]] = {}
        stemmed = []
        for phrase in phrases:
            if len(phrase.words) == 1:
                single.setdefault(phrase.group, phrase)
            elif phrase.stems[1]:
                stemmed.append(phrase)
            else:
                seconds.setdefault(phrase.words[1], []).append(phrase)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        by_second = {second: tuple(found) for second, found in seconds.items()}
        self._known[word] = _Opening(tuple(single.values()), by_second, tuple(stemmed)) if phrases else None
        return self._known[word]


def _rank(phrase: _Phrase) -> tuple[int, int]:
    return len(phrase.words), len(phrase.words[0]) + (not phrase.stems[0])


def _longest(phrases: Sequence[_Phrase], tokens: Sequence[Token], place: int) -> list[Hit]:
    hits: list[Hit] = []
    groups: set[str] = set()
    for phrase in phrases:
        last = place + len(phrase.words) - 1
        if phrase.group in groups or last >= len(tokens):
            continue
        if last == place or all(_fits(tokens[place + n].fold, phrase, n) for n in range(1, len(phrase.words))):
            groups.add(phrase.group)
            hits.append(Hit(place, last, phrase.group, phrase.form))
    return hits


class Split:
    """Verbs in two pieces: with a particle at the end of their clause ("traf am Montag in Moskau ein"), or with a reflexive
    word that stands elsewhere ("który się w poniedziałek udał"), one of ``clitics`` of the cues."""

    def __init__(
        self, table: Mapping[str, Mapping[str, Sequence[str]]], cues: Iterable[tuple[str, str, str]], clitics: frozenset[str]
    ) -> None:
        self._clitics = clitics
        self._reflexive: dict[str, list[tuple[str, str]]] = {}
        for text, group, form in cues if clitics else ():
            for spelt in _spelt(text):
                words = fold(spelt).split()
                if len(words) == 2 and clitics.intersection(words) and group != "block" and "*" not in spelt:
                    verb = next(word for word in words if word not in clitics)
                    self._reflexive.setdefault(verb, []).append((group, form))
        self._verbs: dict[str, list[tuple[str, str, str]]] = {}
        for group, forms in table.items():
            for form, phrases in forms.items():
                for phrase in (spelt for text in phrases for spelt in _spelt(text)):
                    verb, particle = phrase.split()
                    self._verbs.setdefault(fold(verb), []).append((fold(particle), group, form))

    def all(self, tokens: Sequence[Token]) -> list[Hit]:
        """The verbs whose particle is there, each as a hit of the verb alone."""
        found: list[Hit] = []
        for place, token in enumerate(tokens) if self._verbs else ():
            for particle, group, form in self._verbs.get(token.fold, ()):
                if any(
                    tokens[end].fold == particle and _ends_clause(tokens, end + 1)
                    for end in range(place + 1, min(len(tokens), place + _SPLIT_REACH))
                ):
                    found.append(Hit(place, place, group, form))
                    break
        places = [place for place, token in enumerate(tokens) if token.fold in self._clitics] if self._clitics else []
        for place, token in enumerate(tokens) if places else ():
            if any(1 < abs(place - clitic) <= _CLITIC_REACH for clitic in places):
                found.extend(Hit(place, place, group, form) for group, form in self._reflexive.get(token.fold, ())[:1])
        return found


def _ends_clause(tokens: Sequence[Token], place: int) -> bool:
    return place == len(tokens) or not tokens[place].word or tokens[place].fold in _LINKING


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """One language's table, ready to be asked. ``order``: where a subject stands to its verb (before, free, after);
    ``direct``: a place follows its cue without a preposition."""

    code: str
    order: str
    direct: bool
    links: frozenset[str]
    present: frozenset[str]
    nouns_capital: bool
    modifiers_behind: bool
    construct: bool
    distinct: frozenset[str]
    accented: Mapping[str, str]
    infinitive: frozenset[str]
    alone: tuple[str, ...]
    weak_nouns: frozenset[str]
    reported_future: frozenset[str]
    past_auxiliaries: frozenset[str]
    drops: bool
    verb_last: bool
    nominalised: tuple[str, ...]
    reflexive: frozenset[str]
    passive: frozenset[str]
    place_before: bool
    suffixes: Mapping[str, str]
    cues: Phrases
    split: Split
    direct_verbs: frozenset[str]
    inverted: frozenset[str]
    object_markers: frozenset[str]
    operators: Phrases
    small: Phrases
    demonyms: Phrases
    signs: Phrases
    offices: Phrases
    countries: Mapping[str, str]
    regions: Mapping[str, tuple[str, str, str]]
    inflection: tuple[tuple[str, tuple[str, ...]], ...]
    oblique: tuple[str, ...]
    oblique_given: tuple[str, ...]
    prefixes: tuple[str, ...]
    dates: DateWords
    common: frozenset[str]
    lands: frozenset[str]
    no_city: frozenset[str]


@cache
def language(code: str) -> Language:
    """The table of a language; English for one without a table."""
    known = code.split("-")[0].lower()
    data = _read(known if known in LANGUAGES else "en")
    inflection = sorted(
        ((fold(old), tuple(fold(n) if n else "" for n in new)) for old, new in data.get("inflection", {}).items()),
        key=lambda rule: -len(rule[0]),
    )
    grammar = data["grammar"]
    cues = [(text, kind, form) for kind, forms in data["cues"].items() for form, texts in forms.items() for text in texts]
    return Language(
        code=known if known in LANGUAGES else "en",
        order=grammar["order"],
        direct=grammar.get("direct", False),
        links=frozenset(map(fold, data["small"].get("in", ()))),
        present=frozenset(map(fold, grammar.get("present", ()))),
        nouns_capital=grammar.get("nouns_capital", False),
        modifiers_behind=grammar.get("modifiers_behind", False),
        construct=grammar.get("construct", False),
        accented={fold(word): word for word in grammar.get("accented", ())},
        distinct=frozenset(grammar.get("distinct", ())),
        infinitive=frozenset(grammar.get("infinitive", ())),
        weak_nouns=frozenset(map(fold, grammar.get("weak_nouns", ()))),
        alone=tuple(fold(word.rstrip("*")) for word in grammar.get("alone", ())),
        reported_future=frozenset(grammar.get("reported_future", ())),
        past_auxiliaries=frozenset(grammar.get("past_auxiliaries", ())),
        drops=grammar.get("drops", False),
        verb_last=grammar.get("verb_last", False),
        passive=frozenset(map(fold, grammar.get("passive", ()))),
        reflexive=frozenset(grammar.get("reflexive", ())),
        nominalised=tuple(grammar.get("nominalised", ())),
        place_before=grammar.get("place_before", grammar["order"] != "before" or grammar.get("verb_last", False)),
        suffixes={fold(suffix): link for link, suffixes in data.get("suffixes", {}).items() for suffix in suffixes},
        cues=Phrases(cues),
        split=Split(data.get("split", {}), cues, frozenset(map(fold, grammar.get("clitics", ())))),
        object_markers=frozenset(grammar.get("object_markers", ())),
        inverted=frozenset(grammar.get("inverted", ())),
        direct_verbs=frozenset(map(fold, grammar.get("direct_verbs", ()))),
        operators=Phrases((text, group, group) for group, texts in data["operators"].items() for text in texts),
        small=Phrases((text, group, group) for group, texts in data["small"].items() for text in texts),
        signs=Phrases((text, group, group) for group, texts in data.get("signs", {}).items() for text in texts),
        offices=Phrases((text, "office", code) for code, texts in data.get("offices", {}).items() for text in texts),
        demonyms=Phrases((text, "demonym", code) for code, texts in data.get("demonyms", {}).items() for text in texts),
        countries={_key(name): country for country, names in data.get("countries", {}).items() for name in names},
        regions=_named(_read("places")) | _named(data),
        inflection=tuple(inflection),
        oblique=tuple(grammar.get("oblique", ())),
        oblique_given=tuple(grammar.get("oblique_given", ())),
        prefixes=tuple(grammar.get("prefixes", ())),
        dates=DateWords(data.get("dates", {})),
        lands=frozenset(grammar.get("lands", ())),
        common=frozenset(map(fold, grammar.get("common", ()))),
        no_city=frozenset(map(fold, (*grammar.get("common", ()), *grammar.get("surnames", ())))),
    )


def _named(data: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Places by each of their names: English name, country, kind."""
    return {
        _key(name): (english, country, kind)
        for kind, section in _PLACES.items()
        for english, (country, *names) in data.get(section, {}).items()
        for name in names
    }


@cache
def _read(code: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data", f"{code}.toml").read_text("utf-8"))


def _key(name: str) -> str:
    return " ".join(token.fold for token in tokens_of(name, 0, len(name)))


def _spelt(text: str) -> Iterator[str]:
    """A phrase with braces is one for each of the endings in them: "прибыл{,а,и}"."""
    before, brace, rest = text.partition("{")
    if not brace:
        yield text
        return
    endings, _, after = rest.partition("}")
    for ending in endings.split(","):
        yield from _spelt(before + ending + after)


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
