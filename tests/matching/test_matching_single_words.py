"""One-word names, acronyms, given names that differ, and what supports or silences them."""

from __future__ import annotations

import pytest

from monitor.matching import compile_index, has_candidate, open_index, screen
from monitor.matching.index import Index
from monitor.model import Alias, Document, Entity, EntityType, Keyword, Match, Tier, Watchlist


def _index(*entities: Entity, keywords: tuple[Keyword, ...] = ()) -> Index:
    return open_index(compile_index([Watchlist(name="Names", entities=entities, keywords=keywords)]))


def _party(name: str, *aliases: str, kind: EntityType = EntityType.PERSON, **more: object) -> Entity:
    return Entity(id="party", name=name, type=kind, aliases=tuple(Alias(text=text) for text in aliases), **more)  # type: ignore[arg-type]


def _screen(index: Index, text: str) -> tuple[Match, ...]:
    return screen(Document(fields=(("text", text),)), index)


@pytest.mark.parametrize(("listed", "text", "surface"), [
    ("Ortega", "President Daniel Ortega flew to Havana on Monday.", "Ortega"),
    ("Орбан", "Вчера премьер Виктор Орбан прилетел в Киев.", "Орбан"),
    ("Орбан", "Переговоры Виктора Орбана прошли в Киеве.", "Орбана"),
    ("Škodová", "Ministryně Angela Škodová přijela do Vídně.", "Škodová"),
])
def test_a_one_word_name_inside_a_longer_one_is_a_possible_match(listed: str, text: str, surface: str) -> None:
    match, = _screen(_index(_party(listed)), text)
    assert match.tier is Tier.POSSIBLE
    assert [mention.surface for mention in match.mentions] == [surface]
    assert any("one word of a longer name" in line.detail for line in match.evidence)


def test_a_one_word_name_inside_another_listed_name_is_that_others() -> None:
    other = Entity(id="other", name="Daniel Ortega", type=EntityType.PERSON)
    assert [match.entity for match in _screen(_index(_party("Ortega"), other), "President Daniel Ortega flew to Havana.")] == ["other"]


def test_a_one_word_name_of_a_street_is_none() -> None:
    assert not _screen(_index(_party("Ortega")), "The march ended in Ortega Street.")


def test_one_word_of_an_entity_listed_by_more_is_not_found_inside_another_persons_name() -> None:
    assert not _screen(_index(_party("Joseph Kony", "Kony")), "Peter Kony surrendered.")


@pytest.mark.parametrize("text", ["Let's go to the market.", "LET THEM GO, SAYS THE COURT OF APPEAL", "Letty went home."])
def test_an_acronym_with_small_letters_is_compared_letter_by_letter(text: str) -> None:
    assert not _screen(_index(_party("Lashkar", "LeT", kind=EntityType.ORGANISATION)), text)


def test_an_acronym_may_have_a_possessive() -> None:
    assert _screen(_index(_party("Lashkar", "LeT", kind=EntityType.ORGANISATION)), "The police blamed LeT's cell.")


def test_a_people_listed_in_small_letters_is_found_in_small_letters_and_inflected() -> None:
    index = _index(_party("Houthis", "хуситы", kind=EntityType.ORGANISATION))
    match, = _screen(index, "Делегация хуситов прибыла в Маскат.")
    assert match.tier is Tier.PROBABLE


def test_a_ship_is_never_found_in_small_letters() -> None:
    assert not _screen(_index(_party("Forest", kind=EntityType.VESSEL)), "A forest fire delayed a ship.")


@pytest.mark.parametrize(("listed", "text"), [
    ("Karim Osama bin Walid", "Police killed Osama bin Walid, an Islamist leader."),
    ("Khalil Ahmed Turani", "The journalist Irshad Ahmed Turani of Pakistan wrote on sanctions."),
    ("Ali Darassa Mahamat", "Mahamat Ali, a trader, left for Nyala."),
    ("Mohammad Eslami", "The scientist Muhammad Aslam spoke of sanctions."),
])
def test_another_given_name_is_another_person(listed: str, text: str) -> None:
    assert all(match.tier is Tier.POSSIBLE for match in _screen(_index(_party(listed)), text))


@pytest.mark.parametrize(("listed", "text"), [
    ("SES International", "The U.S. International Trade Commission voted."),
    ("Koryo Bank", "The Korea Development Bank lent money."),
    ("Wagner Group", "The Vaccine Group of Oxford met."),
])
def test_each_telling_word_of_an_organisation_must_be_there(listed: str, text: str) -> None:
    assert not _screen(_index(_party(listed, kind=EntityType.ORGANISATION)), text)


@pytest.mark.parametrize("text", ["القرار جاء من العام 2005 على أي شيء", "إضافة إلى وضع البنوك وأموال البنوك", "على الصعيد الدفاعي"])
def test_ordinary_arabic_words_are_no_names_heard_from_consonants(text: str) -> None:
    index = open_index(compile_index([Watchlist(name="Names", entities=(
        Entity(id="a", name="Ayman Jomaa", type=EntityType.PERSON), Entity(id="b", name="Ali Sayed", type=EntityType.PERSON),
        Entity(id="c", name="Bank Melli", type=EntityType.ORGANISATION)))]))
    assert not _screen(index, text)


def test_a_person_is_heard_from_consonants_beside_a_known_given_name() -> None:
    assert _screen(_index(_party("Mohammad Hanif")), "وصل محمد حنیف إلى الدوحة")[0].tier is Tier.PROBABLE


def test_a_rare_surname_in_a_headline_in_capitals_needs_a_cue() -> None:
    index = _index(_party("Anton Grabovsky"))
    assert _screen(index, "GRABOVSKY IN VIENNA DESPITE TRAVEL BAN")[0].tier is Tier.PROBABLE
    assert _screen(index, "GRABOVSKY WINS GOLD IN VIENNA")[0].tier is Tier.POSSIBLE


def test_a_surname_after_another_persons_full_name_is_not_counted() -> None:
    text = "Anton Grabovsky left Vienna. His uncle Viktor Grabovsky stayed. Grabovsky is 80."
    match, = _screen(_index(_party("Anton Grabovsky")), text)
    assert [mention.start for mention in match.mentions] == [0]


def test_a_keyword_of_one_language_is_silent_in_a_text_of_another() -> None:
    index = _index(_party("Anton Grabovsky"), keywords=(Keyword(term="indi", language="tr"),))
    match, = _screen(index, "Anton Grabovsky was in India for the summit of the leaders.")
    assert match.keywords == ()
    match, = _screen(index, "Anton Grabovsky bir uçak ile Ankara'ya indi.")
    assert [hit.term for hit in match.keywords] == ["indi"]


def test_a_number_is_a_candidate_only_where_a_list_holds_it() -> None:
    ship = _party("Grabovia", kind=EntityType.VESSEL, identifiers=(("imo", "9074729"),))
    assert not has_candidate(_index(ship), ["The price rose to 1234567 in 2020."])
    assert has_candidate(_index(ship), ["IMO 9074729 left the port."])


def test_a_country_is_told_once_in_the_evidence() -> None:
    index = _index(_party("Anton Grabovsky", countries=("IR",)))
    match, = _screen(index, "Anton Grabovsky flew to Iran.")
    told = next(line.detail for line in match.evidence if line.rule == "context")
    assert told.casefold().count("ir") == 1
