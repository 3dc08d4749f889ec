"""The UK Sanctions List (FCDO), as CSV and as XML: since 28 January 2026 the only British list, and the only large one that says
of each entry whether it bans travel.

Checked against the header and rows of 2026 that public tests quote, not against a whole file (docs/list-formats.md). A name comes in six
parts of which the sixth is the family name, or the whole name of an entity; unknown parts of a date are letters (``dd/mm/1975``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from monitor.model import EntityType, Listing, ListSource
from monitor.watchlists.importers import eu
from monitor.watchlists.importers.cells import Cell, clean, names_in
from monitor.watchlists.importers.commas import suffixed
from monitor.watchlists.importers.files import Row, children, grouped, line_of, local, records, refuse, rows, text_of
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported
from monitor.watchlists.importers.places import countries_in
from monitor.watchlists.importers.regimes import TRAVEL_BAN, slug_of
from monitor.watchlists.importers.scripts import script_of
from monitor.watchlists.importers.text_file import Content, TextFile
from monitor.watchlists.importers.when import dates_in, death_in, first_date

_ROOT = "Designations"
_TYPES = {"individual": EntityType.PERSON, "ship": EntityType.VESSEL}
_HEAD = 10  # lines: the header stands below a line with the report's date
_NEEDED = ("uniqueid", "name6", "nametype")
_SEVERAL = re.compile(r"[|;]|\(\d\)")


def import_uk_csv(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Every designation by its Unique ID; a row is one name of it. Raises Faults."""
    text = TextFile(files["url"], file=source.url, fallback="cp1252")
    dated = ""

    def read() -> Iterator[Row]:
        nonlocal dated
        lines = rows(text)
        places, dated = _header(lines, source.url)
        for line, cells in lines:
            row = Row(places, cells, line)
            if not row["uniqueid"]:
                refuse(source.url, "a row without a Unique ID", line=line, column=1)
            yield row

    found = _imported(map(_from_rows, grouped(read, lambda row: row["uniqueid"])))
    return replace(found, dated=dated or None)


def _imported(parties: Iterator[Party]) -> Imported:
    nameless: list[str] = []

    def named() -> Iterator[Party]:
        for party in parties:
            if party.names:
                yield party
            else:
                nameless.append(party.id)

    found = imported(named())
    return replace(found, remarks=(f"{len(nameless)} designations without a name are left out ({nameless[0]} …)",) if nameless else ())


def _header(lines: Iterator[tuple[int, list[str]]], file: str) -> tuple[dict[str, int], str]:
    """Where each column is, by its letters alone (the case and blanks of headings have changed), and the date above them."""
    dated, line = "", 0
    for line, cells in lines:
        places = {_key(cell): place for place, cell in reversed(list(enumerate(cells)))}
        if all(column in places for column in _NEEDED):
            return places, dated
        if cells[0].lower().startswith(("report date", "last updated")):
            dated = first_date(" ".join(cells))
        if line > _HEAD:
            break
    refuse(file, "no header with Unique ID, Name 6 and Name type in the first lines: is this the right format?", line=line, column=1)


