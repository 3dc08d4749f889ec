"""The UK Sanctions List, CSV and XML, from its published layout (no real file was at hand); invented content."""

from __future__ import annotations

import pytest
from list_support import Import, names

from monitor.errors import Faults
from monitor.model import EntityType

COLUMNS = [
    "Last Updated",
    "Unique ID",
    "OFSI Group ID",
    "UN Reference Number",
    "Name 6",
    "Name 1",
    "Name 2",
    "Name 3",
    "Name 4",
    "Name 5",
    "Name type",
    "Alias strength",
    "Title",
    "Name non-latin script",
    "Non-latin script type",
    "Non-latin script language",
    "Regime Name",
    "Designation Type",
    "Designation source",
    "Sanctions Imposed",
    "Other Information",
    "UK Statement of Reasons",
    "Date Designated",
    "D.O.B",
    "Nationality(/ies)",
    "National Identifier number",
    "Passport number",
    "Position",
    "Business registration number (s)",
    "IMO number",
    "Current believed flag of ship",
]
BASE = {
    "Unique ID": "RUS0001",
    "Designation Type": "Individual",
    "Regime Name": "Russia",
    "Sanctions Imposed": "Asset freeze|Travel Ban|Trust Services Sanctions",
}


def csv(*rows: dict[str, str]) -> str:
    lines = ["Report Date: 01-Jul-2026", ",".join(COLUMNS)]
    lines += [",".join('"' + (BASE | row).get(column, "") + '"' for column in COLUMNS) for row in rows]
    return "\r\n".join(lines) + "\r\n"


def test_a_designation_is_its_rows_with_the_primary_name_first(read: Import):
    imported = read(
        "uk-csv",
        csv(
            {"Name 6": "SULVANI", "Name 1": "Karim", "Name type": "Alias", "Alias strength": "Good quality a.k.a"},
            {
                "Name 6": "SOLVANI",
                "Name 1": "Karem",
                "Name 2": "Ivanovich",
                "Name type": "Primary Name",
                "Name non-latin script": "Карем СОЛВАНИ",
                "D.O.B": "dd/mm/1957",
                "Nationality(/ies)": "Russia",
                "Position": "(1) Minister (2) Judge",
                "Passport number": "63 1234560",
                "Date Designated": "10/03/2022",
                "Other Information": "Reportedly deceased in June 2025.",
            },
            {"Name 6": "KAREM", "Name type": "Alias", "Alias strength": "Low quality a.k.a", "D.O.B": "07/10/1957"},
            {"Name 6": "KARO", "Name type": "Alias"},
            {"Name 6": "SOLVANY", "Name 1": "Karem", "Name type": "Primary name variation"},
        ),
    )
    [entity] = imported.entities
    assert (entity.id, entity.type) == ("uk-RUS0001", EntityType.PERSON)
    assert names(entity) == ["Karem Ivanovich SOLVANI", "Karim SULVANI", "<KAREM>", "KARO", "Karem SOLVANY", "Карем СОЛВАНИ"]
    assert [str(name.quality) for name in imported.names["uk-RUS0001"]] == ["strong", "strong", "weak", "unknown", "strong", "strong"]
    assert (entity.born, entity.countries, entity.positions) == (("1957", "1957-10-07"), ("RU",), ("Minister", "Judge"))
    assert (entity.deceased, entity.identifiers) == ("2025-06", (("passport", "63 1234560"),))
    [listing] = entity.listings
    assert (listing.authority, listing.reference, listing.since) == ("UK", "RUS0001", "2022-03-10")
    assert listing.measures == ("travel-ban", "asset-freeze", "trust-services-sanctions")
    assert imported.dated == "2026-07-01"


@pytest.mark.parametrize(("imposed", "measures"), [("Asset freeze", ("asset-freeze",)), ("Travel Ban", ("travel-ban",)), ("", ())])
def test_the_travel_ban_is_what_the_entry_says(read: Import, imposed, measures):
    [entity] = read("uk-csv", csv({"Name 6": "SOLVANI", "Name type": "Primary Name", "Sanctions Imposed": imposed})).entities
    assert entity.listings[0].measures == measures


PUBLISHED = """Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Alias strength,\
Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,Designation Type,Designation source,\
Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,Address Line 2,Address Line 3,Address Line 4,Address Line 5,\
Address Line 6,Address Postal Code,Address Country,Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),\
National Identifier number,National Identifier additional information,Passport number,Passport additional information,Position,Gender,\
Town of birth,Country of birth,Type of entity,Subsidiaries,Parent company,Business registration number (s),IMO number,\
Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,Previous flags,Type of ship,Tonnage of ship,\
Length of ship,Year Built,Hull identification number (HIN)"""


