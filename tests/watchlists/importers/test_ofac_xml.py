"""OFAC's XML files: ``sdn.xml`` in the shapes of real entries, the advanced file in those of its published layout; invented content."""

from __future__ import annotations

import pytest
from list_support import Import, names

from monitor.errors import Faults
from monitor.model import EntityType

NAMESPACE = 'xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"'


def sdn(entries: str, count: int = 1, namespace: str = NAMESPACE) -> str:
    return (
        f"<sdnList {namespace}><publshInformation><Publish_Date>03/28/2025</Publish_Date><Record_Count>{count}</Record_Count>"
        f"</publshInformation>{entries}</sdnList>"
    )


PERSON = """<sdnEntry><uid>9639</uid><firstName>Karem</firstName><lastName>SOLVANI</lastName><title>Minister</title>
<sdnType>Individual</sdnType>
<remarks>(Linked To: NORTH FORCE)</remarks><programList><program>SDGT</program><program>IRAN</program></programList>
<idList><id><uid>1</uid><idType>Passport</idType><idNumber>008800</idNumber><idCountry>Iran</idCountry></id>
<id><uid>2</uid><idType>Gender</idType><idNumber>Male</idNumber></id></idList>
<akaList><aka><uid>1</uid><type>a.k.a.</type><category>strong</category><lastName>SULVANI</lastName><firstName>Karim</firstName></aka>
<aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>HAJ KAREM</lastName></aka>
<aka><uid>3</uid><type>f.k.a.</type><category>strong</category><lastName>SOLVA</lastName><firstName>Karem</firstName></aka></akaList>
<nationalityList><nationality><uid>4</uid><country>Iran</country><mainEntry>true</mainEntry></nationality></nationalityList>
<dateOfBirthList><dateOfBirthItem><uid>5</uid><dateOfBirth>11 Mar 1957</dateOfBirth></dateOfBirthItem></dateOfBirthList></sdnEntry>"""
SHIP = """<sdnEntry><uid>7</uid><lastName>ARTAVOL</lastName><sdnType>Vessel</sdnType><programList><program>IRAN</program></programList>
<idList><id><idType>Vessel Registration Identification</idType><idNumber>IMO 7406780</idNumber></id></idList>
<vesselInfo><callSign>T2EU0</callSign><vesselFlag>Panama</vesselFlag><vesselOwner>North Tanker Co.</vesselOwner></vesselInfo></sdnEntry>"""


def test_an_entry_says_of_each_alias_how_good_it_is(read: Import):
    imported = read("ofac-xml", sdn(PERSON))
    [entity] = imported.entities
    assert (entity.id, names(entity)) == ("ofac-9639", ["Karem SOLVANI", "Karim SULVANI", "<HAJ KAREM>", "Karem SOLVA"])
    assert (entity.countries, entity.born, entity.positions) == (("IR",), ("1957-03-11",), ("Minister",))
    assert (entity.identifiers, entity.context) == ((("passport", "008800"),), ("NORTH FORCE",))
    assert entity.note == "Programmes: SDGT, IRAN. (Linked To: NORTH FORCE)"
    assert (imported.dated, imported.remarks) == ("2025-03-28", ())
    assert [str(name.kind) for name in imported.names["ofac-9639"]] == ["primary", "aka", "aka", "former"]


def test_a_vessel_has_flag_imo_and_call_sign_whatever_the_namespace(read: Import):
    [ship] = read("ofac-xml", sdn(SHIP, namespace='xmlns="http://tempuri.org/sdnList.xsd"')).entities
    assert (ship.type, ship.countries, ship.context) == (EntityType.VESSEL, ("PA",), ("North Tanker Co.",))
    assert ship.identifiers == (("imo", "7406780"), ("call-sign", "T2EU0"))


def test_a_file_with_fewer_records_than_it_says_is_remarked(read: Import):
    assert read("ofac-xml", sdn(PERSON, count=3)).remarks == ("the file says it has 3 records and holds 1: it may be incomplete",)


@pytest.mark.shared
def test_the_real_non_sdn_list_is_read_whole(read: Import, shared):
    imported = read("ofac-xml", (shared / "lists/ofac/consolidated/consolidated_2025-03-28.xml").read_bytes())
    assert sum(imported.counts.entities.values()) == 443
    assert (imported.dated, imported.remarks, imported.counts.weak()) == ("2025-03-28", (), 71)  # 70 and a short name in brackets


# ------------------------------------------------------------------ the advanced file
def part(group: int, text: str, script: int = 215) -> str:
    return (
        f'<DocumentedNamePart><NamePartValue NamePartGroupID="{group}" ScriptID="{script}" Acronym="false">{text}</NamePartValue>'
        "</DocumentedNamePart>"
    )


