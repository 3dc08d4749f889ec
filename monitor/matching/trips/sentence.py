"""One sentence laid out for reading: tokens, cues, operators, small words, places, agents, and the pieces it is made of.

A piece is a stretch between commas, conjunctions, relative pronouns, reporting verbs and dashes. Who does what is decided
piece by piece, see :mod:`monitor.matching.trips.mover`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from monitor.matching.names import is_given
from monitor.matching.trips.gazetteer import Place, gazetteer
from monitor.matching.trips.lexicon import Hit, Language
from monitor.matching.trips.tokens import Token

_STOPS = frozenset(";:—–()!?。：；！？؛…")
COMMAS = frozenset(",،，、")
_MARKS = _STOPS | COMMAS
_ARTICLE = "the"
_LARGE = 1_000_000  # inhabitants from which a city is one even behind a name; a capital counts a hundredfold
_FAIR = 250_000  # inhabitants from which a city opens a sentence, or is one in a script without capitals, behind no preposition
_STATE_REACH = 4  # tokens from a city to its state
_FUNCTION = ("pronoun", "plural", "possessive", "determiner", "aux", "sub", "coord", "rel", "adverbial", "where", "asks", "month")
_NO_TAGS: frozenset[str] = frozenset()
_UNCASED = "\u0590"  # scripts from here on have no capitals
OPERATORS = frozenset(("negation", "cancel", "refuse", "deny", "plan", "modal", "say"))
PREPOSITIONS = frozenset(("to", "in", "from", "of", "by", "with", "on"))


class Agent(NamedTuple):
    """Somebody at tokens ``first``..``last``. kind: ours, name, noun, thing (acts, but no "he"), pronoun, plural."""

    first: int
    last: int
    kind: str


class Piece(NamedTuple):
    """Tokens ``first``..``last``; ``opener``: start, comma, stop, rel, sub, coord, say."""

    first: int
    last: int
    opener: str


@dataclass(slots=True, kw_only=True)
class Sentence:
    """A sentence of a field. ``tags`` holds, by token, the groups of the small words that stand there."""

    language: Language
    tokens: list[Token]
    cues: list[Hit]
    operators: list[Hit]
    tags: dict[int, set[str]]
    demonyms: dict[int, Hit]
    places: list[Place]
    pieces: list[Piece]
    place_at: dict[int, Place] = field(default_factory=dict)

    def tagged(self, place: int, *groups: str) -> bool:
        """Whether a small word of one of the groups stands at this token."""
        here = self.tags.get(place)
        return here is not None and not here.isdisjoint(groups)

    def piece_of(self, place: int) -> int:
        """The number of the piece that holds this token."""
        return max(0, bisect_right(self.pieces, place, key=_first) - 1)


def _first(piece: Piece) -> int:
    return piece.first


def lay_out(tokens: list[Token], table: Language) -> Sentence | None:
    """The sentence of these tokens; None where it holds no cue, which is the common case and cheap."""
    split = table.split.all(tokens)
    hits = [hit for hit in table.cues.all(tokens) if hit.group != "block" or not _names_next(tokens, hit.last)]
    cues = _cues(hits, [hit for hit in split if hit.group not in OPERATORS])
    if not cues:
        return None
    return _lay_out(tokens, cues, table, [hit for hit in split if hit.group in OPERATORS])


def lay_out_bare(tokens: list[Token], table: Language) -> Sentence:
    """The sentence with or without cues: for home countries and denials."""
    return _lay_out(tokens, [], table, [])


def _lay_out(tokens: list[Token], cues: list[Hit], table: Language, split: list[Hit]) -> Sentence:
    tags: dict[int, set[str]] = {}
    for hit in table.small.all(tokens):
        for place in range(hit.first, hit.last + 1):
            tags.setdefault(place, set()).add(hit.group)
    for place, token in enumerate(tokens) if table.distinct else ():
        if token.text in table.distinct:  # "że" is the conjunction, though levelled it looks like the preposition "ze"
            tags[place] = {"sub"}
    demonyms = {
        place: hit
        for hit in table.demonyms.all(tokens)
        if not is_cased(tokens[hit.first]) or tokens[hit.first].capital or table.code != "en"
        for place in range(hit.last, hit.first - 1, -1)
    }
    places = gazetteer(table).find(tokens, _covered(cues) if table.code == "zh" else frozenset())
    operators = _outer([hit for hit in table.operators.all(tokens) if _written(tokens[hit.first], table)])
    operators = sorted([*operators, *split]) if split else operators
    sentence = Sentence(
        language=table,
        tokens=tokens,
        cues=cues,
        operators=operators,
        tags=tags,
        demonyms=demonyms,
        places=places,
        pieces=_pieces(tokens, tags, operators, cues if table.order == "free" else [], _listed(tokens, places, table)),
    )
    sentence.places = _in_states(sentence, [place for place in places if not _given_name(sentence, place)])
    sentence.place_at = {here: place for place in sentence.places for here in range(place.first, place.last + 1)}
    return sentence


def without_places(sentence: Sentence, taken: AbstractSet[int]) -> Sentence:
    """The sentence where no place holds one of the ``taken`` tokens: those of a name ("Pavel Svoboda")."""
    if taken.isdisjoint(sentence.place_at):
        return sentence
    places = [place for place in sentence.places if taken.isdisjoint(range(place.first, place.last + 1))]
    return replace(sentence, places=places, place_at={n: place for n, place in sentence.place_at.items() if place in places})


def _given_name(sentence: Sentence, place: Place) -> bool:
    """A city behind an office or a given name is a name: "prezydentem Władimirem Putinem", "Michael Aron"; so is a smaller one
    that is called like people, or a word of the grammar, where no preposition makes it a place."""
    if place.kind != "city" or place.first != place.last:
        return False
    if place.first and (sentence.tagged(place.first - 1, "role", "person", "title") or _surname(sentence, place)):
        return True
    if sentence.language.dates.of(sentence.tokens[place.first].fold) and not sentence.tagged(place.first - 1, "to", "in", "from"):
        return True  # "دوشنبه" is a Monday
    return 0 < place.weight < _LARGE and not sentence.tagged(place.first - 1, "to", "in", "from") and _called_otherwise(sentence, place)


def _called_otherwise(sentence: Sentence, place: Place) -> bool:
    """Whether the one word of a city is likelier a given name ("Володимир"), a word of the grammar ("Вона", "Так") or, in Arabic
    letters, any word."""
    token, first = sentence.tokens[place.first], place.first
    if sentence.language.code in ("en", "zh"):
        return False
    if sentence.tagged(first, *_FUNCTION) or is_given(token.text):
        return True
    opens = first == 0 or not is_cased(token)
    named = sentence.tagged(first - 1, "settlement", "capital") or any(hit.last == first - 1 for hit in sentence.cues)
    return opens and place.weight < _FAIR and not named


def _surname(sentence: Sentence, place: Place) -> bool:
    before, table = place.first - 1, sentence.language
    token = sentence.tokens[before]
    if place.weight >= _LARGE or table.nouns_capital or table.verb_last or not (is_cased(token) and token.capital and token.word):
        return False
    if sentence.tags.get(before) or before in sentence.demonyms or table.dates.of(token.fold):
        return False
    return not any(hit.first <= before <= hit.last for hit in (*sentence.cues, *sentence.operators))


def _in_states(sentence: Sentence, places: list[Place]) -> list[Place]:
    """A city whose state is named behind it lies within the country: "Pensacola, Florida", "Wilmington, w stanie Delaware"."""
    found = list(places)
    for number, city in enumerate(places):
        state = places[number + 1] if number + 1 < len(places) else city
        if city.kind == "city" and any(sentence.tagged(n, "federal") for n in range(city.last + 1, city.last + 4)):
            found[number] = replace(city, kind="state")
        between = range(city.last + 1, state.first)
        beside = 1 <= len(between) <= _STATE_REACH and all(
            sentence.tokens[n].text in (*COMMAS, "(") or sentence.tagged(n, "in", "of", "settlement", "facility") for n in between
        )
        if beside and city.kind == "city" and state.kind == "state":
            found[number] = replace(city, country=state.country, kind="state")
    return found


def _covered(cues: Sequence[Hit]) -> frozenset[int]:
    """The tokens of cues, where words are not set apart by spaces: no place begins within one."""
    return frozenset(place for cue in cues for place in range(cue.first, cue.last + 1))


def is_cased(token: Token) -> bool:
    """Whether the token's script has capitals."""
    return token.text[0] < _UNCASED


