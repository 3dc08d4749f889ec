"""Tells at once of most texts that ``screen`` finds nothing in them: for a small index held against very many stored articles.

A text is cut at white space, which no token crosses, and each piece is judged once for all texts: nearly all of them hold no
token that the index knows. Only where the pieces left over could make a name, by the rules of ``find`` taken at their widest,
is the text worth screening. It errs on that side alone: what is sifted out has no match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations

from monitor.matching import weights
from monitor.matching.candidates import OVER_PARTICLES, Arc, arcs_of, joined, may_join
from monitor.matching.exact import spelt_out
from monitor.matching.index import BEGINNING, Index, TokenHit
from monitor.matching.keys import near_keys_listed, near_keys_written, sure_keys_listed, sure_keys_written
from monitor.matching.mentions import identifiers_in, rare_surnames
from monitor.matching.normalise import fold, plain_form
from monitor.matching.score import anchor_of, is_complete
from monitor.matching.similarity import similarity
from monitor.matching.single import single_words
from monitor.matching.tables import body_words, words
from monitor.matching.tokens import Text, case_counts, is_capital, is_caseless, language_of, marks_of, tokens
from monitor.model import Document

_BITS = 20  # of a packed count
_MOST = (1 << _BITS) - 1
_PIECES = 200_000  # remembered of each language, what news is written with; then it starts afresh
_MARKS = ".,;:!?()[]\"“”„«»…"  # so that a word is one piece, whatever stands behind it
_FEW = 20  # tokens compared one by one; the index does better with more
_TELLING_LETTERS = 4  # of the words an exact spelling is told by; shorter ones stand everywhere


@dataclass(frozen=True, slots=True)
class _Telling:
    """What a piece may mean: ``alone``: a match by itself; ``arcs``, by their tokens' places in the piece, that may be part of a
    longer name; the words of exact spellings it holds."""

    alone: bool
    arcs: tuple[Arc, ...]
    spelt: frozenset[str] = frozenset()


class Sieve:
    """Over one index. What it remembers of pieces never changes an answer."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._spellings = _spellings(index)
        self._vocabulary = frozenset(word for several in self._spellings.values() for telling in several for word in telling)
        self._words = _Words(index)
        self._known: dict[tuple[str, bool], _Pieces] = {}

    def passes(self, document: Document) -> bool:
        """Whether ``screen`` may find something in the document. Where not, it finds nothing."""
        return any(self._may_hold(text, document.language) for _, text in document.fields)

    def _may_hold(self, text: str, hint: str | None) -> bool:
        if len(text) > _MOST or self._index.native_names(text):
            return True
        pieces, language = _pieces_of(text), language_of(text, hint)
        known = self._pieces(language, caseless=False)
        counts = sum(map(known.__getitem__, pieces))
        cased = (counts & _MOST, counts >> _BITS & _MOST, counts >> 2 * _BITS)
        if is_caseless(cased, b"" if cased[1] else marks_of(tokens(text)[0])):
            known = self._pieces(language, caseless=True)
            known.update_with(pieces)
        told = known.told(pieces)
        if any(one.alone for _, one in told):
            return True
        return self._may_be_spelt(told, text) or self._may_be_named(known, told, pieces)

    def _pieces(self, language: str, *, caseless: bool) -> _Pieces:
        known = self._known.get((language, caseless))
        if known is None or len(known) > _PIECES:
            known = self._known[language, caseless] = _Pieces(self._index, self._words, language, caseless, self._vocabulary)
        return known

    def _may_be_spelt(self, told: Sequence[tuple[int, _Telling]], text: str) -> bool:
        """Whether a spelling stands there word for word: asked only where all its telling words do."""
        held = {word for _, one in told for word in one.spelt}
        if not any(telling <= held for word in held for telling in self._spellings.get(word, ())):
            return False
        return bool(self._index.exact_names(spelt_out(text)))

    def _may_be_named(self, known: _Pieces, told: Sequence[tuple[int, _Telling]], pieces: Sequence[str]) -> bool:
        """Whether the tokens that a name of several words must have stand near each other."""
        found = [(place, arc) for place, one in told for arc in one.arcs]
        if len(found) < 2:
            return False
        if not any(one.hit.shared(other.hit) for (_, one), (_, other) in combinations(found, 2)):
            return False
        before = [0, *accumulate(map(known.sizes.__getitem__, pieces))]
        spans = sorted(((before[place] + arc.first, before[place] + arc.last, arc.hit) for place, arc in found), key=lambda span: span[:2])
        for first, last, hit in spans:
            near = [other for start, end, other in spans if abs(start - first) < weights.SPAN and (end <= first or start >= last)]
            shared = {name for other in near for name in hit.shared(other)}
            if any(_may_be_complete(self._index.slots(name), hit, near) for name in shared):
                return True
        return False


