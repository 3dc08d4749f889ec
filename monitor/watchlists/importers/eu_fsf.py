"""The EU's consolidated financial sanctions file (FSF), as XML 1.1 and as CSV 1.1: one number for each party (``EU.27.28``).

Checked against entries of the real files that public code quotes, not against a whole file (docs/list-formats.md). Its names say
``strong`` true or false in the XML; in the CSV, and now and then beside ``strong="true"``, only a remark says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lxml import etree

from monitor.model import EntityType, Listing, ListSource
from monitor.watchlists.importers import eu
from monitor.watchlists.importers.cells import Cell, clean, names_in
from monitor.watchlists.importers.files import Row, children, grouped, line_of, local, records, refuse, table, text_of
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported
from monitor.watchlists.importers.places import countries_in
from monitor.watchlists.importers.regimes import eu_measures
from monitor.watchlists.importers.text_file import Content, TextFile
from monitor.watchlists.importers.when import dates_in, death_in, first_date

_ROOT = "export"
_STRONG = {"true": Quality.STRONG, "false": Quality.WEAK}
_DOCUMENTS = {"passport": "passport", "id": "national-id", "ssn": "national-id", "fiscalcode": "tax-id", "imo": "imo",
              "regnumber": "company-number", "electionid": "national-id"}
_PROGRAMMES = {"EU-TAQA": "EU-TAQA-EUAQ", "EU-EUAQ": "EU-TAQA-EUAQ"}
_LETTERS = re.compile(r"\([a-h]\)")  # (a) Minister of Trade, (b) Governor
_LOW, _GOOD = re.compile(r"\blow? quality"), re.compile(r"\b(?:goo?d|high) quality")
_NEEDED = ("Entity_LogicalId", "Entity_EU_ReferenceNumber", "Entity_SubjectType", "NameAlias_WholeName")


def import_fsf_xml(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Every sanctioned entity by its reference number. Raises Faults."""
    dated: str | None = None

    def parties() -> Iterator[Party]:
        nonlocal dated
        for element in records(files["url"], ("sanctionEntity",), file=source.url, root=(_ROOT,)):
            if local(element) == _ROOT:
                dated = str(element.get("generationDate", ""))[:10] or None
            else:
                yield _party(element, source.url)

    found = imported(parties())
    return replace(found, dated=dated)


def _party(element: etree._Element, file: str) -> Party:
    code = next((str(each.get("code", "")) for each in children(element, "subjectType")), "")
    kind = eu.TYPES.get(code.lower(), EntityType.ORGANISATION)
    names = _primary_first([name for alias in children(element, "nameAlias") for name in _alias(alias, kind)])
    number = str(element.get("euReferenceNumber") or element.get("logicalId") or "")
    if not number or not names:
        missing = "nameAlias" if number else "euReferenceNumber"
        refuse(file, f"a sanctionEntity without its {missing}", line=line_of(element), column=1)
    regulation = next(iter(children(element, "regulation")), None)
    remark = text_of(element, "remark")
    said = {} if regulation is None else {
        "programme": str(regulation.get("programme", "")), "title": str(regulation.get("numberTitle", "")),
        "url": text_of(regulation, "publicationUrl"), "since": str(regulation.get("entryIntoForceDate", ""))}
    since = str(element.get("designationDate") or said.get("since", ""))
    return Party(
        id=f"eu-{number}", type=kind, names=names,
        positions=tuple(_positions(
            str(alias.get(part) or "") for alias in children(element, "nameAlias") for part in ("title", "function"))),
        countries=_countries(str(each.get("countryIso2Code", "")) for each in children(element, _home(kind))),
        born=tuple(date for each in children(element, "birthdate") for date in _born(each)) if kind is EntityType.PERSON else (),
        deceased=death_in(remark) if kind is EntityType.PERSON else None,
        identifiers=tuple(dict.fromkeys(
            _identifier(str(each.get("identificationTypeCode", "")), str(each.get("number") or each.get("latinNumber")), kind)
            for each in children(element, "identification") if each.get("number") or each.get("latinNumber"))),
        listings=(_listing(number, said, since, kind, remark),),
        note=eu.clipped(remark),
    )


def _alias(alias: etree._Element, kind: EntityType) -> Iterator[Name]:
    whole = str(alias.get("wholeName") or " ".join(str(alias.get(part, "")) for part in ("firstName", "middleName", "lastName")))
    said = _said(text_of(alias, "remark"))
    quality = _STRONG.get(str(alias.get("strong")), said)
    yield from names_in(Cell(text=whole, type=kind, quality=Quality.WEAK if said is Quality.WEAK else quality, habits=eu.HABITS))


def _said(remark: str) -> Quality:
    """What the remark on a name says of it."""
    text = remark.lower()
    return Quality.WEAK if _LOW.search(text) else Quality.STRONG if _GOOD.search(text) else Quality.UNKNOWN


def _positions(texts: Iterable[str]) -> Iterator[str]:
    """Titles and functions, each once; a cell may hold several behind letters."""
    yield from dict.fromkeys(part for text in texts for part in (clean(each).strip(" ,;") for each in _LETTERS.split(text)) if part)


def _home(kind: EntityType) -> str:
    """Where a party's country stands: a person's is the citizenship, an address is where somebody lives or hides."""
    return "citizenship" if kind is EntityType.PERSON else "address"


def _countries(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for code in codes for found in countries_in(code)))


