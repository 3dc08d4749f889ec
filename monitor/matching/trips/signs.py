"""What speaks for or against a person being at a place that a sentence names: signs, which ``presence`` weighs.

A sign is a few words that say themselves. They are general to all languages: how the place hangs in its sentence, who acts in
its clause, what else stands there. The words behind them (prepositions, offices, cues, ``[signs]``) are the language tables'.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from monitor.matching.trips.destination import route
from monitor.matching.trips.gazetteer import Place, capital_name
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.mover import Cast
from monitor.matching.trips.sentence import COMMAS, PREPOSITIONS, Agent, Sentence, is_cased

_LINK = 3  # tokens between a preposition and its place
_NEAR = 4  # tokens between a word and a place behind it
_TAKEN_UP = 3  # tokens within which "The suspect" opens a sentence
_LINKS = ("in", "to", "from", "of", "by", "with", "on")
_DOUBTS = ("negation", "modal", "deny")


def signs(sentence: Sentence, cast: Cast, place: Place, *, known: bool) -> set[str]:
    """The signs of one place for us. ``known``: our home is known, and the place is not in it."""
    piece = sentence.pieces[sentence.piece_of(place.first)]
    clause = range(piece.first, piece.last + 1)
    where = list(_kind(sentence, place, known))
    return {
        *where,
        *(f"{one} & {other}" for one, other in combinations(sorted(where), 2)),
        *_hanging(sentence, place),
        *_around(sentence, clause),
        *_worded(sentence, place, clause),
        *_acting(sentence, cast, place),
        *_bound(sentence, cast, place),
    }


def _kind(sentence: Sentence, place: Place, known: bool) -> Iterator[str]:
    """What place it is, and whether it may be home."""
    yield f"kind {place.kind}"
    yield "home known" if known else "home unknown"
    if place.kind == "city" and capital_name(place.country) == place.name:
        yield "capital"
    if place.country in sentence.language.lands:
        yield "land of the language"


def _hanging(sentence: Sentence, place: Place) -> Iterator[str]:
    """How the place is tied to the word before it, and what follows."""
    link, at = _link(sentence, place)
    yield f"link {link or 'none'}"
    head = at - 1
    while head > 0 and _dates(sentence, head):
        head -= 1
    yield f"head {_head(sentence, head)}"
    yield f"next {_next(sentence, place.last + 1)}"


def _link(sentence: Sentence, place: Place) -> tuple[str, int]:
    """The preposition or case that ties a place to its sentence ("" for none), and the token where its phrase begins."""
    suffixes, following = sentence.language.suffixes, place.last + 2
    if suffixes and following < len(sentence.tokens) and sentence.tokens[following - 1].text in ("'", "’"):
        return suffixes.get(sentence.tokens[following].fold, ""), place.first
    for before in range(place.first - 1, max(-1, place.first - 1 - _LINK), -1):
        for group in _LINKS:
            if sentence.tagged(before, group):
                return group, before
        if not sentence.tokens[before].word or sentence.tagged(before, "sub", "coord", "rel", "aux"):
            break
    return "", place.first


def _dates(sentence: Sentence, n: int) -> bool:
    """A token of a date: "met on Monday, 3 May in Doha" is said of "met"."""
    dates, token = sentence.language.dates, sentence.tokens[n]
    preposition = sentence.tagged(n, "on", "in") and bool(dates.of(sentence.tokens[n + 1].fold))
    return preposition or token.text.isdigit() or bool(dates.of(token.fold))


def _head(sentence: Sentence, head: int) -> str:
    """What kind of word a place is said of."""
    if head < 0:
        return "start"
    token = sentence.tokens[head]
    cue = next((hit for hit in sentence.cues if hit.first <= head <= hit.last), None)
    if cue is not None:
        return _kind_of(cue)
    if not token.word:
        return "comma" if token.text in COMMAS else "mark"
    if any(hit.first <= head <= hit.last and hit.group == "say" for hit in sentence.operators):
        return "say"
    if head in sentence.place_at:
        return "place"
    for name, groups in _HEADS:
        if sentence.tagged(head, *groups):
            return name
    if is_cased(token) and token.capital and head:
        return "name"
    return "noun" if sentence.tagged(head - 1, "determiner", "possessive") else "word"


_HEADS = (
    ("person", ("role", "person")),
    ("aux", ("aux", "copula", "adverbial")),
    ("pronoun", ("pronoun", "plural", "object_pronoun")),
    ("link", ("coord", "sub", "rel")),
)


def _next(sentence: Sentence, following: int) -> str:
    """What follows the place."""
    if following >= len(sentence.tokens):
        return "end"
    token = sentence.tokens[following]
    cue = next((hit for hit in sentence.cues if hit.first == following), None)
    if token.fold in ("'s", "’s"):
        return "genitive"
    if not token.word:
        return "mark"
    if cue is not None:
        return "event" if cue.form == "noun" else "verb"
    if sentence.tagged(following, "role", "person", "title"):
        return "person"
    if sentence.tagged(following, *PREPOSITIONS, "aux", "coord", "rel", "sub", "where"):
        return "link"
    return "name" if is_cased(token) and token.capital else "word"


def _around(sentence: Sentence, clause: range) -> Iterator[str]:
    """What the clause of the place tells, and what is put in doubt anywhere."""
    if any(sentence.language.dates.of(sentence.tokens[n].fold) for n in clause):
        yield "dated"
    for hit in sentence.cues:
        if hit.first in clause:
            yield f"cue {_kind_of(hit)}"
    for hit in sentence.operators:
        if hit.first in clause:
            yield f"says {hit.group}"
        elif hit.group in _DOUBTS:
            yield f"says {hit.group} elsewhere"


def _worded(sentence: Sentence, place: Place, clause: range) -> Iterator[str]:
    """Words of doing, of what befalls people, of dwelling, and of what has its seat in a place."""
    head = _link(sentence, place)[1] - 1
    for hit in sentence.language.signs.all(sentence.tokens):
        if hit.first not in clause:
            yield f"{hit.group} elsewhere"
            continue
        yield f"{hit.group} in the clause"
        if 0 < place.first - hit.first <= _NEAR:
            yield f"{hit.group} near"
        if hit.first == head:
            yield f"{hit.group} as head"


def _acting(sentence: Sentence, cast: Cast, place: Place) -> Iterator[str]:
    """Who acts in the clause of the place."""
    actor = _actor(sentence, cast, place)
    if actor is None:
        yield "actor nobody"
    else:
        yield "actor ours" if cast.ours(actor) or _taken_up(cast, actor) else f"actor {actor.kind}"


def _actor(sentence: Sentence, cast: Cast, place: Place) -> Agent | None:
    number = sentence.piece_of(place.first)
    piece = sentence.pieces[number]
    if piece.opener == "rel":
        return cast.first_agent(piece.first, min(piece.first + 1, place.first - 1)) or cast.antecedent(number)
    if number and sentence.pieces[number - 1].opener == "rel" and piece.opener in ("say", "coord"):
        return cast.antecedent(number - 1)  # "who, it says, travelled to Syria"
    here = cast.first_agent(piece.first, place.first - 1)
    if here is None and sentence.language.order != "before":
        here = cast.first_agent(place.last + 1, piece.last)
    return here or cast.subject_before(number) or cast.subject_after(number)


def _taken_up(cast: Cast, actor: Agent) -> bool:
    """Whether "The suspect" or "He" of a sentence that names nobody is who the sentence before named."""
    if not cast.carried or any(agent.kind == "name" for agent in cast.agents):
        return False
    definite = actor.kind == "noun" and actor.first <= _TAKEN_UP and cast.sentence.tagged(actor.first - 1, "definite")
    return actor.kind == "pronoun" or definite


def _bound(sentence: Sentence, cast: Cast, place: Place) -> Iterator[str]:
    """The cues that grammar makes ours, and those of them that lead to the place."""
    for cue in sentence.cues:
        to = route(sentence, cue).to
        led = to is not None and to.first == place.first
        if cast.moves(cue):
            yield f"bound {_kind_of(cue)}"
            if led:
                yield "bound and led"
                yield f"bound and led {_kind_of(cue)}"
        elif led and not cast.met(cue):
            subject = cast.subject(cue)
            yield f"another's {_kind_of(cue)}"
            yield f"led by {subject.kind if subject is not None else 'nobody'}"


def _kind_of(cue: Hit) -> str:
    return f"{cue.group} noun" if cue.form == "noun" else f"{cue.group} verb"