def uncased(token: Token) -> bool:
    """Whether the token's script has no capitals."""
    return not is_cased(token)


def _cues(hits: list[Hit], split: list[Hit]) -> list[Hit]:
    """The cues left when what only looks like one is taken out, and of two on the same words the longer stays. A verb
    with its particle (``split``) is neither."""
    kept: list[Hit] = []
    blocked: set[int] = set()
    by_place: dict[int, list[Hit]] = {}
    whole = {hit.first for hit in split}
    for hit in (*(hit for hit in hits if hit.first not in whole), *split):
        by_place.setdefault(hit.first, []).append(hit)
    reach = -1
    for place in sorted(by_place):
        here = by_place[place]
        longest = max(hit.last for hit in here)
        block = max((hit.last for hit in here if hit.group == "block"), default=-1)
        if block >= longest:
            blocked.update(range(place, block + 1))
        if place in blocked or longest <= reach:
            continue
        kept.extend(hit for hit in here if hit.group != "block" and hit.last == longest)
        reach = max(reach, longest)
    return kept


def _names_next(tokens: Sequence[Token], last: int) -> bool:
    """Whether a name stands behind an article: "was in the end" is no stay, "was in the Maldives" may be one."""
    return tokens[last].fold == _ARTICLE and last + 1 < len(tokens) and tokens[last + 1].capital


