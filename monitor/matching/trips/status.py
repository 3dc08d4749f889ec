"""What becomes of a journey: the tense of its cue, and the operators that govern it.

Precedence, strongest first: called off, refused, denied, negated, hypothetical, planned, then the cue's own tense.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import Agent, Sentence, uncased
from monitor.model import TripStatus

_ASKING = frozenset("?؟？")
_NEAR = 4  # tokens before a verb within which a negation governs it
# Forms of a cue that say of themselves what became of the journey.
_FORMS = {"possible": TripStatus.HYPOTHETICAL, "not": TripStatus.DENIED, "never": TripStatus.REFUSED}


_TOLD = ("past", "participle")  # forms that tell what happened


@dataclass(frozen=True, slots=True)
class Reading:
    """The status of a cue with its reason: ``hedge`` and the ``denial`` operator as hits."""

    status: TripStatus
    hedge: str | None = None
    denial: Hit | None = None


def read_status(sentence: Sentence, cue: Hit, subject: Agent | None) -> Reading:
    """The status that tense, modality, negation and attribution give a cue."""
    if cue.group == "bar":
        return Reading(TripStatus.REFUSED)
    scope = _scope(sentence, cue)
    if _asked(sentence, cue):
        return Reading(TripStatus.HYPOTHETICAL)
    if told_as_fact(sentence, cue):
        scope = [hit for hit in scope if hit.group not in ("modal", "cancel", "refuse", "deny", "negation")]
    groups, verb_last = {hit.group for hit in scope}, sentence.language.verb_last
    hedge = next((_surface(sentence, hit) for hit in scope if hit.group == "hedge"), None)
    denial = next((hit for hit in scope if hit.group == "deny" and (hit.last < cue.first or verb_last)), None)
    if "cancel" in groups:
        return Reading(TripStatus.CANCELLED, hedge)
    if "refuse" in groups:
        return Reading(TripStatus.REFUSED, hedge)
    if denial is None and any(sentence.tagged(place, "rumour") for place in range(cue.first)):
        denial = next((hit for hit in sentence.operators if hit.group == "deny"), None)  # "Reports that he flew are false"
    if denial is not None:
        return Reading(TripStatus.DENIED, hedge, denial)
    if cue.form in _FORMS and not (cue.form == "possible" and "plan" in groups and "modal" not in groups):
        return Reading(_FORMS[cue.form], hedge)
    plan = (
        "plan" in groups
        or cue.form == "future"
        or _announced(sentence, cue, subject)
        or _reported_future(sentence, cue, scope)
        or _dated_present(sentence, cue)
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


def _asked(sentence: Sentence, cue: Hit) -> bool:
    """A question whether it is so: "Is Soleimani in Moscow?", but not "Why did Soleimani fly to Moscow?"."""
    if cue.form == "noun" or sentence.tokens[-1].text not in _ASKING or sentence.tagged(0, "asks"):
        return False
    return not any(sentence.pieces[n].opener == "stop" for n in range(1, len(sentence.pieces)))


def told_as_fact(sentence: Sentence, cue: Hit) -> bool:
    """As in "during his visit": the journey is no news of the sentence, so what is denied there is something else."""
    return cue.form == "noun" and any(
        sentence.tagged(place, "during") for place in range(max(0, cue.first - _NEAR), cue.last + 1)
    )


def _scope(sentence: Sentence, cue: Hit) -> list[Hit]:
    """The operators that say something of the cue: those of its own piece, and those that govern it from a piece before."""
    number = sentence.piece_of(cue.first)
    return [
        hit
        for hit in sentence.operators
        if hit.last < cue.first or hit.first > cue.last
        if _inside(sentence, cue, hit, number)
        or _governs(sentence, cue, hit, number)
        or _predicated(sentence, cue, hit, number)
    ]


def _predicated(sentence: Sentence, cue: Hit, hit: Hit, number: int) -> bool:
    """Of a visit that opens the sentence, said after a clause about it: "A trip that he was to make has been postponed"."""
    if cue.form != "noun" or hit.group not in ("cancel", "deny", "refuse") or number or len(sentence.pieces) < 2:
        return False
    if sentence.language.verb_last:
        return hit.first > sentence.pieces[0].last and hit.last >= len(sentence.tokens) - 3
    told = any(cue.last < other.first <= sentence.pieces[0].last for other in sentence.operators)
    behind = sentence.pieces[0].last < hit.first <= sentence.pieces[min(2, len(sentence.pieces) - 1)].last
    linked = sentence.pieces[1].opener in ("rel", "sub", "comma")
    return behind and linked and not told and sentence.tagged(hit.first - 1, "aux")


def _inside(sentence: Sentence, cue: Hit, hit: Hit, number: int) -> bool:
    """In the piece of the cue, the conjunction that opens it included. Behind a verb stands what its object or aim is said to
    be ("visited Moscow to reject the claims"), so only a noun or a date is governed from there."""
    piece = sentence.pieces[number]
    if not piece.first - (piece.opener == "sub") <= hit.first <= piece.last:
        return False
    if hit.group == "modal" and cue.group == "noun" and cue.first - hit.last > _NEAR:
        return False
    if hit.first < cue.first or sentence.language.verb_last or hit.group in ("hedge", "say", "ongoing"):
        return True
    if cue.group == "noun" and hit.group == "modal":
        return sentence.tagged(hit.first - 1, "aux")  # "a visit was possible"
    return cue.group == "noun" or (cue.form not in (*_TOLD, "noun") and hit.group == "plan")


def _governs(sentence: Sentence, cue: Hit, hit: Hit, number: int) -> bool:
    """From an earlier piece: "denied that he flew", "hopes that he flies", "will fly to Moscow and visit Kazan"."""
    pieces = sentence.pieces
    first = number
    while first > 0 and number - first < 2 and pieces[first].opener in ("say", "sub", "coord"):
        first -= 1
    if not pieces[first].first <= hit.first < pieces[number].first:
        return False
    if hit.group in ("deny", "hedge"):
        return True
    if hit.group in ("cancel", "refuse"):
        return cue.group == "noun"
    if hit.group == "plan":
        foretold = pieces[number].opener == "sub" and hit.last >= pieces[number].first - 2  # "está previsto que visite"
        return (cue.form == "base" and pieces[number].opener == "coord") or (foretold and cue.form not in (*_TOLD, "noun"))
    near = cue.group != "noun" or cue.first - hit.last <= _NEAR
    return hit.group == "modal" and near and cue.form not in _TOLD and pieces[number].opener in ("sub", "say")


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
    if cue.first <= sentence.pieces[0].last and sentence.tokens[0].fold in sentence.language.inverted:
        return True  # "Had Soleimani gone to Berlin, he would"
    modal = [hit for hit in (scope if cue.form == "noun" else before) if hit.group == "modal"]
    if modal:
        return not (len(modal) == 1 and _reported_future(sentence, cue, scope))
    if cue.form == "base" and not plan:
        return governor is None or governor.group not in ("plan", "managed")
    return False


def _announced(sentence: Sentence, cue: Hit, subject: Agent | None) -> bool:
    """As in "Soleimani to visit Moscow": a headline's plan."""
    if cue.form != "base" or subject is None or subject.last != cue.first - 2:
        return False
    piece = sentence.pieces[sentence.piece_of(cue.first)]
    return piece.opener in ("start", "stop") and all(
        place in sentence.demonyms or place in sentence.place_at for place in range(piece.first, subject.first)
    )