def _key(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def _from_rows(group: Sequence[Row]) -> Party:
    def every(*columns: str) -> list[str]:
        return list(dict.fromkeys(row[column] for row in group for column in columns if row[column]))

    head = group[0]
    kind = _TYPES.get(head.first("designationtype", "individualentityship").lower(), EntityType.ORGANISATION)
    names = [name for row in group for name in _names([row[f"name{number}"] for number in (1, 2, 3, 4, 5, 6)], row["nametype"],
                                                      row["aliasstrength"], kind)]
    natives = every("namenonlatinscript")
    about = " ".join(every("otherinformation", "ukstatementofreasons"))
    return _party(head["uniqueid"], kind, names, natives, every, imposed=every("sanctionsimposed"), about=about,
                  since=next(iter(every("datedesignated")), ""), regime=head["regimename"])


def _party(number: str, kind: EntityType, names: list[Name], natives: list[str], every: Callable[..., list[str]], *, imposed: list[str],
           since: str, about: str, regime: str) -> Party:
    person = kind is EntityType.PERSON
    own = "national-id" if person else "company-number"
    identifiers = [(key, value) for columns, key in ((("passportnumber",), "passport"), (("nationalidentifiernumber",), "national-id"),
                                                     (("businessregistrationnumbers", "businessregistrationnumber"), own))
                   for text in every(*columns) for value in eu.numbers_in(text)]
    identifiers += [("imo", value) for text in every("imonumber", "imonumbers") for value in re.findall(r"\d{7}", text)]
    positions = [clean(part) for text in every("position", "title") for part in _SEVERAL.split(text)]
    return Party(
        id=f"uk-{number}", type=kind, names=_in_order(names, natives, kind), positions=tuple(part for part in positions if part),
        countries=tuple(dict.fromkeys(code for text in every("nationalityies", "nationality", "currentbelievedflagofship")
                                      for code in countries_in(_SEVERAL.sub(";", text)))),
        born=tuple(dict.fromkeys(date for text in every("dob") for date in dates_in(text))) if person else (),
        deceased=death_in(about) if person else None, identifiers=tuple(dict.fromkeys(identifiers)),
        context=tuple(clean(text) for text in every("currentowneroperators", "currentowneroperator")),
        listings=(Listing(authority="UK", reference=number, measures=_measures(imposed), since=first_date(since)),),
        note=eu.clipped(" ".join(part for part in (f"Regime: {regime}." if regime else "", clean(about)) if part)),
    )


def _measures(imposed: list[str]) -> tuple[str, ...]:
    """``Asset freeze|Travel Ban`` → asset-freeze, travel-ban; the travel ban first, as elsewhere."""
    found = (slug_of(part) for text in imposed for part in re.split(r"[|;,]", text))
    return tuple(sorted(dict.fromkeys(part for part in found if part), key=lambda measure: measure != TRAVEL_BAN))


def _names(parts: Sequence[str], kind_of_name: str, strength: str, kind: EntityType) -> Iterator[Name]:
    whole = suffixed(clean(" ".join(part for part in parts if part)))
    said, primary = kind_of_name.lower(), "primary" in kind_of_name.lower()
    quality = Quality.STRONG if primary or "good" in strength.lower() else Quality.WEAK if "low" in strength.lower() else Quality.UNKNOWN
    what = NameKind.PRIMARY if said == "primary name" else NameKind.FORMER if "f.k.a" in said or "former" in said else NameKind.AKA
    if kind is EntityType.PERSON and whole:
        yield Name(text=whole, quality=quality, kind=what, script=script_of(whole))
    else:
        yield from names_in(Cell(text=whole, type=kind, quality=quality, kind=what))


def _in_order(names: list[Name], natives: list[str], kind: EntityType) -> tuple[Name, ...]:
    found = sorted(names, key=lambda name: name.kind is not NameKind.PRIMARY)
    for text in natives:
        found += names_in(Cell(text=text, type=kind, quality=Quality.STRONG, kind=NameKind.NATIVE))
    return tuple(found)


# ------------------------------------------------------------------ XML
def import_uk_xml(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """The same from the XML. Raises Faults."""
    dated = ""

    def parties() -> Iterator[Party]:
        nonlocal dated
        for element in records(files["url"], ("DateGenerated", "Designation"), file=source.url, root=(_ROOT,)):
            if local(element) == "DateGenerated":
                dated = first_date(element.text or "")
            elif local(element) == "Designation":
                yield _from_element(element, source.url)

    found = _imported(parties())
    return replace(found, dated=dated or None)


def _from_element(element: etree._Element, file: str) -> Party:
    number = text_of(element, "UniqueID")
    if not number:
        refuse(file, "a Designation without its UniqueID", line=line_of(element), column=1)
    kind = _TYPES.get(text_of(element, "IndividualEntityShip").lower(), EntityType.ORGANISATION)
    names = [found for name in children(element, "Names", "Name")
             for found in _names([text_of(name, f"Name{place}") for place in range(1, 7)], text_of(name, "NameType"),
                                 text_of(name, "AliasStrength"), kind)]
    leaves: dict[str, list[str]] = {}
    for child in element.iter():
        if not len(child) and child.text and child.text.strip():
            leaves.setdefault(_key(local(child)), []).append(clean(child.text))

    def every(*columns: str) -> list[str]:
        return list(dict.fromkeys(value for column in columns for value in leaves.get(column, ())))

    flags = [re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local(flag)) for flag in children(element, "SanctionsImposedIndicators", "*")
             if (flag.text or "").strip().lower() == "true"]
    return _party(number, kind, names, every("namenonlatinscript"), every,
                  imposed=every("sanctionsimposed") or flags, since=text_of(element, "DateDesignated"),
                  about=" ".join(every("otherinformation", "ukstatementofreasons")), regime=text_of(element, "RegimeName"))
