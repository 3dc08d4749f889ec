"""One sentence laid out for reading: tokens, cues, operators, small words, places, agents, and the pieces it is made of.

A piece is a stretch between commas, conjunctions, relative pronouns, reporting verbs and dashes. Who does what is decided
piece by piece, see :mod:`monitor.matching.trips.mover`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.matching.trips.gazetteer import Place, gazetteer
from monitor.matching.trips.lexicon import Hit, Language
from monitor.matching.trips.tokens import Token

_STOPS = frozenset(";:—–()!?。：；！？؛…")
_QUOTES = frozenset('"“”„«»')
_COMMAS = frozenset(",،，、")
_MARKS = _STOPS | _COMMAS
_UNCASED = "\u0590"  # scripts from here on have no capitals
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
    cues = _cues(table.cues.all(tokens))
    if not cues:
        return None
    return _lay_out(tokens, cues, table)


def lay_out_bare(tokens: list[Token], table: Language) -> Sentence:
    """The sentence with or without cues: for home countries and denials."""
    return _lay_out(tokens, [], table)


def _lay_out(tokens: list[Token], cues: list[Hit], table: Language) -> Sentence:
    tags: dict[int, set[str]] = {}
    for hit in table.small.all(tokens):
        for place in range(hit.first, hit.last + 1):
            tags.setdefault(place, set()).add(hit.group)
    for place, token in enumerate(tokens) if table.distinct else ():
        if token.text in table.distinct:  # "że" is the conjunction, though levelled it looks like the preposition "ze"
            tags[place] = {"sub"}
    demonyms = {
        hit.first: hit
        for hit in table.demonyms.all(tokens)
        if not _is_cased(tokens[hit.first]) or tokens[hit.first].capital or table.code != "en"
    }
    places = gazetteer(table).find(tokens, _covered(cues) if table.code == "zh" else frozenset())
    operators = table.operators.all(tokens)
    sentence = Sentence(
        language=table,
        tokens=tokens,
        cues=cues,
        operators=operators,
        tags=tags,
        demonyms=demonyms,
        places=places,
        pieces=_pieces(tokens, tags, operators),
    )
    sentence.places = [place for place in places if not _given_name(sentence, place)]
    sentence.place_at = {here: place for place in sentence.places for here in range(place.first, place.last + 1)}
    return sentence


def _given_name(sentence: Sentence, place: Place) -> bool:
    """A city behind an office is a name: "prezydentem Władimirem Putinem"."""
    return place.kind == "city" and place.first == place.last and sentence.tagged(place.first - 1, "role", "person", "title")


def _covered(cues: Sequence[Hit]) -> frozenset[int]:
    """The tokens of cues, where words are not set apart by spaces: no place begins within one."""
    return frozenset(place for cue in cues for place in range(cue.first, cue.last + 1))


def agents(sentence: Sentence, ours: Sequence[tuple[int, int]]) -> list[Agent]:
    """Everybody the sentence names, in order; ``ours`` are the token spans of the mentions asked about.

    Titles, roles and capitalised words side by side are one agent; it is ours when our name ends it
    ("Putin ally Soleimani"), not when our name only opens it ("Soleimani spokesman Ali").
    """
    mine = {place for first, last in ours for place in range(first, last + 1)}
    found: list[Agent] = []
    run: list[tuple[int, str]] = []
    free = sentence.language.order == "free"
    kinds = [_kind(sentence, place, mine) for place in range(len(sentence.tokens))]
    things = {place for piece in sentence.pieces if (place := _thing(sentence, piece, kinds)) is not None}
    for place, kind in enumerate([*kinds, ""]):
        if not kind and (place in things or _acts(sentence, place)):
            _close(run, found, free)
            found.append(Agent(place, place, "thing"))
            run = []
            continue
        if kind in ("pronoun", "plural"):
            _close(run, found, free)
            found.append(Agent(place, place, kind))
            run = []
        elif kind:
            run.append((place, kind))
        else:
            _close(run, found, free)
            run = []
    return found


def _thing(sentence: Sentence, piece: Piece, kinds: Sequence[str]) -> int | None:
    """The noun that opens a piece and is nobody our tables know: "A documentary about him", "The American pathologist"."""
    place, tokens = piece.first, sentence.tokens
    while place <= piece.last and (
        (sentence.tagged(place, "determiner") and not sentence.tagged(place, "possessive", "pronoun", "sub"))
        or place in sentence.demonyms
    ):
        place += 1
    if place == piece.first or not is_plain(sentence, place) or sentence.language.nouns_capital:
        return None
    for following in range(place, min(len(tokens), place + 4)):
        if kinds[following]:
            return None  # the noun is an adjective of somebody named: "the jailed Soleimani"
        if not is_plain(sentence, following):
            break
    return place


def is_plain(sentence: Sentence, place: int) -> bool:
    """A lower-case word without a part in the grammar, and no cue."""
    token = sentence.tokens[place] if place < len(sentence.tokens) else None
    return (
        token is not None
        and token.word
        and _is_cased(token)
        and not token.capital
        and not sentence.tags.get(place)
        and not sentence.language.dates.of(token.fold)
        and not any(hit.first <= place <= hit.last for hit in (*sentence.cues, *sentence.operators))
    )


def _acts(sentence: Sentence, place: int) -> bool:
    """A country or capital that opens its piece and is followed by a verb: "Israel would leave", "Moscow denied"."""
    here = sentence.place_at.get(place)
    if here is None or here.last != place or place + 1 >= len(sentence.tokens):
        return False
    opens = any(piece.first == here.first for piece in sentence.pieces)
    verb = any(hit.first == place + 1 and hit.group == "negation" for hit in sentence.operators) or any(
        hit.first == place + 1 and hit.form not in ("noun", "nominal") for hit in sentence.cues
    )
    return opens and (verb or sentence.tagged(place + 1, "aux"))


def _close(run: list[tuple[int, str]], found: list[Agent], free: bool) -> None:
    """Ends a run. ``free``: names in different cases may stand side by side, two after ours are somebody else."""
    kinds = [kind for _, kind in run]
    if not any(kind in ("ours", "name", "noun", "person") for kind in kinds):
        return
    if "ours" in kinds and free and kinds[-2:] == ["name", "name"]:
        cut = max(n for n, kind in enumerate(kinds) if kind == "ours") + 1
        _close(run[:cut], found, free)
        run, kinds = run[cut:], kinds[cut:]
    first_ours = kinds.index("ours") if "ours" in kinds else -1
    if free and first_ours > 0 and kinds[first_ours - 1] == "person":  # "адвокат Сулеймани" is the lawyer
        found.append(Agent(run[0][0], run[-1][0], "noun"))
        return
    kinds = ["noun" if kind == "person" else kind for kind in kinds]
    last_ours = max((n for n, kind in enumerate(kinds) if kind == "ours"), default=-1)
    after = kinds[last_ours + 1 :] if last_ours >= 0 else []
    kind = (
        "ours"
        if last_ours >= 0 and "name" not in after and "noun" not in after
        else "name"
        if "name" in kinds or last_ours >= 0
        else "noun"
    )
    found.append(Agent(run[0][0], run[-1][0], kind))


def _kind(sentence: Sentence, place: int, mine: set[int]) -> str:
    """ours, name, noun (an office), person (another human noun), title (nobody alone), pronoun, plural, or empty."""
    token = sentence.tokens[place]
    if place in mine:
        return "ours"
    tags = sentence.tags.get(place, ())
    if not tags and (token.text[0].islower() or not token.word):
        return ""  # most tokens
    for group in ("pronoun", "plural"):
        if group in tags:
            return group
    if place in sentence.place_at:
        return ""
    if "person" in tags or "role" in tags:
        return "noun" if "role" in tags or "title" in tags else "person"
    if any(cue.first <= place <= cue.last for cue in sentence.cues) and not (place and token.capital):
        return ""  # the first word of a sentence is a cue rather than a name
    if not _is_cased(token) or not token.capital or not token.word or place in sentence.demonyms:
        return ""
    if tags and not tags & {"title"}:
        return ""
    if "title" in tags:
        return "title"
    if _quoted(sentence, place) or token.fold in sentence.language.dates.names:
        return ""
    if place == 0 and sentence.language.nouns_capital and len(sentence.tokens) > 1:
        if sentence.language.dates.of(sentence.tokens[1].fold):
            return ""  # "Nächste Woche"
    if place == 0 and not (len(sentence.tokens) > 1 and sentence.tokens[1].capital and 1 not in sentence.demonyms):
        return ""
    if sentence.language.nouns_capital and _common_noun(sentence, place):
        return ""
    return "" if token.fold in sentence.language.common and not _surnamed(sentence, place) else "name"


def _surnamed(sentence: Sentence, place: int) -> bool:
    """A common word that a name goes on from: "Kim" in "Kim Jong Un"."""
    if not 0 < place < len(sentence.tokens) - 1 or place + 1 in sentence.place_at or sentence.tags.get(place + 1):
        return False
    following = sentence.tokens[place + 1]
    return following.capital and following.word and following.fold not in sentence.language.common


def _common_noun(sentence: Sentence, place: int) -> bool:
    """In German, where every noun has a capital: one that stands alone behind an article, preposition or adjective."""
    tokens = sentence.tokens
    if place == 0 or (place + 1 < len(tokens) and tokens[place + 1].capital and not sentence.tagged(place + 1, "person")):
        return False
    if tokens[place - 1].text.isdigit():
        return True
    if sentence.tagged(place - 1, "determiner", "possessive", *PREPOSITIONS) or sentence.language.dates.of(tokens[place].fold):
        return True
    before = tokens[place - 1]
    said = any(hit.last == place - 1 for hit in (*sentence.cues, *sentence.operators))
    ending = before.fold.endswith(("e", "en", "er", "es", "em")) and not before.fold.endswith(("te", "ten"))
    return not before.capital and before.word and ending and not said


def _quoted(sentence: Sentence, place: int) -> bool:
    """A single capitalised word in quotation marks names a paper, a ship or a company."""
    tokens = sentence.tokens
    return 0 < place < len(tokens) - 1 and tokens[place - 1].text in _QUOTES and tokens[place + 1].text in _QUOTES


def _is_cased(token: Token) -> bool:
    return token.text[0] < _UNCASED


def uncased(token: Token) -> bool:
    """Whether the token's script has no capitals."""
    return not _is_cased(token)


