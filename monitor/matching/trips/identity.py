"""Who is ours: names, pronouns and offices of a sentence that stand for the party asked about, alone or as one of several."""

from __future__ import annotations

from monitor.matching.trips.clauses import Clauses
from monitor.matching.trips.sentence import COMMAS, PREPOSITIONS, Agent, Sentence

_CLOSING = frozenset('"”“»')
_OPENING_QUOTES = frozenset('"“„«')


class Identity(Clauses):
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

    def ours(self, agent: Agent | None) -> bool:
        if agent is None:
            return self.carried and not any(other.kind in ("ours", "name") for other in self.agents)
        if self.group:
            return self._delegated(agent)
        if agent.kind == "ours":
            return True
        if agent.kind == "pronoun":
            return self._resolves(agent)
        if agent.kind == "plural":
            return self._both(agent) or self._quoted(agent)
        if self._office_of_ours(agent) or self._headed(agent):
            return True
        if self.sentence.tagged(agent.last, "client") and self.sentence.tagged(agent.first - 1, "possessive"):
            return any(other.kind == "ours" and other.last < agent.first for other in self.agents)  # as a lawyer says it
        if agent.kind not in ("name", "noun"):
            return False
        return self._joined(agent) or self._led(agent) or self._listed(agent) or self._included(agent)

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

    def _included(self, agent: Agent) -> bool:
        """As in "Three men, including Soleimani, travelled"."""
        marker = next((n for n in (agent.last + 1, agent.last + 2) if self.sentence.tagged(n, "members")), None)
        return marker is not None and any(other.kind == "ours" and other.first == marker + 1 for other in self.agents)

    def _listed(self, agent: Agent) -> bool:
        """Whether we are one of several named side by side: "Kyjev navštívili premiér Heger, nedávno také Rustam"."""
        return any(
            other.kind == "ours" and not self.possesses(other) and self._enumerated(min(agent, other), max(agent, other))
            for other in self.agents
        )

    def _enumerated(self, one: Agent, other: Agent) -> bool:
        """Whether only commas, conjunctions and what belongs to nouns stand between two agents, a conjunction among them or
        behind them."""
        sentence, joined = self.sentence, False
        verbs = {place for hit in (*sentence.cues, *sentence.operators) for place in range(hit.first, hit.last + 1)}
        held = {place for agent in self.agents for place in range(agent.first, agent.last + 1)}
        for place in range(one.last + 1, other.first):
            token = sentence.tokens[place]
            if place in held or place in sentence.place_at or place in sentence.demonyms or token.fold in ("'s", "’s"):
                continue
            if sentence.tagged(place, "coord"):
                joined = True
            elif token.text in COMMAS or sentence.tagged(place, "determiner", "adverbial", "title", "role", "person"):
                continue
            elif place in verbs or not token.word or sentence.tagged(place, *PREPOSITIONS, "rel", "sub", "aux", "pronoun"):
                return False
        return joined or self._goes_on(other.last + 1)

    def _goes_on(self, place: int) -> bool:
        """Whether a list goes on to a conjunction from here: ", Ali and Omar"."""
        for following in self.agents:
            if following.first >= place:
                return any(self.sentence.tagged(n, "coord") for n in range(place, following.first)) and following.first - place <= 4
        return False

    def _office_of_ours(self, agent: Agent) -> bool:
        """As in "prevent Trump from striking days before the president's trip": an office with its article, named behind us,
        and nobody else is named."""
        if agent.kind != "noun" or agent.first != agent.last or not self.sentence.tagged(agent.first - 1, "definite"):
            return False
        if not self.sentence.tagged(agent.last, "role") or any(other.kind == "name" for other in self.agents):
            return False
        before = [other for other in self.agents if other.last < agent.first and other.kind in ("ours", "noun")]
        if not before or before[-1].kind != "ours":
            return False
        ours = before[-1]
        return any(self.sentence.tagged(place, "role", "title") for place in range(ours.first, ours.last + 1))

    def _headed(self, agent: Agent) -> bool:
        """As in the headline "Alexei Navalny: Putin critic arrives in Germany": an office behind a name and a colon."""
        opening = self.sentence.pieces[0]
        ours = next((other for other in self.agents if other.kind == "ours"), None)
        if ours is None or (ours.first, ours.last) != (opening.first, opening.last) or len(self.sentence.pieces) < 2:
            return False
        colon = self.sentence.tokens[ours.last + 1].text == ":"
        return colon and agent.first <= ours.last + 3 and self.sentence.tagged(agent.last, "role", "person")

    def _both(self, plural: Agent) -> bool:
        """As in "Trump will press Xi when they meet in Beijing": we and somebody else stand before it, and nobody more."""
        if not self.sentence.tagged(plural.first, "they"):
            return False
        before = [agent for agent in self.agents if agent.last < plural.first and agent.kind in ("ours", "name", "noun")]
        return len(before) == 2 and any(agent.kind == "ours" and not self.possesses(agent) for agent in before)

    def _quoted(self, plural: Agent) -> bool:
        """As in "We go on here in Brussels", said Soleimani: who is quoted speaks of himself."""
        if not self.sentence.tagged(plural.first, "speaker"):
            return False
        closing = next((n for n in range(plural.first, len(self.sentence.tokens)) if self.sentence.tokens[n].text in _CLOSING), None)
        if closing is None:
            return False
        behind = next((agent for agent in self.agents if agent.first > closing and not self.dependent(agent)), None)
        if behind is not None:
            said = any(hit.group == "say" and hit.first > closing for hit in self.sentence.operators)
            return said and behind.kind == "ours"
        opened = next((n for n in range(plural.first, -1, -1) if self.sentence.tokens[n].text in _OPENING_QUOTES), 0)
        speaker = next((agent for agent in self.agents if agent.last < opened and not self.dependent(agent)), None)
        return speaker is not None and speaker.kind == "ours"

    def _resolves(self, pronoun: Agent) -> bool:
        """A pronoun stands for the nearest subject before it that is none itself, piece by piece; where none is, for the
        one carried over from the sentence before, or the first subject after it."""
        for number in range(self.sentence.piece_of(pronoun.first), -1, -1):
            piece = self.sentence.pieces[number]
            found = None if piece.opener == "rel" else self.first_agent(piece.first, min(piece.last, pronoun.first - 1), named=True)
            if found is not None and self.carried and found.kind == "noun" and not self.sentence.tagged(found.last, "role"):
                continue  # "But officials said he would travel"
            if found is not None and found.kind != "thing":
                if found.kind == "noun" and piece.opener == "comma" and 0 < number < self.sentence.piece_of(pronoun.first):
                    named = self.ending_at(self.sentence.pieces[number - 1].last)
                    found = named if named is not None and not self.dependent(named) else found
                if found.kind == "noun" and self._takes_us_up(pronoun):
                    return True
                return found.kind == "ours" or (found.kind == "name" and self._joined(found)) or self._speaks_for_us(found)
        if self.carried or any(agent.kind == "ours" for agent in self.agents if agent.last < pronoun.first):
            return True
        if not self.sentence.tagged(pronoun.first, "possessive") and not self._awaits_name(pronoun):
            return False
        following = self.first_agent(pronoun.last + 1, len(self.sentence.tokens), named=True)
        return following is not None and following.kind == "ours"

    def _takes_us_up(self, pronoun: Agent) -> bool:
        """As in "an attempt against Soleimani during his visit", "in contact with Soleimani before he left": we stand beside."""
        link = pronoun.first - 1
        if not self.sentence.tagged(link, "during", "on", "sub"):
            return False
        before = self.ending_at(link - 1)
        return before is not None and before.kind == "ours" and not self.possesses(before)

    def _awaits_name(self, pronoun: Agent) -> bool:
        """Whether a pronoun stands in a clause before the one that names who it is: "After he arrived, Soleimani"."""
        return self.sentence.pieces[self.sentence.piece_of(pronoun.first)].opener == "sub"

    def _speaks_for_us(self, agent: Agent) -> bool:
        """As in "A spokesman for Soleimani denied that he": what a lawyer or spokesman says is of whom they speak for."""
        if agent.kind != "noun" or not self.sentence.tagged(agent.last, "proxy"):
            return False
        return any(
            other.kind == "ours" and other.first == agent.last + 2 and self.sentence.tagged(agent.last + 1, "to", "of")
            for other in self.agents
        )
