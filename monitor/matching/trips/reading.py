"""From the mentions of a party to the trips a document tells of it, sentence by sentence.

Read in this order: the sentences that name the party; the next one where a pronoun or a role carries it over; denials in the
two sentences behind a trip ("The Kremlin has denied that such a meeting took place").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.matching.trips.agents import agents
from monitor.matching.trips.dates import when
from monitor.matching.trips.denial import agent_text, denials, denier
from monitor.matching.trips.destination import Route, route
from monitor.matching.trips.detect import language_of
from monitor.matching.trips.field import Field, token_span
from monitor.matching.trips.history import is_history
from monitor.matching.trips.home import home_in
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.mover import Cast
from monitor.matching.trips.sentence import Agent, Sentence, uncased
from monitor.matching.trips.status import Reading, read_status, told_as_fact
from monitor.matching.trips.subject import Subject, by_sentence, homes_of, is_declined
from monitor.matching.trips.tokens import fold
from monitor.model import Document, EntityType, Mention, Trip, TripStatus

_NEXT_WORD = 12  # characters looked at behind a mention
_AT = 4  # tokens between "at" and a meeting
_OPENING = 8  # words of a sentence that tell whom it takes up
_SHORT = 200  # characters of a document too short to tell the language of its title
_NEEDS_PLACE = frozenset(("speech", "move", "take", "receive", "presence", "meet", "return", "depart"))
_DATE_TAIL = 2  # tokens behind a piece that may end its date: "July 24, 2014"
_ATTENDED = frozenset(("speech", "presence", "meet", "receive"))
_DELEGATED = frozenset(("move", "visit", "return", "depart", "presence", "meet"))
_DONE = 8  # characters behind a Chinese place within which it is said what is done there
_TOOK_PLACE = (TripStatus.OCCURRED, TripStatus.UNDER_WAY, TripStatus.DOMESTIC)  # what may be long past
_ORDER = tuple(TripStatus)


def read_trips(
    document: Document, subjects: Sequence[Subject], spans: Mapping[str, Sequence[tuple[int, int]]] | None = None
) -> tuple[tuple[Trip, ...], ...]:
    """The trips the document tells of each subject, in order of the text; one tuple a subject, in the order given.

    ``spans``: by field, (start, end) of its sentences, where the caller has found them.
    """
    longest = max((text for _, text in document.fields), key=len, default="")
    told = len(longest) >= _SHORT
    hint = language_of(longest, document.language) if told else document.language
    fields = {
        name: Field(name, text, document.published, hint, told=told and text is longest, spans=(spans or {}).get(name))
        for name, text in document.fields
    }
    return tuple(_trips_of(subject, fields) for subject in subjects)


def most_alert_worthy(trips: Sequence[Trip]) -> Trip | None:
    """The trip to lead an alert: by status, then one whose country is known, then the earliest; None of none."""
    return min(trips, key=lambda trip: (_ORDER.index(trip.status), trip.country is None), default=None)


def _trips_of(subject: Subject, fields: dict[str, Field]) -> tuple[Trip, ...]:
    found: list[Trip] = []
    group = subject.type is EntityType.ORGANISATION
    homes: frozenset[str] | None = frozenset(subject.countries) or None
    for name, field in fields.items():
        sentences = by_sentence(field, [mention for mention in subject.mentions if mention.field == name])
        for number, mentions in sentences.items():
            here = _in_sentence(field, number, mentions, group=group)
            if here and homes is None:
                homes = homes_of(subject, fields)
            trips = [trip for draft in here if (trip := _finish(field, draft, homes or frozenset())) is not None]
            if not group and number + 1 < len(field.spans) and number + 1 not in sentences:
                carried = _carried(field, number, mentions)
                if carried and homes is None:
                    homes = homes_of(subject, fields)
                trips += [trip for draft in carried if (trip := _finish(field, draft, homes or frozenset())) is not None]
            found += trips
            if trips:
                found += denials(field, number, trips[0])
    return _distinct(found)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A cue that moves the subject, with what its sentence says of it."""

    sentence: Sentence
    cue: Hit
    reading: Reading
    route: Route
    denied_by: str | None
    owned: bool
    met: bool


def _in_sentence(field: Field, number: int, mentions: Sequence[Mention], *, group: bool) -> list[_Draft]:
    sentence = field.sentence(number)
    if sentence is None and (_opens_with_place(field, number) or any(_names_place_next(field, mention.end) for mention in mentions)):
        sentence = field.bare(number)
    if sentence is None:
        return []
    ours = [span for mention in mentions if (span := token_span(sentence, mention.start, mention.end)) is not None]
    declined = frozenset(last for (_, last), mention in zip(ours, mentions, strict=False) if is_declined(mention))
    tokens = frozenset(place for first, last in ours for place in range(first, last + 1)) if group else frozenset[int]()
    cast = Cast(sentence, agents(sentence, ours, declined), carried=False, declined=declined, group=tokens)
    return _drafts(sentence, cast) if ours else []