ADVANCED = f"""<?xml version="1.0" encoding="utf-8"?><Sanctions xmlns="https://www.un.org/sanctions/1.0" Version="3">
<DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>9</Month><Day>1</Day></DateOfIssue>
<ReferenceValueSets>
<AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1401">F.K.A.</AliasType><AliasType ID="1403">Name</AliasType>
</AliasTypeValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType><PartyType ID="4">Transport</PartyType>
</PartyTypeValues>
<PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType>
<PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType><PartySubType ID="2" PartyTypeID="4">Aircraft</PartySubType></PartySubTypeValues>
<NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType>
<NamePartType ID="1526">Vessel Name</NamePartType></NamePartTypeValues>
<FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType><FeatureType ID="10">Nationality Country</FeatureType>
<FeatureType ID="26">Title</FeatureType><FeatureType ID="25">Location</FeatureType>
<FeatureType ID="64">Aircraft Tail Number</FeatureType>
<FeatureType ID="1">Vessel Call Sign</FeatureType><FeatureType ID="3">VESSEL FLAG</FeatureType></FeatureTypeValues>
<IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType>
<IDRegDocType ID="1626">Vessel Registration Identification</IDRegDocType><IDRegDocType ID="91264">MMSI</IDRegDocType></IDRegDocTypeValues>
<CountryValues><Country ID="11143" ISO2="IQ">Iraq</Country><Country ID="22222">Cuba</Country></CountryValues>
<SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="2">Block</SanctionsType></SanctionsTypeValues>
</ReferenceValueSets>
<Locations><Location ID="25"><LocationCountry CountryID="11143" /></Location>
<Location ID="26"><LocationCountry CountryID="22222" CountryRelevanceID="1413" /></Location></Locations>
<IDRegDocuments><IDRegDocument ID="2" IDRegDocTypeID="1571" IdentityID="6746"><IDRegistrationNo>040070820</IDRegistrationNo></IDRegDocument>
<IDRegDocument ID="3" IDRegDocTypeID="1626" IdentityID="1663"><IDRegistrationNo>IMO 8321780</IDRegistrationNo></IDRegDocument>
<IDRegDocument ID="10" IDRegDocTypeID="91264" IdentityID="1663"><Comment /><IDRegistrationNo>323456780</IDRegistrationNo></IDRegDocument>
</IDRegDocuments>
<DistinctParties><DistinctParty FixedRef="2674"><Comment>Wanted.</Comment><Profile ID="2674" PartySubTypeID="4">
<Identity ID="6746" Primary="true"><Alias AliasTypeID="1400" Primary="false" LowQuality="true">
<DocumentedName ID="1">{part(3, "ABU KAREM")}</DocumentedName></Alias>
<Alias AliasTypeID="1403" Primary="true" LowQuality="false">
<DocumentedName ID="2">{part(1, "SOLVANI")}{part(2, "Karem")}</DocumentedName>
<DocumentedName ID="3">{part(5, "سلوانی", 160)}{part(4, "کریم", 160)}</DocumentedName>
<DocumentedName ID="4">{part(7, "王", 100)}{part(6, "小明", 100)}</DocumentedName></Alias>
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="1" NamePartTypeID="1520" /></MasterNamePartGroup>
<MasterNamePartGroup><NamePartGroup ID="2" NamePartTypeID="1521" /></MasterNamePartGroup>
<MasterNamePartGroup><NamePartGroup ID="3" NamePartTypeID="1520" /></MasterNamePartGroup>
<MasterNamePartGroup><NamePartGroup ID="4" NamePartTypeID="1521" /></MasterNamePartGroup>
<MasterNamePartGroup><NamePartGroup ID="5" NamePartTypeID="1520" /></MasterNamePartGroup>
<MasterNamePartGroup><NamePartGroup ID="6" NamePartTypeID="1521" /></MasterNamePartGroup>
<MasterNamePartGroup><NamePartGroup ID="7" NamePartTypeID="1520" /></MasterNamePartGroup></NamePartGroups></Identity>
<Feature FeatureTypeID="8"><FeatureVersion><DatePeriod><Start><From><Year>1948</Year><Month>12</Month><Day>10</Day></From></Start>
<End><To><Year>1948</Year><Month>12</Month><Day>10</Day></To></End></DatePeriod></FeatureVersion></Feature>
<Feature FeatureTypeID="10"><FeatureVersion><VersionLocation LocationID="25" /></FeatureVersion></Feature>
<Feature FeatureTypeID="25"><FeatureVersion><Comment /><VersionLocation LocationID="26" /></FeatureVersion></Feature>
<Feature FeatureTypeID="26"><FeatureVersion><VersionDetail>Director of the North</VersionDetail></FeatureVersion></Feature></Profile>
</DistinctParty>
<DistinctParty FixedRef="4238"><Profile ID="4238" PartySubTypeID="1"><Identity ID="1663">
<Alias AliasTypeID="1403" Primary="true" LowQuality="false">
<DocumentedName ID="9">{part(9, "MAR BLANCO")}</DocumentedName></Alias><NamePartGroups><MasterNamePartGroup>
<NamePartGroup ID="9" NamePartTypeID="1526" />
</MasterNamePartGroup></NamePartGroups></Identity><Feature FeatureTypeID="1"><FeatureVersion><VersionDetail>CL2190</VersionDetail>
</FeatureVersion></Feature>
<Feature FeatureTypeID="3"><FeatureVersion><VersionDetail>Cuba</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>
<DistinctParty FixedRef="36"><Profile ID="36" PartySubTypeID="3"><Identity ID="4375" FixedRef="36" Primary="true" False="false">
<Alias FixedRef="36" AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName ID="4375">{part(11, "AERO DEL NORTE")}
</DocumentedName></Alias><Alias AliasTypeID="1401" Primary="false" LowQuality="true"><DocumentedName ID="4376">{part(11, "ALAS")}
</DocumentedName></Alias></Identity><Feature ID="150025" FeatureTypeID="25"><FeatureVersion ID="200025" ReliabilityID="1"><Comment />
<VersionLocation LocationID="26" /></FeatureVersion></Feature></Profile></DistinctParty>
<DistinctParty FixedRef="5001"><Profile ID="5001" PartySubTypeID="2"><Identity ID="9001"><Alias AliasTypeID="1403" Primary="true"
LowQuality="false"><DocumentedName>{part(12, "EP-GOX")}</DocumentedName></Alias></Identity><Feature FeatureTypeID="64"><FeatureVersion>
<VersionDetail DetailTypeID="1432">EP-GOX</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>
</DistinctParties>
<SanctionsEntries><SanctionsEntry ID="1" ProfileID="2674"><EntryEvent><Date><Year>2001</Year><Month>12</Month><Day>4</Day></Date>
</EntryEvent>
<SanctionsMeasure SanctionsTypeID="1"><Comment>SDGT</Comment></SanctionsMeasure><SanctionsMeasure SanctionsTypeID="2"><Comment />
</SanctionsMeasure>
</SanctionsEntry></SanctionsEntries></Sanctions>"""