def _written(token: Token, table: Language) -> bool:
    """Whether a word that is another one without its accent has it: "würde", not "wurde"."""
    wanted = table.accented.get(token.fold)
    return wanted is None or token.text.casefold() == wanted


def _outer(hits: list[Hit]) -> list[Hit]:
    """Without those that lie within a longer one: "se espera que" expects, though "espera que" hopes."""
    reach, kept = (-1, -1), []
    for hit in hits:
        if not (reach[0] < hit.first and hit.last <= reach[1]):
            kept.append(hit)
        if hit.last > reach[1]:
            reach = (hit.first, hit.last)
    return kept


def _listed(tokens: Sequence[Token], places: Sequence[Place], table: Language) -> frozenset[int]:
    """The commas and conjunctions between places, where the verb stands behind the list: "به آلمان، ایتالیا و چین سفر کرد"."""
    if not table.verb_last:
        return frozenset()
    return frozenset(one.last + 1 for one, other in pairwise(places) if other.first == one.last + 2)


def _pieces(
    tokens: Sequence[Token], tags: dict[int, set[str]], operators: Sequence[Hit], cues: Sequence[Hit], listed: AbstractSet[int]
) -> list[Piece]:
    said = {hit.last + 1 for hit in operators if hit.group == "say"}
    bound = {place for hit in operators for place in range(hit.first, hit.last + 1) if hit.last > hit.first}  # "并未", "так и не"
    after = {hit.last + 1 for hit in cues if hit.form != "noun"}  # "приїхав і Андрій": also he
    pieces: list[Piece] = []
    first, opener = 0, "start"
    for place, token in enumerate(tokens):
        here = tags.get(place, _NO_TAGS)
        if (not here and place not in said and token.text not in _MARKS) or place in listed:
            continue  # most tokens
        if "comma_sub" in here and place == first and opener == "comma":
            opener = "sub"  # "widersprach Berichten, er sei gereist"
            continue
        also = place in after and "coord" in here and place + 1 < len(tokens) and tokens[place + 1].capital
        if also or (place in bound and not here.isdisjoint(("coord", "rel", "sub"))):
            continue
        kind = "" if "alias" in here else _boundary(token, here, place in said)  # "X, known as Y, poses"
        if kind == "rel" and any(hit.last in (place - 1, place) for hit in operators):
            kind = "sub"  # "a démenti que": behind a verb of saying or denying "que" is no relative
        if "comma_rel" in here and place and tokens[place - 1].text in COMMAS:
            kind = "rel"
        if not kind or (kind == "say" and place <= first):
            continue
        if place > first:
            pieces.append(Piece(first, place - 1, opener))
            opener = kind
        elif kind not in ("comma", "stop") or opener in ("comma", "stop"):
            opener = kind  # ", who": the word decides, not the comma
        first = place if kind == "say" else place + 1
    if first < len(tokens):
        pieces.append(Piece(first, len(tokens) - 1, opener))
    return pieces or [Piece(0, len(tokens) - 1, "start")]


def _boundary(token: Token, tags: AbstractSet[str], said: bool) -> str:
    if token.text in _STOPS:
        return "stop"
    if token.text in COMMAS:
        return "comma"
    for group in ("rel", "sub", "coord"):
        if group in tags:
            return group
    return "say" if said else ""
