"""What becomes of a journey: the tense of its cue, and the operators that govern it.

Precedence, strongest first: called off, refused, denied, negated, hypothetical, planned, then the cue's own tense.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import Agent, Sentence
from monitor.model import TripStatus

_NEAR = 4  # tokens before a verb within which a negation governs it


@dataclass(frozen=True, slots=True)
class Reading:
    """The status of a cue with its reason: ``hedge`` and the ``denial`` operator as hits."""

    status: TripStatus
    hedge: str | None = None
    denial: Hit | None = None


def read_status(sentence: Sentence, cue: Hit, subject: Agent | None) -> Reading:
    """The status that tense, modality, negation and attribution give a cue."""
    scope = _scope(sentence, cue)
    if told_as_fact(sentence, cue):
        scope = [hit for hit in scope if hit.group not in ("modal", "cancel", "refuse", "deny", "negation")]
    groups = {hit.group for hit in scope}
    hedge = next((_surface(sentence, hit) for hit in scope if hit.group == "hedge"), None)
    denial = next((hit for hit in scope if hit.group == "deny" and hit.last < cue.first), None)
    if "cancel" in groups:
        return Reading(TripStatus.CANCELLED, hedge)
    if "refuse" in groups:
        return Reading(TripStatus.REFUSED, hedge)
    if denial is not None:
        return Reading(TripStatus.DENIED, hedge, denial)
    plan = (
        "plan" in groups or cue.form == "future" or _announced(sentence, cue, subject) or _reported_future(sentence, cue, scope)
    )
    if _negated(sentence, cue) and not told_as_fact(sentence, cue):
        told = any(
            sentence.tokens[place].fold in sentence.language.past_auxiliaries
            for place in range(max(0, cue.first - _NEAR), cue.first)
        )
        future = plan or (cue.form == "base" and not told)
        return Reading(TripStatus.REFUSED if future else TripStatus.DENIED, hedge)
    if _hypothetical(sentence, cue, scope, plan):
        return Reading(TripStatus.HYPOTHETICAL, hedge)
    if plan:
        return Reading(TripStatus.PLANNED, hedge)
    return Reading(_tense(sentence, cue, groups), hedge)


def told_as_fact(sentence: Sentence, cue: Hit) -> bool:
    """ "during his visit": the journey is no news of the sentence, so what is denied or hoped for there is something else."""
    return cue.form == "noun" and any(
        sentence.tagged(place, "during") for place in range(max(0, cue.first - _NEAR), cue.last + 1)
    )


def _scope(sentence: Sentence, cue: Hit) -> list[Hit]:
    """The operators of the cue's own piece, of a governing verb before it, and of a passive after it."""
    number = sentence.piece_of(cue.first)
    pieces = sentence.pieces
    first = number
    while (
        first > 0
        and pieces[first].opener in ("say", "sub", "coord")
        and number - first < 2
        and not _relative_before(sentence, first)
    ):
        first -= 1
    last = pieces[number].last
    found = []
    for hit in sentence.operators:
        inside = pieces[number].first <= hit.first <= last
        governs = pieces[first].first <= hit.first < pieces[number].first and hit.group in (
            "deny",
            "hedge",
            "refuse",
            "cancel",
            "modal",
            "plan",
        )
        if hit.group == "modal" and (pieces[number].opener not in ("sub", "say") or cue.form == "past"):
            governs = False
        if hit.group == "plan" and not (cue.form == "base" and pieces[number].opener == "coord"):
            governs = False  # "will fly to Moscow and visit Kazan", but not "will be the last leg of a tour that has taken"
        if hit.group in ("cancel", "refuse") and governs and cue.group != "noun":
            governs = False
        if hit.group == "modal" and (hit.first > cue.last or (cue.group == "noun" and cue.first - hit.last > _NEAR)):
            inside = governs = False  # "visited Moscow to ask whether he could": says nothing of the visit
        if (inside or governs) and not cue.first <= hit.first <= cue.last:
            found.append(hit)
    return found


def _relative_before(sentence: Sentence, number: int) -> bool:
    return sentence.pieces[number].opener == "rel"


def _negated(sentence: Sentence, cue: Hit) -> bool:
    return any(
        hit.group == "negation"
        and cue.first - _NEAR <= hit.last < cue.first
        and sentence.piece_of(hit.first) == sentence.piece_of(cue.first)
        for hit in sentence.operators
    )


def _hypothetical(sentence: Sentence, cue: Hit, scope: list[Hit], plan: bool) -> bool:
    before = [hit for hit in scope if hit.last < cue.first]
    governor = max(before, key=lambda hit: hit.last, default=None)
    if any(hit.group == "managed" for hit in before):
        return False
    modal = [hit for hit in before if hit.group == "modal"]
    if modal:
        return not (len(modal) == 1 and _reported_future(sentence, cue, scope))
    if cue.form == "base" and not plan:
        return governor is None or governor.group not in ("plan", "managed")
    return False


def _announced(sentence: Sentence, cue: Hit, subject: Agent | None) -> bool:
    """ "Soleimani to visit Moscow": a headline's plan."""
    if cue.form != "base" or subject is None or subject.last != cue.first - 2:
        return False
    piece = sentence.pieces[sentence.piece_of(cue.first)]
    return piece.opener in ("start", "stop") and all(
        place in sentence.demonyms or place in sentence.place_at for place in range(piece.first, subject.first)
    )


def _reported_future(sentence: Sentence, cue: Hit, scope: list[Hit]) -> bool:
    """ "said he would travel": a plan, told afterwards."""
    said = any(hit.group == "say" and hit.last < cue.first for hit in sentence.operators)
    return said and any(
        hit.last < cue.first and sentence.tokens[hit.first].fold in sentence.language.reported_future for hit in scope
    )


def _tense(sentence: Sentence, cue: Hit, groups: set[str]) -> TripStatus:
    if cue.form == "progressive":
        finite = any(
            sentence.tokens[place].fold in sentence.language.present for place in range(max(0, cue.first - 3), cue.first)
        )
        return TripStatus.UNDER_WAY if finite else TripStatus.OCCURRED
    if (
        cue.form == "noun"
        and "ongoing" in groups
        and cue.first > 0
        and any(sentence.tokens[place].fold in sentence.language.present for place in range(max(0, cue.first - 6), cue.first))
    ):
        return TripStatus.UNDER_WAY
    return TripStatus.OCCURRED


def _surface(sentence: Sentence, hit: Hit) -> str:
    return " ".join(token.text for token in sentence.tokens[hit.first : hit.last + 1])
