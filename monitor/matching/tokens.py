"""A text as tokens with their places: one regex, offsets into the text as given."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate

import numpy as np

from monitor.matching.blobs import Array
from monitor.matching.normalise import plain_form
from monitor.matching.sentences import paragraph_spans, sentence_spans
from monitor.matching.transliterate import cyrillic_language
from monitor.matching.weights import CACHE_TOKENS, TOKENS_PER_SENTENCE

_MARKS = ("\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
          "\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e")
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_APOSTROPHES = "'’ʼʻ`´＇ʾʿ"
_TOKEN = re.compile(rf"([^\W_]+(?:(?:[{_MARKS}{_UNSEEN}]|[{_APOSTROPHES}](?=[^\W_]))[^\W_]*)*)")
_ASCII_TOKEN = re.compile("([A-Za-z0-9]+(?:['`](?=[A-Za-z0-9])[A-Za-z0-9]*)*)")  # the same, of ASCII alone
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_MAY_ELIDE = re.compile("['’](?<=[dlDLsSjJtTnNmMu].)[A-ZÀ-Ý]")
_ELISION = re.compile("^(?:[dlDLsSjJtTnNmM]|all|dell|dall|nell|sull|qu|Qu)['’](?=[A-ZÀ-Ý])")
CAPITAL, CASED, UPPER_FIRST, UPPER = 1, 2, 4, 8  # may begin a name; has letters with capitals; begins with one; has no others
SHORT, SERVANT, OVER_PARTICLES, LONE = 16, 32, 64, 128  # what may be written as one word with its neighbour; one capital letter
_ALL = 255
_SHORT_LETTERS = 4
_SERVANT = ("abd", "абд")  # Abdul Karim, Abd al-Karim, Abdulkarim are one name
_OVER_PARTICLES = frozenset("AaعАа")  # the first letters of words that a particle may part from the rest of a name: Abd al-Rahman
_LONG = 400  # code points from which a text is cut into words by a table, which has a price of its own
_IN_TABLE = 0x20000  # code points that the table knows
_LETTER, _APOSTROPHE, _MARK = 1, 2, 3
UNSPACED = re.compile("[぀-ヿ㐀-鿿豈-﫿가-힯ก-๛ក-៿ກ-ໟက-႟]")

Span = tuple[int, int]


@dataclass(slots=True)
class Text:
    """One field of a document, tokenised. ``caseless``: capitals say nothing here (all capitals, or none)."""

    field: str
    text: str
    language: str
    caseless: bool
    surfaces: list[str]
    starts: list[int]
    ends: list[int]
    marks: bytes = b""  # what each token's letters say: see CAPITAL and those after it
    heard: frozenset[str] | None = None  # its words as cues are compared: see ``context``
    _sentences: list[Span] | None = None
    _paragraphs: list[Span] | None = None
    _plain: list[str] | None = None
    _words: frozenset[str] | None = None
    _places: dict[str, list[Span]] | None = None

    @property
    def sentences(self) -> list[Span]:
        """Where its sentences are, in code points: see ``sentences``."""
        if self._sentences is None:
            self._sentences = sentence_spans(self.text)
        return self._sentences

    @property
    def paragraphs(self) -> list[Span]:
        """The same of its paragraphs."""
        if self._paragraphs is None:
            self._paragraphs = paragraph_spans(self.text)
        return self._paragraphs

    @property
    def plain(self) -> list[str]:
        """The tokens in plain form."""
        if self._plain is None:
            self._plain = list(map(plain_form, self.surfaces))
        return self._plain

    @property
    def words(self) -> frozenset[str]:
        """The different tokens."""
        if self._words is None:
            self._words = frozenset(self.surfaces)
        return self._words

    def places_of(self, phrase: str) -> list[Span]:
        """(start, end) in code points of each place where a phrase stands, whatever its capitals and white space."""
        self._places = {} if self._places is None else self._places
        if phrase not in self._places:
            spelt = r"\s+".join(map(re.escape, phrase.split()))
            self._places[phrase] = [match.span() for match in re.finditer(spelt, self.text, re.IGNORECASE) if match.group()]
        return self._places[phrase]

    def runs(self) -> list[Span]:
        """The sentences as token ranges, cut where they are too long to be one."""
        found = []
        for start, end in self.sentences:
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            found += [(cut, min(cut + TOKENS_PER_SENTENCE, last)) for cut in range(first, last, TOKENS_PER_SENTENCE)]
        return found

    def between(self, left: int, right: int) -> str:
        """The text between two tokens."""
        return self.text[self.ends[left]:self.starts[right]]

    def as_one(self, start: int, end: int) -> Text:
        """The same text with one token, from ``start`` to ``end``: what names somebody there is part of a token, or several."""
        return replace(self, surfaces=[self.text[start:end]], starts=[start], ends=[end], marks=b"", heard=None, _sentences=self.sentences,
                       _paragraphs=self.paragraphs, _plain=None, _words=None)


def read_text(field: str, text: str, language: str | None = None) -> Text:
    """Tokenises ``text``; ``language`` (a BCP 47 tag) is a hint, Cyrillic orthographies are told by their letters."""
    surfaces, starts, ends = tokens(text)
    marks = bytes(map(_MARKS_OF.__getitem__, surfaces))
    return Text(field, text, _language(text, language), _is_caseless(marks), surfaces, starts, ends, marks)


def tokens(text: str) -> tuple[list[str], list[int], list[int]]:
    """The words of ``text``: surfaces, starts, ends. A French or Italian elision before a capital is no part of its word."""
    surfaces, starts, ends = (_cut_by_table(text) if len(text) >= _LONG else None) or _cut(text)
    if ("'" in text or "’" in text) and _MAY_ELIDE.search(text):
        for place, word in enumerate(surfaces):
            cut = _elided(word)
            if cut:
                surfaces[place], starts[place] = word[cut:], starts[place] + cut
    return surfaces, starts, ends


def _cut(text: str) -> tuple[list[str], list[int], list[int]]:
    pieces = (_ASCII_TOKEN if text.isascii() else _TOKEN).split(text)  # what stands between words, a word, what stands between …
    ends = list(accumulate(map(len, pieces)))
    return pieces[1::2], ends[:-1:2], ends[1::2]


def _cut_by_table(text: str) -> tuple[list[str], list[int], list[int]] | None:
    """The same in half the time; None where letters of the text are beyond the table, or marks stand on them."""
    ascii_only = text.isascii()
    codes = np.frombuffer(text.encode("ascii"), dtype=np.uint8) if ascii_only else np.frombuffer(
        text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if not ascii_only and int(codes.max()) >= _IN_TABLE:
        return None
    kinds = _kinds()[codes]
    if not ascii_only and int(kinds.max()) == _MARK:
        return None
    inside = np.zeros(len(codes) + 2, dtype=bool)
    inside[1:-1] = kinds == _LETTER
    apostrophes = np.flatnonzero(kinds == _APOSTROPHE) + 1
    inside[apostrophes[inside[apostrophes - 1] & inside[apostrophes + 1]]] = True
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    spaced = np.where(inside[1:-1], codes, codes.dtype.type(ord(" "))).tobytes()
    surfaces = (spaced.decode("ascii") if ascii_only else spaced.decode("utf-32-le", "surrogatepass")).split()
    return surfaces, edges[::2].tolist(), edges[1::2].tolist()


@cache
def _kinds() -> Array:
    """By code point what a letter is to ``_TOKEN``."""
    every = "".join(map(chr, range(_IN_TABLE)))
    found = np.zeros(_IN_TABLE, dtype=np.uint8)
    for kind, letters in ((_MARK, f"[{_MARKS}{_UNSEEN}]"), (_APOSTROPHE, f"[{_APOSTROPHES}]"), (_LETTER, r"[^\W_]")):
        found[[match.start() for match in re.finditer(letters, every)]] = kind
    return found


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """The same words alone: a listed name is asked for them several times over."""
    found: list[str] = _TOKEN.findall(text)
    return tuple(word[_elided(word):] for word in found) if "'" in text or "’" in text else tuple(found)


def _elided(word: str) -> int:
    """How many letters of a word are an elision."""
    if len(word) > 2 and (word[1] in "'’" or word[2:3] in ("'", "’") or word[3:5] in ("'", "’")):
        elision = _ELISION.match(word)
        return elision.end() if elision else 0
    return 0


def is_cased(surface: str) -> bool:
    """Whether the script of ``surface`` tells capitals from small letters."""
    return surface.isascii() or surface[0].lower() != surface[0].upper()


def is_capital(surface: str) -> bool:
    """Whether a token may begin a name: a capital or a figure first, a capital behind a small prefix, or no such thing."""
    first = surface[0]
    return not first.islower() or (len(surface) > 3 and not surface.islower() and any(map(str.isupper, surface[1:4])))


def opens(text: Text, place: int) -> bool:
    """Whether a token opens its sentence, where a capital says nothing."""
    start = text.starts[place]
    at = bisect_left(text.sentences, (start, 0))
    return at < len(text.sentences) and text.sentences[at][0] == start


def runs_on(text: Text, place: int) -> bool:
    """Whether the neighbourhood of a token is running text, not a headline in title case."""
    nearby = text.surfaces[max(0, place - 8):place + 9]
    return sum(surface[0].islower() for surface in nearby) >= max(2, len(nearby) // 4)


def _language(text: str, hint: str | None) -> str:
    """The Cyrillic orthography of ``text``: that of the BCP 47 tag ``hint`` where it is one, else told by its letters; else nothing."""
    if text.isascii() or not _CYRILLIC.search(text):
        return ""
    hint = (hint or "").split("-")[0].lower()
    return hint if hint in ("ru", "uk", "be", "bg", "sr", "mk") else cyrillic_language(text.lower())


def _is_caseless(marks: bytes) -> bool:
    """Whether capitals say nothing in a text whose tokens have these marks."""
    cased = _count(marks, CASED)
    if cased < 3:
        return False
    capitals = _count(marks, CASED | UPPER_FIRST)
    if not capitals and _count(marks, UPPER_FIRST):
        return False
    return capitals == 0 or _count(marks, CASED | UPPER) >= 0.8 * cased


def has_mark(marks: bytes, wanted: int) -> bool:
    """Whether any of these tokens has a mark."""
    return _count(marks, wanted) > 0


def _count(marks: bytes, wanted: int) -> int:
    """How many have all these marks."""
    return len(marks.translate(None, _LACKING[wanted]))


_LACKING = {wanted: bytes(mark for mark in range(_ALL + 1) if mark & wanted != wanted)
            for wanted in (CASED, CASED | UPPER_FIRST, UPPER_FIRST, CASED | UPPER, LONE)}


class _Marks(dict[str, int]):
    """The marks of every surface met so far, up to a bound: most words of a text were met before."""

    def __missing__(self, surface: str) -> int:
        if len(self) >= CACHE_TOKENS:
            self.clear()
        cased = len(surface) > 1 and is_cased(surface) and surface[0].isalpha()
        mark = self[surface] = (CAPITAL * is_capital(surface) | CASED * cased | UPPER_FIRST * surface[0].isupper()
                                | UPPER * surface.isupper() | SHORT * (len(surface) <= _SHORT_LETTERS)
                                | SERVANT * surface.lower().startswith(_SERVANT) | OVER_PARTICLES * (surface[0] in _OVER_PARTICLES)
                                | LONE * (len(surface) == 1 and surface.isupper()))
        return mark


_MARKS_OF = _Marks()
