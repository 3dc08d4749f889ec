"""A text that is nothing but a name: compared as a whole, for persons and for organisations across languages."""

from __future__ import annotations

import pytest

from monitor.matching import compile_index, open_index, screen
from monitor.model import Document, Entity, EntityType, Tier, Watchlist


def _claimed(listed: str, text: str, kind: EntityType = EntityType.PERSON) -> bool:
    index = open_index(compile_index([Watchlist(name="Names", entities=(Entity(id="x", name=listed, type=kind),))]))
    return any(match.tier is not Tier.POSSIBLE for match in screen(Document(fields=(("text", text),)), index))


@pytest.mark.parametrize(("listed", "text"), [
    ("Mikalai Piatrovich TARVANAU", "Николай Петрович ТОРВАНОВ"),
    ("Hanna Uladzimirauna VELSKAYA", "Анна Владимировна ВЕЛЬСКАЯ"),
    ("Lidzia Mikalaeuna KEDZINA", "Лидия Николаевна КЕДИНА"),
    ("Sergei Nikolaevich TORVANOV", "Сергій Миколайович ТОРВАНОВ"),
    ("Andrei TORVANOUSKI", "Андрей ТОРВАНОВСКИЙ"),
])
def test_a_name_of_belarus_or_ukraine_is_that_of_its_russian_form(listed: str, text: str) -> None:
    assert _claimed(listed, text)


def test_letters_of_the_other_script_are_read_as_those_they_look_like() -> None:
    assert _claimed("Roman LORVAMOR", "Роман ЛОРВAMOP")
    assert _claimed("Andrei Nikolaevich KEDRIN", "Андрей Ниĸолаевич КЕДРИН")


@pytest.mark.parametrize(("listed", "text"), [
    ("Velimir Torvanko", "Velimir Torvnako"),
    ("Velimir al-Torvanni", "Velimir al-Torvani"),
    ("Kim Jong-uun", "Kim Jong-un"),
    ("Torvanibal", "Torvannibal"),
    ("Torvanibal", "Torvanibol"),
    ("V. Torvankin", "Velimir Torvankin"),
    ("Velimir Torvankin LLC", "Velimir Torvankin"),
    ("Bosko TORVANDA", "Jean Bosko TORVANDA"),
    ("Akili Muhindo TORVANDA", "Charles Muhindo Akili TORVANDA"),
])
def test_a_slip_an_initial_or_a_name_more_is_the_same_person(listed: str, text: str) -> None:
    assert _claimed(listed, text)


@pytest.mark.parametrize(("listed", "text"), [
    ("Torvan, William G.", "William W Torvan"),
    ("Hans O Torvan", "Hans Joachim Torvan"),
    ("HALA SADDAM HUSSEIN AL-TORVANI", "SADDAM HUSSEIN AL-TORVANI"),
    ("SADDAM HUSSEIN AL-KEDRINI", "SADDAM HUSSEIN AL-TORVANI"),
    ("RAFI ABD-AL-LATIF TILFAH AL-TORVANI", "HUSAM ABD-AL-LATIF TILFAH AL-TORVANI"),
    ("Torvani Khan", "Ali Torvani Hasan Khan"),
])
def test_another_initial_father_brother_or_origin_is_another_person(listed: str, text: str) -> None:
    assert not _claimed(listed, text)


@pytest.mark.parametrize(("listed", "text"), [
    ("Perm Tool Plant", "ФКП «Пермский инструментальный завод»"),
    ("Torvatron Shipyard OJSC", "АО «Торватрон»"),
    ("Federal State Unitary Enterprise Torvatron", "АО «Торватрон»"),
    ("JSC P.A. Kedrin Scientific Research Institute of Optics", "Научно-исследовательский институт оптики имени П. А. Кедрина"),
    ("Missile Corporation, Joint Stock Company “Torvatron”", "АО «Торватрон»"),
    ("Velsk Tobacco Factory Torvatron", "Вельская табачная фабрика Торватрон"),
    ("Public Joint Stock Company Instrument Plant Torvatron", "ПАО ПЗ «Торватрон»"),
    ("Oil and Gas Company Torvatron", "НГК «Торватрон»"),
    ("LLC TorvaTech", "ООО Торватех"),
    ("Torvatron LLC", "Общество c Ограниченной Ответственностью «Торватрон»"),
    ("Kedrin Torvatron General Trading Corporation", "Kedrin Torvatron Trading Corporation"),
    ("Good Torvan Company", "Goodtorvan Company"),
    ("Brigade Forty-four", "Brigade Fourty-four"),
    ("Kedrin Bank a.k.a. Torvatron", "Torvatron"),
    ("JSC Torvatron", "AKTSYYANERNAYE OBSCHESTVO TORVATRON"),
    ("Communist Party of Torvania", "Коммунистическая партия Торвании"),
])
def test_an_organisation_is_known_in_another_language_and_form(listed: str, text: str) -> None:
    assert _claimed(listed, text, EntityType.ORGANISATION)


@pytest.mark.parametrize(("listed", "text"), [
    ("Torvatron Bank (Ghana)", "Torvatron Bank (Peru)"),
    ("Torvatron Trading GmbH", "Torvatron Trading BV"),
    ("Management Company of the Torvatron Kedrin Fund", "Torvatron Kedrin Fund"),
    ("Torvatron", "Kedrin Aircraft Corporation JSC Torvatron Yard"),
    ("Special Design Bureau Torvatron", "НПО «Торватрон»"),
    ("Torvatron Shipping", "Torvatron Trading"),
])
def test_another_country_form_or_kind_of_body_is_another_organisation(listed: str, text: str) -> None:
    assert not _claimed(listed, text, EntityType.ORGANISATION)


def test_a_very_long_word_or_text_is_no_look_up() -> None:
    assert not _claimed("Good Torvan Company", "Goodtorvan" * 5_000, EntityType.ORGANISATION)
    assert not _claimed("Velimir Torvanko", "Velimir " + "Torvnako" * 5_000)


@pytest.mark.parametrize("headline", ["Qasem Torvani Airport", "Qasem Torvani Street", "By Qasem Torvani"])
def test_what_alignment_refuses_no_look_up_brings_back(headline: str) -> None:
    index = open_index(compile_index([Watchlist(name="L", entities=(Entity(id="x", name="Qasem Torvani"),))]))
    assert not screen(Document(fields=(("title", headline),)), index)


@pytest.mark.parametrize(("listed", "headline"), [
    ("Dmitry Anatolyevich Kedrinsky", "Dmitry Kedrinsky Visits Havana"),
    ("Qasem Torvani", "General Qasem Torvani"),
    ("William G. Frostan", "William \"Bill\" Frostan was arrested."),
])
def test_a_headline_of_capitals_that_names_somebody_stays_strong(listed: str, headline: str) -> None:
    index = open_index(compile_index([Watchlist(name="L", entities=(Entity(id="x", name=listed),))]))
    match, = screen(Document(fields=(("title", headline),)), index)
    assert match.tier is Tier.STRONG


@pytest.mark.parametrize(("listed", "headline"), [
    ("Kazan Plant", "Kazan"), ("Institute of Moscow", "Moscow"), ("Arsenal Plant", "Arsenal")])
def test_a_citys_name_is_no_body_of_the_city(listed: str, headline: str) -> None:
    index = open_index(compile_index([Watchlist(name="L", entities=(Entity(id="x", name=listed, type=EntityType.ORGANISATION),))]))
    assert [match.tier for match in screen(Document(fields=(("title", headline),)), index) if match.tier is not Tier.POSSIBLE] == []
