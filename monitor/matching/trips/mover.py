"""Whose journey a cue tells: the subject of a verb, the owner of a visit, the object that is taken or received.

The reading is shallow and errs to "somebody else": an agent counts only where grammar lets it stand as the subject.
"""

from __future__ import annotations

from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import PREPOSITIONS, Agent, Piece, Sentence, is_plain, uncased

_VOWELS = frozenset("aeiouyаеёиоуыэюяіїє")
_NOUN_REACH = 9  # tokens between a visit and its owner in the genitive


class Cast:
    """The agents of one sentence, seen for one subject. ``carried``: pronouns without an antecedent are ours;
    ``declined``: the last tokens of our mentions that stand in another case than the listed name; ``group``: the tokens of
    our mentions where we are a group, which travels by delegates."""

    def __init__(
        self,
        sentence: Sentence,
        agents: list[Agent],
        *,
        carried: bool,
        declined: frozenset[int] = frozenset(),
        group: frozenset[int] = frozenset(),
    ) -> None:
        self.sentence, self.agents, self.carried, self.declined, self.group = sentence, agents, carried, declined, group

    def moves(self, cue: Hit) -> bool:
        """Whether the cue's journey is ours."""
        if cue.group == "noun":
            return self._owns(cue)
        if cue.group in ("take", "receive"):
            return self._is_object(cue)
        if cue.group == "bar":
            return self._barred(cue)
        return self._ours(self.subject(cue))

    def met(self, cue: Hit) -> bool:
        """Whether ours is the one met: "Gusev met in Omsk with Soleimani". A journey where the place is abroad to ours."""
        if cue.group != "meet" or cue.form == "noun":
            return False
        piece = self.sentence.pieces[self.sentence.piece_of(cue.first)]
        ours = next((a for a in self.agents if a.kind == "ours" and cue.last < a.first <= piece.last), None)
        return ours is not None and not self._possesses(ours) and (self._dependent(ours) or ours.first - cue.last <= 4)

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
        if refusal is None or ours is None or self._possesses(ours):
            return False
        return refusal.first < ours.first or self.sentence.tagged(refusal.first - 1, "aux")

    def _possesses(self, agent: Agent) -> bool:
        following = agent.last + 1
        return following < len(self.sentence.tokens) and self.sentence.tokens[following].fold in ("'s", "'", "’")

    def owned(self, cue: Hit) -> bool:
        """Whether the text says outright whose visit it is, and it is ours."""
        owner = self._owner_before(cue) or self._owner_after(cue)
        return owner is not None and self._ours(owner)

    def subject(self, cue: Hit) -> Agent | None:
        """Who does what the verb says."""
        number = self.sentence.piece_of(cue.first)
        piece = self.sentence.pieces[number]
        if piece.opener == "rel":
            inner = self._first(piece.first, min(piece.first + 1, cue.first - 1))
            return inner or self._antecedent(number)
        sent = self._sent(cue)
        if sent is not None:
            return sent
        owner = self._nominalised(cue, piece)
        if owner is not None:
            return owner
        order = self.sentence.language.order
        if order == "after":
            found = self._first(cue.last + 1, piece.last) or self._first(piece.first, cue.first - 1)
        else:
            found = self._first(piece.first, cue.first - 1)
            if found is None and order == "free":
                found = self._first(cue.last + 1, piece.last)
        if found is None:
            found = self._before(number)
        if found is None and self._awaits(cue, piece):
            found = self._after(number)
        return found

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
        sent = self._ends(to - 1) if linked else self._ends(to) if cue.form == "base" else None
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
                and self._possesses(agent)
                and table.suffixes.get(tokens[agent.last + 2].fold) == "of"
            ),
            None,
        )

    def _awaits(self, cue: Hit, piece: Piece) -> bool:
        """Whether the subject may come in a later piece: "Arriving in Doha, Soleimani said", "After visiting Moscow, he"."""
        return cue.form in ("progressive", "noun") or cue.first - piece.first <= 1 or piece.opener == "sub"

    def _before(self, number: int) -> Agent | None:
        """The subject that a piece without one takes over from the pieces before it."""
        pieces = self.sentence.pieces
        for earlier in range(number - 1, -1, -1):
            piece = pieces[earlier]
            if piece.opener == "rel":
                continue
            found = self._first(piece.first, piece.last)
            if found is None:
                continue
            if earlier > 0 and self._apposes(number, earlier, found):  # "Soleimani, the commander of …, flew"
                named = next(
                    (
                        agent
                        for back in range(earlier - 1, -1, -1)
                        if (agent := self._ends(pieces[back].last)) is not None
                        and pieces[back].opener != "rel"
                        and not self._dependent(agent)
                    ),
                    None,
                )
                return named or found
            return found
        return None

    def _apposes(self, number: int, earlier: int, found: Agent) -> bool:
        """Whether a piece only says more of somebody before it: set off by commas, without a verb that we know."""
        pieces = self.sentence.pieces
        piece = pieces[earlier]
        if found.kind == "noun" and piece.opener == "comma":
            return True
        if pieces[number].opener != "comma" or piece.opener not in ("comma", "coord"):
            return False
        if found.first == piece.first and found.kind in ("ours", "name", "pronoun"):
            return False
        verbs = (*self.sentence.cues, *self.sentence.operators)
        return not any(
            piece.first <= hit.first <= piece.last and hit.form not in ("noun", "nominal", "hedge", "modal") for hit in verbs
        )

    def _after(self, number: int) -> Agent | None:
        for piece in self.sentence.pieces[number + 1 :]:
            found = self._first(piece.first, piece.last) if piece.opener != "rel" else None
            if found is not None:
                return found
        return None

    def _first(self, first: int, last: int, *, named: bool = False) -> Agent | None:
        """The first agent between two tokens that can be a subject; ``named``: no pronoun."""
        for number, agent in enumerate(self.agents):
            if named and agent.kind in ("pronoun", "plural", "thing"):
                continue
            if first <= agent.first and agent.last <= last and not self._dependent(agent) and not self._told(agent):
                return self._named(number, last)
        return None

    def _named(self, number: int, last: int) -> Agent:
        """As in "Secretary of State Antony Blinken": the name behind an office is the agent, not the office."""
        agent = self.agents[number]
        if agent.kind != "noun" or number + 1 == len(self.agents):
            return agent
        name = self.agents[number + 1]
        between = range(agent.last + 1, name.first)
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
            (self.sentence.tagged(agent.last + 1, "of") and len(between) > 1)
            or agent.last + 1 in self.sentence.place_at
            or (self.sentence.language.order != "before" or uncased(self.sentence.tokens[name.first]))
        )
        free = self.sentence.language.order == "free"
        plain = all(
            self.sentence.tokens[place].capital
            or (self.sentence.tagged(agent.last + 1, "of") and is_plain(self.sentence, place))
            or (
                (free or uncased(self.sentence.tokens[place]))
                and self.sentence.tokens[place].word
                and not self.sentence.tagged(place, "aux", "rel", "sub")
                and not (uncased(self.sentence.tokens[place]) and self._leads_away(place))
            )
            or self.sentence.tagged(place, "of", "determiner", "coord")
            or place in self.sentence.demonyms
            for place in between
        )
        return name if held and plain and not self.sentence.tagged(name.first - 1, "of") else agent

    def _chain(self, between: range, name: Agent) -> bool:
        """As in "deputy junta chief Than Swe Oo": nouns in a row that end in an office and the name."""
        office = self.sentence.tagged(name.first, "role", "person", "title") and not self.sentence.tokens[name.first].capital
        return len(between) <= 2 and office and all(is_plain(self.sentence, place) for place in between)

    def _leads_away(self, place: int) -> bool:
        return self.sentence.tagged(place, "to", "in", "from", "with", "by") or place in self.sentence.place_at

    def _told(self, agent: Agent) -> bool:
        """The one who is told something, behind "told"."""
        before = agent.first - 1
        while before >= 0 and self.sentence.tagged(before, "determiner"):
            before -= 1
        return self.sentence.tagged(before, "tell")

    def _antecedent(self, number: int) -> Agent | None:
        end = self.sentence.pieces[number].first - 2
        while end > 0 and not self.sentence.tokens[end].word:
            end -= 1
        return self._ends(end) or Agent(end, end, "noun")

    def _ends(self, place: int) -> Agent | None:
        return next((agent for agent in self.agents if agent.last == place), None)

    def _dependent(self, agent: Agent) -> bool:
        """In a prepositional phrase, a possessor, or in an oblique case."""
        tokens = self.sentence.tokens
        if self._possesses(agent) or self._oblique(agent):
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
        return before >= 0 and self.sentence.tagged(before, *PREPOSITIONS) and not self._adverbial(before)

    def _adjective(self, place: int, agent: Agent, skipped: int) -> bool:
        """A lower-case word without a part in the grammar, standing before a noun: "with the army chief"."""
        if agent.kind == "ours" and agent.last not in self.declined and self.sentence.language.oblique:
            if self.sentence.tokens[agent.last].fold[-1] not in _VOWELS:
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
        if agent.kind == "ours" and agent.last in self.declined:
            return True
        words = [token.fold for token in self.sentence.tokens[agent.first : agent.last + 1] if token.capital]
        return bool(words) and words[-1].endswith(self.sentence.language.oblique)

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
        places = range(agent.first, agent.last + 1)
        if not any(self.sentence.tagged(place, "delegate") for place in places):
            return False
        return any(place in self.group for place in range(agent.first - 3, agent.last + 4))

    def _led(self, agent: Agent) -> bool:
        """As in "a delegation led by Soleimani arrived"."""
        if not self.sentence.tagged(agent.last, "delegate"):
            return False
        for place in range(agent.last + 1, min(len(self.sentence.tokens), agent.last + 6)):
            if self.sentence.tagged(place, "led_by"):
                return any(a.kind == "ours" and place < a.first <= place + 5 and not self._possesses(a) for a in self.agents)
        return False

    def _joined(self, agent: Agent) -> bool:
        """As in "Soleimani and Zarif flew": the name before the conjunction moves as well."""
        before = agent.first - 1
        while before > 0 and self.sentence.tagged(before, "possessive", "determiner"):
            before -= 1
        if before > 0 and self.sentence.tagged(before, "coord"):
            other = self._ends(before - 1)
            return other is not None and other.kind == "ours" and not self._dependent(other)
        return False

    def _resolves(self, pronoun: Agent) -> bool:
        """A pronoun stands for the nearest subject before it that is none itself, piece by piece; where none is, for the
        one carried over from the sentence before, or the first subject after it."""
        for number in range(self.sentence.piece_of(pronoun.first), -1, -1):
            piece = self.sentence.pieces[number]
            found = None if piece.opener == "rel" else self._first(piece.first, min(piece.last, pronoun.first - 1), named=True)
            if found is not None and found.kind != "thing":
                if found.kind == "noun" and piece.opener == "comma" and 0 < number < self.sentence.piece_of(pronoun.first):
                    named = self._ends(self.sentence.pieces[number - 1].last)
                    found = named if named is not None and not self._dependent(named) else found
                return found.kind == "ours" or (found.kind == "name" and self._joined(found))
        if self.carried or any(agent.kind == "ours" for agent in self.agents if agent.last < pronoun.first):
            return True
        following = self._first(pronoun.last + 1, len(self.sentence.tokens), named=True)
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
                and self._first(piece.first, piece.last) in (agent, None)
                and (link + 1 in self.sentence.place_at and self.sentence.tagged(link, "in"))
                and not any(self.sentence.tagged(place, "finite") for place in range(link, piece.last + 1))
                and not any(
                    hit.group in ("say", "deny") and piece.first <= hit.first <= piece.last for hit in self.sentence.operators
                )
            ):
                return Hit(link, link, "presence", "nominal")
        return None

    # ------------------------------------------------------------ nouns
    def _owns(self, cue: Hit) -> bool:
        owner = self._owner_before(cue)
        if owner is None:
            owner = self._owner_after(cue)
        if owner is not None:
            return self._ours(owner)
        subject = self._first(self.sentence.pieces[self.sentence.piece_of(cue.first)].first, cue.first - 1)
        if subject is None:
            number = self.sentence.piece_of(cue.first)
            subject = (
                self._before(number) or self._after(number) or (self._first(cue.last + 1, self.sentence.pieces[number].last))
            )
        return self._ours(subject)

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
                return self._ends(place - 1) or Agent(place - 1, place - 1, "noun")
            if not tokens[place].word:
                return None
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
            named = self._named(number, agent.last + _NOUN_REACH)
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

    # ------------------------------------------------------------ objects
    def _is_object(self, cue: Hit) -> bool:
        """Taken, brought, received: the object moves, or the subject of a passive."""
        passive = cue.form == "past" and any(
            self.sentence.tokens[place].fold in ("was", "were", "been", "be", "being", "is")
            for place in range(max(0, cue.first - 2), cue.first)
        )
        if passive:
            return self._ours(self.subject(cue))
        if self.sentence.language.order == "after":  # verb, subject, object
            host = self._first(cue.last + 1, len(self.sentence.tokens))
            guest = next((agent for agent in self.agents if host is not None and agent.first > host.last), None)
            return host is not None and host.kind != "ours" and guest is not None and guest.kind == "ours"
        following = next((agent for agent in self.agents if cue.last < agent.first <= cue.last + 5), None)
        if following is None or following.kind != "ours":
            return False
        return all(
            self.sentence.tagged(place, "determiner", "title", "role", "person")
            or place in self.sentence.demonyms
            or self.sentence.tokens[place].capital
            for place in range(cue.last + 1, following.first)
        )