def _reported_future(sentence: Sentence, cue: Hit, scope: list[Hit]) -> bool:
    """As in "said he would travel": a plan, told afterwards."""
    number = sentence.piece_of(cue.first) + 1
    tail = sentence.pieces[number] if number < len(sentence.pieces) and sentence.pieces[number].opener == "comma" else None
    said = any(
        hit.group == "say" and (hit.last < cue.first or (tail is not None and tail.first <= hit.first <= tail.last))
        for hit in sentence.operators
    )
    return said and any(
        hit.last < cue.first and sentence.tokens[hit.first].fold in sentence.language.reported_future for hit in scope
    )


def _dated_present(sentence: Sentence, cue: Hit) -> bool:
    """As in "heads to Ankara on Monday": the present tense with a day of the week is what is coming."""
    piece, dates = sentence.pieces[sentence.piece_of(cue.first)], sentence.language.dates
    if cue.form != "present" or cue.group not in ("move", "visit") or cue.first == piece.first:
        return False
    return any("weekdays" in dates.of(token.fold) for token in sentence.tokens[piece.first : piece.last + 1])


def _tense(sentence: Sentence, cue: Hit, groups: set[str]) -> TripStatus:
    reach = 10 if uncased(sentence.tokens[cue.first]) else 6  # Han: a token is a character
    now = cue.group == "presence" and cue.first > 0 and sentence.tokens[cue.first - 1].fold in sentence.language.present
    if cue.form == "ongoing" or (now and sentence.language.code == "zh"):
        return TripStatus.UNDER_WAY
    if cue.form == "progressive":
        finite = any(
            sentence.tokens[place].fold in sentence.language.present for place in range(max(0, cue.first - 3), cue.first)
        )
        return TripStatus.UNDER_WAY if finite else TripStatus.OCCURRED
    if (
        cue.form == "noun"
        and "ongoing" in groups
        and cue.first > 0
        and any(sentence.tokens[place].fold in sentence.language.present for place in range(max(0, cue.first - reach), cue.first))
    ):
        return TripStatus.UNDER_WAY
    return TripStatus.OCCURRED


def _surface(sentence: Sentence, hit: Hit) -> str:
    return " ".join(token.text for token in sentence.tokens[hit.first : hit.last + 1])
