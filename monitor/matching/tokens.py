"""A text as tokens with their places: one regex, offsets into the text as given."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from monitor.matching.sentences import paragraph_spans, sentence_spans
from monitor.matching.transliterate import cyrillic_language
from monitor.matching.weights import TOKENS_PER_SENTENCE

_MARKS = ("\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
          "\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e")
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
# A letter or figure, then any of those, marks, and apostrophes before a letter: written as runs, which the engine reads at a stretch.
_TOKEN = re.compile(rf"[^\W_]+(?:(?:[{_MARKS}{_UNSEEN}]|['’ʼʻ`´＇ʾʿ](?=[^\W_]))+[^\W_]*)*")
_MAY_ELIDE = re.compile("['’][A-ZÀ-Ý]")
_ELISION = re.compile("^(?:[dlDLsSjJtTnNmM]|all|dell|dall|nell|sull|qu|Qu)['’](?=[A-ZÀ-Ý])")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
UNSPACED = re.compile("[぀-ヿ㐀-鿿豈-﫿가-힯ก-๛ក-៿ກ-ໟက-႟]")


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
    sentences: list[tuple[int, int]]  # in code points
    paragraphs: list[tuple[int, int]]

    def runs(self) -> list[tuple[int, int]]:
        """The sentences as token ranges, cut where they are too long to be one."""
        found = []
        for start, end in self.sentences:
            first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
            found += [(cut, min(cut + TOKENS_PER_SENTENCE, last)) for cut in range(first, last, TOKENS_PER_SENTENCE)]
        return found

    def between(self, left: int, right: int) -> str:
        """The text between two tokens."""
        return self.text[self.ends[left]:self.starts[right]]


def read_text(field: str, text: str, language: str | None = None) -> Text:
    """Tokenises ``text``; ``language`` (a BCP 47 tag) is a hint, Cyrillic orthographies are told by their letters."""
    surfaces, starts, ends = tokens(text)
    return Text(field, text, _language(text, language), _caseless(surfaces), surfaces, starts, ends,
                sentence_spans(text), paragraph_spans(text))


def tokens(text: str) -> tuple[list[str], list[int], list[int]]:
    """The words of ``text``: surfaces, starts, ends. A French or Italian elision before a capital is no part of its word."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    if _MAY_ELIDE.search(text) is not None:
        spans = [(_behind_elision(text, start, end), end) for start, end in spans]
    return [text[start:end] for start, end in spans], [start for start, _ in spans], [end for _, end in spans]


def _behind_elision(text: str, start: int, end: int) -> int:
    elision = _ELISION.match(text[start:end])
    return start + elision.end() if elision else start


def is_cased(surface: str) -> bool:
    """Whether the script of ``surface`` tells capitals from small letters."""
    return surface.isascii() or surface[0].lower() != surface[0].upper()


def is_capital(surface: str) -> bool:
    """Whether a token may begin a name: a capital or a figure first, a capital behind a small prefix, or no such thing."""
    first = surface[0]
    if surface.islower():  # no capital anywhere: what most words of a text are
        return not first.islower()
    return not first.islower() or (len(surface) > 3 and any(letter.isupper() for letter in surface[1:4]))


def _language(text: str, hint: str | None) -> str:
    if _CYRILLIC.search(text) is None:
        return ""
    hint = (hint or "").split("-")[0].lower()
    return hint if hint in ("ru", "uk", "be", "bg", "sr", "mk") else cyrillic_language(text.lower())


def _caseless(surfaces: list[str]) -> bool:
    cased = [surface for surface in surfaces if len(surface) > 1 and surface[0].isalpha() and (surface.isascii() or is_cased(surface))]
    if len(cased) < 3:
        return False
    capitals = len([surface for surface in cased if surface[0].isupper()])
    if 0 < capitals < 0.8 * len(cased):  # a word in capitals begins with one
        return False
    return capitals == 0 or sum(surface.isupper() for surface in cased) >= 0.8 * len(cased)
