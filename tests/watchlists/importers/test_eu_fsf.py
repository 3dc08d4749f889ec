"""The EU's financial sanctions file, XML and CSV, in the shape of entries of the real one; invented content."""

from __future__ import annotations

import pytest
from list_support import Import, names

from monitor.errors import Faults
from monitor.model import EntityType

XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-08-05T16:47:04.449+02:00" globalFileId="1">
<sanctionEntity designationDetails="" unitedNationId="" euReferenceNumber="EU.77.30" logicalId="83">
<remark>Reportedly deceased in June 2015.</remark>
<regulation regulationType="amendment" entryIntoForceDate="2003-07-08" programme="IRQ"><publicationUrl>http://eur-lex.europa.eu/x</publicationUrl></regulation>
<subjectType code="person" classificationCode="P"/>
<nameAlias wholeName="کریم سلوانی" strong="true" function=""/>
<nameAlias firstName="Karem" middleName="" lastName="Solvani" wholeName="Karem Solvani" function="Minister of Ports" strong="true"/>
<nameAlias wholeName="K. Solvani" strong="false"/>
<citizenship countryIso2Code="IQ"/><birthdate birthdate="1936-07-01" circa="false"/><birthdate yearRangeFrom="1934" yearRangeTo="1936"/>
<identification number="34409/120" identificationTypeCode="passport"/></sanctionEntity>
<sanctionEntity designationDate="2002-06-18" euReferenceNumber="" logicalId="201"><regulation programme="TAQA"/>
<subjectType code="enterprise" classificationCode="E"/><nameAlias wholeName="Organização do Norte" strong="true"/></sanctionEntity>
</export>"""


def test_each_name_of_the_xml_says_whether_it_is_strong(read: Import):
    imported = read("eu-xml", XML)
    person, group = imported.entities
    assert (person.id, names(person)) == ("eu-EU.77.30", ["Karem Solvani", "کریم سلوانی", "<K. Solvani>"])
    assert (person.born, person.countries, person.positions) == (("1936-07-01", "1934", "1935", "1936"), ("IQ",), ("Minister of Ports",))
    assert (person.deceased, person.identifiers) == ("2015-06", (("passport", "34409/120"),))
    assert (person.listings[0].measures, person.listings[0].since) == (("asset-freeze",), "2003-07-08")
    assert (group.id, group.type, group.listings[0].measures) == ("eu-201", EntityType.ORGANISATION, ("asset-freeze",))
    assert imported.dated == "2026-08-05"
    assert imported.counts.names == {("strong", "Latn"): 2, ("strong", "Arab"): 1, ("weak", "Latn"): 1}


PUBLISHED = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2018-12-21T14:39:54.511+01:00" globalFileId="118880">
  <sanctionEntity designationDetails="" unitedNationId="" euReferenceNumber="EU.36.60" logicalId="1">
    <regulation regulationType="amendment" organisationType="commission" publicationDate="2018-02-16" entryIntoForceDate="2018-02-16"
      numberTitle="2018/223 (OJ L43)" programme="EUAQ" logicalId="110201">
      <publicationUrl>http://eur-lex.europa.eu/legal-content/EN/TXT/PDF/?uri=CELEX:32018R0223&amp;from=EN</publicationUrl></regulation>
    <subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="Karem" middleName="Hassan" lastName="Solvani" wholeName="Karem Hassan Solvani"
      function="(a) Former President, (b) Governor of the North," gender="M" title="(a) Mullah (b) Maulavi" nameLanguage="" strong="true"
      regulationLanguage="en" logicalId="1"><regulationSummary regulationType="amendment" numberTitle="2018/223 (OJ L43)"/></nameAlias>
    <nameAlias firstName="" middleName="" lastName="" wholeName="Abu Karem" strong="true" logicalId="2"><remark>(Low quality alias)</remark>
    </nameAlias>
    <nameAlias firstName="" middleName="" lastName="" wholeName="Карем Солвани" nameLanguage="BG" strong="true" logicalId="3"/>
    <citizenship region="" countryIso2Code="IQ" countryDescription="IRAQ" regulationLanguage="en" logicalId="30"/>
    <address city="Quetta" countryIso2Code="PK" countryDescription="PAKISTAN"/>
    <birthdate circa="false" calendarType="GREGORIAN" city="" birthdate="1924-02-21" dayOfMonth="21" monthOfYear="2" year="1924"
      countryIso2Code="00" countryDescription="UNKNOWN" logicalId="1"/>
    <birthdate circa="true" calendarType="GREGORIAN" monthOfYear="5" year="1925" logicalId="2"/>
    <identification diplomatic="false" latinNumber="" number="AD001090" countryIso2Code="00" identificationTypeCode="passport"
      identificationTypeDescription="National passport"><remark>(passport)</remark></identification>
    <identification latinNumber="H-123" number="" identificationTypeCode="id"/>
  </sanctionEntity>
  <sanctionEntity designationDetails="" unitedNationId="" euReferenceNumber="EU.3523.10" logicalId="207">
    <regulation regulationType="amendment" organisationType="council" entryIntoForceDate="2018-03-23" numberTitle="2018/468 (OJ L79)"
      programme="TERR" logicalId="111226"><publicationUrl>http://eur-lex.europa.eu/x</publicationUrl></regulation>
    <subjectType code="enterprise" classificationCode="E"/>
    <nameAlias wholeName="Front der Kämpfer des Nordens" nameLanguage="DE" strong="true" logicalId="616"/>
    <nameAlias wholeName="FKN-C" nameLanguage="" strong="true" logicalId="328"/>
    <address city="Ankara" countryIso2Code="TR" countryDescription="TURKEY"/>
  </sanctionEntity>
</export>"""