def test_the_advanced_file_gives_native_script_and_weak_flags(read: Import):
    imported = read("ofac-xml", ADVANCED)
    person, ship, company, plane = imported.entities
    assert (person.id, names(person)) == ("ofac-2674", ["Karem SOLVANI", "<ABU KAREM>", "کریم سلوانی", "王小明"])
    assert [(str(name.kind), name.script) for name in imported.names["ofac-2674"]] == [
        ("primary", "Latn"),
        ("aka", "Latn"),
        ("native", "Arab"),
        ("native", "Hani"),
    ]
    assert (person.type, person.born, person.countries, person.positions) == (
        EntityType.PERSON,
        ("1948-12-10",),
        ("IQ",),
        ("Director of the North",),
    )
    assert person.identifiers == (("passport", "040070820"),)
    assert (person.listings[0].since, person.listings[0].measures, person.note) == (
        "2001-12-04",
        ("asset-freeze",),
        "Programmes: SDGT. Wanted.",
    )
    assert (ship.type, ship.name, ship.countries) == (EntityType.VESSEL, "MAR BLANCO", ("CU",))
    assert ship.identifiers == (("imo", "8321780"), ("mmsi", "323456780"), ("call-sign", "CL2190"))
    assert (company.type, names(company), company.countries) == (EntityType.ORGANISATION, ["AERO DEL NORTE", "<ALAS>"], ("CU",))
    assert (plane.type, plane.identifiers) == (EntityType.AIRCRAFT, (("registration", "EP-GOX"),))
    assert imported.dated == "2026-09-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ADVANCED[:-30], "not well-formed XML"),
        (sdn("<sdnEntry><uid>1</uid></sdnEntry>"), "an sdnEntry without its lastName"),
        (sdn("<sdnEntry><lastName>X Y</lastName></sdnEntry>"), "an sdnEntry without its uid"),
        ("<html/>", "expected <sdnList> or <Sanctions>"),
    ],
)
def test_what_is_cut_off_or_something_else_is_refused(read: Import, text, said):
    with pytest.raises(Faults) as caught:
        read("ofac-xml", text)
    assert said in str(caught.value)
