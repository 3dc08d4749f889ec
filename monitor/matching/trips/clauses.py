"""Who does what a verb says: the subject of a cue, found piece by piece.

The reading is shallow: an agent counts only where grammar lets it stand as the subject, behind no preposition, in no
oblique case, possessing nothing.
"""

from __future__ import annotations

from monitor.matching.trips.agents import VOWELS, is_plain
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import PREPOSITIONS, Agent, Piece, Sentence, uncased

_OPENING = 4  # tokens from a comma to a participle that says more of who stands before it
_QUOTES = frozenset('"“”„«»')


class Clauses:
    """The agents of one sentence. ``declined``: the last tokens of our mentions that stand in another case than the listed
    name."""

    def __init__(self, sentence: Sentence, agents: list[Agent], *, declined: frozenset[int] = frozenset()) -> None:
        self.sentence, self.agents, self.declined = sentence, agents, declined

    def subject(self, cue: Hit) -> Agent | None:
        """Who does what the verb says."""
        number = self.sentence.piece_of(cue.first)
        piece = self.sentence.pieces[number]
        if cue.form == "participle":
            return self._modified(cue, number)
        if piece.opener == "rel":
            inner = self.first_agent(piece.first, min(piece.first + 1, cue.first - 1))
            return inner or self.antecedent(number)
        sent = self._sent(cue)
        if sent is not None:
            return sent
        owner = self._nominalised(cue, piece)
        if owner is not None:
            return owner
        order = self.sentence.language.order
        if order == "after":
            found = self.first_agent(cue.last + 1, piece.last) or self.first_agent(piece.first, cue.first - 1)
        else:
            found = self.first_agent(piece.first, cue.first - 1)
            if found is None and order == "free":
                found = self.first_agent(cue.last + 1, piece.last)
        if found is None:
            found = self.subject_before(number)
        if found is None and self._awaits(cue, piece):
            found = self.subject_after(number)
            if found is not None and piece.opener == "sub" and self._speaks(found):
                return None  # "that at a meeting in Minsk a truce would be discussed, said Soleimani"
        return found

    def _speaks(self, agent: Agent) -> bool:
        return self.sentence.pieces[self.sentence.piece_of(agent.first)].opener == "say"

    def _modified(self, cue: Hit, number: int) -> Agent | None:
        """Whom a participle says more of: the name it stands behind, with or without a comma ("X, прибывший в Москву,"), else
        the next one ("прибывший в Москву X", "Moskova'ya giden X")."""
        piece = self.sentence.pieces[number]
        behind = not self.sentence.language.verb_last  # where the verb stands last, what says more of a noun precedes it
        before = self.ending_at(cue.first - 1) if behind else None
        if behind and before is None and piece.opener in ("comma", "stop") and cue.first - piece.first <= _OPENING and number:
            before = self.ending_at(self.sentence.pieces[number - 1].last)
        if before is not None:
            return before
        for place, agent in enumerate(self.agents):
            if cue.last < agent.first and agent.kind not in ("thing", "pronoun", "plural"):
                return self.named(place, len(self.sentence.tokens))
        return None

    def _sent(self, cue: Hit) -> Agent | None:
        """As in "invited Soleimani to visit", "let Soleimani attend", "kept Soleimani from visiting"."""
        to = cue.first - 1
        if cue.form not in ("base", "progressive") or to <= 0:
            return None
        link = self.sentence.tokens[to].fold
        if cue.form == "base":
            linked = link in self.sentence.language.infinitive
        else:
            linked = self.sentence.tagged(to, "from")
        sent = self.ending_at(to - 1) if linked else self.ending_at(to) if cue.form == "base" else None
        if sent is None or sent.kind not in ("ours", "name", "noun"):
            return None
        held = self.sentence.tagged(sent.first - 1, "of", "with", "by", "in", "on", "from")
        return None if held else sent  # not "a film on Soleimani will travel", but "a plan for Soleimani to visit"

    def _nominalised(self, cue: Hit, piece: Piece) -> Agent | None:
        """In Turkish the subject of a reported verb stands in the genitive: "Jadanov'un gideceğini söyledi"."""
        table, tokens = self.sentence.language, self.sentence.tokens
        if not table.nominalised or not tokens[cue.last].fold.endswith(table.nominalised):
            return None
        return next(
            (
                agent
                for agent in reversed(self.agents)
                if piece.first <= agent.first
                and agent.last + 2 < cue.first
                and self.possesses(agent)
                and table.suffixes.get(tokens[agent.last + 2].fold) == "of"
            ),
            None,
        )

    def _awaits(self, cue: Hit, piece: Piece) -> bool:
        """Whether the subject may come in a later piece: "Arriving in Doha, Soleimani said", "After visiting Moscow, he"."""
        return cue.form in ("progressive", "noun") or cue.first - piece.first <= 1 or piece.opener == "sub"

    def subject_before(self, number: int) -> Agent | None:
        """The subject that a piece without one takes over from the pieces before it."""
        pieces = self.sentence.pieces
        for earlier in range(number - 1, -1, -1):
            piece = pieces[earlier]
            if piece.opener == "rel":
                continue
            found = self.first_agent(piece.first, piece.last)
            if found is None:
                continue
            if earlier > 0 and self._apposes(number, earlier, found):  # "Soleimani, the commander of …, flew"
                named = self._apposed_to(earlier)
                ours = found.kind == "ours" and named is not None and named.kind == "noun"
                return found if ours else named or found  # "The jihadist, real name Junaid, later left"
            return found
        return None

    def _apposed_to(self, number: int) -> Agent | None:
        """Whom an apposition says more of: the nearest name at the end of a piece before it, else the nearest noun."""
        pieces = self.sentence.pieces
        ends = [
            agent
            for back in range(number - 1, -1, -1)
            if (agent := self.ending_at(pieces[back].last)) is not None and pieces[back].opener != "rel" and not self.dependent(agent)
        ]
        return next((agent for agent in ends if agent.kind in ("ours", "name")), ends[0] if ends else None)

    def _apposes(self, number: int, earlier: int, found: Agent) -> bool:
        """Whether a piece only says more of somebody before it: set off by commas, without a verb that we know."""
        pieces = self.sentence.pieces
        piece = pieces[earlier]
        if piece.opener == "comma" and (found.kind == "noun" or self.sentence.tagged(piece.first, "appositive")):
            return True
        if pieces[number].opener != "comma" or piece.opener not in ("comma", "coord"):
            return False
        if found.first == piece.first and found.kind in ("ours", "name", "pronoun"):
            return False
        verbs = (*self.sentence.cues, *self.sentence.operators)
        return not any(
            piece.first <= hit.first <= piece.last and hit.form not in ("noun", "nominal", "hedge", "modal") for hit in verbs
        )

    def subject_after(self, number: int) -> Agent | None:
        for piece in self.sentence.pieces[number + 1 :]:
            found = self.first_agent(piece.first, piece.last) if piece.opener != "rel" else None
            if found is not None:
                return found
        return None

    def first_agent(self, first: int, last: int, *, named: bool = False) -> Agent | None:
        """The first agent between two tokens that can be a subject; ``named``: no pronoun."""
        for number, agent in enumerate(self.agents):
            if named and agent.kind in ("pronoun", "plural", "thing"):
                continue
            if first <= agent.first and agent.last <= last and not self.dependent(agent) and not self._told(agent):
                return self.named(number, last)
        return None

    def named(self, number: int, last: int) -> Agent:
        """As in "Secretary of State Antony Blinken": the name behind an office is the agent, not the office."""
        agent = self.agents[number]
        if agent.kind != "noun" or number + 1 == len(self.agents):
            return agent
        name = self.agents[number + 1]
        if name.kind == "noun" and self.sentence.tagged(name.first - 1, "of") and number + 2 < len(self.agents):
            name = self.agents[number + 2]  # "commander of the rebels Kalonji"
        between = range(agent.last + 1, name.first)
        if self._oblique(name) and self.sentence.tokens[agent.last].fold[-1] not in VOWELS:
            return agent  # "Адвокат христианки Азии Биби"
        if (
            name.last > last
            or name.kind not in ("ours", "name")
            or not 1 <= len(between) <= 6
            or any(cue.first in between for cue in self.sentence.cues)
        ):
            return agent
        if self._chain(between, name):
            return name
        held = (
            all(place in self.sentence.demonyms for place in between)  # "le président centrafricain Touadéra"
            or (self.sentence.language.modifiers_behind and all(is_plain(self.sentence, place) for place in between[1:]))
            or (self.sentence.tagged(agent.last + 1, "of") and len(between) > 1)
            or agent.last + 1 in self.sentence.place_at
            or (self.sentence.language.order != "before" or uncased(self.sentence.tokens[name.first]))
        )
        plain = all(self._modifier(agent, place) for place in between)
        return name if held and plain and not self._governed(name) else agent

    def _governed(self, name: Agent) -> bool:
        """As in "the chief of the LSE"."""
        before = name.first - 1
        while self.sentence.tagged(before, "determiner") and not self.sentence.tagged(before, "of"):
            before -= 1
        return self.sentence.tagged(before, "of")

    def _chain(self, between: range, name: Agent) -> bool:
        """As in "deputy junta chief Than Swe Oo": nouns in a row that end in an office and the name."""
        office = self.sentence.tagged(name.first, "role", "person", "title") and not self.sentence.tokens[name.first].capital
        return len(between) <= 2 and office and all(is_plain(self.sentence, place) for place in between)

    def _modifier(self, agent: Agent, place: int) -> bool:
        """Whether a word may stand between an office and its holder: "commander of the Quds force Karim Dastan"."""
        token = self.sentence.tokens[place]
        if token.capital or token.text in _QUOTES or place in self.sentence.demonyms:
            return True
        if self.sentence.tagged(place, "of", "determiner", "coord"):
            return True
        titled = self.sentence.tagged(agent.last + 1, "of")
        if titled and (is_plain(self.sentence, place) or self.sentence.tagged(place, "role", "person")):
            return True
        free = self.sentence.language.order == "free" or uncased(token)
        return free and token.word and not self.sentence.tagged(place, "aux", "rel", "sub") and not self._leads_away(place)

    def _leads_away(self, place: int) -> bool:
        """Whether a preposition and a place stand here: "визита премьера в Вашингтон Сулеймани" is two people."""
        if uncased(self.sentence.tokens[place]):
            led = place + 1 in self.sentence.place_at or place + 2 in self.sentence.place_at
            return self.sentence.tagged(place, "from", "with", "by") or (led and self.sentence.tagged(place, "to", "in"))
        return self.sentence.tagged(place, "to", "in", "from") and place + 1 in self.sentence.place_at

    def _told(self, agent: Agent) -> bool:
        """The one who is told something, behind "told"."""
        before = agent.first - 1
        while before >= 0 and self.sentence.tagged(before, "determiner"):
            before -= 1
        return self.sentence.tagged(before, "tell")

    def antecedent(self, number: int) -> Agent | None:
        end = self.sentence.pieces[number].first - 2
        while end > 0 and not self.sentence.tokens[end].word:
            end -= 1  # also an age: "Foley, 40, who"
        found = self.ending_at(end)
        named = self._predicated(self.sentence.pieces[number - 1], found or Agent(end, end, "noun"))
        return named or found or Agent(end, end, "noun")

    def _predicated(self, piece: Piece, noun: Agent) -> Agent | None:
        """Who is said to be what the noun says: "Adel was one of the preachers who came", "Дендіас став першим міністром, який"."""
        if noun.kind in ("ours", "name"):
            return None
        copula = next((n for n in range(noun.first - 1, piece.first - 1, -1) if self.sentence.tagged(n, "copula")), None)
        if copula is None:
            return None
        return self.first_agent(piece.first, copula) or self.subject_before(self.sentence.piece_of(piece.first))

    def ending_at(self, place: int) -> Agent | None:
        return next((agent for agent in self.agents if agent.last == place), None)

    def dependent(self, agent: Agent) -> bool:
        """In a prepositional phrase, a possessor, or in an oblique case."""
        tokens = self.sentence.tokens
        if self.possesses(agent) or self._oblique(agent):
            return True
        if self.sentence.language.suffixes and self.sentence.tagged(agent.last + 1, "with"):
            return True  # "Bakanı ile": a postposition
        before = agent.first - 1
        skipped = 0
        start = self.sentence.pieces[self.sentence.piece_of(agent.first)].first
        while (
            before >= start
            and skipped < 4
            and tokens[before].word
            and (
                self.sentence.tagged(before, "determiner", "title")
                or before in self.sentence.demonyms
                or self._adjective(before, agent, skipped)
            )
        ):
            before -= 1
            skipped += 1
        if before == start - 1 and self.sentence.pieces[self.sentence.piece_of(agent.first)].opener == "sub":
            return False  # the conjunction that opens the clause
        if before >= 0 and tokens[before].fold in self.sentence.language.reflexive:
            return False  # Czech "se": behind the preposition a name has another ending
        return before >= 0 and self.sentence.tagged(before, *PREPOSITIONS) and not self._adverbial(before)

    def _adjective(self, place: int, agent: Agent, skipped: int) -> bool:
        """A lower-case word without a part in the grammar, standing before a noun: "with the army chief"."""
        plain = agent.kind == "ours" and agent.last not in self.declined and bool(self.sentence.language.oblique)
        if plain and self.sentence.tokens[agent.last].fold[-1] not in VOWELS:
            return False  # "после ударов Сулейман прибыл": a name in its plain form is governed by nothing
        return (
            skipped < 2
            and not self.sentence.language.dates.of(self.sentence.tokens[place].fold)  # "в четверг Сулеймани"
            and not self.sentence.tags.get(place)
            and not self.sentence.tokens[place].capital
            and agent.kind in ("noun", "ours", "name")
            and self.sentence.tagged(place - 1, *PREPOSITIONS)
        )

    def _adverbial(self, place: int) -> bool:
        return self.sentence.tagged(place, "sub") and not self.sentence.tagged(place, "with")

    def _oblique(self, agent: Agent) -> bool:
        if agent.kind not in ("ours", "name") or not self.sentence.language.oblique:
            return False
        if self.sentence.tagged(agent.first, "delegate", "vehicle"):
            return False  # "делегація на чолі з Рустамом"
        if agent.kind == "ours" and agent.last in self.declined:
            return True
        words = [token.fold for token in self.sentence.tokens[agent.first : agent.last + 1] if token.capital]
        if len(words) > 1 and words[-2].endswith(self.sentence.language.oblique_given):
            return True
        return bool(words) and words[-1].endswith(self.sentence.language.oblique)

    def possesses(self, agent: Agent) -> bool:
        following = agent.last + 1
        return following < len(self.sentence.tokens) and self.sentence.tokens[following].fold in ("'s", "'", "’")

    def passive(self, cue: Hit) -> bool:
        """Whether a cue's verb is in the passive, so that its subject is who is taken or received."""
        table = self.sentence.language
        first = self.sentence.pieces[self.sentence.piece_of(cue.first)].first
        first = first if table.order == "free" else max(first, cue.first - 2)
        return cue.form == "past" and any(token.fold in table.passive for token in self.sentence.tokens[first : cue.first])
