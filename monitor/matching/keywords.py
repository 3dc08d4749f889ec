"""Keywords: words and phrases of keyword lists, found as inflected, in any language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.matching.normalise import plain_form
from monitor.matching.tokens import UNSPACED, Text, tokens
from monitor.matching.tongue import is_clearly_another
from monitor.model import Watchlist

_ENGLISH = frozenset(["s", "es", "ed", "d", "ing", "led", "ling", "ting", "ted", "ning", "ned"])
_SLAVIC_LATIN = frozenset("a e i o u y em om am ami ach ech ich ych ym im ou ego emu ov um".split())
_LONGEST_ENDING = 3
_SHORTEST_STEM = 4
_KEY, _SHORT_KEY = 3, 2  # letters a term is looked up by
_NONE: list[Any] = []
_CLITICS = re.compile("^[وفبلک]?(?:ال)?(?=..)")


@dataclass(frozen=True, slots=True)
class Found:
    """A keyword in a field: its list, its term, its place in code points."""

    watchlist: str
    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    language: str
    pattern: re.Pattern[str] | None

    def fits(self, word: str) -> bool:
        if self.pattern is not None:
            return self.pattern.fullmatch(word) is not None
        return word == self.plain or _is_inflection(self.plain, word, self.language)


@dataclass(frozen=True, slots=True)
class _Term:
    watchlist: str
    term: str
    words: tuple[_Word, ...]
    language: str


def compile_keywords(watchlists: Sequence[Watchlist]) -> list[list[Any]]:
    """The keyword lists as JSON rows: list, term, language."""
    return [[watchlist.name, keyword.term, keyword.language or ""] for watchlist in watchlists
            for keyword in sorted(watchlist.keywords, key=lambda keyword: (keyword.term, keyword.language or ""))]


class Keywords:
    """The keyword lists of an index, ready to look for. Opened from the rows of ``compile_keywords``."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self._by_start: dict[str, list[_Term]] = {}
        self._by_short_start: dict[str, list[_Term]] = {}
        self._anywhere: list[_Term] = []
        self._native: list[tuple[str, str]] = []
        self._languages = sorted({language.split("-")[0].lower() for _, _, language in rows if language})
        for watchlist, term, language in rows:
            if UNSPACED.search(term):
                self._native.append((watchlist, term))
                continue
            self._add(_term(watchlist, term, language))

    def _add(self, term: _Term | None) -> None:
        if term is None:
            return
        first = term.words[0]
        literal = _literal(first)
        if len(literal) >= _SHORTEST_STEM:  # an inflected form keeps all but its last letter
            self._by_start.setdefault(literal[:_KEY], []).append(term)
        elif len(literal) >= _SHORT_KEY:
            self._by_short_start.setdefault(literal[:_SHORT_KEY], []).append(term)
        else:
            self._anywhere.append(term)

    def find(self, text: Text) -> list[Found]:
        """Every keyword in a field, in the order of the text; of one list the longest at a place."""
        if not (self._by_start or self._by_short_start or self._anywhere or self._native):
            return []
        plain = text.plain
        others = {language for language in self._languages if is_clearly_another(language, plain)}
        found = []
        for place, word in enumerate(plain):
            for term in self._at(word):
                if term.language in others:
                    continue
                last = place + len(term.words)
                if last <= len(plain) and term.words[0].fits(word) and all(map(_Word.fits, term.words[1:], plain[place + 1:last])):
                    found.append(Found(term.watchlist, term.term, text.starts[place], text.ends[last - 1]))
        for watchlist, term_text in self._native:
            found += [Found(watchlist, term_text, m.start(), m.end()) for m in re.finditer(re.escape(term_text), text.text)]
        return _longest(found)

    def _at(self, word: str) -> list[_Term]:
        terms = self._starting(word)
        if word and "\u0600" <= word[0] <= "\u06ff":
            bare = _CLITICS.sub("", word)
            terms = terms + (self._starting(bare) if bare != word else [])
        return terms + self._anywhere if self._anywhere else terms

    def _starting(self, word: str) -> list[_Term]:
        terms, short = self._by_start.get(word[:_KEY], _NONE), self._by_short_start.get(word[:_SHORT_KEY], _NONE)
        return terms + short if short else terms


def _term(watchlist: str, term: str, language: str) -> _Term | None:
    words = []
    for part in term.split():
        if "*" in part:
            pieces = [re.escape("".join(plain_form(word) for word in tokens(piece)[0])) for piece in part.split("*")]
            words.append(_Word("", language, re.compile(r"\w*".join(pieces))))
        else:
            words += [_Word(plain_form(word), language, None) for word in tokens(part)[0]]
    return _Term(watchlist, term, tuple(words), language.split("-")[0].lower()) if words else None


def _literal(word: _Word) -> str:
    if word.pattern is None:
        return word.plain
    return re.split(r"\\w\*", word.pattern.pattern)[0].replace("\\", "")


def _is_inflection(listed: str, written: str, language: str) -> bool:
    if written and "\u0600" <= written[0] <= "\u06ff":
        return _CLITICS.sub("", written) == listed
    stem = listed[:-1] if len(listed) > _SHORTEST_STEM and listed[-1] in "aeiouyаеиоуыьяюэйії" else listed
    if len(stem) < _SHORTEST_STEM - 1 or not written.startswith(stem):
        return False
    ending = written[len(stem):]
    if not stem.isascii() or language not in ("", "en"):
        return len(ending) <= _LONGEST_ENDING and len(stem) >= _SHORTEST_STEM
    return ending in _ENGLISH or (language == "" and len(stem) > _SHORTEST_STEM and ending in _SLAVIC_LATIN)


def _longest(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    reached: dict[str, int] = {}
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end, hit.watchlist, hit.term)):
        if hit.start >= reached.get(hit.watchlist, -1):
            kept.append(hit)
            reached[hit.watchlist] = hit.end
    return kept
