"""From the mentions of a party to the trips a document tells of it, sentence by sentence.

Read in this order: the sentences that name the party; the next one where a pronoun or a role carries it over; denials in the
two sentences behind a trip ("The Kremlin has denied that such a meeting took place").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from monitor.matching.sentences import sentence_spans, span_at
from monitor.matching.trips.dates import when
from monitor.matching.trips.destination import Route, route
from monitor.matching.trips.detect import language_of
from monitor.matching.trips.home import home_in
from monitor.matching.trips.lexicon import Hit, Language, language
from monitor.matching.trips.mover import Cast
from monitor.matching.trips.sentence import Sentence, agents, lay_out, lay_out_bare, uncased
from monitor.matching.trips.status import Reading, read_status, told_as_fact
from monitor.matching.trips.tokens import fold
from monitor.model import Document, EntityType, Mention, Trip, TripStatus

_NEXT_WORD = 12  # characters looked at behind a mention
_LONGEST = 1500  # characters of a sentence
_AT = 4  # tokens between "at" and a meeting
_BEHIND = 2  # sentences behind a trip in which it may be denied
_NEEDS_PLACE = frozenset(("speech", "move", "take", "receive", "presence", "meet", "return", "depart"))
_ORDER = tuple(TripStatus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A party whose trips are asked for: its type, its home ``countries`` as listed, and its ``mentions`` in the document."""

    watchlist: str
    entity: str
    name: str
    type: EntityType
    countries: tuple[str, ...]
    mentions: tuple[Mention, ...]


def read_trips(document: Document, subjects: Sequence[Subject]) -> tuple[tuple[Trip, ...], ...]:
    """The trips the document tells of each subject, in order of the text; one tuple a subject, in the order given."""
    fields = {name: _Field(name, text, document) for name, text in document.fields}
    return tuple(_trips_of(subject, fields) for subject in subjects)


def most_alert_worthy(trips: Sequence[Trip]) -> Trip | None:
    """The trip to lead an alert: by status, then one whose country is known, then the earliest; None of none."""
    return min(trips, key=lambda trip: (_ORDER.index(trip.status), trip.country is None), default=None)


class _Field:
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


def _trips_of(subject: Subject, fields: dict[str, _Field]) -> tuple[Trip, ...]:
    found: list[Trip] = []
    homes: frozenset[str] | None = frozenset(subject.countries) or None
    for name, field in fields.items():
        by_sentence = _by_sentence(field, [mention for mention in subject.mentions if mention.field == name])
        for number, mentions in by_sentence.items():
            here = _in_sentence(field, number, mentions)
            if here and homes is None:
                homes = _homes(subject, fields)
            trips = [trip for draft in here if (trip := _finish(field, draft, homes or frozenset())) is not None]
            if number + 1 < len(field.spans) and number + 1 not in by_sentence:
                carried = _carried(field, number, mentions)
                if carried and homes is None:
                    homes = _homes(subject, fields)
                trips += [trip for draft in carried if (trip := _finish(field, draft, homes or frozenset())) is not None]
            found += trips
            if trips:
                found += _denials(field, number, trips[0])
    return _distinct(found)


