"""The sentence behind one that names the subject, where a pronoun or a role carries it over."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from monitor.matching.trips.agents import agents, is_plain
from monitor.matching.trips.clauses import Clauses
from monitor.matching.trips.drafts import Draft, drafts_of
from monitor.matching.trips.field import Field
from monitor.matching.trips.home import home_in
from monitor.matching.trips.mover import Cast
from monitor.matching.trips.naming import placed
from monitor.matching.trips.sentence import PREPOSITIONS, Agent, Sentence
from monitor.model import Mention

_OPENING = 12  # words of a sentence that tell whom it takes up
_ROLE_WITHIN = 3  # tokens within which a role opens a sentence
_FINITE = frozenset(("past", "present", "future"))
_TAKEN_UP = frozenset(("pronoun", "role", "object_pronoun", "possessive"))


def carried_on(
    field: Field, number: int, mentions: Sequence[Mention], *, named: Container[int], homes: Container[str]
) -> list[Draft]:
    """What the sentence behind sentence ``number`` tells of whom it names, where "He" or "The general" opens it and nobody else
    is named.

    ``named``: the sentences that name the subject themselves, where the reading begins anew; ``homes``: alpha-2 codes of the
    subject's countries, empty where the list gives none.
    """
    if number + 1 >= len(field.spans) or number + 1 in named:
        return []
    return _carried(field, number, mentions, homes) or _dropped(field, number, mentions)


def _carried(field: Field, number: int, mentions: Sequence[Mention], homes: Container[str]) -> list[Draft]:
    """The sentence behind one that names the subject, where "He" or "The general" opens it and nobody else is named."""
    sentence = field.sentence(number + 1) if _takes_up(field, number + 1) else None
    if sentence is None:
        return []
    before = field.bare(number)
    people = _people(before, mentions)
    if not people:
        return []
    opening = field.bystanders(number + 1)
    if any(sentence.tagged(place, "object_pronoun") for place in range(_OPENING)):
        seen = [draft for draft in drafts_of(sentence, Cast(sentence, opening, carried=True)) if draft.cue.group in ("receive", "take")]
        if seen:
            return seen
    first = next((agent for agent in opening if not _passed_over(sentence, agent)), None)
    about = any(sentence.tagged(place, "possessive") for place in range(3)) or _goes_on_about(sentence)
    if about and (first is None or first.kind not in ("name", "noun", "pronoun") or first.first > _ROLE_WITHIN):
        return [draft for draft in drafts_of(sentence, Cast(sentence, opening, carried=True)) if draft.cue.group == "noun"]
    if first is None or first.first > (_OPENING if first.kind == "pronoun" else _ROLE_WITHIN):
        return []
    if first.kind == "noun":
        if not _same_office(sentence, first, before, people, homes):
            return []
        opening = agents(sentence, [(first.first, first.last)])
    elif first.kind != "pronoun":
        return []
    return drafts_of(sentence, Cast(sentence, opening, carried=True))


def _dropped(field: Field, number: int, mentions: Sequence[Mention]) -> list[Draft]:
    """The sentence after one whose subject we are, in a language whose verbs need none: "W sobotę uda się do Kijowa"."""
    sentence = field.sentence(number + 1) if field.table.drops else None
    if sentence is None:
        return []
    before = field.bare(number)
    ours, declined = placed(before, mentions)
    people = [agent for agent in agents(before, ours, declined) if agent.kind in ("ours", "name", "noun")]
    if not people or any(agent.kind != "ours" for agent in people) or Clauses(before, people, declined=declined).dependent(people[0]):
        return []
    others = field.bystanders(number + 1)
    first = next((cue.first for cue in sentence.cues if cue.form in _FINITE), len(sentence.tokens))
    acting = [agent for agent in others if agent.kind in ("name", "noun", "thing", "plural")]
    if any(agent.first < first or not _governed(sentence, agent) for agent in acting):
        return []
    finite = replace(sentence, cues=[cue for cue in sentence.cues if cue.form in _FINITE])
    return drafts_of(finite, Cast(finite, others, carried=True))


def _people(before: Sentence, mentions: Sequence[Mention]) -> list[Agent]:
    """Everybody the sentence names where the subject is the first of them, also by another name ("X, known as Y"), else none."""
    ours, _ = placed(before, mentions)
    people = [agent for agent in agents(before, ours) if agent.kind in ("ours", "name")]
    known_as = len(people) > 1 and people[1].kind == "ours" and before.tagged(people[1].first - 1, "alias")
    return people if people and (people[0].kind == "ours" or known_as) else []


def _same_office(
    sentence: Sentence, office: Agent, before: Sentence, people: Sequence[Agent], homes: Container[str]
) -> bool:
    """Whether "The general" that opens a sentence is the one named before it: nobody else is, or he is called so there."""
    role = sentence.tokens[office.last].fold
    named = any(token.fold == role for token in before.tokens) or not any(agent.kind == "name" for agent in people)
    start = office.first
    while start > 0 and (start - 1 in sentence.demonyms or is_plain(sentence, start - 1)):
        start -= 1  # "The British leader", "Венгерский премьер"
    article = sentence.tagged(start - 1, "determiner") and not sentence.tagged(start - 1, "possessive")
    opens = start == 0 or (start == 1 and article)
    countries = {sentence.demonyms[place].form for place in range(start, office.first) if place in sentence.demonyms}
    ours = next((agent for agent in people if agent.kind == "ours"), None)
    told = home_in(before, ours.first, ours.last) if ours is not None else None
    compatriot = not countries or told in countries or any(country in homes for country in countries)
    return sentence.tagged(office.last, "role") and named and opens and compatriot


def _takes_up(field: Field, number: int) -> bool:
    """Whether a sentence begins as one about somebody named before: cheap, and mostly no."""
    opening = field.tokens(number)[:_OPENING]
    hits = field.table.small.all(opening)
    if any(hit.group in _TAKEN_UP for hit in hits):
        return True
    definite = any(hit.group == "definite" and hit.first == 0 for hit in hits)
    return definite and any(hit.first == 0 and hit.group == "noun" for hit in field.table.cues.all(opening[1:4]))


def _passed_over(sentence: Sentence, agent: Agent) -> bool:
    """Whether somebody in an opening is not the one whom "he" takes up: a thing, who stands in a phrase, nobody certain
    ("officials")."""
    if agent.kind == "thing":
        return True
    if agent.kind != "noun":
        return False
    return _governed(sentence, agent) or (agent.first == agent.last and not sentence.tagged(agent.last, "role"))


def _goes_on_about(sentence: Sentence) -> bool:
    """Whether a sentence opens with the journey told before it: "The trip to Baghdad was his first"."""
    return sentence.tagged(0, "definite") and any(hit.first == 1 and hit.group == "noun" for hit in sentence.cues)


def _governed(sentence: Sentence, agent: Agent) -> bool:
    """Whether somebody only stands in a phrase that opens a sentence: "According to officials, he"."""
    return any(sentence.tagged(agent.first - n, *PREPOSITIONS) for n in (1, 2) if agent.first >= n)