def test_an_entry_as_published_is_read_field_by_field(read: Import):
    person, group = read("eu-xml", PUBLISHED).entities
    assert (person.id, names(person)) == ("eu-EU.36.60", ["Karem Hassan Solvani", "<Abu Karem>", "Карем Солвани"])
    assert person.positions == ("Mullah", "Maulavi", "Former President", "Governor of the North")
    assert (person.born, person.countries) == (("1924-02-21", "1925-05"), ("IQ",))
    assert person.identifiers == (("passport", "AD001090"), ("national-id", "H-123"))
    [listing] = person.listings
    assert (listing.measures, listing.since, listing.reference) == (("travel-ban", "asset-freeze"), "2018-02-16", "EU.36.60")
    assert listing.url == "http://eur-lex.europa.eu/legal-content/EN/TXT/PDF/?uri=CELEX:32018R0223&from=EN"
    assert (group.type, names(group), group.countries) == (
        EntityType.ORGANISATION, ["Front der Kämpfer des Nordens", "FKN-C"], ("TR",))
    assert group.listings[0].measures == ("asset-freeze",)


COLUMNS = """fileGenerationDate Entity_LogicalId Entity_EU_ReferenceNumber Entity_DesignationDate Entity_Remark Entity_SubjectType
Entity_SubjectType_ClassificationCode Entity_Regulation_EntryIntoForceDate Entity_Regulation_Programme
Entity_Regulation_PublicationUrl NameAlias_LastName
NameAlias_FirstName NameAlias_MiddleName NameAlias_WholeName NameAlias_Function NameAlias_Remark BirthDate_BirthDate BirthDate_Year
BirthDate_YearRangeFrom
BirthDate_YearRangeTo Identification_Number Identification_LatinNumber Identification_TypeCode Citizenship_CountryIso2Code
Address_CountryIso2Code""".split()


def csv(*rows: dict[str, str]) -> str:
    base = {
        "fileGenerationDate": "01/09/2026",
        "Entity_LogicalId": "13",
        "Entity_EU_ReferenceNumber": "EU.27.20",
        "Entity_SubjectType": "person",
        "Entity_Regulation_Programme": "BLR",
        "Entity_DesignationDate": "2021-06-21",
    }
    return (
        "\ufeff"
        + "\r\n".join([";".join(COLUMNS), *(";".join((base | row).get(column, "") for column in COLUMNS) for row in rows)])
        + "\r\n"
    )


def test_the_csv_has_a_row_for_each_name_birth_and_document(read: Import):
    imported = read(
        "eu-csv",
        csv(
            {"NameAlias_WholeName": "Karem Solvani", "NameAlias_Function": "Judge", "BirthDate_BirthDate": "1957-03-11"},
            {"NameAlias_WholeName": "Haj Karem", "NameAlias_Remark": "Low quality alias"},
            {"NameAlias_LastName": "Sulvani", "NameAlias_FirstName": "Karim"},
            {"BirthDate_YearRangeFrom": "1956", "BirthDate_YearRangeTo": "1957"},
            {"Identification_Number": "X 1", "Identification_TypeCode": "passport"},
            {"Citizenship_CountryIso2Code": "BY"},
            {"Address_CountryIso2Code": "PL"},
        ),
    )
    [person] = imported.entities
    assert (person.id, names(person)) == ("eu-EU.27.20", ["Karem Solvani", "<Haj Karem>", "Karim Sulvani"])
    assert (person.born, person.identifiers, person.countries, person.positions) == (
        ("1957-03-11", "1956", "1957"),
        (("passport", "X 1"),),
        ("BY",),
        ("Judge",),
    )
    assert (person.listings[0].measures, person.listings[0].since) == (("travel-ban", "asset-freeze"), "2021-06-21")
    assert imported.dated == "2026-09-01"


def test_a_nameless_entity_of_the_csv_is_said_and_one_of_the_xml_refused(read: Import):
    imported = read("eu-csv", csv({}))
    assert (imported.entities, imported.remarks) == ((), ("1 entities without a name are left out",))
    with pytest.raises(Faults, match="a sanctionEntity without its nameAlias"):
        read("eu-xml", '<export><sanctionEntity euReferenceNumber="EU.1"/></export>')
    with pytest.raises(Faults, match="list:2:1: a row without Entity_EU_ReferenceNumber"):
        read("eu-csv", csv({"Entity_EU_ReferenceNumber": "", "Entity_LogicalId": ""}))