def _by_sentence(field: _Field, mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    by_sentence: dict[int, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda mention: mention.start):
        span = span_at(field.spans, mention.start)
        if span is not None:
            by_sentence.setdefault(bisect_left(field.spans, span), []).append(mention)
    return by_sentence


@dataclass(frozen=True, slots=True)
class _Draft:
    """A cue that moves the subject, with what its sentence says of it."""

    sentence: Sentence
    cue: Hit
    reading: Reading
    route: Route
    denied_by: str | None
    owned: bool


def _in_sentence(field: _Field, number: int, mentions: Sequence[Mention]) -> list[_Draft]:
    sentence = field.sentence(number)
    if sentence is None and any(_names_place_next(field, mention.end) for mention in mentions):
        sentence = field.bare(number)
    if sentence is None:
        return []
    ours = [span for mention in mentions if (span := _token_span(sentence, mention.start, mention.end)) is not None]
    declined = frozenset(last for (_, last), mention in zip(ours, mentions, strict=False) if _is_declined(mention))
    return _drafts(sentence, Cast(sentence, agents(sentence, ours), carried=False, declined=declined)) if ours else []


def _is_declined(mention: Mention) -> bool:
    """Whether the last word of a mention is the listed one with another ending: Путина, Dudy, Zełenskim."""
    found, listed = fold(mention.surface).split(), fold(mention.name).split()
    if not found or not listed or found[-1] == listed[-1]:
        return False
    return len(listed[-1]) > 2 and found[-1].startswith(listed[-1][:-1])


def _names_place_next(field: _Field, end: int) -> bool:
    """Whether "in" follows a mention, as in a headline without a verb."""
    following = field.text[end : end + _NEXT_WORD].split(maxsplit=1)
    return bool(following) and fold(following[0]) in field.table.links


def _carried(field: _Field, number: int, mentions: Sequence[Mention]) -> list[_Draft]:
    """The sentence after one that names the subject, where "He" or "The general" opens it and nobody else is named."""
    sentence = field.sentence(number + 1)
    if sentence is None:
        return []
    before = field.bare(number)
    ours = [span for mention in mentions if (span := _token_span(before, mention.start, mention.end)) is not None]
    cast = agents(before, ours)
    people = [agent for agent in cast if agent.kind in ("ours", "name")]
    if not people or people[0].kind != "ours":
        return []
    opening = agents(sentence, [])
    first = next((agent for agent in opening), None)
    if first is None or first.first > 3:
        return []
    if first.kind == "noun":
        role = sentence.tokens[first.last].fold
        if (
            not sentence.tagged(first.last, "role")
            or not sentence.tagged(first.first - 1, "determiner")
            or first.first > 1
            or not any(token.fold == role for token in before.tokens)
        ):
            return []
        opening = agents(sentence, [(first.first, first.last)])
    elif first.kind != "pronoun":
        return []
    return _drafts(sentence, Cast(sentence, opening, carried=True))


def _drafts(sentence: Sentence, cast: Cast) -> list[_Draft]:
    drafts = []
    nominal = cast.nominal()
    for cue in [*sentence.cues, nominal] if nominal is not None else sentence.cues:
        if not _cue_fits(sentence, cue) or not _stands_at(sentence, cue) or not (cast.moves(cue) or _guest(sentence, cast, cue)):
            continue
        subject = cast.subject(cue)
        reading = read_status(sentence, cue, subject)
        denied_by = None
        if reading.denial is not None:
            speaker = Cast(sentence, cast.agents, carried=False).subject(reading.denial)
            denied_by = (
                _agent_text(sentence, speaker.first, speaker.last)
                if speaker is not None and speaker.kind == "name"
                else _metonym(sentence, reading.denial)
            )
        drafts.append(_Draft(sentence, cue, reading, route(sentence, cue), denied_by, cast.owned(cue)))
    return drafts


def _stands_at(sentence: Sentence, cue: Hit) -> bool:
    """A meeting is a place to be at only behind "at", "during", "after": not where one is called, planned or praised."""
    if cue.group not in ("meet", "speech") or cue.form != "noun":
        return True
    return any(sentence.tagged(place, "in", "on", "during", "tell") for place in range(max(0, cue.first - _AT), cue.first))


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
    before = cue.first - 1
    kinds = {hit.group for hit in sentence.cues if hit.first == cue.first and hit.last == cue.last}
    if "noun" not in kinds or len(kinds) == 1:
        return True
    verb = before >= 0 and (
        sentence.tagged(before, "aux", "pronoun", "plural") or sentence.tokens[before].fold in sentence.language.infinitive
    )
    return verb == (cue.group != "noun")


def _finish(field: _Field, draft: _Draft, homes: frozenset[str]) -> Trip | None:
    """The trip of a draft; None where it lacks a place it needs, or the place says nothing."""
    sentence, cue, path = draft.sentence, draft.cue, draft.route
    if (
        cue.group == "noun"
        and sentence.tokens[cue.last].fold in sentence.language.weak_nouns
        and not (draft.owned or told_as_fact(sentence, cue))
    ):
        return None
    to, origin = path.to, path.origin
    status = draft.reading.status
    if cue.group in ("return", "depart") and origin is not None and (to is None or to.country in homes):
        if origin.country in homes:
            if to is None:
                return None
        elif to is None or to.country in homes:
            return _trip(field, draft, status, None if to is None else to.name, None if to is None else to.country, homes)
    if to is None:
        if not _strong_alone(sentence, cue) or (cue.group == "noun" and not (draft.owned or told_as_fact(sentence, cue))):
            return None
        if path.facility or _at_home(sentence, cue):
            status = TripStatus.DOMESTIC
        return _trip(field, draft, status, None, None, homes)
    if cue.group == "speech" and (not homes or to.country in homes):
        return None  # "told reporters in Washington": a journey only for somebody at home elsewhere
    unsaid = not homes and (path.facility or to.kind == "state" or _at_home(sentence, cue))
    if to.country in homes or unsaid:
        status = TripStatus.DOMESTIC
    return _trip(field, draft, status, to.name, to.country or None, homes)


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


def _trip(
    field: _Field, draft: _Draft, status: TripStatus, destination: str | None, country: str | None, homes: frozenset[str]
) -> Trip:
    sentence, cue, path = draft.sentence, draft.cue, draft.route
    places = [place for place in (path.to, path.origin) if place is not None]
    first = min([cue.first, *(place.first for place in places)])
    last = max([cue.last, *(place.last for place in places)])
    past = status not in (TripStatus.PLANNED, TripStatus.HYPOTHETICAL, TripStatus.CANCELLED, TripStatus.REFUSED)
    link = cue.last + 1
    extended = link if link < len(sentence.tokens) and sentence.tagged(link, "to", "in", "from") and places else cue.last
    return Trip(
        status=status,
        destination=destination,
        country=country,
        origin=path.origin.name if path.origin else None,
        when=when(sentence.tokens, sentence.language.dates, field.published, past=past),
        hedge=draft.reading.hedge,
        denied_by=draft.denied_by,
        cue=field.text[sentence.tokens[cue.first].start : sentence.tokens[extended].end],
        field=field.name,
        start=sentence.tokens[first].start,
        end=sentence.tokens[last].end,
    )


def _denials(field: _Field, number: int, trip: Trip) -> list[Trip]:
    """A denial of the journey or the meeting in the sentences behind it, as a trip of its own."""
    for behind in range(number + 1, min(len(field.spans), number + 1 + _BEHIND)):
        sentence = field.bare(behind)
        denial = next((hit for hit in sentence.operators if hit.group == "deny"), None)
        about = any(hit.group == "took_place" for hit in sentence.operators)
        if denial is None or not about or trip.status not in _ORDER[:3]:
            continue
        start, end = sentence.tokens[denial.first].start, sentence.tokens[denial.last].end
        return [
            replace(
                trip,
                status=TripStatus.DENIED,
                denied_by=_metonym(sentence, denial),
                hedge=None,
                when=None,
                origin=None,
                cue=field.text[start:end],
                start=start,
                end=end,
            )
        ]
    return []


def _metonym(sentence: Sentence, denial: Hit) -> str | None:
    """Who denies: the words from the start of the piece to the verb, when they are few and a name is among them."""
    first = sentence.pieces[sentence.piece_of(denial.first)].first
    last = denial.first - 1
    while last >= first and (sentence.tagged(last, "aux") or not sentence.tokens[last].word):
        last -= 1
    if last < first or last - first > 5:
        return None
    return _agent_text(sentence, first, last)


def _agent_text(sentence: Sentence, first: int, last: int) -> str:
    if sentence.tagged(first, "determiner") and first < last:
        first += 1
    tokens = sentence.tokens[first : last + 1]
    text = tokens[0].text
    for before, token in pairwise(tokens):
        text += (" " if token.start > before.end else "") + token.text
    return text


def _homes(subject: Subject, fields: dict[str, _Field]) -> frozenset[str]:
    """Home as the text tells it, from the first mention that does."""
    for mention in subject.mentions:
        field = fields.get(mention.field)
        if field is None:
            continue
        for number in _by_sentence(field, [mention]):
            sentence = field.bare(number)
            span = _token_span(sentence, mention.start, mention.end)
            home = home_in(sentence, *span) if span is not None else None
            if home is not None:
                return frozenset((home,))
    return frozenset()


def _token_span(sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    places = [place for place, token in enumerate(sentence.tokens) if token.start < end and token.end > start]
    return (places[0], places[-1]) if places else None


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
