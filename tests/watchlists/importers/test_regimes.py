"""The tables of measures by regime are those of docs/travel-bans.md, where each row has its source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.model import EntityType
from monitor.watchlists.importers.regimes import EU, UN, eu_measures, slug_of, un_measures

DOCUMENT = (Path(__file__).parents[3] / "docs" / "travel-bans.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, list[str]]:
    section = DOCUMENT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| `")]
    return {row[0].strip("`"): row[1:] for row in cells}


def test_the_un_table_is_the_documented_one_and_each_row_names_its_resolution():
    documented = rows("United Nations")
    assert {regime: tuple(row[0].split(", ")) for regime, row in documented.items() if regime != "Libya"} == UN
    assert all(re.search(r"\d{4} \(\d{4}\) paragraphs? |\), paragraph ", row[1]) and row[2] for row in documented.values())


def test_the_eu_table_is_the_documented_one():
    assert {programme: row[0].strip("*") for programme, row in rows("European Union").items()} == EU


@pytest.mark.parametrize("kind", [EntityType.ORGANISATION, EntityType.VESSEL, EntityType.AIRCRAFT])
def test_what_is_no_person_has_no_travel_ban(kind: EntityType):
    assert un_measures("GB", kind, "") == ()
    assert un_measures("DPRK", kind, "") == ("asset-freeze",)
    assert eu_measures("EU-BLR", "Asset freeze", kind) == ("asset-freeze",)


def test_a_regime_that_is_not_known_has_no_measures():
    assert un_measures("Atlantis", EntityType.PERSON, "") == ()
    assert eu_measures("EU-XXX", "Asset freeze", EntityType.PERSON) == ("asset-freeze",)
    assert un_measures("Libya", EntityType.PERSON, "Listed pursuant to paragraph 15 of resolution 1970 (Travel Ban).") == ("travel-ban",)


@pytest.mark.parametrize(("text", "measure"), [
    ("Travel Ban", "travel-ban"), ("Asset freeze", "asset-freeze"), ("Shipping sanctions: (see 'Other information')", "shipping-sanctions"),
    ("Technical assistance (arms)", "technical-assistance"), ("", ""), ("…", "")])
def test_measures_are_named_as_rules_name_them(text: str, measure: str):
    assert slug_of(text) == measure
