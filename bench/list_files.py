"""Invented sanctions lists of any size in the shape of the published ones: seeded, so that two runs compare.

Names, comments, documents and aliases come about as often, and are about as long, as in the files of the UN and of OFAC.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from names import word

_SENTENCE = "Reported to have directed the acquisition of equipment and to have travelled abroad on behalf of the network. "


def un(entries: int, *, dated: str, gone: int = 0) -> Iterator[str]:
    """The UN's consolidated list of ``entries`` individuals, of which the first ``gone`` are left out."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<CONSOLIDATED_LIST dateGenerated="{dated}T00:00:00"><INDIVIDUALS>\n'
    rng = random.Random(7)
    for number in range(entries):
        record = _individual(number, rng)
        if number >= gone:
            yield record
    yield "</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>\n"


def _individual(number: int, rng: random.Random) -> str:
    first, second, third, fourth = (word(rng) for _ in range(4))
    aliases = "".join(f"<INDIVIDUAL_ALIAS>\n<QUALITY>{rng.choice(('Good', 'Good', 'Low'))}</QUALITY>\n"
                      f"<ALIAS_NAME>{word(rng)} {rng.choice((second, third))} {word(rng)}</ALIAS_NAME>\n</INDIVIDUAL_ALIAS>\n"
                      for _ in range(rng.choice((1, 2, 3, 5))))
    return f"""<INDIVIDUAL>
      <DATAID>{6900000 + number}</DATAID>
      <VERSIONNUM>1</VERSIONNUM>
      <FIRST_NAME>{first.upper()}</FIRST_NAME>
      <SECOND_NAME>{second.upper()}</SECOND_NAME>
      <THIRD_NAME>{third.upper()}</THIRD_NAME>
      <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
      <REFERENCE_NUMBER>QDi.{number:06}</REFERENCE_NUMBER>
      <LISTED_ON>2017-06-{1 + number % 28:02}</LISTED_ON>
      <COMMENTS1>{_SENTENCE * rng.choice((1, 2, 4, 7))}Father's name is {fourth}. Entry {number}.</COMMENTS1>
      <DESIGNATION>
        <VALUE>Member of the {word(rng)} council of {word(rng)}</VALUE>
      </DESIGNATION>
      <NATIONALITY>
        <VALUE>{rng.choice(('Afghanistan', 'Iraq', 'Tunisia', 'Yemen'))}</VALUE>
      </NATIONALITY>
      <LIST_TYPE>
        <VALUE>UN List</VALUE>
      </LIST_TYPE>
      <LAST_DAY_UPDATED>
        <VALUE>2022-07-26</VALUE>
        <VALUE>2023-08-16</VALUE>
      </LAST_DAY_UPDATED>
      {aliases}<INDIVIDUAL_ADDRESS>
        <COUNTRY>Pakistan</COUNTRY>
      </INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH>
        <TYPE_OF_DATE>EXACT</TYPE_OF_DATE>
        <DATE>19{40 + number % 60}-01-25</DATE>
      </INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH>
        <COUNTRY/>
      </INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT>
        <TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>
        <NUMBER>AB{number:07}</NUMBER>
      </INDIVIDUAL_DOCUMENT>
      <SORT_KEY/>
      <SORT_KEY_LAST_MOD/>
    </INDIVIDUAL>
"""


def ofac(entries: int, *, dated: str, gone: int = 0) -> Iterator[str]:
    """OFAC's sdn.xml of ``entries`` individuals, of which the first ``gone`` are left out."""
    year, month, day = dated.split("-")
    yield ('<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/'
           f'PublicationPreview/exports/XML">\n<publshInformation><Publish_Date>{month}/{day}/{year}</Publish_Date>'
           f"<Record_Count>{entries - gone}</Record_Count></publshInformation>\n")
    rng = random.Random(9)
    for number in range(entries):
        record = _entry(number, rng)
        if number >= gone:
            yield record
    yield "</sdnList>\n"