def _names_place_next(field: Field, end: int) -> bool:
    """Whether "in" follows a mention, as in a headline without a verb."""
    following = field.text[end : end + _NEXT_WORD].split(maxsplit=1)
    return bool(following) and fold(following[0]) in field.table.links


def _opens_with_place(field: Field, number: int) -> bool:
    """Whether "in" stands among the first words, as before a place that the sentence is set in."""
    tokens, links = field.tokens(number)[: _OPENING + 1], field.table.links
    return any(before.fold in links and not token.text[0].islower() for before, token in pairwise(tokens))


def _takes_up(field: Field, number: int) -> bool:
    """Whether a sentence begins as one about somebody named before: cheap, and mostly no."""
    hits = field.table.small.all(field.tokens(number)[:_OPENING])
    return any(hit.group in ("pronoun", "role", "object_pronoun") for hit in hits)


def _carried(field: Field, number: int, mentions: Sequence[Mention]) -> list[_Draft]:
    """The sentence after one that names the subject, where "He" or "The general" opens it and nobody else is named."""
    sentence = field.sentence(number + 1) if _takes_up(field, number + 1) else None
    if sentence is None:
        return []
    before = field.bare(number)
    ours = [span for mention in mentions if (span := token_span(before, mention.start, mention.end)) is not None]
    cast = agents(before, ours)
    people = [agent for agent in cast if agent.kind in ("ours", "name")]
    if not people or people[0].kind != "ours":
        return []
    opening = agents(sentence, [])
    if any(sentence.tagged(place, "object_pronoun") for place in range(_OPENING)):
        seen = [draft for draft in _drafts(sentence, Cast(sentence, opening, carried=True)) if draft.cue.group in ("receive", "take")]
        if seen:
            return seen
    first = next((agent for agent in opening), None)
    if first is None or first.first > 3:
        return []
    if first.kind == "noun":
        role = sentence.tokens[first.last].fold
        named = any(token.fold == role for token in before.tokens) or not any(agent.kind == "name" for agent in people)
        if (
            not sentence.tagged(first.last, "role")
            or not (sentence.tagged(first.first - 1, "determiner") or (first.first == 0 and named))
            or first.first > 1
            or not named
        ):
            return []
        opening = agents(sentence, [(first.first, first.last)])
    elif first.kind != "pronoun":
        return []
    return _drafts(sentence, Cast(sentence, opening, carried=True))


