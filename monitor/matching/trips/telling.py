"""From a draft to the trip as told: where a journey needs a place, what makes it domestic, and when it was."""

from __future__ import annotations

from dataclasses import replace

from monitor.matching.trips.dates import when
from monitor.matching.trips.destination import Route
from monitor.matching.trips.drafts import Draft
from monitor.matching.trips.field import Field
from monitor.matching.trips.gazetteer import Place
from monitor.matching.trips.history import is_history
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import Sentence, uncased
from monitor.matching.trips.status import told_as_fact
from monitor.model import Trip, TripStatus

_NEEDS_PLACE = frozenset(("speech", "move", "take", "receive", "presence", "meet", "return", "depart"))
_LAND = 3  # tokens from a departure to "the country"
_DATE_TAIL = 2  # tokens behind a piece that may end its date: "July 24, 2014"
_TOOK_PLACE = (TripStatus.OCCURRED, TripStatus.UNDER_WAY, TripStatus.DOMESTIC)  # what may be long past


def finish(field: Field, draft: Draft, homes: frozenset[str]) -> Trip | None:
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
    if to is None and not _strong_alone(sentence, cue) and not _crosses(sentence, cue, origin) and not _bound_for_talks(sentence, cue):
        return None
    if to is not None and to.country in homes and cue.group == "receive":
        return None  # a host is no traveller
    if to is not None and (cue.group == "speech" or (cue.group == "meet" and draft.met)) and (not homes or to.country in homes):
        return None  # "told reporters in Washington": a journey only for somebody at home elsewhere
    if cue.group == "return" and status is TripStatus.OCCURRED and to is not None and _ends_journey(sentence, cue):
        return _trip(field, draft, status)
    near = draft.route.facility or (to is not None and to.kind == "state") or _at_home(sentence, cue)
    within = to is not None and origin is not None and to.country == origin.country and {to.kind, origin.kind} <= {"city", "state"}
    if (to is not None and to.country in homes) or (near and (to is None or not homes)) or (within and not homes):
        status = TripStatus.DOMESTIC
    return _trip(field, draft, status)


def _ends_journey(sentence: Sentence, cue: Hit) -> bool:
    """As in "вернулся в Вашингтон из рабочего турне": home from a journey abroad."""
    piece = sentence.pieces[sentence.piece_of(cue.first)]
    return any(
        hit.group == "noun" and cue.last < hit.first <= piece.last and any(sentence.tagged(hit.first - n, "from") for n in (1, 2))
        for hit in sentence.cues
    )


def _borne_out(draft: Draft) -> bool:
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


def _crosses(sentence: Sentence, cue: Hit, origin: Place | None) -> bool:
    """Whether a departure is one from a country, wherever it leads: "left Pakistan", "покинул страну"."""
    if cue.group not in ("depart", "move"):
        return False
    last = sentence.language.verb_last or sentence.language.nouns_capital or bool(sentence.language.suffixes)  # the verb's place
    first = max(0, cue.first - _LAND) if last else cue.last + 1
    land = any(sentence.tagged(place, "land") for place in range(first, min(len(sentence.tokens), cue.last + 1 + _LAND)))
    return (land and cue.group == "depart") or (origin is not None and origin.kind in ("country", "region") and bool(origin.country))


def _bound_for_talks(sentence: Sentence, cue: Hit) -> bool:
    """A journey told by its aim: "ще пътува в понеделник за среща с Барние"."""
    if cue.group != "move" or cue.form not in ("past", "future", "present", "base"):
        return False
    piece = sentence.pieces[sentence.piece_of(cue.first)]
    talks = [hit.first for hit in sentence.cues if hit.group == "meet" and hit.form == "noun" and cue.last < hit.first <= piece.last]
    aimed = any(sentence.tagged(n, "to") for first in talks for n in (first - 1, first - 2) if n > cue.last)
    unknown = any(  # a place that no gazetteer knows
        sentence.tagged(n, "to", "in") and n < piece.last and sentence.tokens[n + 1].capital for n in range(cue.last + 1, piece.last)
    )
    return aimed and not unknown


def _at_home(sentence: Sentence, cue: Hit) -> bool:
    return any(
        sentence.tagged(place, "home") for place in range(max(0, cue.first - 6), min(len(sentence.tokens), cue.last + 10))
    )


def _trip(field: Field, draft: Draft, status: TripStatus) -> Trip | None:
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


def _when(draft: Draft, field: Field, *, past: bool) -> str | None:
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
