"""One field of a document: its sentences found once, its language told once, each sentence laid out when first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from monitor.matching.sentences import sentence_spans
from monitor.matching.trips.agents import agents
from monitor.matching.trips.detect import language_of
from monitor.matching.trips.lexicon import Hit, Language, language
from monitor.matching.trips.sentence import Agent, Sentence, lay_out, lay_out_bare
from monitor.matching.trips.tokens import Token, tokens_of, without_asides

_LONGEST = 1500  # characters of a sentence


class Field:
    """One field of the document, its sentences found once and laid out when first asked for."""

    def __init__(
        self,
        name: str,
        text: str,
        published: datetime | None,
        language: str | None,
        *,
        told: bool = False,
        spans: Sequence[tuple[int, int]] | None = None,
    ) -> None:
        self.name, self.text = name, text
        self.published: date | None = published.date() if published else None
        self._hint, self._told = language, told  # told: the language was read from this very text
        self._sentences = spans  # where the sentences are, if that is known already
        self._spans: list[tuple[int, int]] | None = None
        self._table: Language | None = None
        self._tokens: dict[int, list[Token]] = {}
        self._bare: dict[int, Sentence] = {}
        self._laid: dict[int, Sentence | None] = {}
        self._bystanders: dict[int, list[Agent]] = {}

    @property
    def spans(self) -> list[tuple[int, int]]:
        if self._spans is None:
            spans = sentence_spans(self.text) if self._sentences is None else self._sentences
            self._spans = [part for span in spans for part in _parts(self.text, *span)]
        return self._spans

    @property
    def table(self) -> Language:
        if self._table is None:
            self._table = language(self._hint or "en" if self._told else language_of(self.text, self._hint))
        return self._table

    def sentence(self, number: int) -> Sentence | None:
        if number not in self._laid:
            self._laid[number] = lay_out(self.tokens(number), self.table)
        return self._laid[number]

    def operators(self, number: int) -> list[Hit]:
        """What a sentence says of cues, without laying it out."""
        return self.table.operators.all(self.tokens(number))

    def tokens(self, number: int) -> list[Token]:
        """The words of a sentence, cut up once."""
        if number not in self._tokens:
            self._tokens[number] = without_asides(tokens_of(self.text, *self.spans[number]))
        return self._tokens[number]

    def bare(self, number: int) -> Sentence:
        """The sentence with or without a cue in it."""
        found = self.sentence(number) or self._bare.get(number)
        if found is None:
            found = self._bare[number] = lay_out_bare(self.tokens(number), self.table)
        return found

    def bystanders(self, number: int) -> list[Agent]:
        """Everybody a sentence that does not name the party names: the same for each party of a document, so told once."""
        if number not in self._bystanders:
            self._bystanders[number] = agents(self.bare(number), [])
        return self._bystanders[number]


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
    """The tokens that a stretch of the field covers, as (first, last), without a possessive ending."""
    places = [place for place, token in enumerate(sentence.tokens) if token.start < end and token.end > start]
    while len(places) > 1 and sentence.tokens[places[-1]].fold in ("'s", "'", "’"):
        places.pop()
    return (places[0], places[-1]) if places else None
