"""What goes on naming a party that a document has named in full: initials, and a surname behind a country or another script."""

from __future__ import annotations

import pytest

from monitor.matching import compile_index, open_index, screen
from monitor.matching.index import Index
from monitor.model import Document, Entity, EntityType, Watchlist


def _index(*entities: Entity) -> Index:
    return open_index(compile_index([Watchlist(name="Names", entities=entities)]))


def _surfaces(index: Index, text: str) -> dict[str, list[str]]:
    return {match.entity: [mention.surface for mention in match.mentions]
            for match in screen(Document(fields=(("text", text),)), index)}


def _organisation(name: str, number: str = "x") -> Entity:
    return Entity(id=number, name=name, type=EntityType.ORGANISATION)


@pytest.mark.parametrize("text", [
    "The Zephyria Trade Union (ZTU) called a strike. ZTU pilots stayed at home.",
    "ZTU pilots stayed at home, said the Zephyria Trade Union. The ZTU called a strike.",
])
def test_an_organisation_named_in_full_is_named_by_its_initials(text: str) -> None:
    assert sorted(_surfaces(_index(_organisation("Zephyria Trade Union")), text)["x"]) == ["ZTU", "ZTU", "Zephyria Trade Union"]


def test_initials_alone_name_nobody() -> None:
    assert not _surfaces(_index(_organisation("Zephyria Trade Union")), "The ZTU called a strike.")


def test_initials_of_two_parties_in_a_document_are_neithers() -> None:
    index = _index(_organisation("Zephyria Trade Union"), _organisation("Zalmora Transport Unit", "y"))
    found = _surfaces(index, "The Zephyria Trade Union met the Zalmora Transport Unit. The ZTU called a strike.")
    assert found == {"x": ["Zephyria Trade Union"], "y": ["Zalmora Transport Unit"]}


def test_initials_in_a_headline_of_capitals_are_no_initials() -> None:
    found = _surfaces(_index(_organisation("Zephyria Trade Union")), "ZEPHYRIA TRADE UNION CALLS A STRIKE OF ZTU PILOTS")
    assert found == {"x": ["ZEPHYRIA TRADE UNION"]}


@pytest.mark.parametrize("text", [
    "Richard Torshan came. In Germany Torshan met his bankers.",
    "Ричард Торшан приехал. Владелец Manx Holding Торшан ушёл.",
    "Ричард Торшан приехал. На севере Украины Торшан открыл завод.",
])
def test_a_country_or_a_word_of_another_script_in_front_of_a_surname_is_no_given_name(text: str) -> None:
    assert len(_surfaces(_index(Entity(id="x", name="Richard Torshan")), text)["x"]) == 2


def test_a_surname_behind_a_given_name_is_anothers() -> None:
    found = _surfaces(_index(Entity(id="x", name="Richard Torshan")), "Richard Torshan came. Later Marko Torshan met his bankers.")
    assert found == {"x": ["Richard Torshan"]}


def test_two_letters_are_initials_only_where_the_full_name_explains_them() -> None:
    index = _index(_organisation("Zephyria Movement"))
    assert _surfaces(index, "The Zephyria Movement met. The ZM left.") == {"x": ["Zephyria Movement"]}
    assert _surfaces(index, "The Zephyria Movement (ZM) met. The ZM left.") == {"x": ["Zephyria Movement", "ZM", "ZM"]}
