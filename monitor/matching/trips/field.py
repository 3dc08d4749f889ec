"""One field of a document: its sentences found once, its language told once, each sentence laid out when first asked for."""

from __future__ import annotations

from datetime import date

from monitor.matching.sentences import sentence_spans
from monitor.matching.trips.detect import language_of
from monitor.matching.trips.lexicon import Language, language
from monitor.matching.trips.sentence import Sentence, lay_out, lay_out_bare
from monitor.model import Document

_LONGEST = 1500  # characters of a sentence


class Field:
    """One field of the document, its sentences found once and laid out when first asked for."""

    def __init__(self, name: str, text: str, document: Document) -> None:
        self.name, self.text = name, text
        self.published: date | None = document.published.date() if document.published else None
        self._hint = document.language
        self._spans: list[tuple[int, int]] | None = None
        self._table: Language | None = None
        self._laid: dict[int, Sentence | None] = {}

    @property
    def spans(self) -> list[tuple[int, int]]:
        if self._spans is None:
            self._spans = [part for span in sentence_spans(self.text) for part in _parts(self.text, *span)]
        return self._spans

    @property
    def table(self) -> Language:
        if self._table is None:
            self._table = language(language_of(self.text, self._hint))
        return self._table

    def sentence(self, number: int) -> Sentence | None:
        if number not in self._laid:
            self._laid[number] = lay_out(self.text, *self.spans[number], self.table)
        return self._laid[number]

    def bare(self, number: int) -> Sentence:
        return self.sentence(number) or lay_out_bare(self.text, *self.spans[number], self.table)


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, cut at spaces where it is longer than any sentence is: work grows with the square of its length."""
    parts = []
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST)
        cut = cut if cut > start else start + _LONGEST
        parts.append((start, cut))
        start = cut
    return [*parts, (start, end)]


def token_span(sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """The tokens that a stretch of the field covers, as (first, last)."""
    places = [place for place, token in enumerate(sentence.tokens) if token.start < end and token.end > start]
    return (places[0], places[-1]) if places else None