def test_the_published_header_of_2026_is_read_whole(read: Import):
    ship = (
        "31/07/2024,RUS2170,,,NORTHERN PROSPECT,,,,,,Primary Name,,,,,,The Russia (Sanctions) (EU Exit) Regulations 2019,Ship,UK,"
        "Shipping sanctions: (see 'Other information')|Shipping sanctions: (see 'Other information'),\"Shipping sanctions: a ship, \","
        "\" NORTHERN PROSPECT (IMO 9826900) carries oil. \",,,,,,,,,,,,31/07/2024,,,,,,,,,,,,,,,IMO9826900,Stream Ship FZCO,,Gabon,,"
        "Oil Tanker,,,2019,"
    )
    person = (
        '26/01/2022,AFG0006,7172,TAi.002,SOLVAND,KAREM,HASSAN,,,,Primary Name,,Mullah,"کریم حسن سلواند",,,'
        "The Afghanistan (Sanctions) (EU Exit) Regulations 2020,Individual,UN,Asset freeze|Travel Ban,,,,,,,,,,,,,,25/01/2001,dd/mm/1958,"
        "Afghanistan,12345,Mali number,A1234567,Mali passport,Deputy Minister,Male,Kandahar,Afghanistan,,,,,,,,,,,,,,"
    )
    imported = read("uk-csv", "\r\n".join(["Report Date: 13-Feb-2026", PUBLISHED, ship, person]) + "\r\n")
    vessel, minister = imported.entities
    assert (vessel.type, vessel.name, vessel.identifiers) == (EntityType.VESSEL, "NORTHERN PROSPECT", (("imo", "9826900"),))
    assert (vessel.countries, vessel.context) == (("GA",), ("Stream Ship FZCO",))
    assert (vessel.listings[0].measures, vessel.listings[0].since) == (("shipping-sanctions",), "2024-07-31")
    assert (names(minister), minister.born, minister.countries) == (["KAREM HASSAN SOLVAND", "کریم حسن سلواند"], ("1958",), ("AF",))
    assert minister.positions == ("Deputy Minister", "Mullah")
    assert minister.identifiers == (("passport", "A1234567"), ("national-id", "12345"))
    assert minister.listings[0].measures == ("travel-ban", "asset-freeze")
    assert imported.dated == "2026-02-13"


def test_ships_and_entities_have_their_own_numbers(read: Import):
    ship, company = read(
        "uk-csv",
        csv(
            {
                "Unique ID": "RUS1",
                "Name 6": "SEA GLORY",
                "Name type": "Primary Name",
                "Designation Type": "Ship",
                "IMO number": "9224460",
                "Current believed flag of ship": "Panama",
                "Sanctions Imposed": "Specified ship",
            },
            {
                "Unique ID": "RUS2",
                "Name 6": "NORTH BANK (NB)",
                "Name type": "Primary name",
                "Designation Type": "Entity",
                "Business registration number (s)": "OGRN: 1027700132190",
            },
        ),
    ).entities
    assert (ship.type, ship.identifiers, ship.countries) == (EntityType.VESSEL, (("imo", "9224460"),), ("PA",))
    assert (names(company), company.identifiers) == (["NORTH BANK", "NB"], (("company-number", "1027700132190"),))


XML = """<?xml version="1.0" encoding="utf-8"?><Designations><DateGenerated>10/09/2026</DateGenerated>
<Designation><UniqueID>AFG0001</UniqueID><DateDesignated>25/01/2001</DateDesignated><Names>
<Name><Name1>MULLAH</Name1><Name6>KAREM</Name6><NameType>ALias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name>
<Name><Name1>KAREM</Name1><Name2>HASSAN</Name2><Name6>SOLVAND</Name6><NameType>Primary Name</NameType></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>کریم حسن سلواند</NameNonLatinScript></NonLatinName></NonLatinNames>
<RegimeName>Afghanistan</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>{imposed}
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1945</DOB></DOBs><Nationalities><Nationality>Afghanistan</Nationality></Nationalities>
<Positions><Position>Governor</Position></Positions>
<PassportDetails><Passport><PassportNumber>P04581920</PassportNumber></Passport></PassportDetails></Individual></IndividualDetails></Designation></Designations>"""


@pytest.mark.parametrize(
    "imposed",
    [
        "<SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>",
        "<SanctionsImposedIndicators><AssetFreeze>true</AssetFreeze><TravelBan>true</TravelBan><Closure>false</Closure></SanctionsImposedIndicators>",
    ],
)
def test_the_xml_says_the_same(read: Import, imposed):
    imported = read("uk-xml", XML.replace("{imposed}", imposed))
    [entity] = imported.entities
    assert (entity.id, names(entity)) == ("uk-AFG0001", ["KAREM HASSAN SOLVAND", "<MULLAH KAREM>", "کریم حسن سلواند"])
    assert (entity.born, entity.countries, entity.positions, entity.identifiers) == (
        ("1945",),
        ("AF",),
        ("Governor",),
        (("passport", "P04581920"),),
    )
    assert (entity.listings[0].measures, entity.listings[0].since) == (("travel-ban", "asset-freeze"), "2001-01-25")
    assert imported.dated == "2026-09-10"


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("uk-csv", "a,b\n1,2\n", "no header with Unique ID, Name 6 and Name type"),
        ("uk-csv", csv({"Unique ID": ""}), "list:3:1: a row without a Unique ID"),
        ("uk-xml", "<Designations><Designation/></Designations>", "a Designation without its UniqueID"),
        ("uk-xml", "<x/>", "expected <Designations>"),
    ],
)
def test_a_file_that_is_no_uk_list_is_refused(read: Import, form, text, said):
    with pytest.raises(Faults) as caught:
        read(form, text)
    assert said in str(caught.value)


def test_a_designation_without_a_name_is_said(read: Import):
    assert read("uk-csv", csv({"Name type": "Primary Name"})).remarks == ("1 designations without a name are left out (uk-RUS0001 …)",)
