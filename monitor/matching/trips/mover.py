"""Whose journey a cue tells: the subject of a verb, the owner of a visit, the object that is taken or received.

The reading errs to "somebody else".
"""

from __future__ import annotations

from monitor.matching.trips.adjuncts import Adjuncts
from monitor.matching.trips.agents import VOWELS, is_plain
from monitor.matching.trips.company import goes_along
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.meetings import Meetings
from monitor.matching.trips.sentence import COMMAS, PREPOSITIONS, Agent, Piece, uncased

_SHARED = frozenset(("move", "visit", "return", "noun", "presence"))  # journeys one may be taken along on
_OBJECT_REACH = 12  # tokens between a verb and the name that is its object
_INSIDE = frozenset(("'s", "'", "’", "-", '"', "«", "»"))  # marks that may stand within a noun phrase
_NOUN_REACH = 9  # tokens between a visit and its owner in the genitive


class Cast(Meetings, Adjuncts):
    """The agents of one sentence, seen for one subject, and whose journey each cue of it is."""

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
        if cue.group == "presence" and self._attended_by(cue):
            return True
        if cue.group == "meet" and cue.form == "noun" and self._meeting_at(cue):
            return True
        return self.ours(self.subject(cue))

    def _accompanies(self, cue: Hit) -> bool:
        ours = next((agent for agent in self.agents if agent.kind == "ours" and agent.first > cue.last), None)
        return ours is not None and not self.group and not self.possesses(ours) and goes_along(self.sentence, cue, ours)

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
        return owner is not None and self.ours(owner)

    def _owns(self, cue: Hit) -> bool:
        owner = self._owner_before(cue)
        if owner is None:
            owner = self._owner_after(cue)
        if owner is not None:
            return self.ours(owner)
        number = self.sentence.piece_of(cue.first)
        piece = self.sentence.pieces[number]
        if piece.opener == "rel":
            return self.ours(self.first_agent(piece.first, min(piece.first + 1, cue.first - 1)) or self.antecedent(number))
        subject = self.first_agent(piece.first, cue.first - 1)
        if subject is not None and self._resumes(number, subject):
            subject = self.subject_before(number)
        if subject is None:
            subject = (
                self.subject_before(number)
                or self.subject_after(number)
                or self.first_agent(cue.last + 1, self.sentence.pieces[number].last)
            )
        return self.ours(subject)

    def _resumes(self, number: int, first: Agent) -> bool:
        """Whether a piece goes on with what was said before a relative clause, so that its first agent is an object: "Hwang,
        who is 65, led a delegation on a visit"."""
        piece, pieces = self.sentence.pieces[number], self.sentence.pieces
        if piece.opener != "comma" or not number or pieces[number - 1].opener != "rel" or self.sentence.language.order != "before":
            return False
        start = first.first
        while start > piece.first and (self.sentence.tagged(start - 1, "determiner") or start - 1 in self.sentence.demonyms):
            start -= 1
        return start > piece.first

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

    def _is_object(self, cue: Hit) -> bool:
        """Taken, brought, received: the object moves, or the subject of a passive."""
        if self.passive(cue):
            return self.ours(self.subject(cue))
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
        before = following.first - 1
        owned = cue.last < before and is_plain(self.sentence, before) and before not in self.sentence.demonyms
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
            apposed = place == last - 1 and sentence.tokens[place].text in COMMAS and sentence.tagged(place - 1, "role", "person")
            mark = not sentence.tokens[place].word and not apposed and sentence.tokens[place].fold not in _INSIDE
            if mark or (governed and not dated) or any(cue.first == place and cue.form != "noun" for cue in sentence.cues):
                return False
            place += 1
        return True
