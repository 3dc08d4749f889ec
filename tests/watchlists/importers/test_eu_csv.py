"""Acts of the European Union as CSV, in the shapes of their real rows with invented content."""

from __future__ import annotations

import pytest
from list_support import Import, names

from monitor.errors import Faults
from monitor.model import EntityType

COLUMNS = """celex recordId programKey annex measure startDate reason schema name alias weakAlias previousName country nationality
jurisdiction birthDate birthPlace
position passportNumber gender appearance ethnicity fatherName motherName incorporationDate legalForm sector registrationNumber
taxNumber idNumber innCode ogrnCode
kppCode okpoCode leiCode swiftBic ticker imoNumber mmsi flag address phone email website notes""".split()


def act(*rows: dict[str, str], amendment: bool = False) -> str:
    columns = ["amendedCelex", "amendmentCelex", *COLUMNS[1:]] if amendment else COLUMNS
    base = {
        "celex": "32014R0001",
        "amendedCelex": "32014R0001",
        "amendmentCelex": "32026R0002",
        "programKey": "EU-UKR",
        "annex": "I",
        "measure": "Asset freeze",
        "startDate": "17.3.2014",
        "schema": "Person",
    }
    lines = [",".join(columns)]
    for row in rows:
        cells = (str((base | row).get(column, "")) for column in columns)
        lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    return "\n".join(lines) + "\n"


def test_a_person_is_read_with_every_field(read: Import):
    [entity] = read(
        "eu-csv",
        act(
            {
                "name": "Sergey Valeryevich AKSONOV",
                "alias": "Сергей Валерьевич АКСОНОВ; Serhiy AKSONOV",
                "weakAlias": "The Goblin",
                "previousName": "Sergiu AXON",
                "nationality": "Russian and Moldovan",
                "birthDate": "26.11.1972 (or 1973)",
                "position": "Prime Minister of Nowhere; Deputy",
                "passportNumber": "U34290110 (Russia); 4449916580",
                "idNumber": "series 1815 No 112020",
                "reason": "For this.",
                "notes": "Reportedly deceased in June 2020",
            }
        ),
    ).entities
    assert (entity.type, entity.name) == (EntityType.PERSON, "Sergey Valeryevich AKSONOV")
    assert names(entity)[1:] == ["Сергей Валерьевич АКСОНОВ", "Serhiy AKSONOV", "<The Goblin>", "Sergiu AXON"]
    assert (entity.countries, entity.born, entity.deceased) == (("RU", "MD"), ("1972-11-26", "1973"), "2020-06")
    assert entity.positions == ("Prime Minister of Nowhere", "Deputy")
    assert entity.identifiers == (("passport", "U34290110"), ("passport", "4449916580"), ("national-id", "1815 112020"))
    [listing] = entity.listings
    assert (listing.authority, listing.reference, listing.measures, listing.since) == (
        "EU",
        "32014R0001",
        ("travel-ban", "asset-freeze"),
        "2014-03-17",
    )


def test_a_blank_weak_alias_does_not_make_the_aliases_strong(read: Import):
    imported = read("eu-csv", act({"name": "A BELOV", "alias": "Hajj Yusof"}))
    assert [str(name.quality) for name in next(iter(imported.names.values()))] == ["strong", "unknown"]


@pytest.mark.parametrize(
    ("row", "measures"),
    [
        ({"programKey": "EU-IRQ"}, ("asset-freeze",)),
        ({"programKey": "EU-RUS", "measure": "Export control"}, ("export-control",)),
        ({"measure": "Transportation restrictions"}, ("transportation-restrictions",)),
        ({"schema": "LegalEntity"}, ("asset-freeze",)),
        ({"programKey": "EU-BLR"}, ("travel-ban", "asset-freeze")),
        ({"celex": "32014R0208"}, ("asset-freeze",)),
        ({"programKey": "EU-LBY"}, ("asset-freeze",)),
        ({"programKey": "EU-LBY", "notes": "Listed pursuant to paragraph 15 (Travel Ban)."}, ("travel-ban", "asset-freeze")),
    ],
)
def test_a_travel_ban_follows_from_the_programme_for_persons_whose_assets_are_frozen(read: Import, row, measures):
    [entity] = read("eu-csv", act({"name": "A BELOV"} | row)).entities
    assert entity.listings[0].measures == measures


