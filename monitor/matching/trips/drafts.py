"""The cues of a sentence that move the subject, with what the sentence says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.matching.trips.denial import agent_text, denier
from monitor.matching.trips.destination import Route, dateline, route
from monitor.matching.trips.home import home_in
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.mover import Cast
from monitor.matching.trips.sentence import Agent, Sentence
from monitor.matching.trips.status import Reading, read_status
from monitor.model import TripStatus

_AT = 4  # tokens between "at" and a meeting
_ATTENDED = frozenset(("speech", "presence", "meet", "receive"))
_DELEGATED = frozenset(("move", "visit", "return", "depart", "presence", "meet"))
_HAS = "a"  # French: no "à"
_DONE = 8  # characters behind a Chinese place within which it is said what is done there


@dataclass(frozen=True, slots=True)
class Draft:
    """A cue that moves the subject, with what its sentence says of it."""

    sentence: Sentence
    cue: Hit
    reading: Reading
    route: Route
    denied_by: str | None
    owned: bool
    met: bool


def drafts_of(sentence: Sentence, cast: Cast) -> list[Draft]:
    drafts = []
    remote = any(hit.group == "remote" for hit in sentence.operators)  # "by video link": nobody is where he speaks
    bare = [hit for hit in (cast.nominal(), cast.leading(), cast.apposed()) if hit is not None]
    for cue in [*sentence.cues, *bare] if bare else sentence.cues:
        met = False
        if cue.form == "leading":  # said by grammar alone
            reading = Reading(TripStatus.OCCURRED, _hedge(sentence))
            drafts.append(Draft(sentence, cue, reading, route(sentence, cue), None, False, False))
            continue
        if (
            not _cue_fits(sentence, cue)
            or (remote and cue.group in _ATTENDED)
            or not (_stands_at(sentence, cue) or (met := cast.met(cue)))
            or not _suits(cue, cast)
            or not (cast.moves(cue) or cast.met(cue) or _guest(sentence, cast, cue))
        ):
            continue
        subject = cast.subject(cue)
        reading = read_status(sentence, cue, subject)
        denied_by = None
        if reading.denial is not None:
            speaker = Cast(sentence, cast.agents, carried=False).subject(reading.denial)
            denied_by = (
                agent_text(sentence, speaker.first, speaker.last)
                if speaker is not None and speaker.kind == "name"
                else denier(sentence, reading.denial)
            )
        path = route(sentence, cue)
        if cue.group == "meet" and _receives(sentence, cast, cue, path):
            continue
        if path.to is None and cue.group == "meet" and cue.form == "past" and cast.moves(cue):
            path, met = Route(to=dateline(sentence)), True
        met = (met or not cast.moves(cue)) and not _hosted(sentence, subject, path)
        if met and cue.form == "noun" and not cast.beside(path.to):
            continue
        drafts.append(Draft(sentence, cue, reading, path, denied_by, cast.owned(cue), met))
    return [draft for draft in drafts if not _is_aim(draft, drafts)]


def _receives(sentence: Sentence, cast: Cast, cue: Hit, path: Route) -> bool:
    """Whether we meet somebody from abroad who is not at home where we meet: likely our guest ("after a meeting with the Ukrainian
    premier in Copenhagen", said of the Dane). Whoever is called by a country of his own is judged by that."""
    if path.to is None or path.to.kind == "region" or not cast.moves(cue):
        return False
    ours = next((agent for agent in cast.agents if agent.kind == "ours"), None)
    other = next((a for a in cast.agents if a.kind in ("name", "noun") and a.first > cue.last and cast.dependent(a)), None)
    if ours is None or other is None or home_in(sentence, ours.first, ours.last) is not None:
        return False
    other_home = home_in(sentence, other.last + 1, other.last)
    return other_home is not None and other_home != path.to.country


def _hosted(sentence: Sentence, host: Agent | None, path: Route) -> bool:
    """Whether who met us was at home: "The Japanese prime minister held talks in Tokyo with Soleimani"."""
    return host is not None and path.to is not None and home_in(sentence, host.last + 1, host.last) == path.to.country


def _hedge(sentence: Sentence) -> str | None:
    hit = next((hit for hit in sentence.operators if hit.group == "hedge"), None)
    return None if hit is None else " ".join(token.text for token in sentence.tokens[hit.first : hit.last + 1])


def _is_aim(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a meeting is what a journey told before it in the same piece is for: "will fly to Algiers for the summit"."""
    if draft.cue.group not in ("meet", "speech") or draft.cue.form != "noun":
        return False
    number = draft.sentence.piece_of(draft.cue.first)
    return any(
        (other.cue.group in ("move", "visit", "noun", "return", "depart") or (other.cue.group == "presence" and other.cue.form != "noun"))
        and other.cue.first < draft.cue.first
        and draft.sentence.piece_of(other.cue.first) == number
        for other in drafts
    )


def _suits(cue: Hit, cast: Cast) -> bool:
    """A group signs, meets and speaks wherever its statements are read: only who goes for it makes a journey."""
    if cast.sentence.language.code == "zh" and not _does_there(cast.sentence, cue):
        return False
    return not cast.group or (cue.group in _DELEGATED and cue.form != "nominal")


def _does_there(sentence: Sentence, cue: Hit) -> bool:
    """The Chinese "at" tells a stay only by what is done there: not of a company owned in a country."""
    if cue.group != "presence" or sentence.tokens[cue.first].fold not in sentence.language.links:
        return True
    to = route(sentence, cue).to
    if to is None:
        return False
    piece = sentence.pieces[sentence.piece_of(cue.first)]
    hits = [hit.first for hit in (*sentence.cues, *sentence.operators) if hit.group not in ("plan", "took_place")]
    word = any(sentence.tokens[place].word for place in range(to.last + 1, piece.last + 1))
    return not word or any(to.last < first <= to.last + _DONE for first in hits)


def _stands_at(sentence: Sentence, cue: Hit) -> bool:
    """A meeting is a place to be at only behind "at", "during", "after": not where one is called, planned or praised."""
    if cue.group not in ("meet", "speech") or cue.form != "noun":
        return True
    piece = sentence.pieces[sentence.piece_of(cue.first)]
    first = piece.first if sentence.tagged(piece.first, "in", "on", "during") else max(0, cue.first - _AT)
    return any(
        sentence.tagged(place, "in", "on", "during", "tell")
        and sentence.tokens[place].text != _HAS
        and (place + 1 not in sentence.place_at or not sentence.tagged(place, "in"))  # "v Bruselu zúčastní jednání": the city's
        for place in range(first, cue.first)
    )


def _guest(sentence: Sentence, cast: Cast, cue: Hit) -> bool:
    """A visit to the subject's own country, told beside our name, is the visit of the other one: "received by Lavrov during a
    visit to Moscow"."""
    if cue.group != "noun":
        return False
    to, subject = route(sentence, cue).to, cast.subject(cue)
    if to is None or subject is None or subject.kind != "name" or home_in(sentence, subject.last, subject.last) != to.country:
        return False
    piece = sentence.pieces[sentence.piece_of(cue.first)]
    return any(agent.kind == "ours" and piece.first <= agent.first <= piece.last for agent in cast.agents)


def _cue_fits(sentence: Sentence, cue: Hit) -> bool:
    """A word that is a verb and a noun alike is read by what stands before it."""
    here = [hit for hit in sentence.cues if hit.first == cue.first and hit.last == cue.last]
    if not any(hit.group == "noun" for hit in here) or all(hit.group == "noun" for hit in here):
        return True
    if sentence.language.nouns_capital and cue.first:
        return (cue.group == "noun") == sentence.tokens[cue.first].capital
    before = cue.first - 1
    verb = before >= 0 and (
        sentence.tagged(before, "aux", "pronoun", "plural")
        or sentence.tokens[before].fold in sentence.language.infinitive
        # "Soleimani visits", but "Moscow visits"
        or (
            any(hit.form == "present" for hit in here)
            and sentence.tokens[before].capital
            and before not in sentence.place_at
            and not sentence.tagged(before, "determiner")  # "La visite"
        )
    )
    return verb == (cue.group != "noun")
