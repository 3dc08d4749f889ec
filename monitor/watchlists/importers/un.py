"""The UN Security Council's consolidated list (XML, https://scsanctions.un.org/resources/xml/en/consolidated.xml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from monitor.model import EntityType, Listing, ListSource
from monitor.watchlists.importers.cells import Cell, clean, names_in
from monitor.watchlists.importers.commas import suffixed
from monitor.watchlists.importers.files import children, line_of, local, records, refuse, text_of, texts
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported
from monitor.watchlists.importers.places import countries_in
from monitor.watchlists.importers.regimes import un_measures
from monitor.watchlists.importers.scripts import script_of
from monitor.watchlists.importers.text_file import Content
from monitor.watchlists.importers.when import dates_in, death_in, first_date

_ROOT = "CONSOLIDATED_LIST"
_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME", "FIFTH_NAME", "SIXTH_NAME")
_QUALITY = {"good": Quality.STRONG, "low": Quality.WEAK, "a.k.a.": Quality.UNKNOWN, "f.k.a.": Quality.UNKNOWN}
_DOCUMENTS = {"passport": "passport", "numéro de passeport": "passport", "número de pasaporte": "passport"}


def import_un(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Every individual and entity by its reference number, the list's only stable key. Raises Faults."""
    dated: str | None = None

    def parties() -> Iterator[Party]:
        nonlocal dated
        for element in records(files["url"], ("INDIVIDUAL", "ENTITY"), file=source.url, root=(_ROOT,)):
            if local(element) == _ROOT:
                dated = first_date(str(element.get("dateGenerated", ""))[:10]) or None
            elif text_of(element, "REFERENCE_NUMBER") or text_of(element, "FIRST_NAME"):
                yield _party(element, source.url)

    found = imported(parties())
    return replace(found, dated=dated)


def _party(element: etree._Element, file: str) -> Party:
    person = local(element) == "INDIVIDUAL"
    kind = EntityType.PERSON if person else EntityType.ORGANISATION
    reference = text_of(element, "REFERENCE_NUMBER")
    names = tuple(_names(element, kind))
    if not reference or not names:
        missing = "name" if reference else "REFERENCE_NUMBER"
        refuse(file, f"an entry without its {missing}", line=line_of(element), column=1)
    comments = text_of(element, "COMMENTS1")
    regime = text_of(element, "UN_LIST_TYPE")
    return Party(
        id=f"un-{reference}", type=kind, names=names,
        countries=tuple(dict.fromkeys(code for text in texts(element, "NATIONALITY", "VALUE") for code in countries_in(text))),
        positions=tuple(dict.fromkeys(texts(element, "TITLE", "VALUE") + texts(element, "DESIGNATION", "VALUE"))),
        born=_born(element), deceased=death_in(comments) if person else None,
        identifiers=tuple(_identifiers(element)),
        listings=(Listing(authority="UN", reference=reference, measures=un_measures(regime, kind, comments),
                          since=first_date(text_of(element, "LISTED_ON")[:10])),),
        note=comments,
    )


def _names(element: etree._Element, kind: EntityType) -> Iterator[Name]:
    whole = " ".join(part for part in (text_of(element, tag) for tag in _PARTS) if part)
    person = kind is EntityType.PERSON
    primary = clean(suffixed(clean(whole)).replace(",", " "))  # parts stand in reading order: a comma in one sets nothing off
    if not person:  # an entity's name may carry its acronym or native form in brackets
        yield from names_in(Cell(text=whole, type=kind, quality=Quality.STRONG, kind=NameKind.PRIMARY))
    elif primary:
        yield Name(text=primary, quality=Quality.STRONG, kind=NameKind.PRIMARY, script=script_of(primary))
    for native in texts(element, "NAME_ORIGINAL_SCRIPT"):
        yield from names_in(Cell(text=native, type=kind, quality=Quality.STRONG, kind=NameKind.NATIVE))
    for alias in children(element, "INDIVIDUAL_ALIAS" if person else "ENTITY_ALIAS"):
        said = text_of(alias, "QUALITY").lower()
        former = said == "f.k.a." or "formerly" in text_of(alias, "NOTE").lower()
        yield from names_in(Cell(text=text_of(alias, "ALIAS_NAME"), type=kind, quality=_QUALITY.get(said, Quality.UNKNOWN),
                                 kind=NameKind.FORMER if former else NameKind.AKA))


def _born(element: etree._Element) -> tuple[str, ...]:
    """Dates of birth; the note of an entry may hold another one."""
    found: list[str] = []
    for birth in children(element, "INDIVIDUAL_DATE_OF_BIRTH"):
        first, last = text_of(birth, "FROM_YEAR"), text_of(birth, "TO_YEAR")
        text = f"{first} to {last}" if first and last else " ".join(
            (first, last, text_of(birth, "DATE")[:10], text_of(birth, "YEAR"), text_of(birth, "NOTE")))
        found += dates_in(text)
    return tuple(dict.fromkeys(found))


def _identifiers(element: etree._Element) -> Iterator[tuple[str, str]]:
    for document in children(element, "INDIVIDUAL_DOCUMENT"):
        number = text_of(document, "NUMBER")
        if number:
            yield _DOCUMENTS.get(text_of(document, "TYPE_OF_DOCUMENT").lower(), "national-id"), number
