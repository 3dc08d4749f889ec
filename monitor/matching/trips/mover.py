"""Whose journey a cue tells: the subject of a verb, the owner of a visit, the object that is taken or received.

The reading errs to "somebody else".
"""

from __future__ import annotations

from monitor.matching.trips.agents import VOWELS, is_plain
from monitor.matching.trips.clauses import Clauses
from monitor.matching.trips.company import goes_along
from monitor.matching.trips.gazetteer import Place
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import COMMAS, PREPOSITIONS, Agent, Piece, Sentence, uncased

_VERB_FIRST = 2  # tokens from a place to a subject behind its verb
_SEEN = 5  # tokens behind a name that tell what it is held to be
_PHOTO = 3  # tokens of "in this photo"
_LEADING = 14  # tokens within which a place opens a sentence
_SHARED = frozenset(("move", "visit", "return", "noun", "presence"))  # journeys one may be taken along on
_UNSURE = frozenset(("negation", "cancel", "refuse", "deny", "plan", "modal", "remote"))
_OBJECT_REACH = 12  # tokens between a verb and the name that is its object
_NOUN_REACH = 9  # tokens between a visit and its owner in the genitive


class Cast(Clauses):
    """The agents of one sentence, seen for one subject. ``carried``: pronouns without an antecedent are ours; ``group``: the
    tokens of our mentions where we are a group, which travels by delegates."""

    def __init__(
        self,
        sentence: Sentence,
        agents: list[Agent],
        *,
        carried: bool,
        declined: frozenset[int] = frozenset(),
        group: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(sentence, agents, declined=declined)
        self.carried, self.group = carried, group

    def moves(self, cue: Hit) -> bool:
        """Whether the cue's journey is ours, or one that we are taken along on."""
        if cue.group == "delegation":
            return self._accompanies(cue)
        return self._moves(cue) or (cue.group in _SHARED and self._accompanies(cue))

    def _moves(self, cue: Hit) -> bool:
        if cue.group == "noun":
            return self._owns(cue)
        if cue.group in ("take", "receive"):
            return self._is_object(cue)
        if cue.group == "bar":
            return self._barred(cue)
        if cue.group == "meet" and cue.form == "noun" and self._meeting_at(cue):
            return True
        return self._ours(self.subject(cue))

    def _accompanies(self, cue: Hit) -> bool:
        ours = next((agent for agent in self.agents if agent.kind == "ours" and agent.first > cue.last), None)
        return ours is not None and not self.group and not self.possesses(ours) and goes_along(self.sentence, cue, ours)

    def met(self, cue: Hit) -> bool:
        """Whether ours is the one met: "Gusev met in Omsk with Soleimani". A journey where the place is abroad to ours."""
        if cue.group != "meet" or cue.form == "noun":
            return False
        piece = self.sentence.pieces[self.sentence.piece_of(cue.first)]
        free = self.sentence.language.order == "free" or self.sentence.language.verb_last  # "с Тимченко побеседовал глава CNPC"
        ours = next(
            (
                a
                for a in self.agents
                if a.kind == "ours"
                and (cue.last < a.first <= piece.last or (free and piece.first <= a.first < cue.first and self._beside_us(a)))
            ),
            None,
        )
        if ours is None or self.possesses(ours):
            return False
        host = self.sentence.language.order == "after" and any(cue.last < a.first < ours.first for a in self.agents)
        return host or self.dependent(ours) or ours.first - cue.last <= 4

    def _beside_us(self, ours: Agent) -> bool:
        return any(self.sentence.tagged(place, "with") for place in range(max(0, ours.first - 4), ours.first))

    def _barred(self, cue: Hit) -> bool:
        """Whether ours is the one a visa or entry is refused to."""
        piece = self.sentence.pieces[self.sentence.piece_of(cue.first)]
        refusal = next(
            (
                hit
                for hit in self.sentence.operators
                if hit.group in ("refuse", "deny") and piece.first <= hit.first <= piece.last
            ),
            None,
        )
        ours = next((a for a in self.agents if a.kind == "ours" and piece.first <= a.first <= piece.last), None)
        if refusal is None or ours is None or self.possesses(ours):
            return False
        return refusal.first < ours.first or self.sentence.tagged(refusal.first - 1, "aux")

    def owned(self, cue: Hit) -> bool:
        """Whether the text says outright whose visit it is, and it is ours."""
        owner = self._owner_before(cue) or self._owner_after(cue)
        return owner is not None and self._ours(owner)

    def _ours(self, agent: Agent | None) -> bool:
        if agent is None:
            return self.carried and not any(other.kind in ("ours", "name") for other in self.agents)
        if self.group:
            return self._delegated(agent)
        if agent.kind == "ours":
            return True
        if agent.kind == "pronoun":
            return self._resolves(agent)
        if self.sentence.tagged(agent.last, "client") and self.sentence.tagged(agent.first - 1, "possessive"):
            return any(other.kind == "ours" and other.last < agent.first for other in self.agents)  # as a lawyer says it
        return agent.kind in ("name", "noun") and (self._joined(agent) or self._led(agent))

    def _delegated(self, agent: Agent) -> bool:
        """Whether somebody travels for a group: "a delegation of the movement", "the movement's leader"."""
        back = 3 if agent.kind == "ours" and self.sentence.tagged(agent.first - 2, "of") else 0  # "a delegation of the movement"
        back = 2 if not back and agent.kind == "ours" and self.sentence.tagged(agent.first - 1, "of") else back
        places = range(agent.first - back, agent.last + 1)
        if not any(self.sentence.tagged(place, "delegate") for place in places):
            return False
        return any(place in self.group for place in range(agent.first - 3, agent.last + 4))

    def _led(self, agent: Agent) -> bool:
        """As in "a delegation led by Soleimani arrived"."""
        if not self.sentence.tagged(agent.last, "delegate"):
            return False
        for place in range(agent.last + 1, min(len(self.sentence.tokens), agent.last + 6)):
            if self.sentence.tagged(place, "led_by"):
                return any(a.kind == "ours" and place < a.first <= place + 5 and not self.possesses(a) for a in self.agents)
        return False

    def _joined(self, agent: Agent) -> bool:
        """As in "Soleimani and Zarif flew": the name before the conjunction moves as well."""
        before = agent.first - 1
        while before > 0 and self.sentence.tagged(before, "possessive", "determiner"):
            before -= 1
        if before > 0 and self.sentence.tagged(before, "coord"):
            other = self.ending_at(before - 1)
            return other is not None and other.kind == "ours" and not self.dependent(other)
        return False

    def _resolves(self, pronoun: Agent) -> bool:
        """A pronoun stands for the nearest subject before it that is none itself, piece by piece; where none is, for the
        one carried over from the sentence before, or the first subject after it."""
        for number in range(self.sentence.piece_of(pronoun.first), -1, -1):
            piece = self.sentence.pieces[number]
            found = None if piece.opener == "rel" else self.first_agent(piece.first, min(piece.last, pronoun.first - 1), named=True)
            if found is not None and found.kind != "thing":
                if found.kind == "noun" and piece.opener == "comma" and 0 < number < self.sentence.piece_of(pronoun.first):
                    named = self.ending_at(self.sentence.pieces[number - 1].last)
                    found = named if named is not None and not self.dependent(named) else found
                return found.kind == "ours" or (found.kind == "name" and self._joined(found))
        if self.carried or any(agent.kind == "ours" for agent in self.agents if agent.last < pronoun.first):
            return True
        following = self.first_agent(pronoun.last + 1, len(self.sentence.tokens), named=True)
        return following is not None and following.kind == "ours"

    def nominal(self) -> Hit | None:
        """Our name, standing first, and a place, without a verb: "Soleimani in Moscow", "عراقجي في مسقط". "In" is the cue."""
        for agent in self.agents:
            piece = self.sentence.pieces[self.sentence.piece_of(agent.first)]
            link = agent.last + 1
            titled = agent.kind == "ours" and self.sentence.tagged(agent.first, "role", "title", "person")
            opens = all(
                (titled and place == 0 and self.sentence.tokens[0].capital)
                or place in self.sentence.demonyms
                or place in self.sentence.place_at
                for place in range(piece.first, agent.first)
            )
            if (
                agent.kind == "ours"
                and piece.opener in ("start", "stop")
                and opens
                and self.first_agent(piece.first, piece.last) in (agent, None)
                and (link + 1 in self.sentence.place_at and self.sentence.tagged(link, "in"))
                and not any(self.sentence.tagged(place, "finite") for place in range(link, piece.last + 1))
                and not any(link < hit.first <= piece.last and hit.form != "noun" for hit in self.sentence.cues)
                and not any(
                    hit.group in ("say", "deny") and piece.first <= hit.first <= piece.last for hit in self.sentence.operators
                )
            ):
                return Hit(link, link, "presence", "nominal")
        return None

    def apposed(self) -> Hit | None:
        """A place between commas behind our name: "Soleimani, in Doha for talks, called for". "In" is the cue."""
        sentence = self.sentence
        for agent in self.agents:
            link = agent.last + 2
            if agent.kind != "ours" or link + 1 not in sentence.place_at or not sentence.tagged(link, "in"):
                continue
            if sentence.tokens[link - 1].text in COMMAS and not any(hit.group in _UNSURE for hit in sentence.operators):
                aim = sentence.tagged(sentence.place_at[link + 1].last + 1, "to")  # "in Doha for talks"
                return Hit(link, link, "presence" if aim else "speech", "leading")
        return None

    def leading(self) -> Hit | None:
        """A city that opens a sentence we are the subject of: "At a forum in Doha, Soleimani called for". "In" is the cue.

        Nothing may say that it is not so or not yet, and nobody may only say it there of us.
        """
        sentence, opening = self.sentence, self.sentence.pieces[0]
        if not any(sentence.tagged(n, "in", "on", "during") for n in range(opening.first, min(opening.first + 2, opening.last))):
            return None
        if opening.last - opening.first < _PHOTO and len(sentence.pieces) > 1:
            opening = sentence.pieces[1]  # "На фото, сделанном в Дубае, Рустам сидит"
        place = next((p for p in sentence.places if p.last <= min(opening.last, _LEADING) and self._stands_in(p)), None)
        if place is None or any(hit.group in _UNSURE for hit in sentence.operators):
            return None
        ours = self._first_subject()
        if ours is None or ours.kind != "ours" or ours.first < place.first or sentence.piece_of(ours.first) > 2:
            return None
        if sentence.language.order == "after" and ours.first > place.last + _VERB_FIRST:
            return None  # a genitive looks like a subject
        if any(sentence.tagged(n, "appositive") for n in range(ours.last + 1, min(len(sentence.tokens), ours.last + _SEEN))):
            return None  # "In Washington, Soleimani is seen as"
        told = any(hit.group == "say" and hit.last < ours.first for hit in sentence.operators)
        return None if told else Hit(place.first - 1, place.first - 1, "speech", "leading")

    def _stands_in(self, place: Place) -> bool:
        return place.kind in ("city", "region") and place.first > 0 and self.sentence.tagged(place.first - 1, "in")

    def _first_subject(self) -> Agent | None:
        return next((a for a in self.agents if a.kind in ("ours", "name", "pronoun") and not self.dependent(a)), None)

    def _owns(self, cue: Hit) -> bool:
        owner = self._owner_before(cue)
        if owner is None:
            owner = self._owner_after(cue)
        if owner is not None:
            return self._ours(owner)
        subject = self.first_agent(self.sentence.pieces[self.sentence.piece_of(cue.first)].first, cue.first - 1)
        if subject is None:
            number = self.sentence.piece_of(cue.first)
            subject = (
                self.subject_before(number)
                or self.subject_after(number)
                or self.first_agent(cue.last + 1, self.sentence.pieces[number].last)
            )
        return self._ours(subject)

    def _meeting_at(self, cue: Hit) -> bool:
        """As in "told Soleimani during their meeting in Nicosia"."""
        piece = self.sentence.pieces[self.sentence.piece_of(cue.first)]
        both = self.sentence.tagged(cue.first - 1, "foreign_possessive")
        return both and any(agent.kind == "ours" and piece.first <= agent.first < cue.first for agent in self.agents)

    def _owner_before(self, cue: Hit) -> Agent | None:
        """As in "Soleimani's brief visit", "his visit"."""
        tokens = self.sentence.tokens
        place = cue.first - 1
        for _ in range(4):
            if place < 0 or (self.sentence.tagged(place, *PREPOSITIONS) and not self.sentence.tagged(place, "possessive")):
                return None
            if self.sentence.tagged(place, "possessive"):
                return Agent(place, place, "pronoun")
            if self.sentence.tagged(place, "foreign_possessive"):
                return Agent(place, place, "plural")
            if tokens[place].fold in ("'s", "'", "’"):
                return self.ending_at(place - 1) or Agent(place - 1, place - 1, "noun")
            if not tokens[place].word or self.ending_at(place) is not None:
                beside = place == cue.first - 1 and uncased(tokens[place]) and self.sentence.language.place_before
                return self.ending_at(place) if beside else None  # "总统访问"
            place -= 1
        return None

    def _owner_after(self, cue: Hit) -> Agent | None:
        """As in "visit by Soleimani"; "визит Сулеймани": by preposition, or bare where the language has a genitive."""
        genitive = self.sentence.language.order != "before" or self.sentence.language.code == "fa"
        if self._of_somebody(cue.last + 1):
            return Agent(cue.last + 1, cue.last + 1, "noun")
        for number, agent in enumerate(self.agents):
            if not cue.last < agent.first <= cue.last + _NOUN_REACH:
                continue
            named = self.named(number, agent.last + _NOUN_REACH)
            between = range(cue.last + 1, agent.first)
            if any(not self.sentence.tokens[place].word and self.sentence.tokens[place].text not in "()" for place in between):
                return None
            linked = [place for place in between if self.sentence.tagged(place, "by", "of")]
            if linked and not any(self.sentence.tagged(place, "with", "aux") for place in between):
                return named
            bare = not any(
                self.sentence.tagged(place, "with", "to", "from", "on", "rel", "sub", "coord")
                and not self._leads_to_place(place)
                for place in between
            )
            words = [
                place
                for place in between
                if place not in self.sentence.place_at and not self.sentence.tagged(place, "to", "in")
            ]
            if (
                genitive
                and bare
                and len(words) <= 2
                and not any(self.sentence.tagged(place, "aux") for place in words)
                and agent.kind not in ("pronoun", "plural")
            ):
                return named
            return None
        return None

    def _of_somebody(self, link: int) -> bool:
        """As in "the visit of the US House speaker": somebody our tables do not know, of a country."""
        if not self.sentence.tagged(link, "of", "by") or self.sentence.language.order != "before":
            return False
        place = link + 1
        while self.sentence.tagged(place, "determiner"):
            place += 1
        of = self.sentence.place_at.get(place) or self.sentence.demonyms.get(place)
        following = of.last + 1 if of is not None else 0
        tokens = self.sentence.tokens
        return 0 < following < len(tokens) and tokens[following].word and not self.sentence.tags.get(following)

    def _leads_to_place(self, preposition: int) -> bool:
        return any(preposition + n in self.sentence.place_at for n in (1, 2, 3))

    def _passive(self, cue: Hit) -> bool:
        table = self.sentence.language
        first = self.sentence.pieces[self.sentence.piece_of(cue.first)].first
        first = first if table.order == "free" else max(first, cue.first - 2)
        return cue.form == "past" and any(token.fold in table.passive for token in self.sentence.tokens[first : cue.first])

    def _is_object(self, cue: Hit) -> bool:
        """Taken, brought, received: the object moves, or the subject of a passive."""
        if self._passive(cue):
            return self._ours(self.subject(cue))
        if self.sentence.language.order == "after":  # verb, subject, object
            host, guest = (*(agent for agent in self.agents if agent.first > cue.last), None, None)[:2]
            return host is not None and host.kind != "ours" and guest is not None and guest.kind == "ours"
        pronoun = self._object_pronoun(cue)
        if pronoun is not None:
            return self._resolves(pronoun)
        following = next((agent for agent in self.agents if agent.kind == "ours" and cue.last < agent.first), None)
        if following is None:
            return self._fronted(cue)
        if self.possesses(following) or self._plain(following):
            return False
        owned = following.first > cue.last + 1 and is_plain(self.sentence, following.first - 1)
        if owned and self.sentence.language.oblique and not self.sentence.tagged(following.first - 1, "adverbial"):
            return False  # "арестовал активы Рустама"
        return following.first - cue.last <= _OBJECT_REACH and self._beside(cue.last + 1, following.first)

    def _fronted(self, cue: Hit) -> bool:
        """Whether we are an object before its verb: "Рустама задержали", "Orban hat Rustam in Budapest empfangen"."""
        if self.sentence.language.order != "free":
            return False
        piece = self.sentence.pieces[self.sentence.piece_of(cue.first)]
        here = [agent for agent in self.agents if piece.first <= agent.first and agent.last < cue.first]
        ours = next((agent for agent in here if agent.kind == "ours"), None)
        if ours is None or self.possesses(ours):
            return False
        if any(hit.form != "noun" and ours.first < hit.first < cue.first for hit in self.sentence.cues):
            return False  # another verb has us
        governed = self.sentence.tagged(ours.first - 1, *PREPOSITIONS) and not self.sentence.tagged(ours.first - 1, "determiner")
        subject = any(agent.last < ours.first and agent.kind in ("name", "noun", "thing") for agent in here) or self._opens(piece, ours)
        return not governed and (ours.last in self.declined or (subject and not self.sentence.language.oblique))

    def _opens(self, piece: Piece, ours: Agent) -> bool:
        """Whether one word, an auxiliary and our name open the piece: "Orban hat Rustam empfangen"."""
        first, sentence = piece.first, self.sentence
        name = sentence.tokens[first].capital and not sentence.tags.get(first) and first not in sentence.place_at
        dated = bool(sentence.language.dates.of(sentence.tokens[first].fold))
        return name and not dated and ours.first == first + 2 and sentence.tagged(first + 1, "aux")

    def _object_pronoun(self, cue: Hit) -> Agent | None:
        """As in "его видели в Анталье", "photographed him in Dubai"."""
        place = next((n for n in (cue.last + 1, cue.first - 1, cue.first - 2) if self.sentence.tagged(n, "object_pronoun")), None)
        return None if place is None else Agent(place, place, "pronoun")

    def _plain(self, agent: Agent) -> bool:
        """Whether a name that would be declined as an object is not: then it is the subject."""
        last = self.sentence.tokens[agent.last].fold[-1]
        return bool(self.sentence.language.oblique) and agent.last not in self.declined and last not in VOWELS

    def _beside(self, first: int, last: int) -> bool:
        """Whether only words of one noun phrase stand here, or where and when: "принял в Москве главу МИД Ирана"."""
        place, sentence = first, self.sentence
        while place < last:
            here = sentence.place_at.get(place + 1)
            if here is not None and sentence.tagged(place, "to", "in"):
                place = here.last + 1
                continue
            dated = place + 1 < last and bool(sentence.language.dates.of(sentence.tokens[place + 1].fold))
            marker = place == last - 1 and sentence.tokens[place].fold in sentence.language.object_markers
            governed = sentence.tagged(place, *PREPOSITIONS, "rel", "sub", "coord") and not (
                marker or sentence.tagged(place, "determiner")
            )
            mark = not sentence.tokens[place].word and sentence.tokens[place].fold not in ("'s", "'", "’", "-", '"', "«", "»")
            if mark or (governed and not dated) or any(cue.first == place and cue.form != "noun" for cue in sentence.cues):
                return False
            place += 1
        return True
