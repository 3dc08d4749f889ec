"""Persons as running text writes them: fewer given names, a further surname, and things named after them."""

from __future__ import annotations

import pytest

from monitor.matching import compile_index, open_index, screen
from monitor.model import Document, Entity, EntityType, Tier, Watchlist


def _tier(listed: str, text: str) -> Tier | None:
    index = open_index(compile_index([Watchlist(name="People", entities=(Entity(id="x", name=listed), Entity(id="y", name="Petro Fyk")))]))
    return next((match.tier for match in screen(Document(fields=(("text", text),)), index) if match.entity == "x"), None)


@pytest.mark.parametrize(("listed", "text"), [
    ("MOHAMMED YAHIA SALEH DABWANI", "The envoy Mohamad Dabwani left the capital on Monday."),
    ("MARIA ELENA ROSA QUISPETUPA", "The minister, Maria Quispetupa, spoke in Lima."),
])
def test_a_frequent_given_name_with_a_rare_family_name_is_enough(listed: str, text: str) -> None:
    assert _tier(listed, text) is Tier.PROBABLE


@pytest.mark.parametrize(("listed", "text"), [
    ("ABDUL RAHMAN NOOR ZURMATI", "The officials met Abdul Zurmati in the old town."),
    ("MUHAMMAD OMAR TARIQ HUSSEIN", "The race was won by Muhammad Hussein of the home team."),
])
def test_half_a_given_name_or_a_frequent_family_name_is_not(listed: str, text: str) -> None:
    assert _tier(listed, text) in (None, Tier.POSSIBLE)


@pytest.mark.parametrize("text", [
    "The general Joseph Kabulindi Tshombana arrived in the town of Goma on Monday.",
    "L'ancien ministre de la mer, Joseph Kabulindi Tshombana, est arrivé dans la ville.",
])
def test_a_further_surname_is_possible(text: str) -> None:
    assert _tier("Joseph Kabulindi", text) is Tier.POSSIBLE


@pytest.mark.parametrize(("listed", "text"), [
    ("Joseph Kabulindi", "The match was played at the Joseph Kabulindi Stadium in the evening."),
    ("Joseph Kabulindi", "The shares of Joseph Kabulindi Holdings fell again on the news."),
    ("Hassan Sheikh", "The talks were opened by Hassan Sheikh Mohamud in the morning."),
])
def test_a_thing_or_a_frequent_family_name_does_not_go_on(listed: str, text: str) -> None:
    assert _tier(listed, text) in (None, Tier.POSSIBLE)


@pytest.mark.parametrize("text", [
    "Авария произошла на улице Ахмата Кадургова в центре города.",
    "Самолёт сел в аэропорту имени Ахмата Кадургова.",
    "На вулиці Ахмата Кадургова сталася аварія.",
    "Аварията стана на булевард „Ахмат Кадургов“ в града.",
    "Na ulicy Achmata Kadurgowa doszło wczoraj do wypadku.",
    "Nehoda se včera stala v ulici Achmata Kadurgova.",
    "L'accident a eu lieu rue Akhmat Kadurgov dans la nuit.",
    "El accidente ocurrió en la calle Akhmat Kadurgov por la noche.",
    "Kaza dün Akhmat Kadurgov Caddesi'nde oldu.",
    "Der Unfall geschah gestern in der Akhmat-Kadurgov-Straße.",
    "Flights to the Akhmat Kadurgov airport were stopped.",
])
def test_a_place_named_after_a_person_is_not_the_person(text: str) -> None:
    assert _tier("Akhmat Kadurgov", text) is None


@pytest.mark.parametrize("text", ["وقع الحادث في شارع خالد مشتاوي وسط المدينة", "وصلت الطائرة إلى مطار خالد مشتاوي الدولي"])
def test_a_place_named_after_a_person_is_told_in_arabic_too(text: str) -> None:
    assert _tier("Khaled Mashtawi", text) is None
    assert _tier("Khaled Mashtawi", "وصل خالد مشتاوي إلى القاهرة") is Tier.PROBABLE


@pytest.mark.parametrize("text", [
    "Директор аэропорта Ахмат Кадургов прилетел в столицу.",
    "На площади Ахмат Кадургов выступил перед людьми.",
    "A man called Akhmat Kadurgov waited for the bus.",
    "The director of the airport, Akhmat Kadurgov, spoke to the press.",
])
def test_a_person_beside_a_place_is_the_person(text: str) -> None:
    assert _tier("Akhmat Kadurgov", text) in (Tier.STRONG, Tier.PROBABLE)


@pytest.mark.parametrize(("listed", "text"), [
    ("Ri Pyong Chol", "Marshal Ri Byong-chol attended the launch."),
    ("PAK Jong Chon", "Marshal Park Jeong-cheon attended the launch."),
])
def test_a_korean_syllable_is_one_however_its_first_letter_is_written(listed: str, text: str) -> None:
    assert _tier(listed, text) in (Tier.STRONG, Tier.PROBABLE)


def test_other_korean_syllables_are_another_person_although_y_and_j_sound_alike_elsewhere() -> None:
    assert _tier("KIM Yong Chol", "The delegate Kim Jong-chol attended the launch.") is None


def test_a_name_ending_in_al_din_is_found_in_two_words_of_arabic_script() -> None:
    assert _tier("Shahabuddin Delawar", "وقال المتحدث إن شهاب الدين دلاور سافر إلى العاصمة يوم الاثنين") is Tier.PROBABLE


def test_an_organisation_beside_its_country_in_any_case_is_found() -> None:
    index = open_index(compile_index([Watchlist(name="People", entities=(Entity(id="x", name="Vuglogaz", type=EntityType.ORGANISATION),))]))
    text = "Ціна на газ знову зросла, повідомляє прес-служба «Вуглогазу України» у своєму звіті."
    assert [match.entity for match in screen(Document(fields=(("text", text),)), index)] == ["x"]
