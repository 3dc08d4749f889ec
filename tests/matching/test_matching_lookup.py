"""An organisation's name looked up: the text is nothing but the name."""

from __future__ import annotations

import pytest

from monitor.matching import compile_index, open_index, screen
from monitor.matching.numerals import in_figures
from monitor.model import Document, Entity, EntityType, Match, Tier, Watchlist


def _matches(listed: str, text: str, kind: EntityType = EntityType.ORGANISATION) -> list[Match]:
    index = open_index(compile_index([Watchlist(name="Names", entities=(Entity(id="x", name=listed, type=kind),))]))
    return [match for match in screen(Document(fields=(("text", text),)), index) if match.tier is not Tier.POSSIBLE]


@pytest.mark.parametrize(("listed", "text"), [
    ("OOO Torvatron", "Общество с ограниченной ответственностью «Торватрон»"),
    ("Torvatron OOO", "LIMITED LIABILITY COMPANY TORVATRON"),
    ("United Aircraft Plant JSC", "АО «Объединённый авиационный завод»"),
    ("Scientific-Production Enterprise Kedrin", "АО «НПП «Кедрин»"),
    ("JSC Velsk Machine-Building Plant", "АО «Вельский машиностроительный завод»"),
    ("Brigade Thirty-Three", "Brigade 33"),
    ("3rd Kedrin Bank", "Third Kedrin Bank"),
    ("Q.R.V. Company", "QRV Co."),
    ("Kedrin AG", "KedrinAG"),
    ("Vanderlust corp", "van der lust corp"),
    ("Kedrin Missiles Joint Stock Company", "KEDRIN MISSILES JOINT STOCK COMPAN"),
    ("Kedrin & Sons Ltd", "Kedrin and Sons Limited"),
])
def test_a_name_written_in_another_way_is_the_same_name(listed: str, text: str) -> None:
    match, = _matches(listed, text)
    assert match.entity == "x"


@pytest.mark.parametrize(("listed", "text"), [
    ("OOO Torvatron", "АО «Торватрон»"),
    ("Kedrin Oil Trading LLP", "Kedrin Trading LLP"),
    ("Kedrin Bank", "Kedrin Bank Torvan Branch"),
    ("Brigade Thirty-Three", "Brigade 34"),
    ("Construction Ltd", "LLC CONSTRUCTION DREDGING COMPANY"),
    ("Torvatron Kedrin LLC", "Kedrin Torvatron LLC"),
])
def test_another_word_number_order_or_legal_form_is_another_organisation(listed: str, text: str) -> None:
    assert _matches(listed, text) == []


def test_running_text_is_no_look_up() -> None:
    assert _matches("Torvatron OOO", "Yesterday the company Torvatron paid for it, and nobody else did.") == []


@pytest.mark.parametrize("kind", [EntityType.PERSON, EntityType.VESSEL])
def test_a_text_that_is_nothing_but_a_one_word_name_is_that_name(kind: EntityType) -> None:
    match, = _matches("Torvatron", "TORVATRON", kind)
    assert match.tier is Tier.PROBABLE
    assert _matches("Torvatron", "Then Torvatron left.", kind) == []


def test_numbers_are_figures_however_they_are_written() -> None:
    assert in_figures(["Forty", "Four", "First", "2nd", "Corps", "Twentieth", "0"]) == ["44", "1", "2", "Corps", "20", "0"]
