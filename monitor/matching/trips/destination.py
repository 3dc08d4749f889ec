"""Where a cue leads: the place that a preposition, an object or a compound ties to it, and the place it starts from."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.matching.trips.gazetteer import Place, capital_name, country_name
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import COMMAS, Sentence, uncased
from monitor.matching.trips.tokens import fold

_REACH = 20  # tokens after a cue within which its place stands
_REACH_MET = 24  # the same behind a meeting, whose guest is named before the place
_REACH_BEFORE = 7
_REACH_LEADING = 12  # the place of a phrase that opens the sentence: "On the sidelines of the summit in Ashgabat, he met"
_HOST_REACH = 3  # tokens from a country to what it does
_DATELINE = 5  # tokens from the place of a dateline to the agency: "BEIJING, March 3"
_DASHES = frozenset("-–—")
_EVENT = 3  # tokens from a place to the meeting it names
_LINK_REACH = 5  # tokens a preposition reaches to its place
_STATIONARY = frozenset(("presence", "speech", "meet"))  # cues of being, not of going: "to" leads elsewhere
_VERBAL = frozenset(("past", "present", "future"))
_FRAME = ("in", "on", "during", "role", "person", "title", "adverbial", "determiner", "settlement", "capital")  # of what is said
_PASSED = frozenset(",،，、()\"“”«»-'’") | {"'s", "’s"}
_WELL_KNOWN = 1_000_000  # inhabitants from which a city may own things ("Shanghai's airport")
_CAPITALS_WORDS = 3


@dataclass(frozen=True, slots=True)
class Route:
    """What a cue leads to: ``to`` and ``origin`` may be None. ``facility``: to a building or district, not to a named place."""

    to: Place | None = None
    origin: Place | None = None
    facility: bool = False


def route(sentence: Sentence, cue: Hit) -> Route:
    """The destination and origin of a cue in its sentence."""
    after = _after(sentence, cue)
    if cue.group == "bar" and after.to is None:
        return Route(to=_refuser(sentence, cue))
    if cue.group == "depart":
        if after.to is not None and sentence.tagged(after.to.first - 1, "to"):
            return after  # "leaves for Damascus"
        verb_last = sentence.language.verb_last or sentence.language.nouns_capital
        left = sentence.place_at.get(cue.first - 1) if verb_last else None  # "hat Pakistan verlassen"
        return Route(to=after.to if after.origin else None, origin=after.origin or after.to or _before(sentence, cue) or left)
    if cue.group == "return" and after.origin:
        return after
    if cue.group == "move" and after.to is not None and sentence.language.order == "free" and not _led_to(sentence, after.to):
        before = _before(sentence, cue)  # "Do Kijowa przybyli prezydent Estonii i premier Danii"
        if before is not None and _led_to(sentence, before):
            return Route(to=before, origin=after.origin)
    if cue.group == "move" and after == Route() and sentence.language.order == "free":
        after = Route(origin=_origin_before(sentence, cue))
    if after.to is None and not after.facility:
        host = _host(sentence, cue) if cue.group == "receive" else None
        before = _before(sentence, cue) or _where(sentence, cue) or _there(sentence, cue) or _topic(sentence) or host
        return Route(to=before, origin=after.origin)
    return after


def _origin_before(sentence: Sentence, cue: Hit) -> Place | None:
    """Where a journey starts that is told behind it: "Z Pákistánu odjel právník"."""
    piece = sentence.pieces[sentence.piece_of(cue.first)]
    here = [place for place in sentence.places if piece.first <= place.first and place.last < cue.first]
    return next((place for place in reversed(here) if sentence.tagged(place.first - 1, "from")), None)


def _led_to(sentence: Sentence, place: Place) -> bool:
    """Whether a preposition of direction stands right before a place, or before one adjective of it."""
    return any(sentence.tagged(place.first - n, "to", "in") for n in (1, 2))


def _where(sentence: Sentence, cue: Hit) -> Place | None:
    """The place that "where" takes up: "traded accusations in Geneva, where Soleimani met the envoy"."""
    number = sentence.piece_of(cue.first)
    opens = sentence.pieces[number].first - 1
    meeting = sentence.tagged(opens, "rel") and sentence.tagged(opens - 1, "in") and cue.group == "presence"  # "spotkanie, w którym"
    if not number or not (sentence.tagged(opens, "where") or meeting):
        return None
    reach = _REACH if meeting else _LINK_REACH
    return next((place for place in reversed(sentence.places) if opens - reach <= place.last < opens), None)


def dateline(sentence: Sentence) -> Place | None:
    """Where an agency writes from, before its name in brackets: "ISLAMABAD (Reuters) - Mattis met Pakistan's leaders"."""
    here, tokens = sentence.place_at.get(0), sentence.tokens
    if here is None or not tokens[0].text.isupper():
        return None
    opened = next((n for n in range(here.last + 1, min(len(tokens) - 3, here.last + 1 + _DATELINE)) if tokens[n].text == "("), None)
    if opened is None or not any(tokens[n].text in _DASHES for n in range(opened + 2, min(len(tokens), opened + 5))):
        return None
    return here


def _topic(sentence: Sentence) -> Place | None:
    """The place before the colon of a headline: "Iraq: Soleimani arrives for talks"."""
    here = sentence.place_at.get(0)
    following = here.last + 1 if here is not None else 0
    return here if 0 < following < len(sentence.tokens) and sentence.tokens[following].text == ":" else None


def _there(sentence: Sentence, cue: Hit) -> Place | None:
    """The place that "there" takes up: "the singer performed in Donetsk, where ..., and Soleimani went there as well"."""
    beside = (cue.first - 1, cue.first - 2, cue.last + 1, cue.last + 2)
    if cue.group not in ("move", "visit", "return") or not any(sentence.tagged(place, "there") for place in beside):
        return None
    before = [place for place in sentence.places if place.last < cue.first and _link_before(sentence, place) in ("to", "in")]
    return before[-1] if before else None


def _host(sentence: Sentence, cue: Hit) -> Place | None:
    """The country that receives, where it is the subject: "Hungary has granted asylum to"."""
    piece = sentence.pieces[sentence.piece_of(cue.first)]
    here = sentence.place_at.get(piece.first)
    return here if here is not None and here.last < cue.first <= here.last + _HOST_REACH else None


def _refuser(sentence: Sentence, cue: Hit) -> Place | None:
    """The country that keeps somebody out, before the visa it denies: "Georgian police refused entry"."""
    for place in range(cue.first):
        if place in sentence.place_at:
            return sentence.place_at[place]
        hit = sentence.demonyms.get(place)
        if hit is not None:
            return Place(first=place, last=hit.last, name=country_name(hit.form), country=hit.form, kind="country")
    return None


def _after(sentence: Sentence, cue: Hit) -> Route:
    """Walks right from the cue: a preposition holds for the places of the next few tokens, until another one comes."""
    walk = _Walk(sentence, cue)
    place, end = cue.last + 1, sentence.pieces[sentence.piece_of(cue.first)].last
    verbs = {hit.first for hit in sentence.cues if hit.first > end and hit.form != "noun"}
    reach = _REACH_MET if cue.group == "meet" else _REACH
    while place < min(len(sentence.tokens), cue.last + 1 + reach) and not _ends_search(sentence, place) and not walk.arrived:
        if place in verbs or (cue.group in _STATIONARY and _begins_aim(sentence, place)) or _begins_topic(sentence, cue, place):
            break
        if cue.group == "speech" and cue.first == cue.last and cue.form in _VERBAL and _begins_words(sentence, place):
            break
        here = sentence.place_at.get(place) or capital_phrase(sentence, place)
        if here is None:
            walk.step(place)
            place += 1
            continue
        if not _modifies(sentence, here):
            walk.reach(here)
        place = here.last + 1
    return walk.route()


def _begins_aim(sentence: Sentence, place: int) -> bool:
    """As in "joined a bid to buy a club in England": what is there is elsewhere."""
    return sentence.tokens[place].fold in sentence.language.infinitive and sentence.tagged(place, "to")


def _begins_topic(sentence: Sentence, cue: Hit, place: int) -> bool:
    """As in "talks on the situation in Aleppo", but not "talks on Monday in Geneva"."""
    if cue.group != "meet" or cue.form != "noun" or not sentence.tagged(place, "topic") or place + 1 == len(sentence.tokens):
        return False
    following = sentence.tokens[place + 1]
    return not sentence.language.dates.of(following.fold) and not following.text[0].isdigit()


def _begins_words(sentence: Sentence, place: int) -> bool:
    """What somebody says, behind a bare verb of saying: "обсудил ситуацию в Сирии", but not "сказал в среду на форуме в Дохе"."""
    token = sentence.tokens[place]
    plain = token.word and token.text.islower() and place not in sentence.place_at and not sentence.tagged(place, *_FRAME)
    return plain and not sentence.language.dates.of(token.fold) and not any(
        hit.form == "noun" and hit.first <= place <= hit.last for hit in sentence.cues)


class _Walk:
    """What has been found on the way, and the ``link`` that holds: to, in, from, of, by, with, across, direct or none."""

    def __init__(self, sentence: Sentence, cue: Hit) -> None:
        self.sentence, self.cue = sentence, cue
        self.link, self.linked = _link_of_cue(sentence, cue), cue.last + 1
        self.to: Place | None = None
        self.origin: Place | None = None
        self.facility = self.arrived = self.direct = False

    def reach(self, here: Place) -> None:
        """Takes a place for what the link says of it."""
        if self.link == "direct" and self.cue.group == "presence" and not self._event(here):
            return
        if self.link == "from" or (self.link == "direct" and self.cue.group == "depart"):
            self.origin = self.origin or here
        elif self._leads():
            loose = self.direct and self.link == "to"  # "the chief of the Quds corps arrived to Iraq": the preposition tells
            self.to = here if loose else self.to or here
            self.direct = self.link == "direct" and self.cue.group == "move"
            self.arrived = self.link == "to" and self.cue.group != "return"
        self.linked = here.last + 1
        if self.link == "direct":
            self.link = ""

    def _event(self, here: Place) -> bool:
        """Whether a place names a meeting: "attended the Munich security conference"."""
        return any(
            hit.group == "meet" and hit.form == "noun" and here.last < hit.first <= here.last + _EVENT
            for hit in self.sentence.cues
        )

    def step(self, place: int) -> None:
        """Passes a token that is no place: it may be the next preposition, or a building the journey leads to."""
        if self.sentence.tagged(place, "facility") and self.link in ("to", "in", "direct"):
            self.facility = True
        link = _next_link(self.sentence, self.cue, place, self.link)
        tokens = self.sentence.tokens
        ended = tokens[place].text in COMMAS and place != self.linked and tokens[place - 1].text[0].islower()
        if ended and link in ("in", "of", "from"):
            link = ""  # "went from clerk to banker in a decade, Forbes Russia wrote"
        if link != self.link or self.sentence.tagged(place, "to", "in", "from"):
            self.link, self.linked = link, place
        elif place - self.linked > _LINK_REACH and link != "direct":
            self.link = ""

    def route(self) -> Route:
        """The route; a building in a country is as good as the country."""
        within = self.facility and (self.to is None or self.to.kind != "country")
        return Route(to=self.to, origin=self.origin, facility=within)

    def _leads(self) -> bool:
        if self.link == "to":
            return self.cue.group not in _STATIONARY
        return self.link in ("in", "direct") or (self.link in ("of", "across") and self.cue.group == "noun")


def _modifies(sentence: Sentence, place: Place) -> bool:
    """A place that only describes what follows: "U.S.-led", "Moore's office" of a town few would name."""
    tokens, following = sentence.tokens, place.last + 1
    if following < len(tokens) and tokens[following].start == tokens[place.last].end and sentence.tagged(following, "role"):
        return True  # "伊朗外长"
    if following + 1 >= len(tokens):
        return False
    if place.kind == "city" and fold(place.name) != tokens[place.first].fold and sentence.language.code == "en":
        return any(sentence.tagged(following + n, "facility") for n in (0, 1))  # "the Sangwon cement complex", not Changwon
    if tokens[following].text == "-" and tokens[following].start == tokens[place.last].end:
        return True
    return tokens[following].fold in ("'s", "’s") and place.kind == "city" and place.weight < _WELL_KNOWN


def _to_and_in(cue: Hit) -> tuple[str, str]:
    """The order to ask a preposition in that may be both ("в" in Russian)."""
    return ("in", "to") if cue.group in _STATIONARY else ("to", "in")


def _link_of_cue(sentence: Sentence, cue: Hit) -> str:
    """The preposition that a cue carries itself ("landed in"), or "direct" for what takes its place as an object."""
    for group in (*_to_and_in(cue), "from"):
        if (cue.last > cue.first or cue.form in ("nominal", "leading")) and sentence.tagged(cue.last, group):
            return group
    object_noun = cue.group == "noun" and sentence.language.order == "free" and cue.last + 1 in sentence.place_at
    transitive = cue.group in ("visit", "depart", "bar") or sentence.tokens[cue.last].fold in sentence.language.direct_verbs
    direct = transitive or sentence.language.direct or object_noun
    return "direct" if direct else ""


def _next_link(sentence: Sentence, cue: Hit, place: int, link: str) -> str:
    if sentence.tagged(place, "adverbial") or (
        sentence.tagged(place, "of") and sentence.tagged(place - 1, "settlement", "facility", "capital")
    ):
        return link  # "посетил с визитом Москву", "in the city of Aleppo"
    for group in ("across", *_to_and_in(cue), "from", "of", "by", "with"):
        if sentence.tagged(place, group):
            return group
    if sentence.tagged(place, "on", "coord"):
        return "" if sentence.tagged(place, "on") else link
    # "to the Iraqi capital": small words, adjectives and a few nouns may stand before the place
    return link


def _ends_search(sentence: Sentence, place: int) -> bool:
    token = sentence.tokens[place]
    if not token.word:
        return token.text not in _PASSED and not token.text[0].isdigit()
    return sentence.tagged(place, "rel") or (
        sentence.tagged(place, "sub") and not sentence.tagged(place, "to", "in", "on", "from")
    )


def _before(sentence: Sentence, cue: Hit) -> Place | None:
    """A place before the cue: "Moscow trip", "В Москву прибыл", "In Moscow, he met"."""
    free = sentence.language.place_before
    gap = 1 + sentence.tagged(cue.first - 1, "of")  # "对新加坡的访问"
    beside = sentence.place_at.get(cue.first - gap)
    if beside is not None and sentence.tagged(beside.first - 1, "role"):
        beside = None  # "وزیر خارجه ایران": whose minister, not where
    if beside is not None and (cue.group == "noun" or (cue.group == "visit" and free and cue.form != "base")):
        return beside
    opens = sentence.tagged(0, "in", "on", "during")
    far = sentence.language.verb_last or uncased(sentence.tokens[cue.first])
    leading = sentence.pieces[0] if cue.group in ("meet", "presence", "receive") else None
    best = None
    for place in sentence.places:
        if place.last >= cue.first:
            break
        link = _link_before(sentence, place)
        inside = (
            free
            and place.first >= cue.first - (_REACH_LEADING if far else _REACH_BEFORE)
            and sentence.piece_of(place.first) == sentence.piece_of(cue.first)
        )
        near = place.first <= 4 or (opens and place.first <= _REACH_LEADING)
        seen = cue.group == "receive" and sentence.piece_of(place.first) == sentence.piece_of(cue.first)
        led = leading is not None and place.last <= leading.last and link == "in" and (near or seen)
        if (link in ("to", "in") or (link == "object" and cue.group == "visit")) and (inside or led):
            best = place
    return best


def _link_before(sentence: Sentence, place: Place) -> str:
    suffixes = sentence.language.suffixes
    if suffixes and place.last + 2 < len(sentence.tokens) and sentence.tokens[place.last + 1].text in ("'", "’"):
        return suffixes.get(sentence.tokens[place.last + 2].fold, "")
    before = place.first - 1
    for _ in range(_CAPITALS_WORDS):
        if before < 0:
            return ""
        for group in ("to", "in", "from", "of", "by", "with", "on"):
            if sentence.tagged(before, group):
                return group
        if not sentence.tokens[before].word:
            return ""
        before -= 1
    return ""


def capital_phrase(sentence: Sentence, place: int) -> Place | None:
    """A country's capital by its adjective or name ("the Iraqi capital"), or the city named right after it."""
    hit = sentence.demonyms.get(place)
    if hit is not None and sentence.tagged(hit.last + 1, "capital"):
        named = sentence.place_at.get(hit.last + 2) or sentence.place_at.get(hit.last + 3)
        if named is not None and named.country == hit.form:
            return named
        return _capital(hit.form, place, hit.last + 1)
    if hit is not None and sentence.tagged(hit.last + 1, "settlement") and sentence.tokens[hit.last + 1].fold != hit.form:
        return _within(sentence, hit)
    if sentence.tagged(place, "capital"):
        following = place + 1
        if following in sentence.demonyms:
            hit = sentence.demonyms[following]
            named = sentence.place_at.get(hit.last + 1)
            return named if named is not None and named.country == hit.form else _capital(hit.form, place, hit.last)
        if sentence.tagged(following, "of"):
            following += 1
        named = sentence.place_at.get(following)
        if named is not None and named.kind == "country":
            return _capital(named.country, place, named.last)
    return None


def _within(sentence: Sentence, demonym: Hit) -> Place | None:
    """A place of a country: "the Greek island of Thasos", which no gazetteer may know."""
    last = demonym.last + 1
    for following in range(last + 1, min(len(sentence.tokens), last + 3)):
        named = sentence.place_at.get(following)
        if named is not None:
            return named if named.country == demonym.form else None
    return Place(first=demonym.first, last=last, name=country_name(demonym.form), country=demonym.form, kind="country")


def _capital(country: str, first: int, last: int) -> Place:
    return Place(first=first, last=last, name=capital_name(country) or country_name(country), country=country, kind="city")
