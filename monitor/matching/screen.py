"""Document in, matches out: the matcher's story in its verbs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from monitor.matching import keywords as keyword_lists
from monitor.matching import weights
from monitor.matching.candidates import arcs_in
from monitor.matching.index import Index
from monitor.matching.mentions import Found, find, found_among
from monitor.matching.score import Hit
from monitor.matching.sentences import span_at
from monitor.matching.snippet import snippet
from monitor.matching.tiers import Judgement, judge
from monitor.matching.tokens import Text, read_text
from monitor.matching.trips import Subject, most_alert_worthy, read_trips
from monitor.model import Document, KeywordHit, Match, Mention, NearMiss, SameParty, Scope, Tier, Trip

_TIERS = {Tier.STRONG: 0, Tier.PROBABLE: 1, Tier.POSSIBLE: 2}
_SCOPES = (Scope.SENTENCE, Scope.PARAGRAPH, Scope.ARTICLE)


def has_candidate(index: Index, texts: Iterable[str]) -> bool:
    """Whether any text holds something that may name a listed party: cheap, and never misses what ``screen`` finds."""
    return any(held.hits or held.singles for text in texts for held in find([read_text("text", text)], index).values())


def screen(document: Document, index: Index) -> tuple[Match, ...]:
    """One match for each watchlist entity the document names, surest first, down to ``possible``. Deterministic."""
    texts = _texts(document)
    return _judged(document, texts, find(texts, index), index)


def screen_many(documents: Sequence[Document], index: Index) -> list[tuple[Match, ...]]:
    """What ``screen`` says of each: words that the index has not met are looked up for all together, which costs less."""
    texts = list(map(_texts, documents))
    arcs = iter(arcs_in([text for own in texts for text in own], index))
    return [_judged(document, own, found_among(own, list(islice(arcs, len(own))), index), index)
            for document, own in zip(documents, texts, strict=True)]


def _texts(document: Document) -> list[Text]:
    return [read_text(field, text, document.language) for field, text in document.fields]


def _judged(document: Document, texts: Sequence[Text], found: Mapping[int, Found], index: Index) -> tuple[Match, ...]:
    judged: list[tuple[int, Judgement]] = []
    for entity, held in found.items():
        judgement = judge(held, index.record(entity), texts, index)
        if judgement is not None:
            judged.append((entity, judgement))
    if not judged:
        return ()
    mentions = [_mentions(judgement.hits, index) for _, judgement in judged]
    trips = read_trips(document, [_subject(entity, own, index) for (entity, _), own in zip(judged, mentions, strict=True)],
                       {text.field: text.sentences for text in texts})
    keywords = _keywords_in(texts, index)
    matches = [_match(entity, judgement, own, told, texts, keywords, index)
               for (entity, judgement), own, told in zip(judged, mentions, trips, strict=True)]
    return tuple(sorted(matches, key=lambda match: (_TIERS[match.tier], -match.score, match.watchlist, match.entity)))


def near_misses(document: Document, index: Index) -> tuple[NearMiss, ...]:
    """Names that nearly matched and why they did not, in the order of the text; entities that match as well are left out."""
    texts = _texts(document)
    order = {text.field: place for place, text in enumerate(texts)}
    misses = []
    for entity, held in find(texts, index).items():
        if held.hits:
            continue
        record = index.record(entity)
        misses += [NearMiss(watchlist=record.watchlist, entity=record.id, name=index.name_text(hit.name), field=hit.text.field,
                            start=hit.start, end=hit.end, surface=hit.text.text[hit.start:hit.end], score=hit.score, reason=reason)
                   for hit, reason in held.near]
    return tuple(sorted(misses, key=lambda miss: (order[miss.field], miss.start, miss.end, miss.watchlist, miss.entity)))


def _mentions(hits: Sequence[Hit], index: Index) -> tuple[Mention, ...]:
    found = [Mention(field=hit.text.field, start=hit.start, end=hit.end, surface=hit.text.text[hit.start:hit.end],
                     name=index.name_text(hit.name) if hit.name >= 0 else index.record(hit.entity).name, score=hit.score) for hit in hits]
    best: dict[tuple[str, int, int], Mention] = {}
    for mention in sorted(found, key=lambda m: -m.score):
        best.setdefault((mention.field, mention.start, mention.end), mention)
    order = {hit.text.field: place for place, hit in enumerate(hits)}
    in_order = sorted(best.values(), key=lambda m: (_ZONES.get(m.field, order[m.field] + len(_ZONES)), m.start))
    return tuple(in_order[:weights.MENTIONS_PER_MATCH])


_ZONES = {"title": 0, "standfirst": 1, "text": 2, "captions": 3, "rest": 4}


def _subject(entity: int, mentions: tuple[Mention, ...], index: Index) -> Subject:
    record = index.record(entity)
    return Subject(watchlist=record.watchlist, entity=record.id, name=record.name, type=record.type, countries=record.countries,
                   mentions=mentions)


def _match(entity: int, judgement: Judgement, mentions: tuple[Mention, ...], trips: tuple[Trip, ...], texts: Sequence[Text],
           keywords: Sequence[_Keywords], index: Index) -> Match:
    record = index.record(entity)
    trip = most_alert_worthy(trips)
    near = _keywords_near(mentions, keywords)
    return Match(watchlist=record.watchlist, entity=record.id, name=record.name, type=record.type, score=judgement.score,
                 tier=judgement.tier, mentions=mentions, keywords=near, trip=trip, trips=trips, evidence=judgement.evidence,
                 snippet=snippet(_text_of(texts, mentions, trip), mentions, trip, near), listings=record.listings,
                 countries=record.countries, deceased=record.deceased, list_severity=record.severity, mute=record.mute,
                 same_as=tuple(_same(number, because, index) for number, because in record.same))


def _same(entity: int, because: str, index: Index) -> SameParty:
    record = index.record(entity)
    return SameParty(watchlist=record.watchlist, entity=record.id, name=record.name, because=because, listings=record.listings)


def _text_of(texts: Sequence[Text], mentions: tuple[Mention, ...], trip: Trip | None) -> Text:
    """The field to quote: the one that tells of the trip where the name stands there too, else that of the first mention."""
    fields = {mention.field for mention in mentions}
    wanted = trip.field if trip is not None and trip.field in fields else mentions[0].field
    return next(text for text in texts if text.field == wanted)


@dataclass(frozen=True, slots=True)
class _Keywords:
    """The keywords of one field in order, where they begin, and the first of each list; ``many``: the document has more than a
    match is told of."""

    text: Text
    hits: list[keyword_lists.Found]
    starts: list[int]
    firsts: list[keyword_lists.Found]
    many: bool

    def told(self, names: list[int]) -> list[keyword_lists.Found]:
        """What a match is told of that is named at these places: all; of very many those beside a name, and the first of each list."""
        if not self.many:
            return self.hits
        chosen = dict.fromkeys(self.firsts)
        for spans in (self.text.sentences, self.text.paragraphs):
            for start, end in dict.fromkeys(span for name in names if (span := span_at(spans, name)) is not None):
                first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
                chosen.update(dict.fromkeys(self.hits[first:min(last, first + weights.KEYWORDS_PER_MATCH)]))
                if len(chosen) >= weights.KEYWORDS_PER_MATCH:
                    break
        return sorted(chosen, key=lambda hit: (hit.start, -hit.end, hit.watchlist, hit.term))


def _keywords_in(texts: Sequence[Text], index: Index) -> list[_Keywords]:
    found = [(text, hits) for text in texts if (hits := index.keywords.find(text))]
    many = sum(len(hits) for _, hits in found) > weights.KEYWORDS_PER_MATCH
    return [_Keywords(text, hits, [hit.start for hit in hits], list({hit.watchlist: hit for hit in reversed(hits)}.values()), many)
            for text, hits in found]


def _keywords_near(mentions: tuple[Mention, ...], keywords: Sequence[_Keywords]) -> tuple[KeywordHit, ...]:
    """The keywords of the document, those nearest the name first."""
    found = []
    for own in keywords:
        text = own.text
        starts = sorted(mention.start for mention in mentions if mention.field == text.field)
        for hit in own.told(starts):
            found.append(KeywordHit(watchlist=hit.watchlist, term=hit.term, surface=text.text[hit.start:hit.end], field=text.field,
                                    start=hit.start, end=hit.end, scope=_scope(text, starts, hit)))
    return tuple(sorted(found, key=lambda hit: _SCOPES.index(hit.scope)))


def _scope(text: Text, starts: list[int], hit: keyword_lists.Found) -> Scope:
    """The narrowest scope that holds a keyword and a mention."""
    for spans, scope in ((text.sentences, Scope.SENTENCE), (text.paragraphs, Scope.PARAGRAPH)):
        span = span_at(spans, hit.start)
        if span is not None:
            place = bisect_left(starts, span[0])
            if place < len(starts) and starts[place] < span[1]:
                return scope
    return Scope.ARTICLE