def _cues(hits: list[Hit]) -> list[Hit]:
    """The cues left when what only looks like one is taken out, and of two on the same words the longer stays."""
    kept: list[Hit] = []
    blocked: set[int] = set()
    by_place: dict[int, list[Hit]] = {}
    for hit in hits:
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


def _pieces(tokens: Sequence[Token], tags: dict[int, set[str]], operators: Sequence[Hit]) -> list[Piece]:
    said = {hit.last + 1 for hit in operators if hit.group == "say"}
    pieces: list[Piece] = []
    first, opener = 0, "start"
    for place, token in enumerate(tokens):
        here = tags.get(place, ())
        if not here and place not in said and token.text not in _MARKS:
            continue  # most tokens
        kind = _boundary(token, here, place in said)
        if kind == "rel" and any(hit.last == place - 1 for hit in operators):
            kind = "sub"  # "a démenti que": behind a verb of saying or denying "que" is no relative
        if "comma_rel" in here and place and tokens[place - 1].text in _COMMAS:
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


def _boundary(token: Token, tags: AbstractSet[str] | tuple[()], said: bool) -> str:
    if token.text in _STOPS:
        return "stop"
    if token.text in _COMMAS:
        return "comma"
    for group in ("rel", "sub", "coord"):
        if group in tags:
            return group
    return "say" if said else ""
