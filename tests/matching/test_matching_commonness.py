"""How much a name says: what others share, or nearly bear, needs context; syllables, concepts and legal forms tell parties apart."""

from __future__ import annotations

import pytest

from monitor.matching import compile_index, open_index, screen
from monitor.matching.index import Index
from monitor.matching.syllables import are_one, hangul_names
from monitor.model import Alias, Document, Entity, EntityType, Match, Tier, Watchlist

FAMILIES = ("Kavian", "Torshan", "Baldrik", "Menzov", "Ostrel", "Pakvan", "Ruzhin", "Selvar", "Tomesk", "Vardan", "Zolbin", "Yaresh")
GIVEN = ("Ali", "Hassan", "Karim", "Viktor", "Pedro", "Salim")


def _index(*entities: Entity) -> Index:
    crowd = [Entity(id=f"c{number}", name=f"{GIVEN[number % 6]} {FAMILIES[number % 12]}{chr(97 + number % 23)}{chr(97 + number % 19)}")
             for number in range(1_000)]
    return open_index(compile_index([Watchlist(name="Names", entities=(*entities, *crowd))]))


def _own(index: Index, text: str) -> list[Match]:
    return [match for match in screen(Document(fields=(("text", text),)), index) if match.entity == "x"]


def test_a_frequent_given_name_and_a_shared_family_name_need_context_on_a_long_list() -> None:
    index = _index(Entity(id="x", name="Ali Rezvan", countries=("IR",), positions=("Deputy Commander",)),
                   *(Entity(id=f"r{number}", name=f"{given} Rezvan") for number, given in enumerate(("Karim", "Omar", "Salim") * 100)))
    alone, = _own(index, "A man called Ali Rezvan waited for the bus.")
    supported, = _own(index, "The deputy commander in Iran is Ali Rezvan, his office said.")
    assert (alone.tier, supported.tier) == (Tier.POSSIBLE, Tier.PROBABLE)


def test_a_text_that_is_nothing_but_the_name_is_looked_up() -> None:
    index = _index(Entity(id="x", name="Ali Rezvan"), *(Entity(id=f"r{number}", name=f"Omar{number} Rezvan") for number in range(60)))
    match, = _own(index, "Rezvan Ali")
    assert match.tier is not Tier.POSSIBLE


@pytest.mark.parametrize(("ours", "theirs", "one"), [
    ("Yong Chol", "Young-cheol", True), ("Jin Hyok", "Ch'in-hyo'k", True), ("Jong Un", "Jong-hyun", False),
    ("Shilong", "Shiling", False), ("Xiaoping", "Xiao-ping", True), ("Qasem", "Kasem", None)])
def test_korean_and_chinese_names_agree_by_syllables(ours: str, theirs: str, one: bool | None) -> None:
    assert are_one(ours, theirs) is one


def test_a_korean_name_is_found_in_hangul_with_a_particle_written_onto_it() -> None:
    assert "김영철" in hangul_names("Kim", "Yong Chol")
    index = open_index(compile_index([Watchlist(name="Names", entities=(Entity(id="x", name="KIM Yong Chol"),))]))
    match, = _own(index, "김영철이 평양을 떠났다.")
    assert match.tier is Tier.PROBABLE


@pytest.mark.parametrize(("listed", "text"), [
    ("Aung Naing Oo", "Minister Aung Hlaing Oo opened the dam."),
    ("Mahmoud Abbasi", "Officials met Muhammad Abbasi on Monday."),
    ("Kim Song", "A statue of Kim Il Song stands there."),
    ("Mohamed Bazzi", "Yesterday Mohamed Bazoum thanked the voters for it."),
])
def test_a_contradicting_part_is_another_person(listed: str, text: str) -> None:
    index = open_index(compile_index([Watchlist(name="Names", entities=(Entity(id="x", name=listed),))]))
    assert [match for match in _own(index, text) if match.tier is not Tier.POSSIBLE] == []


@pytest.mark.parametrize(("listed", "text", "claimed"), [
    ("Luchezar Radio Plant", "Завод выпускал приёмники: Лучезарский радиозавод закрыт.", False),
    ("Molniya Machine-Building Plant", "Машиностроительный завод «Молния» получил заказ.", True),
    ("Chemical Group", "It breaks the Chemical Weapons Convention, they said of the rebels.", False),
    ("Bank Rossiya", "Банк России сохранил ставку.", False),
    ("Armament Industries Group/AIG", "Executives of American International Group (AIG) met rebels in Iran.", False),
    ("Islamic Jihad in Palestine", "An Islamic Jihad militant leader in a Palestinian camp spoke.", False),
    ("Ocean Estate GmbH", "Ocean Estate JSC", False),
    ("Kunlun Holding", "Damascus Kunlun Holding", False),
])
def test_organisations_by_their_own_words(listed: str, text: str, claimed: bool) -> None:
    name, *aliases = listed.split("/")
    entity = Entity(id="x", name=name, type=EntityType.ORGANISATION, aliases=tuple(Alias(text=alias) for alias in aliases))
    index = open_index(compile_index([Watchlist(name="Names", entities=(entity,))]))
    assert bool([match for match in _own(index, text) if match.tier is not Tier.POSSIBLE]) == claimed


