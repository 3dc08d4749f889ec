"""OFAC's XML files: ``sdn.xml`` and ``consolidated.xml`` (a category for each alias), and the advanced file (see `ofac_advanced`).

The namespace changed with the service of 2024: elements are known by their local names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from monitor.model import EntityType, ListSource
from monitor.watchlists.importers import ofac
from monitor.watchlists.importers.cells import clean
from monitor.watchlists.importers.files import children, line_of, local, records, refuse, text_of, texts
from monitor.watchlists.importers.ofac_advanced import ROOT as ADVANCED
from monitor.watchlists.importers.ofac_advanced import import_advanced
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported
from monitor.watchlists.importers.places import countries_in, country
from monitor.watchlists.importers.text_file import Content
from monitor.watchlists.importers.when import dates_in, first_date

_ROOT = "sdnList"
_QUALITY = {"strong": Quality.STRONG, "weak": Quality.WEAK}


def import_ofac_xml(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Every entry by its number; the file's own count of records is held against what was read. Raises Faults."""
    elements = records(files["url"], ("publshInformation", "sdnEntry"), file=source.url, root=(_ROOT, ADVANCED))
    if local(next(elements)) == ADVANCED:
        return import_advanced(source, files)
    dated, promised, many = None, "", 0

    def parties() -> Iterator[Party]:
        nonlocal dated, promised, many
        for element in elements:
            if local(element) == "publshInformation":  # spelt so
                dated = first_date(text_of(element, "Publish_Date"), month_first=True) or None
                promised = text_of(element, "Record_Count")
            else:
                many += 1
                yield _party(element, source.url)

    found = imported(parties())
    short = promised.isdigit() and int(promised) != many
    return replace(found, dated=dated, remarks=(f"the file says it has {promised} records and holds {many}: it may be incomplete",)
                   if short else ())


def _party(element: etree._Element, file: str) -> Party:
    number = text_of(element, "uid")
    kind = ofac.TYPES.get(text_of(element, "sdnType").lower(), EntityType.ORGANISATION)
    names = tuple(_names(element, kind))
    if not number or not names:
        refuse(file, f"an sdnEntry without its {'lastName' if number else 'uid'}", line=line_of(element), column=1)
    under = tuple(texts(element, "programList", "program"))
    ids = [f"{text_of(each, 'idType')} {text_of(each, 'idNumber')}" for each in children(element, "idList", "id")]
    remarks = text_of(element, "remarks")
    said = ofac.read_remarks(remarks.strip("()"), kind)
    known = tuple(pair for pair in map(ofac.identifier, ids) if pair)
    call_sign, owner = text_of(element, "vesselInfo", "callSign"), text_of(element, "vesselInfo", "vesselOwner")
    title = text_of(element, "title")
    return Party(
        id=f"ofac-{number}", type=kind, names=names + said.names, positions=(title,) if title else (),
        born=tuple(date for text in texts(element, "dateOfBirthList", "dateOfBirthItem", "dateOfBirth") for date in dates_in(text)),
        countries=tuple(_countries(element, kind)), deceased=said.deceased,
        identifiers=known + ((("call-sign", call_sign),) if call_sign else ()),
        context=said.linked + ((owner,) if owner else ()),
        listings=(ofac.listing(number, under, "; ".join([remarks, *ids])),), note=ofac.noted(under, remarks),
    )


def _names(element: etree._Element, kind: EntityType) -> Iterator[Name]:
    yield from _named(element, kind, Quality.STRONG, NameKind.PRIMARY)
    for alias in children(element, "akaList", "aka"):
        what = NameKind.FORMER if text_of(alias, "type").lower().startswith("f") else NameKind.AKA
        yield from _named(alias, kind, _QUALITY.get(text_of(alias, "category").lower(), Quality.UNKNOWN), what)


def _named(element: etree._Element, kind: EntityType, quality: Quality, what: NameKind) -> Iterator[Name]:
    whole = clean(f"{text_of(element, 'firstName')} {text_of(element, 'lastName')}")
    yield from ofac.names(whole, kind, quality, what)


def _countries(element: etree._Element, kind: EntityType) -> Iterator[str]:
    flag = text_of(element, "vesselInfo", "vesselFlag")
    if flag:
        yield from ofac.flag(flag)
    for path in (("nationalityList", "nationality", "country"), ("citizenshipList", "citizenship", "country")):
        for text in texts(element, *path):
            yield from countries_in(text)
    if kind is EntityType.ORGANISATION:
        yield from (code for code in map(country, texts(element, "addressList", "address", "country")) if code)