class _Words:
    """The look-ups of an index, most of them answered without it: a word that is like none of the few tokens that share a key with
    it is nothing there."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.small_beginnings = index.small_beginnings
        used = sorted({token for name in range(len(index.name_kind)) for token, _ in index.slots(name)})
        self._folds = list(dict.fromkeys(fold(index.token_text(token)) for token in used))
        self._sharing: dict[str, list[int]] = {}
        for number, folded in enumerate(self._folds):
            for key in sure_keys_listed(folded) | near_keys_listed(folded):
                self._sharing.setdefault(key, []).append(number)

    def look_up(self, surface: str, language: str) -> TokenHit | None:
        """See Index.look_up."""
        written = fold(surface, language)
        near = {number for key in sure_keys_written(written) | near_keys_written(written) for number in self._sharing.get(key, ())}
        if len(near) <= _FEW and not any(similarity(self._folds[number], written) for number in near):
            self._index.note_nothing(surface, language)  # what passes is screened with the same index
            return None
        return self._index.look_up(surface, language)


class _Pieces(dict[str, int]):
    """Piece → how it is capitalised, as packed counts. Of the few pieces that tell more, ``told`` says what."""

    def __init__(self, index: Index, known_words: _Words, language: str, caseless: bool, vocabulary: frozenset[str]) -> None:
        super().__init__()
        self._index, self._words, self._language, self._caseless, self._vocabulary = index, known_words, language, caseless, vocabulary
        self._bodies, self._particles = body_words(), words("particles")
        self.sizes: dict[str, int] = {}
        self._telling: dict[str, _Telling] = {}
        self._open: dict[str, str] = {}  # those whose last token, this one, may be one word with the first of the next piece
        self._heads: dict[str, str] = {}  # those whose first token, this one, may be that word's second half, or a particle inside it
        self._inner: set[str] = set()  # … and those of them that begin with a particle
        self._servants: set[str] = set()  # those of them between which and the second half a particle may stand
        self._joins: dict[tuple[str, str, str], _Telling | None] = {}

    def __missing__(self, piece: str) -> int:
        if self._is_dull(piece):
            self.sizes[piece] = self[piece] = 1
            return 1
        surfaces, starts, ends = tokens(piece)
        self.sizes[piece] = len(surfaces)
        if surfaces:
            self._judge(piece, self._text(piece, surfaces, starts, ends))
        cased, capitals, all_capitals = case_counts(marks_of(surfaces))
        self[piece] = packed = cased | capitals << _BITS | all_capitals << 2 * _BITS
        return packed

    def _is_dull(self, piece: str) -> bool:
        """Whether a piece is plainly a word in small letters: no need to read it closely."""
        return (not self._caseless and len(piece) > 1 and piece.isascii() and piece.isalpha() and piece.islower()
                and piece not in self._vocabulary and piece not in self._bodies and piece not in self._particles
                and piece[:BEGINNING] not in self._words.small_beginnings)

    def update_with(self, pieces: Sequence[str]) -> None:
        """Judges those of the pieces that are not known."""
        for piece in pieces:
            self[piece]

    def told(self, pieces: Sequence[str]) -> list[tuple[int, _Telling]]:
        """What known pieces that follow each other tell, each with its place; two that may be one word likewise."""
        telling, opening, heads = self._telling, self._open, self._heads
        found = [(place, telling[piece]) for place, piece in enumerate(pieces) if piece in telling]
        following = (*pieces[1:], "", "")
        for place in [place for place, piece in enumerate(pieces) if piece in opening and following[place] in heads]:
            one = self._joined(pieces[place], following[place], following[place + 1])
            if one is not None:
                found.append((place, one))
        return found + self._joined_over_marks(pieces)

    def _joined_over_marks(self, pieces: Sequence[str]) -> list[tuple[int, _Telling]]:
        """Before a particle inside a word anything may stand: Abd, al-Rahman."""
        found = []
        for place in [place for place, piece in enumerate(pieces[:-1]) if piece in self._servants and not self.sizes[pieces[place + 1]]]:
            worded = (pieces[later] for later in range(place + 1, len(pieces)) if self.sizes[pieces[later]])
            after, third = next(worded, ""), next(worded, "")
            if after in self._inner:
                one = self._joined(pieces[place], after, third)
                found += [(place, one)] if one else []
        return found

    def _text(self, text: str, surfaces: list[str], starts: list[int], ends: list[int]) -> Text:
        return Text("", text, self._language, self._caseless, surfaces, starts, ends, [(0, len(text))], [(0, len(text))],
                    marks_of(surfaces))

    def _judge(self, piece: str, text: Text) -> None:
        first, last = text.surfaces[0], text.surfaces[-1]
        every = range(len(text.surfaces))
        arcs = arcs_of(text, self._words, every, len(every))
        if not self._caseless and first in self._bodies:  # behind a capital it may be part of a body's name
            arcs += arcs_of(replace(text, caseless=True), self._words, every, len(every))
        alone = self._is_enough(arcs, text) or any(True for _ in identifiers_in(piece, self._index))
        spelt = self._vocabulary.intersection(" ".join(map(plain_form, text.surfaces)).split(" "))
        arcs = [arc for arc in arcs if len(arc.hit.full)]
        if alone or spelt or arcs:
            self._telling[piece] = _Telling(alone, tuple(arcs), spelt)
        if text.ends[-1] == len(piece) and (self._caseless or is_capital(last) or last in self._bodies or len(text.surfaces) > 1):
            self._open[piece] = last
            if last[0] in OVER_PARTICLES:
                self._servants.add(piece)
        inner = plain_form(first) in self._particles
        if text.starts[0] == 0 and (self._caseless or is_capital(first) or inner):
            self._heads[piece] = first
            if inner:
                self._inner.add(piece)

    def _is_enough(self, arcs: Sequence[Arc], text: Text) -> bool:
        """Whether an arc may be a match by itself, whatever stands beside it: a name of one word, or a rare surname in a headline
        in capitals."""
        for arc in arcs:
            surface = text.surfaces[arc.first]
            bare = replace(text, text=surface, surfaces=[surface], starts=[0], ends=[len(surface)], marks=marks_of([surface]), _plain=None)
            if single_words([Arc(0, 1, arc.hit)], bare, self._index) or (self._caseless and rare_surnames(arc, text, self._index)):
                return True
        return False

    def _joined(self, piece: str, after: str, third: str) -> _Telling | None:
        """What the last token of ``piece`` and the next, a particle between them left out, tell as one word: Jong Un, abd al-Rahman."""
        key = (piece, after, third if after in self._inner else "")
        try:
            return self._joins[key]
        except KeyError:
            if len(self._joins) > _PIECES:
                self._joins.clear()
            likely = after in self._inner or may_join(self._open[piece], self._heads[after])
            told = self._joins[key] = self._judged_join(self.sizes[piece] - 1, " ".join(key)) if likely else None
            return told

    def _judged_join(self, first: int, whole: str) -> _Telling | None:
        text = self._text(whole, *tokens(whole))
        word = joined(text, first, len(text.surfaces))
        hit = self._words.look_up(word[0], self._language) if word else None
        if word is None or hit is None:
            return None
        arc = Arc(first, word[1], hit)
        alone = self._is_enough([arc], text)
        several = len(hit.full) > 0
        return _Telling(alone, (arc,) if several else ()) if alone or several else None


def _pieces_of(text: str) -> list[str]:
    """The text cut where no token, no number of a ship and no aircraft's goes on."""
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, " . ")
    return text.split()


def _may_be_complete(slots: Sequence[tuple[int, int]], hit: TokenHit, near: Sequence[TokenHit]) -> bool:
    """Whether a name can be aligned around a token, as far as roles tell."""
    anchor = anchor_of(slots)
    if slots[anchor][0] not in hit.tokens:
        return False
    roles = [role for place, (token, role) in enumerate(slots) if place == anchor or any(token in other.tokens for other in near)]
    return is_complete(slots, roles)


def _spellings(index: Index) -> dict[str, list[frozenset[str]]]:
    """The telling words of each name of several words, any of which may be looked for as it is spelt, under the longest of them."""
    found: dict[str, list[frozenset[str]]] = {}
    for name in range(len(index.name_kind)):
        every = " ".join(spelt_out(index.name_text(name))).split(" ")
        if len(every) < 2:
            continue
        telling = frozenset(word for word in every if len(word) >= _TELLING_LETTERS) or frozenset(every)
        found.setdefault(max(telling, key=lambda word: (len(word), word)), []).append(telling)
    return found