def _entry(number: int, rng: random.Random) -> str:
    family = word(rng).upper()
    aliases = "".join(f"      <aka>\n        <uid>{number * 10 + place}</uid>\n        <type>a.k.a.</type>\n"
                      f"        <category>{rng.choice(('strong', 'strong', 'weak'))}</category>\n"
                      f"        <lastName>{word(rng).upper()}</lastName>\n        <firstName>{word(rng)} {word(rng)}</firstName>\n"
                      "      </aka>\n" for place in range(rng.choice((1, 2, 3, 4))))
    ids = "".join(f"      <id>\n        <uid>{number * 10 + place}</uid>\n        <idType>{kind}</idType>\n"
                  f"        <idNumber>{value}</idNumber>\n      </id>\n" for place, (kind, value) in enumerate((
                      ("Passport", f"AB{number:07}"), ("Gender", "Male"), ("Tax ID No.", f"{7700000000 + number}"),
                      ("Secondary sanctions risk:", "Ukraine-/Russia-Related Sanctions Regulations, 31 CFR 589.201 and/or 589.209"),
                      ("Additional Sanctions Information -", "Subject to Secondary Sanctions"))))
    return f"""  <sdnEntry>
    <uid>{number + 1}</uid>
    <firstName>{word(rng)} {word(rng)}</firstName>
    <lastName>{family}</lastName>
    <title>Director of the {word(rng)} {word(rng)} Company</title>
    <sdnType>Individual</sdnType>
    <remarks>(Linked To: {word(rng).upper()} {word(rng).upper()} TRADING COMPANY)</remarks>
    <programList>
      <program>RUSSIA-EO14024</program>
    </programList>
    <idList>
{ids}    </idList>
    <akaList>
{aliases}    </akaList>
    <addressList>
      <address>
        <uid>{number}</uid>
        <city>Moscow</city>
        <country>Russia</country>
      </address>
    </addressList>
    <nationalityList>
      <nationality>
        <uid>{number}</uid>
        <country>Russia</country>
        <mainEntry>true</mainEntry>
      </nationality>
    </nationalityList>
    <dateOfBirthList>
      <dateOfBirthItem>
        <uid>{number}</uid>
        <dateOfBirth>{1 + number % 28:02} Jun 19{40 + number % 60}</dateOfBirth>
        <mainEntry>true</mainEntry>
      </dateOfBirthItem>
    </dateOfBirthList>
  </sdnEntry>
"""


# ------------------------------------------------------------------ CSV and JSON lines
_SCRIPTS = ("", "", "Карим Солвани", "کریم سلوانی")


def _line(cells: Sequence[object], delimiter: str = ",") -> str:
    return delimiter.join('"' + str(cell).replace('"', '""') + '"' for cell in cells) + "\n"


def _people(entries: int, seed: int, gone: int, most: int = 5) -> Iterator[tuple[int, random.Random, list[str]]]:
    """Number, a generator, and two names or up to ``most`` of each that is not ``gone``."""
    for number in range(gone, entries):
        rng = random.Random(seed * 10_000_000 + number)
        family = word(rng)
        yield number, rng, [f"{word(rng)} {word(rng)} {family}" for _ in range(rng.randint(2, most))]


def opensanctions(entries: int, *, dated: str, gone: int = 0) -> Iterator[str]:
    """OpenSanctions' targets.simple.csv of ``entries`` persons."""
    yield _line(("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones", "emails",
                 "program_ids", "dataset", "first_seen", "last_seen", "last_change"))
    for number, rng, names in _people(entries, 11, gone):
        native = rng.choice(_SCRIPTS)
        yield _line((f"NK-{number:022}", "Person", names[0], ";".join([*names[1:], *filter(None, [native])]), f"19{40 + number % 60}-01-25",
                     "ru;sy", f"{word(rng)} street {number}, Moscow", f"{7700000000 + number};AB{number:07}",
                     f"Block list - programme {number % 60} - {_SENTENCE}", "", "", "RU-NSDC", "Sanctions list of an invented state",
                     "2023-04-20T10:24:01", f"{dated}T06:24:01", "2024-01-25T12:00:00"))


def followthemoney(entries: int, *, dated: str, gone: int = 0) -> Iterator[str]:
    """FollowTheMoney lines: each person, then its sanction."""
    for number, rng, names in _people(entries, 13, gone):
        id_ = f"NK-{number:022}"
        person = {"name": names[:1], "alias": [*names[1:], *filter(None, [rng.choice(_SCRIPTS)])], "weakAlias": [word(rng)],
                  "birthDate": [f"19{40 + number % 60}-01-25"], "nationality": ["ru"], "topics": ["sanction"],
                  "passportNumber": [f"AB{number:07}"], "position": [f"Director of the {word(rng)} company"],
                  "notes": [_SENTENCE * rng.choice((1, 2, 4))]}
        yield json.dumps({"id": id_, "caption": names[0], "schema": "Person", "properties": person, "datasets": ["xx_sanctions"],
                          "last_seen": f"{dated}T06:24:01", "target": True}, ensure_ascii=False) + "\n"
        yield json.dumps({"id": f"s-{number}", "caption": "Sanction", "schema": "Sanction", "properties": {
            "entity": [id_], "authority": ["Council"], "provisions": ["Travel ban"], "startDate": ["2023-04-20"],
            "sourceUrl": [f"https://example.org/{number}"]}, "datasets": ["xx_sanctions"], "target": False}) + "\n"


_UK = ("Last Updated", "Unique ID", "OFSI Group ID", "UN Reference Number", "Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5",
       "Name type", "Alias strength", "Title", "Name non-latin script", "Non-latin script type", "Non-latin script language", "Regime Name",
       "Designation Type", "Designation source", "Sanctions Imposed", "Other Information", "UK Statement of Reasons", "Date Designated",
       "D.O.B", "Nationality(/ies)", "Passport number", "Position")


