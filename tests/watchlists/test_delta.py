"""What came, went and changed between two states of a list; on the publishers' real ones too."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Alias, Entity, Listing, ListSource
from monitor.watchlists.delta import FORMER_NAMES, LINES, Delta, FieldChange, delta, former_names, message, rows, with_former
from monitor.watchlists.importers import Imported, import_list

CHIEF = Entity(id="xx-1", name="Bartholomew Okonjo-Vance", aliases=(Alias(text="Bart Vance"), Alias(text="Barty", weak=True)),
               countries=("NG",), positions=("Minister",), born=("1960",), note="Listed. See the annex.",
               listings=(Listing(authority="UN", reference="XXi.001", measures=("travel-ban",), since="2026-01-15"),))
OTHER = Entity(id="xx-2", name="Leocadia Thistlewood")


def one_change(**changed: object) -> tuple[FieldChange, ...]:
    found = delta([CHIEF, OTHER], [replace(CHIEF, **changed), OTHER])  # type: ignore[arg-type]
    assert (found.added, found.removed) == ((), ())
    return found.changed[0].fields


def test_what_is_only_in_one_state_came_or_went() -> None:
    found = delta([CHIEF], [OTHER])
    assert (found.added, found.removed, found.changed) == ((OTHER,), (CHIEF,), ())
    assert found.headline() == "1 added, 1 removed"


def test_the_same_entities_in_another_order_are_no_change() -> None:
    turned = replace(CHIEF, aliases=CHIEF.aliases[::-1])
    assert not delta([CHIEF, OTHER], [OTHER, turned])
    assert delta([], []).headline() == "nothing changed"


def test_each_field_tells_what_came_and_what_went() -> None:
    assert one_change(aliases=(Alias(text="B. Vance"), Alias(text="Barty", weak=True))) == (
        FieldChange(field="aliases", added=("B. Vance",), removed=("Bart Vance",)),)
    assert one_change(positions=("Minister", "General"), born=()) == (
        FieldChange(field="positions", added=("General",)), FieldChange(field="born", removed=("1960",)))
    assert one_change(identifiers=(("passport", "008827"),), deceased="2026-02-01") == (
        FieldChange(field="deceased", added=("2026-02-01",)), FieldChange(field="identifiers", added=("passport 008827",)))
    assert one_change(listings=()) == (FieldChange(field="listings", removed=("UN XXi.001 travel-ban since 2026-01-15",)),)


def test_a_name_that_becomes_weak_is_a_change() -> None:
    assert one_change(aliases=(Alias(text="Bart Vance", weak=True), Alias(text="Barty", weak=True))) == (
        FieldChange(field="aliases", removed=("Bart Vance",)), FieldChange(field="weak aliases", added=("Bart Vance",)))


def test_a_renamed_entity_keeps_its_old_name_as_a_former_one() -> None:
    renamed = replace(CHIEF, name="Balthasar Quillfeather")
    found = delta([CHIEF], [renamed])
    assert found.changed[0].former == "Bartholomew Okonjo-Vance"
    former = former_names({}, found)
    assert former == {"xx-1": ("Bartholomew Okonjo-Vance",)}
    assert with_former([renamed, OTHER], former)[0].aliases[-1] == Alias(text="Bartholomew Okonjo-Vance")
    assert with_former([renamed, OTHER], former)[1] is OTHER


def test_former_names_are_few_go_with_their_entity_and_end_where_the_name_is_back() -> None:
    known: dict[str, tuple[str, ...]] = {}
    entity = OTHER
    for number in range(FORMER_NAMES + 3):
        later = replace(entity, name=f"Name {number}")
        known, entity = former_names(known, delta([entity], [later])), later
    assert known == {"xx-2": tuple(f"Name {number}" for number in range(FORMER_NAMES + 1, 1, -1))}
    back = replace(entity, name="Name 3")
    assert "Name 3" not in former_names(known, delta([entity], [back]))["xx-2"]
    assert former_names(known, delta([entity], [])) == {}


def test_a_former_name_the_list_gives_as_an_alias_is_not_doubled() -> None:
    assert with_former([CHIEF], {"xx-1": ("Bart Vance",)})[0] == CHIEF


def test_the_message_names_the_entities_and_says_what_it_leaves_out() -> None:
    many = [replace(OTHER, id=f"yy-{number}", name=f"Family {number}") for number in range(100)]
    text = message(delta([CHIEF], [replace(CHIEF, name="Balthasar Quillfeather", positions=(), note="Other."), *many]))
    lines = text.splitlines()
    assert len(lines) == LINES + 1
    assert lines[0] == "+ Family 0 (yy-0, person)"
    assert lines[-1] == f"and {101 - LINES} more: monitor lists diff"
    assert message(delta([CHIEF], [replace(CHIEF, name="Balthasar Quillfeather", positions=(), note="Other.")])) == (
        "~ Balthasar Quillfeather, formerly Bartholomew Okonjo-Vance (xx-1): positions −Minister; note")


def test_long_values_are_clipped_in_the_message_and_whole_in_the_rows() -> None:
    found = delta([CHIEF], [replace(CHIEF, positions=("x" * 500,))])
    assert len(message(found)) <= 160
    assert rows(found)[0]["fields"] == [{"field": "positions", "added": ["x" * 500], "removed": ["Minister"]}]


def test_rows_have_one_shape() -> None:
    found = rows(delta([CHIEF, OTHER], [replace(CHIEF, born=()), replace(OTHER, id="xx-3")]))
    assert [row["change"] for row in found] == ["added", "removed", "changed"]
    assert {tuple(row) for row in found} == {("change", "entity", "name", "former", "fields")}


entities = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["One", "Two", "Three"]), max_size=6).map(
    lambda named: [Entity(id=id_, name=name) for id_, name in named.items()])


@given(entities, entities)
def test_a_delta_turned_round_swaps_what_came_and_went(old: list[Entity], new: list[Entity]) -> None:
    there, back = delta(old, new), delta(new, old)
    assert {entity.id for entity in there.added} == {entity.id for entity in back.removed}
    assert {change.id for change in there.changed} == {change.id for change in back.changed}
    kept = {entity.id: entity for entity in old if entity not in there.removed} | {entity.id: entity for entity in there.added}
    assert set(kept) == {entity.id for entity in new}


# ------------------------------------------------------------------ the publishers' own
def ofac(folder: Path, day: str) -> Imported:
    return import_list(ListSource(format="ofac-csv", url="sdn.csv"), {"url": (folder / f"sdn_{day}.csv").read_bytes()})


@pytest.mark.shared
def test_the_six_ofac_states_of_2024_differ_as_was_counted(shared: Path) -> None:
    days = ("2024-02-20", "2024-02-23", "2024-03-04", "2024-03-06", "2024-05-01", "2024-05-02")
    states = [ofac(shared / "lists/ofac/daily", day) for day in days]
    steps = [delta(one.entities, other.entities) for one, other in pairwise(states)]
    assert [(len(step.added), len(step.removed), len(step.changed)) for step in steps] == [
        (553, 0, 8), (31, 89, 13), (11, 1, 0), (538, 8, 18), (7, 0, 0)]
    former = {change.name: change.former for step in steps for change in step.changed if change.former}
    assert former["SAINT LIGHT"] == "YOUNG YONG"
    assert former["Constantino Guveya CHIWENGA"] == "Constantine Gureya CHIWENGA"


@pytest.mark.shared
def test_the_two_un_states_differ_in_fields_and_not_in_every_entry(shared: Path) -> None:
    def un(day: str) -> Imported:
        data = (shared / f"lists/un/un_consolidated_{day}.xml").read_bytes()
        return import_list(ListSource(format="un-xml", url="un.xml"), {"url": data})

    found: Delta = delta(un("2025-04-19").entities, un("2026-02-27").entities)
    assert (len(found.added), len(found.removed)) == (130, 4)
    assert sum(entity.id.startswith(("un-IRi.", "un-IRe.")) for entity in found.added) == 121
    assert len(found.changed) == 14  # of 873, each of which differs in its bytes
    assert Counter(field.field for change in found.changed for field in change.fields) == {"note": 12, "aliases": 2, "deceased": 1}
