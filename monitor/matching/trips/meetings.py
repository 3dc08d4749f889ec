"""Whether we are one of those who meet: a meeting abroad is a journey of whoever is at home elsewhere."""

from __future__ import annotations

from monitor.matching.trips.agents import is_plain
from monitor.matching.trips.gazetteer import Place
from monitor.matching.trips.identity import Identity
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import Agent, Piece

_GUEST_REACH = 12  # tokens between a meeting and the name of a guest


class Meetings(Identity):
    """What a cue of meeting says of us."""

    def met(self, cue: Hit) -> bool:
        """Whether ours is the one met: "Gusev met in Omsk with Soleimani". A journey where the place is abroad to ours."""
        if cue.group != "meet":
            return False
        if cue.form == "noun":
            return self._takes_part(cue)
        piece = self.sentence.pieces[self.sentence.piece_of(cue.first)]
        free = self.sentence.language.order == "free" or self.sentence.language.verb_last  # "с Тимченко побеседовал глава CNPC"
        ours = next(
            (
                a
                for a in self.agents
                if a.kind == "ours"
                and (cue.last < a.first <= self._end_of_list(piece) or (free and piece.first <= a.first < cue.first and self._beside_us(a)))
            ),
            None,
        )
        if ours is None or self.possesses(ours):
            return False
        host = self.sentence.language.order == "after" and any(cue.last < a.first < ours.first for a in self.agents)
        beside = any(self.sentence.tagged(place, "with") for place in range(cue.last, ours.first))
        return host or beside or self.dependent(ours) or ours.first - cue.last <= 4

    def _beside_us(self, ours: Agent) -> bool:
        return any(self.sentence.tagged(place, "with") for place in range(max(0, ours.first - 4), ours.first))

    def _takes_part(self, cue: Hit) -> bool:
        """Whether we are named behind a meeting as one of those who meet: "talks in Geneva with Soleimani", "a meeting between
        Putin and Soleimani in Sochi"."""
        ours = next((agent for agent in self.agents if agent.kind == "ours" and agent.first > cue.last), None)
        if ours is None or self.possesses(ours) or ours.first - cue.last > _GUEST_REACH:
            return False
        if self.sentence.language.order == "free" and ours.first == cue.last + 1:
            return True  # "spotkanie prezesa": a genitive
        between = range(cue.last + 1, ours.first)
        link = next((place for place in between if self.sentence.tagged(place, "parties", "of")), None)
        if link is None or any(hit.first in between and hit.form != "noun" for hit in self.sentence.cues):
            return False
        if any(is_plain(self.sentence, place) for place in range(cue.last + 1, link)):
            return False  # "talks on sanctions against Soleimani"
        led = [n for n in range(link + 1, ours.first) if self.sentence.tagged(n, "to", "in", "from", "on", "with", "rel", "sub")]
        return not any(n + 1 not in self.sentence.place_at and not self.sentence.tagged(n, "of") for n in led)

    def beside(self, place: Place | None) -> bool:
        """Whether only names and small words stand between us and a place behind us, so that the meeting was there."""
        if place is None:
            return False
        ours = next((agent for agent in self.agents if agent.kind == "ours" and agent.last < place.first), None)
        held = {n for agent in self.agents for n in range(agent.first, agent.last + 1)}
        between = range(ours.last + 1, place.first) if ours is not None else range(0)
        return not any(is_plain(self.sentence, n) and n not in held for n in between)

    def _end_of_list(self, piece: Piece) -> int:
        """The last token of a piece and of what is set off behind it by a comma as the same one: "met with the minister, Ali
        Zarif, in Bern"."""
        number = self.sentence.piece_of(piece.first) + 1
        pieces = self.sentence.pieces
        following = pieces[number] if number < len(pieces) else None
        offices = [agent for agent in self.agents if agent.kind == "noun" and piece.first <= agent.first <= piece.last]
        ends = any(agent.last == piece.last or self.sentence.tagged(agent.last + 1, "of") for agent in offices)
        if following is None or following.opener != "comma" or not ends:
            return piece.last
        name = next((a for a in self.agents if a.first - following.first <= 1 and a.last == following.last), None)
        return following.last if name is not None else piece.last

    def _meeting_at(self, cue: Hit) -> bool:
        """As in "told Soleimani during their meeting in Nicosia"."""
        piece = self.sentence.pieces[self.sentence.piece_of(cue.first)]
        both = self.sentence.tagged(cue.first - 1, "foreign_possessive")
        return both and any(agent.kind == "ours" and piece.first <= agent.first < cue.first for agent in self.agents)

    def _attended_by(self, cue: Hit) -> bool:
        """As in "The ceremony in Baghdad was attended by Soleimani"."""
        link = cue.last + 1
        if not self.sentence.tagged(link, "by") or not self.passive(cue):
            return False
        return any(agent.kind == "ours" and 0 < agent.first - link <= 3 and not self.possesses(agent) for agent in self.agents)