def test_the_id_is_the_act_and_a_hash_of_annex_and_name_also_for_an_amendment(read: Import):
    [first] = read("eu-csv", act({"name": "A BELOV", "recordId": "7"})).entities
    [later] = read("eu-csv", act({"name": "A BELOV", "recordId": "900"}, amendment=True)).entities
    [other] = read("eu-csv", act({"name": "A BELOV", "annex": "II"})).entities
    assert first.id == later.id == "eu-32014R0001-" + first.id[-8:]
    assert other.id != first.id
    assert (first.listings[0].reference, later.listings[0].reference) == ("32014R0001", "32026R0002")


def test_rows_of_one_name_are_one_party_unless_their_births_differ(read: Import):
    same = read("eu-csv", act({"name": "A BELOV", "birthDate": "1970"}, {"name": "A BELOV", "alias": "Sasha BELOV"}))
    assert [names(entity) for entity in same.entities] == [["A BELOV", "Sasha BELOV"]]
    differ = read("eu-csv", act({"name": "A BELOV", "birthDate": "1970"}, {"name": "A BELOV", "birthDate": "1.2.1981"}))
    assert [entity.id[-2:] for entity in differ.entities][1] == "-2"
    assert [entity.born for entity in differ.entities] == [("1970",), ("1981-02-01",)]


def test_a_ship_is_known_by_its_imo_number_and_a_company_s_is_no_ship_s(read: Import):
    ship, company = read(
        "eu-csv",
        act(
            {"name": "OLGA 1", "schema": "Vessel", "imoNumber": "9224460", "previousName": "OLD STAR"},
            {"name": "North Shipping", "schema": "Company", "imoNumber": "4131090"},
        ),
    ).entities
    assert (ship.type, ship.identifiers, names(ship)) == (EntityType.VESSEL, (("imo", "9224460"),), ["OLGA 1", "OLD STAR"])
    assert company.identifiers == (("imo-company", "4131090"),)


def test_a_header_alone_is_an_empty_list_and_a_nameless_row_is_said(read: Import):
    assert read("eu-csv", act()).entities == ()
    imported = read("eu-csv", act({"name": ""}, {"name": "A BELOV"}))
    assert (len(imported.entities), imported.remarks) == (1, ("1 rows without a name are left out (line 2 …)",))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "list: the file is empty: not even a header"),
        ("celex,name\n1,2\n", "list:1:1: no column 'programKey'"),
        (act({"name": "A"}) + "x," * 60 + "y\n", "list:3:1: 61 cells in this row, 45 in the header"),
        (act({"name": "A"}) + '"cut', "list:3:1: not CSV"),
        (act({"name": "Ж"}).encode().replace("Ж".encode(), b"\xd0\xff"), "list:2:"),
        (act({"name": "Müller"}).encode("latin-1"), "byte 0xFC is no UTF-8 text: wrong encoding, or the file was cut off"),
    ],
)
def test_a_file_that_is_no_act_is_refused_with_its_place(read: Import, data, said):
    with pytest.raises(Faults) as caught:
        read("eu-csv", data)
    assert said in str(caught.value)


@pytest.mark.shared
def test_the_real_acts_are_read_row_by_row(read: Import, shared):
    rows = parties = 0
    for path in sorted((shared / "lists/eu/consolidated").glob("*.csv")):
        imported = read("eu-csv", path.read_bytes())
        parties += len(imported.entities)
        rows += sum(len(entity.listings) for entity in imported.entities)
        assert imported.remarks == ()
    assert parties <= 8017
    assert parties > 7990  # a few rows repeat a party of the same act and annex