def _primary_first(names: list[Name]) -> tuple[Name, ...]:
    """The first Latin name that is not weak is what the party is called."""
    first = next((name for name in names if name.script == "Latn" and name.quality is not Quality.WEAK), None) or next(iter(names), None)
    if first is None:
        return ()
    return (Name(text=first.text, quality=first.quality, kind=NameKind.PRIMARY, script=first.script),
            *(name for name in names if name is not first))


def _born(birth: etree._Element) -> tuple[str, ...]:
    first, last = birth.get("yearRangeFrom"), birth.get("yearRangeTo")
    if first and last:
        return dates_in(f"{first} to {last}")
    year, month = birth.get("year") or "", birth.get("monthOfYear") or ""
    return dates_in(str(birth.get("birthdate") or (f"{year}-{int(month):02}" if year and month.isdigit() else year)))


def _identifier(code: str, number: str, kind: EntityType) -> tuple[str, str]:
    other = "other" if kind is EntityType.PERSON else "company-number"
    return _DOCUMENTS.get(code.lower(), other), clean(number)


def _act(title: str) -> str:
    """``208/2014 (OJ L66)``, ``2024/1485 (OJ L)`` → the CELEX number; empty where there is none."""
    found = re.match(r"(\d{1,4})/(\d{1,4})\b", title)
    if found is None:
        return ""
    first, second = found[1], found[2]
    year, serial = (first, second) if len(first) == 4 and first >= "2015" else (second, first)
    return f"3{year}R{int(serial):04}"


def _listing(number: str, regulation: Mapping[str, str], since: str, kind: EntityType, remark: str) -> Listing:
    programme, title, url = (regulation.get(key, "") for key in ("programme", "title", "url"))
    known = f"EU-{programme}"
    measures = eu_measures(_PROGRAMMES.get(known, known), "Asset freeze", kind, act=_act(title), notes=remark)
    return Listing(authority="EU", reference=number, measures=measures,
                   since=first_date(since), url=url if url.startswith("http") else "")


# ------------------------------------------------------------------ CSV
def import_fsf_csv(text: TextFile) -> Imported:
    """The same from the CSV, whose rows are parties times names, births and documents. Raises Faults."""
    dated, nameless = "", 0

    def numbered() -> Iterator[Row]:
        nonlocal dated
        for row in table(text, _NEEDED, delimiter=";"):
            if not row.first("Entity_EU_ReferenceNumber", "Entity_LogicalId"):
                refuse(text.file, "a row without Entity_EU_ReferenceNumber and Entity_LogicalId", line=row.line, column=1)
            dated = dated or first_date(row["fileGenerationDate"])
            yield row

    def parties() -> Iterator[Party]:
        nonlocal nameless
        for group in grouped(numbered, lambda row: row.first("Entity_LogicalId", "Entity_EU_ReferenceNumber")):
            party = _from_rows(group)
            nameless += not party.names
            if party.names:
                yield party

    found = imported(parties())
    remarks = (f"{nameless} entities without a name are left out",) if nameless else ()
    return replace(found, dated=dated or None, remarks=remarks)


def _from_rows(group: list[Row]) -> Party:
    head = group[0]
    number = head.first("Entity_EU_ReferenceNumber", "Entity_LogicalId")
    code = head.first("Entity_SubjectType", "Entity_SubjectType_ClassificationCode")
    kind = eu.TYPES.get(code.lower(), EntityType.ORGANISATION)
    remark = next((row["Entity_Remark"] for row in group if row["Entity_Remark"]), "")
    regulation = {"programme": head["Entity_Regulation_Programme"], "title": head["Entity_Regulation_NumberTitle"],
                  "url": head["Entity_Regulation_PublicationUrl"]}
    person = kind is EntityType.PERSON
    return Party(
        id=f"eu-{number}", type=kind, names=_primary_first([name for row in group for name in _row_names(row, kind)]),
        positions=tuple(_positions(row[column] for row in group for column in ("NameAlias_Title", "NameAlias_Function"))),
        countries=_countries(row[f"{_home(kind).capitalize()}_CountryIso2Code"] for row in group),
        born=tuple(dict.fromkeys(date for row in group for date in _row_born(row))) if person else (),
        deceased=death_in(remark) if person else None,
        identifiers=tuple(dict.fromkeys(_identifier(row["Identification_TypeCode"], number, kind) for row in group
                                        if (number := row.first("Identification_Number", "Identification_LatinNumber")))),
        listings=(_listing(number, regulation, head.first("Entity_DesignationDate", "Entity_Regulation_EntryIntoForceDate"), kind,
                           remark),),
        note=eu.clipped(clean(remark)),
    )


def _row_names(row: Row, kind: EntityType) -> Iterator[Name]:
    whole = row["NameAlias_WholeName"] or " ".join(
        part for part in (row["NameAlias_FirstName"], row["NameAlias_MiddleName"], row["NameAlias_LastName"]) if part)
    yield from names_in(Cell(text=whole, type=kind, quality=_said(row["NameAlias_Remark"]), habits=eu.HABITS))


def _row_born(row: Row) -> tuple[str, ...]:
    first, last = row["BirthDate_YearRangeFrom"], row["BirthDate_YearRangeTo"]
    if first and last:
        return dates_in(f"{first} to {last}")
    return dates_in(row.first("BirthDate_BirthDate", "BirthDate_Year"))