def _drafts(sentence: Sentence, cast: Cast) -> list[_Draft]:
    drafts = []
    remote = any(hit.group == "remote" for hit in sentence.operators)  # "by video link": nobody is where he speaks
    bare = [hit for hit in (cast.nominal(), cast.leading(), cast.apposed()) if hit is not None]
    for cue in [*sentence.cues, *bare] if bare else sentence.cues:
        if cue.form == "leading":  # said by grammar alone
            reading = Reading(TripStatus.OCCURRED, _hedge(sentence))
            drafts.append(_Draft(sentence, cue, reading, route(sentence, cue), None, False, False))
            continue
        if (
            not _cue_fits(sentence, cue)
            or (remote and cue.group in _ATTENDED)
            or not _stands_at(sentence, cue)
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
        met = not cast.moves(cue) and not _hosted(sentence, subject, path)
        drafts.append(_Draft(sentence, cue, reading, path, denied_by, cast.owned(cue), met))
    return [draft for draft in drafts if not _is_aim(draft, drafts)]


def _hosted(sentence: Sentence, host: Agent | None, path: Route) -> bool:
    """Whether who met us was at home: "The Japanese prime minister held talks in Tokyo with Soleimani"."""
    return host is not None and path.to is not None and home_in(sentence, host.last + 1, host.last) == path.to.country


def _hedge(sentence: Sentence) -> str | None:
    hit = next((hit for hit in sentence.operators if hit.group == "hedge"), None)
    return None if hit is None else " ".join(token.text for token in sentence.tokens[hit.first : hit.last + 1])


def _is_aim(draft: _Draft, drafts: Sequence[_Draft]) -> bool:
    """Whether a meeting is what a journey told before it in the same piece is for: "will fly to Algiers for the summit"."""
    if draft.cue.group not in ("meet", "speech") or draft.cue.form != "noun":
        return False
    number = draft.sentence.piece_of(draft.cue.first)
    return any(
        other.cue.group in ("move", "visit", "noun", "return", "depart")
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
    return any(sentence.tagged(place, "in", "on", "during", "tell") for place in range(first, cue.first))


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
        or (any(hit.form == "present" for hit in here) and sentence.tokens[before].capital and before not in sentence.place_at)
    )
    return verb == (cue.group != "noun")


def _finish(field: Field, draft: _Draft, homes: frozenset[str]) -> Trip | None:
    """The trip of a draft; None where it lacks a place it needs, or the place says nothing of a journey."""
    sentence, cue, to, origin = draft.sentence, draft.cue, draft.route.to, draft.route.origin
    if not _borne_out(draft):
        return None
    status = draft.reading.status
    abroad = (
        origin is not None
        and origin.country not in homes
        and (bool(homes) or (cue.group == "return" and origin.kind != "state"))
    )
    if cue.group in ("return", "depart") and abroad and (to is None or to.country in homes):
        ended = replace(draft, route=Route(origin=origin))  # "returned home from Moscow": the journey is the one that ends
        return _trip(field, ended, status)
    if to is None and not _strong_alone(sentence, cue):
        return None
    if to is not None and to.country in homes and cue.group == "receive":
        return None  # a host is no traveller
    if to is not None and (cue.group == "speech" or (cue.group == "meet" and draft.met)) and (not homes or to.country in homes):
        return None  # "told reporters in Washington": a journey only for somebody at home elsewhere
    near = draft.route.facility or (to is not None and to.kind == "state") or _at_home(sentence, cue)
    if (to is not None and to.country in homes) or (near and (to is None or not homes)):
        status = TripStatus.DOMESTIC
    return _trip(field, draft, status)


def _borne_out(draft: _Draft) -> bool:
    """A noun that tells a journey only weakly, or without a place, needs an owner, or to be told as a fact."""
    sentence, cue = draft.sentence, draft.cue
    if cue.group != "noun" or draft.owned or told_as_fact(sentence, cue):
        return True
    return draft.route.to is not None and sentence.tokens[cue.last].fold not in sentence.language.weak_nouns


def _strong_alone(sentence: Sentence, cue: Hit) -> bool:
    if cue.group in _NEEDS_PLACE:
        return False
    if cue.group == "visit":
        following = cue.last + 1
        return following < len(sentence.tokens) and sentence.tagged(following, "determiner")
    first = cue.first if uncased(sentence.tokens[cue.last]) else cue.last  # Han: a word is several tokens
    word = "".join(token.fold for token in sentence.tokens[first : cue.last + 1])
    return word.startswith(sentence.language.alone)


def _at_home(sentence: Sentence, cue: Hit) -> bool:
    return any(
        sentence.tagged(place, "home") for place in range(max(0, cue.first - 6), min(len(sentence.tokens), cue.last + 10))
    )


def _trip(field: Field, draft: _Draft, status: TripStatus) -> Trip | None:
    """The trip as told; None where it is history."""
    sentence, cue, path = draft.sentence, draft.cue, draft.route
    places = [place for place in (path.to, path.origin) if place is not None]
    first = min([cue.first, *(place.first for place in places)])
    last = max([cue.last, *(place.last for place in places)])
    if status in _TOOK_PLACE and is_history(sentence, first, last, field.published):
        return None
    past = status not in (TripStatus.PLANNED, TripStatus.HYPOTHETICAL, TripStatus.CANCELLED, TripStatus.REFUSED)
    link = cue.last + 1
    extended = link if link < len(sentence.tokens) and sentence.tagged(link, "to", "in", "from") and places else cue.last
    return Trip(
        status=status,
        destination=path.to.name if path.to else None,
        country=(path.to.country or None) if path.to else None,
        origin=path.origin.name if path.origin else None,
        when=_when(draft, field, past=past),
        hedge=draft.reading.hedge,
        denied_by=draft.denied_by,
        cue=field.text[sentence.tokens[cue.first].start : sentence.tokens[extended].end],
        field=field.name,
        start=sentence.tokens[first].start,
        end=sentence.tokens[last].end,
    )


def _when(draft: _Draft, field: Field, *, past: bool) -> str | None:
    """The date told in the cue's own piece and what follows it closely, else anywhere but where somebody speaks or denies."""
    sentence, cue = draft.sentence, draft.cue
    number = sentence.piece_of(cue.first)
    piece = sentence.pieces[number]
    said = [hit for hit in sentence.operators if hit.group in ("say", "deny")]
    first = max([piece.first, *(hit.last + 1 for hit in said if piece.first <= hit.first < cue.first)])
    own = sentence.tokens[first : piece.last + 1 + _DATE_TAIL]
    found = when(own, sentence.language.dates, field.published, past=past)
    if found is not None:
        return found
    for other in sentence.pieces:
        if other.opener == "say" or any(other.first <= hit.first <= other.last for hit in said):
            continue
        tokens = sentence.tokens[other.first : other.last + 1]
        found = when(tokens, sentence.language.dates, field.published, past=past)
        if found is not None:
            return found
    return None


def _distinct(trips: Sequence[Trip]) -> tuple[Trip, ...]:
    """Each trip once; one without a place gives way to one with a place told by overlapping words."""
    seen: dict[tuple[str | None, ...], Trip] = {}
    for trip in trips:
        if trip.destination is None and any(_overlap(trip, other) and other.destination for other in trips):
            continue
        seen.setdefault((trip.status, trip.destination, trip.origin, trip.denied_by, trip.when), trip)
    return tuple(seen.values())


def _overlap(one: Trip, other: Trip) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
