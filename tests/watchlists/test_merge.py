"""Corrections of imported entities, and sources in local files."""

from __future__ import annotations

import pytest

from monitor.errors import Faults
from monitor.model import Alias, Entity, EntityType, Listing, Watchlist
from monitor.watchlists import read_watchlist
from monitor.watchlists.importers import Imported
from monitor.watchlists.local import read_with_lists
from monitor.watchlists.merge import merged, without_effect

FIRST = Entity(
    id="un-ABi.001",
    name="KAREM SOLVANI",
    aliases=(Alias(text="Karim Solvani"), Alias(text="Haj Karem", weak=True), Alias(text="Joe")),
    countries=("IR",),
    listings=(Listing(authority="UN", reference="ABi.001"),),
    note="Listed.",
)
SECOND = Entity(id="un-ABe.002", name="NORTH FRONT", type=EntityType.ORGANISATION)
IMPORTED = Imported(entities=(FIRST, SECOND))


def corrected(entity: str) -> Watchlist:
    return merged(watchlist(entity), IMPORTED)


def watchlist(entity: str = "") -> Watchlist:
    text = "name: UN\nsource: {format: un-xml, url: un.xml}\n" + (f"entities:\n  - {entity}\n" if entity else "entities: []\n")
    return read_watchlist(text.encode(), name="lists/un.yaml")


def test_without_corrections_the_entities_are_those_imported():
    assert merged(watchlist(), IMPORTED).entities == (FIRST, SECOND)


def test_a_correction_adds_marks_weak_and_strikes_out():
    first = corrected(
        "{id: un-ABi.001, aliases: [کریم, {name: karim solvani, weak: true}], not: [Joe, Solvani Street], countries: [RU, IR]}"
    ).entities[0]
    assert first.aliases == (Alias(text="Karim Solvani", weak=True), Alias(text="Haj Karem", weak=True), Alias(text="کریم"))
    assert (first.not_texts, first.countries, first.note) == (("Joe", "Solvani Street"), ("IR", "RU"), "Listed.")
    assert (first.name, first.listings) == ("KAREM SOLVANI", FIRST.listings)


def test_a_weak_name_can_be_made_an_ordinary_one():
    first = corrected("{id: un-ABi.001, aliases: [Haj Karem]}").entities[0]
    assert Alias(text="Haj Karem") in first.aliases


def test_a_correction_with_a_name_renames_and_keeps_the_imported_name():
    first = corrected(
        "{id: un-ABi.001, name: Karem Solvani the Elder, mute: {by: ana, why: dead}, note: Ours., deceased: 2020-01-03}"
    ).entities[0]
    assert (first.name, first.aliases[0]) == ("Karem Solvani the Elder", Alias(text="KAREM SOLVANI"))
    assert first.mute is not None
    assert (first.mute.why, first.note, first.deceased) == ("dead", "Ours.", "2020-01-03")


def test_a_struck_out_name_gives_way_to_the_next_that_is_not_weak():
    first = corrected("{id: un-ABi.001, not: [KAREM SOLVANI, Karim Solvani]}").entities[0]
    assert (first.name, first.aliases) == ("Joe", (Alias(text="Haj Karem", weak=True),))
    second = corrected("{id: un-ABe.002, not: [north front]}").entities[1]
    assert (second.name, second.type) == ("NORTH FRONT", EntityType.ORGANISATION)


def test_an_entity_of_its_own_is_added_and_a_correction_without_its_entity_is_said():
    own = corrected("{name: Mara Novak, id: mara}").entities
    assert [entity.id for entity in own] == ["un-ABi.001", "un-ABe.002", "mara"]
    lost = watchlist("{id: un-ABi.777, mute: {by: ana}}")
    assert [entity.id for entity in merged(lost, IMPORTED).entities] == ["un-ABi.001", "un-ABe.002"]
    assert without_effect(lost, IMPORTED) == ("lists/un.yaml:4: corrects un-ABi.777, which the list does not have (any longer)",)
    assert without_effect(watchlist("{id: un-ABi.001, mute: {by: ana}}"), IMPORTED) == ()


def test_the_version_changes_with_the_list_and_with_the_corrections():
    versions = {
        merged(watchlist(), IMPORTED).version,
        merged(watchlist(), Imported(entities=(FIRST,))).version,
        merged(watchlist("{id: un-ABi.001, not: [Joe]}"), IMPORTED).version,
    }
    assert len(versions) == 3
    assert merged(watchlist(), IMPORTED).version == merged(watchlist(), IMPORTED).version


# ------------------------------------------------------------------ local sources
LIST = (
    b"<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>KAREM SOLVANI</FIRST_NAME><REFERENCE_NUMBER>ABi.001</REFERENCE_NUMBER>"
    b"</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"
)
UN = ("lists/un.yaml", b"name: UN\nsource: {format: un-xml, url: data/un.xml}\n")


def test_a_local_source_is_imported_from_the_file_beside_the_yaml():
    found = read_with_lists([UN, ("lists/data/un.xml", LIST), ("lists/own.yaml", b"name: Own\nentities: [{name: A B}]")])
    assert [[entity.id for entity in each.entities] for each in found.watchlists] == [["un-ABi.001"], ["a-b"]]
    assert found.remarks == ()


def test_an_empty_list_a_web_source_and_a_lost_correction_are_remarks():
    empty = ("lists/e.yaml", b"name: E\nsource: {format: un-xml, url: e.xml}\nentities: [{id: un-X, mute: {by: ana}}]")
    web = (
        "lists/w.yaml",
        b"name: W\nsource: {format: un-xml, url: https://un.example/l.xml}\nentities: [{id: un-X, mute: {by: ana}}, {name: B C}]",
    )
    found = read_with_lists([empty, ("lists/e.xml", b"<CONSOLIDATED_LIST/>"), web])
    assert [[entity.id for entity in each.entities] for each in found.watchlists] == [[], ["b-c"]]
    assert [remark.partition(": ")[0] for remark in found.remarks] == ["lists/e.yaml", "lists/e.yaml:3", "lists/w.yaml"]


def test_the_faults_of_all_lists_come_together_with_their_paths():
    other = ("b.yaml", b"name: B\nsource: {format: un-xml, url: b.xml}")
    with pytest.raises(Faults) as caught:
        read_with_lists([UN, other, ("b.xml", b"<CONSOLIDATED_LIST>\n<x></CONSOLIDATED_LIST>")])
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [("lists/data/un.xml", 0), ("b.xml", 2)]