def uk(entries: int, *, dated: str, gone: int = 0) -> Iterator[str]:
    """The UK Sanctions List of ``entries`` persons, a row a name."""
    year, month, day = dated.split("-")
    yield f"Report Date: {day}-{('Jan', 'Feb', 'Mar')[int(month) - 1]}-{year}\n{_line(_UK)}"
    for number, rng, names in _people(entries, 17, gone):
        reasons = _SENTENCE * rng.choice((1, 2, 4))
        for place, name in enumerate(names):
            first, second, family = name.split(" ", 2)
            yield _line((f"01/01/{year}", f"RUS{number:06}", 10000 + number, "", family.upper(), first, second, "", "", "",
                         "Alias" if place else "Primary Name", rng.choice(("", "Good quality", "Low quality")) if place else "", "",
                         "" if place else rng.choice(_SCRIPTS), "", "", "The Russia (Sanctions) (EU Exit) Regulations 2019", "Individual",
                         "UK", "Asset freeze|Travel Ban", f"(UK Sanctions List Ref): RUS{number:06}.", reasons, "24/02/2022",
                         f"25/01/19{40 + number % 60}", "Russia", f"AB{number:07}", f"Director of the {names[0]} company"))


_EU = ("celex", "recordId", "programKey", "annex", "measure", "startDate", "reason", "schema", "name", "alias", "weakAlias", "previousName",
       "country", "nationality", "jurisdiction", "birthDate", "birthPlace", "position", "passportNumber", "gender", "notes")


def eu_act(entries: int, *, dated: str, gone: int = 0) -> Iterator[str]:
    """An act of the EU with an annex of ``entries`` persons."""
    yield _line(_EU)
    for number, rng, names in _people(entries, 19, gone, most=3):
        yield _line(("02014R0269-20260301", number, "EU-UKR", "Annex I", "Asset freeze", "17.3.2014", _SENTENCE * rng.choice((2, 4, 6, 6)),
                     "Person", names[0], "; ".join([*names[1:], *filter(None, [rng.choice(_SCRIPTS)])]), "", "", "Russia", "Russia", "",
                     f"25.1.19{40 + number % 60}", "Moscow", f"Director of the {word(rng)} company", f"AB{number:07}", "Male", ""))


_FSF = ("fileGenerationDate", "Entity_LogicalId", "Entity_EU_ReferenceNumber", "Entity_DesignationDate", "Entity_Remark",
        "Entity_SubjectType", "Entity_Regulation_NumberTitle", "Entity_Regulation_Programme", "Entity_Regulation_PublicationUrl",
        "NameAlias_LastName", "NameAlias_FirstName", "NameAlias_MiddleName", "NameAlias_WholeName", "NameAlias_Title",
        "NameAlias_Function", "NameAlias_Remark", "Citizenship_CountryIso2Code", "Address_CountryIso2Code", "BirthDate_BirthDate",
        "BirthDate_Year", "Identification_Number", "Identification_TypeCode")


def eu_fsf(entries: int, *, dated: str, gone: int = 0) -> Iterator[str]:
    """The EU's financial sanctions file of ``entries`` persons, a row a name, a birth or a document."""
    year, month, day = dated.split("-")
    yield _line(_FSF, ";")
    for number, rng, names in _people(entries, 23, gone):
        head = (f"{day}/{month}/{year}", number, f"EU.{number}.1", "2014-03-17", _SENTENCE * rng.choice((1, 2, 4)), "person",
                "2022/336 (OJ L58)", "UKR", "https://eur-lex.europa.eu/legal-content/EN/TXT/PDF/?uri=CELEX:32022R0336")
        for name in names:
            yield _line((*head, "", "", "", name, "", f"Director of the {names[0]} company", "", "", "", "", "", "", ""), ";")
        yield _line((*head, *("",) * 9, f"19{40 + number % 60}-01-25", "", "", ""), ";")
        yield _line((*head, *("",) * 7, "RU", *("",) * 3, f"AB{number:07}", "passport"), ";")


SHAPES: dict[str, tuple[str, Callable[..., Iterator[str]]]] = {
    "UN": ("un-xml", un), "OFAC": ("ofac-xml", ofac), "OpenSanctions": ("opensanctions", opensanctions), "FtM": (
        "opensanctions", followthemoney), "UK": ("uk-csv", uk), "EU act": ("eu-csv", eu_act), "EU FSF": ("eu-csv", eu_fsf)}
XML = frozenset(("UN", "OFAC"))


def write(path: Path, shape: str, megabytes: float, *, dated: str, gone: int = 0) -> int:
    """Writes a list of about so many megabytes; how many bytes it has. ``gone`` entries fewer make it the list of another day."""
    _, records = SHAPES[shape]
    sample = "".join(records(200, dated=dated))
    entries = round(megabytes * 1_000_000 / len(sample.encode()) * 200)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(records(entries, dated=dated, gone=gone))
    return path.stat().st_size
