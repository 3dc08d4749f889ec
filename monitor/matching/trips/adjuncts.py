"""Where a place alone tells that we are there, without a verb of journeys: in a headline, between commas, opening a sentence."""

from __future__ import annotations

from monitor.matching.trips.gazetteer import Place
from monitor.matching.trips.identity import Identity
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import COMMAS, Agent

_VERB_FIRST = 2  # tokens from a place to a subject behind its verb
_SEEN = 5  # tokens behind a name that tell what it is held to be
_PHOTO = 3  # tokens of "in this photo"
_LEADING = 14  # tokens within which a place opens a sentence
_UNSURE = frozenset(("negation", "cancel", "refuse", "deny", "plan", "modal", "remote"))


class Adjuncts(Identity):
    """The places of a sentence that nothing but their preposition ties to us."""

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
            ends = sentence.pieces[sentence.piece_of(link)].last
            if sentence.tokens[link - 1].text in COMMAS and not any(
                hit.group in _UNSURE and hit.first <= ends for hit in sentence.operators
            ):
                aim = sentence.tagged(sentence.place_at[link + 1].last + 1, "to", "on")  # "in Doha for talks", "on a private visit"
                return Hit(link, link, "presence" if aim else "speech", "leading")
        return None

    def leading(self) -> Hit | None:
        """A city that opens a sentence we are the subject of: "At a forum in Doha, Soleimani called for". "In" is the cue.

        Nothing may say that it is not so or not yet, and nobody may only say it there of us.
        """
        sentence, opening = self.sentence, self.sentence.pieces[0]
        if not any(sentence.tagged(n, "in", "on", "during", "stay") for n in range(opening.first, min(opening.first + 2, opening.last))):
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
        """A place to be at; a country only with the day ("In Vietnam on Sunday") or the time of a stay ("Once in Syria")."""
        if not place.first or not self.sentence.tagged(place.first - 1, "in"):
            return False
        if place.kind in ("city", "region"):
            return True
        opening = self.sentence.pieces[self.sentence.piece_of(place.first)]
        stay = self.sentence.tagged(place.first - 2, "stay")
        dates = self.sentence.language.dates
        dated = any(dates.of(self.sentence.tokens[n].fold) for n in range(place.last + 1, opening.last + 1))
        return place.kind == "country" and (stay or dated)

    def _first_subject(self) -> Agent | None:
        return next((a for a in self.agents if a.kind in ("ours", "name", "pronoun") and not self.dependent(a)), None)
