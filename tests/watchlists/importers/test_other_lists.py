"""Canada's list in the shapes of its real records; OpenSanctions from its published layouts; any CSV by a mapping; invented content."""

from __future__ import annotations

import json

import pytest
from list_support import Import, names

from monitor.errors import Faults
from monitor.model import EntityType, Listing


# ------------------------------------------------------------------ Canada
def record(**fields: str) -> str:
    base = {"Country": "Russia / Russie", "Schedule": "1, Part 1", "Item": "9", "DateOfListing": "2022-02-24"}
    return "<record>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in (base | fields).items()) + "</record>"


def canada(*entries: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?><data-set>' + "".join(entries) + "</data-set>"


def test_a_person_of_canada_s_list(read: Import):
    [entity] = read(
        "ca-xml",
        canada(
            record(
                LastName="SOLVANOV",
                GivenName="Karem Ivanovich ",
                DateOfBirthOrShipBuildDate="1965-04-29",
                TitleOrShip="Judge",
                Aliases="Карем СОЛВАНОВ / Карім СОЛВАНОВ; Russian: Карем Иванов, K. Solvan",
            )
        ),
    ).entities
    assert (entity.type, names(entity)) == (
        EntityType.PERSON,
        ["Karem Ivanovich SOLVANOV", "Карем СОЛВАНОВ", "Карім СОЛВАНОВ", "Карем Иванов", "K. Solvan"],
    )
    assert (entity.born, entity.positions, entity.countries) == (("1965-04-29",), ("Judge",), ())
    assert entity.listings == (
        Listing(authority="Canada", reference="Russia, Schedule 1, Part 1, item 9", measures=("asset-freeze",), since="2022-02-24"),
    )
    assert entity.id.startswith("ca-russia-")


def test_the_id_outlives_a_renumbering_and_tells_apart_who_was_born_at_another_time(read: Import):
    first = read("ca-xml", canada(record(LastName="A", GivenName="B"))).entities[0].id
    assert read("ca-xml", canada(record(LastName="A", GivenName="B", Item="77"))).entities[0].id == first
    two = read(
        "ca-xml",
        canada(
            record(LastName="A", GivenName="B", DateOfBirthOrShipBuildDate="1960"),
            record(LastName="A", GivenName="B", DateOfBirthOrShipBuildDate="1970"),
        ),
    ).entities
    assert [entity.id for entity in two] == [first, f"{first}-2"]


def test_a_ship_s_build_date_is_no_birth_and_a_russian_debt_schedule_freezes_nothing(read: Import):
    ship, bank = read(
        "ca-xml",
        canada(
            record(EntityOrShip="Meridia", TitleOrShip="Oil Tanker", ShipIMONumber="9511520", DateOfBirthOrShipBuildDate="2010"),
            record(EntityOrShip="North\nBank (also known as NBank)", Schedule="2"),
        ),
    ).entities
    assert (ship.type, ship.born, ship.identifiers) == (EntityType.VESSEL, (), (("imo", "9511520"),))
    assert (names(bank), bank.listings[0].measures) == (["North Bank", "NBank"], ())


def test_a_record_without_a_name_is_refused(read: Import):
    with pytest.raises(Faults, match="a record without a name"):
        read("ca-xml", canada(record()))


@pytest.mark.shared
def test_the_real_list_of_canada_is_read_whole(read: Import, shared):
    imported = read("ca-xml", (shared / "lists/ca/sema_2025-06.xml").read_bytes())
    assert sum(len(entity.listings) for entity in imported.entities) == 4759
    assert imported.counts.entities["vessel"] == 109


# ------------------------------------------------------------------ OpenSanctions
SIMPLE = """id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,program_ids,dataset,first_seen,\
last_seen,last_change
NK-1,Person,"Solvani, Karem",Карем Солвани;K. Solvani,1957-03-11;1957,ir;ru,,008800,UN list,,,,un,2022-03-01T10:00:00,2026-01-01,2026-01-01
NK-2,Company,North Arms JSC,,,ru,,1027700132190,EU,,,,eu,2022-03-01,2026-01-01,2026-01-01
NK-3,Vessel,SEA GLORY,,,pa,,IMO9224460;X1,,,,,eu,2022-03-01,2026-01-01,2026-01-01
NK-4,CryptoWallet,bc1q,,,,,,,,,,eu,2022-03-01,2026-01-01,2026-01-01
"""


def test_targets_simple_csv(read: Import):
    imported = read("opensanctions", SIMPLE)
    person, company, ship = imported.entities
    assert (person.id, names(person)) == ("os-NK-1", ["Karem Solvani", "Карем Солвани", "K. Solvani"])
    assert (person.born, person.countries, person.listings[0].since) == (("1957-03-11", "1957"), ("IR", "RU"), "2022-03-01")
    assert (company.type, ship.type, ship.identifiers) == (EntityType.ORGANISATION, EntityType.VESSEL, (("imo", "9224460"),))
    assert imported.remarks == ("left out, being no party that news could name: 1 CryptoWallet",)


def lines(*entities: dict[str, object]) -> str:
    return "".join(json.dumps(entity, ensure_ascii=False) + "\n" for entity in entities)


def test_followthemoney_lines_keep_weak_aliases_apart_and_join_sanctions(read: Import):
    imported = read(
        "opensanctions",
        lines(
            {
                "id": "Q1",
                "schema": "Person",
                "target": True,
                "properties": {
                    "name": ["کریم سلوانی", "Karem Solvani"],
                    "alias": ["Karim Solvani"],
                    "weakAlias": ["Haj Karem"],
                    "previousName": ["Karem Old"],
                    "topics": ["sanction"],
                    "nationality": ["ir"],
                    "birthDate": ["1957-03-11"],
                    "deathDate": ["2020-01-03"],
                    "position": ["General"],
                    "passportNumber": ["008800"],
                },
            },
            {
                "id": "S1",
                "schema": "Sanction",
                "properties": {
                    "entity": ["Q1"],
                    "authority": ["North Council"],
                    "startDate": ["2007-03-24"],
                    "program": ["X"],
                    "provisions": ["Asset freeze", "Travel Ban", "UKRAINE-EO13662"],
                    "sourceUrl": ["https://c.example/1"],
                },
            },
            {"id": "V1", "schema": "Vessel", "properties": {"name": ["SEA GLORY"], "imoNumber": ["IMO9224460"], "flag": ["pa"]}},
            {"id": "P2", "schema": "Person", "target": False, "properties": {"name": ["A Relative"]}},
            {"id": "A1", "schema": "Address", "properties": {"full": ["x"]}},
        ),
    )
    person, ship = imported.entities
    assert names(person) == ["Karem Solvani", "کریم سلوانی", "Karim Solvani", "Karem Old", "<Haj Karem>"]
    assert (person.deceased, person.countries, person.positions, person.identifiers) == (
        "2020-01-03",
        ("IR",),
        ("General",),
        (("passport", "008800"),),
    )
    assert person.listings == (Listing(authority="North Council", reference="X", measures=("asset-freeze", "travel-ban"),
                                       since="2007-03-24", url="https://c.example/1"),)
    assert (ship.identifiers, ship.countries) == ((("imo", "9224460"),), ("PA",))
    assert imported.remarks == ("left out, being no party that news could name: 1 Address, 1 Person beside the listed ones",)
    assert imported.counts.weak() == 1


def test_nested_sanctions_are_listings_too(read: Import):
    sanction = {"id": "S", "schema": "Sanction", "properties": {"authority": ["North Council"], "listingDate": ["2022-02-24"]}}
    [entity] = read(
        "opensanctions", lines({"id": "Q", "schema": "Person", "properties": {"name": ["A B"], "sanctions": [sanction]}})
    ).entities
    assert entity.listings == (Listing(authority="North Council", since="2022-02-24"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a", "schema": "Person", "properties": {}}\n{"id": ', "list:2:8: not a JSON line"),
        ('{"id": 3}\n', "list:1:1: no FollowTheMoney entity"),
        ("a,b\n", "no column 'id', 'schema', 'name', 'aliases'"),
        ("", "the file is empty"),
    ],
)
def test_what_is_no_list_of_opensanctions_is_refused(read: Import, text, said):
    with pytest.raises(Faults) as caught:
        read("opensanctions", text)
    assert said in str(caught.value)


# ------------------------------------------------------------------ any CSV
MAPPING = (
    ("name", "First"),
    ("name", "Last"),
    ("aliases", "Also"),
    ("weak_aliases", "Nick"),
    ("id", "Ref"),
    ("type", "Kind"),
    ("countries", "Nat"),
    ("born", "Born"),
    ("positions", "Post"),
    ("measures", "Measures"),
    ("authority", "By"),
    ("since", "Since"),
    ("identifiers.imo", "IMO"),
)
HEADER = "Ref;First;Last;Also;Nick;Kind;Nat;Born;Post;Measures;By;Since;IMO\n"


def test_any_csv_is_read_by_the_mapping(read: Import):
    imported = read(
        "csv",
        HEADER
        + "A 1;Karem;SOLVANI;Karim Solvani | کریم;Haj Karem;Individual;Iranian;11.3.1957;General|Judge;Travel Ban|Asset freeze;North;"
        "1 May 2022;\n"
        ";;;;;;;;;;;;\n;SEA;GLORY;;;ship;;;;;;;9224460\n;;;;;ship;;;;;;;1\n",
        mapping=MAPPING,
    )
    person, ship = imported.entities
    assert (person.id, names(person)) == ("A-1", ["Karem SOLVANI", "Karim Solvani", "کریم", "<Haj Karem>"])
    assert (person.born, person.countries, person.positions) == (("1957-03-11",), ("IR",), ("General", "Judge"))
    assert person.listings == (Listing(authority="North", measures=("travel-ban", "asset-freeze"), since="2022-05-01"),)
    assert (ship.id, ship.type, ship.identifiers, ship.listings) == ("sea-glory", EntityType.VESSEL, (("imo", "9224460"),), ())
    assert imported.remarks == ("2 rows without a name are left out (line 3 …)",)


def test_a_mapped_column_that_is_not_there_is_a_fault(read: Import):
    with pytest.raises(Faults, match=r"list:1:1: no column 'Full name' in the header \(Name, Ref …\)"):
        read("csv", "Name,Ref\nA B,1\n", mapping=(("name", "Full name"),))


@pytest.mark.shared
def test_real_lists_of_other_layouts_go_through_the_mapping(read: Import, shared):
    denied = read("csv", (shared / "lists/misc/us_dpl.txt").read_bytes(), mapping=(("name", "Name"), ("since", "Effective_Date")))
    assert len(denied.entities) > 500
    military = read(
        "csv",
        (shared / "lists/misc/us_dod_chinese_milcorps.csv").read_bytes(),
        mapping=(("name", "Clean Name"), ("aliases", "Alias"), ("since", "Start date")),
    )
    assert len(military.entities) > 300
