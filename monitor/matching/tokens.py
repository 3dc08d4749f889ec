"""A text as tokens with their places: one regex, offsets into the text as given."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.matching.sentences import paragraph_spans, sentence_spans
from monitor.matching.transliterate import cyrillic_language
from monitor.matching.weights import TOKENS_PER_SENTENCE

_MARKS = ("\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
          "\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e")
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}{_UNSEEN}]|['’ʼʻ`´＇ʾʿ](?=[^\W_]))*")
_ELISION = re.compile("^(?:[dlDLsSjJtTnNmM]|all|dell|dall|nell|sull|qu|Qu)['’](?=[A-ZÀ-Ý])")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
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
    return Text(field, text, language_of(text, language), is_caseless(case_counts(surfaces), surfaces), surfaces, starts, ends,
                sentence_spans(text), paragraph_spans(text))


def tokens(text: str) -> tuple[list[str], list[int], list[int]]:
    """The words of ``text``: surfaces, starts, ends. A French or Italian elision before a capital is no part of its word."""
    surfaces, starts, ends = [], [], []
    for match in _TOKEN.finditer(text):
        word, start = match.group(), match.start()
        if len(word) > 2 and (word[1] in "'’" or word[2:3] in ("'", "’") or word[3:5] in ("'", "’")):
            elision = _ELISION.match(word)
            if elision:
                word, start = word[elision.end():], start + elision.end()
        surfaces.append(word)
        starts.append(start)
        ends.append(match.end())
    return surfaces, starts, ends


def is_cased(surface: str) -> bool:
    """Whether the script of ``surface`` tells capitals from small letters."""
    return surface.isascii() or surface[0].lower() != surface[0].upper()


def is_capital(surface: str) -> bool:
    """Whether a token may begin a name: a capital or a figure first, a capital behind a small prefix, or no such thing."""
    first = surface[0]
    return not first.islower() or (len(surface) > 3 and not surface.islower() and any(map(str.isupper, surface[1:4])))


def language_of(text: str, hint: str | None) -> str:
    """The Cyrillic orthography of ``text``: that of the BCP 47 tag ``hint`` where it is one, else told by its letters; else nothing."""
    if text.isascii() or not _CYRILLIC.search(text):
        return ""
    hint = (hint or "").split("-")[0].lower()
    return hint if hint in ("ru", "uk", "be", "bg", "sr", "mk") else cyrillic_language(text.lower())


def case_counts(surfaces: Sequence[str]) -> tuple[int, int, int]:
    """How many tokens of two letters or more have a case, begin with a capital, are all capitals."""
    cased = [surface for surface in surfaces if len(surface) > 1 and is_cased(surface) and surface[0].isalpha()]
    return len(cased), sum(surface[0].isupper() for surface in cased), sum(map(str.isupper, cased))


def is_caseless(counts: tuple[int, int, int], surfaces: Iterable[str]) -> bool:
    """Whether capitals say nothing in a text with these counts; its ``surfaces`` are looked at where it seems to have no capital."""
    cased, capitals, all_capitals = counts
    if cased < 3:
        return False
    if not capitals and any(surface[0].isupper() for surface in surfaces):
        return False
    return capitals == 0 or all_capitals >= 0.8 * cased