def test_a_place_of_origin_behind_a_name_may_be_missing() -> None:
    index = open_index(compile_index([Watchlist(name="Names", entities=(Entity(id="x", name="Saddam Hussein AL-TIKRITI"),))]))
    match, = _own(index, "Saddam Hussein was found in a hole in the ground.")
    assert match.tier is not Tier.POSSIBLE


def test_entries_of_two_lists_both_match_the_same_words() -> None:
    lists = [Watchlist(name="One", entities=(Entity(id="a", name="Pavel Zavalny"),)),
             Watchlist(name="Two", entities=(Entity(id="b", name="Pavel ZAVALNY", aliases=(Alias(text="Павел Завальный"),)),))]
    matches = screen(Document(fields=(("text", "Депутат Павел Завальный рассказал о ценах."),)), open_index(compile_index(lists)))
    assert {match.entity for match in matches if match.tier is not Tier.POSSIBLE} == {"a", "b"}


@pytest.mark.parametrize(("listed", "text"), [
    ("Viktor Danchenko", "In running text Viktor Dunachenko opened the fair."),
    ("Hassan Al-Rayam", "Sheikh Hassan ni Rayam wa jiji, he wrote."),
    ("Muhammad Rezvan", "Envoys praised Mohammed bin Rezvan for the truce."),
])
def test_on_a_long_list_a_name_nearly_the_same_is_possible_only(listed: str, text: str) -> None:
    crowd = [Entity(id=f"p{number}", name=f"{GIVEN[number % 6]} {FAMILIES[number % 12]}{number:x}q") for number in range(3_000)]
    index = open_index(compile_index([Watchlist(name="Names", entities=(Entity(id="x", name=listed), *crowd))]))
    assert [match.tier for match in _own(index, text) if match.tier is not Tier.POSSIBLE] == []


def test_bin_in_front_of_the_family_name_is_no_objection_where_the_list_has_it() -> None:
    match, = _own(_index(Entity(id="x", name="Muhammad bin Rezvan")), "Envoys praised Muhammad bin Rezvan for the truce.")
    assert match.tier is not Tier.POSSIBLE


def test_of_two_listed_namesakes_the_one_whose_first_given_name_stands_there_is_meant() -> None:
    index = _index(Entity(id="x", name="Mohammad Karim Tavzan"), Entity(id="y", name="Karim Tavzan"))
    matches = screen(Document(fields=(("text", "Envoys praised Karim Tavzan for the truce."),)), index)
    assert [match.entity for match in matches] == ["y"]


def test_half_of_a_compound_given_name_begins_nobodys_name() -> None:
    index = _index(Entity(id="x", name="نور الله تفزان", aliases=(Alias(text="الله تفزان"),)))
    assert not _own(index, "قال الوزير عبد الله تفزان إن الوضع هادئ.")


@pytest.mark.parametrize(("listed", "kind", "text", "tier"), [
    ("The Levant", EntityType.ORGANISATION, "A consultancy, the Levantine Group, wrote of the Levant and its militants.", None),
    ("Baltic", EntityType.VESSEL, "Crude from ports on the Baltic was dearer.", Tier.POSSIBLE),
    ("Baltic", EntityType.VESSEL, "Crude was loaded onto the tanker Baltic.", Tier.PROBABLE),
])
def test_a_sea_or_region_is_no_partys_name(listed: str, kind: EntityType, text: str, tier: Tier | None) -> None:
    matches = _own(_index(Entity(id="x", name=listed, type=kind)), text)
    assert [match.tier for match in matches] == ([tier] if tier else [])


@pytest.mark.parametrize(("text", "tier"), [
    ("Zambaruki killed many. They found old zambaruki there in Kenya.", Tier.POSSIBLE),
    ("They said Zambaruki killed many there in Kenya.", Tier.PROBABLE),
])
def test_a_persons_only_word_must_stand_where_its_capital_tells(text: str, tier: Tier) -> None:
    match, = _own(_index(Entity(id="x", name="Abubaker Sharifu Nguvu", aliases=(Alias(text="Zambaruki"),), countries=("KE",))), text)
    assert match.tier is tier


def test_a_weak_word_inside_a_longer_name_is_nobodys() -> None:
    index = _index(Entity(id="x", name="Ali Konyat", aliases=(Alias(text="Bashar", weak=True),), context=("Konyat",)))
    assert not _own(index, "The ambassador Bashar Yugudat and Konyat met the senators.")
