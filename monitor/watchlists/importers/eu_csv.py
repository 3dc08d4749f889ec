"""The European Union's lists as CSV, told apart by their header: the Official Journal's annexes, one act a file, and the
consolidated financial sanctions file (FSF, CSV 1.1).

The annexes have no number of their own: ``recordId`` is blank or reused for another party. An entry's key is its act, annex and name,
so that it keeps its id when an amendment is written into the consolidated act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache

from monitor.model import EntityType, Listing, ListSource
from monitor.watchlists.importers import eu
from monitor.watchlists.importers.cells import Cell, clean, names_in
from monitor.watchlists.importers.files import Row, table
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported, named
from monitor.watchlists.importers.places import countries_in
from monitor.watchlists.importers.regimes import eu_measures
from monitor.watchlists.importers.text_file import Content, TextFile
from monitor.watchlists.importers.when import dates_in, death_in, first_date

_NEEDED = ("programKey", "annex", "measure", "startDate", "schema", "name", "alias", "weakAlias", "birthDate")
_FSF = "Entity_LogicalId"
_CELLS = (("alias", Quality.UNKNOWN, NameKind.AKA), ("weakAlias", Quality.WEAK, NameKind.AKA),
          ("previousName", Quality.UNKNOWN, NameKind.FORMER))
_ADDRESS = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:"


def import_eu_csv(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Every row of an act, or every entity of the FSF. A header alone yields none, which is fine for a single act. Raises Faults."""
    text = TextFile(files["url"], file=source.url)
    header = text.first_line()
    if _FSF in header:
        from monitor.watchlists.importers.eu_fsf import import_fsf_csv

        return import_fsf_csv(text)
    needed = (*_NEEDED, "celex") if "amendedCelex" not in header else (*_NEEDED, "amendedCelex", "amendmentCelex")
    remarks: list[str] = []
    return imported(named(table(text, needed), _party, remarks), remarks=remarks, by_name=True)


def _party(row: Row) -> Party | None:
    name = clean(row["name"])
    kind = eu.TYPES.get(row["schema"].lower(), EntityType.ORGANISATION)
    names = tuple(_names(row, kind))
    if not name or not names:
        return None
    act = row.first("celex", "amendedCelex")
    digest = hashlib.sha256(f"{row['annex']}\x1f{name}".encode()).hexdigest()[:8]
    act_said = row.first("amendmentCelex", "celex")
    measures = eu_measures(row["programKey"], row["measure"], kind, act=act, notes=row["notes"])
    countries = " ; ".join(row[key] for key in ("nationality", "country", "flag", "jurisdiction"))
    reason = " ".join(part for part in (f"Programme: {row['programKey']}.", row["notes"], row["reason"]) if part)
    return Party(
        id=f"eu-{act}-{digest}", type=kind, names=names, countries=countries_in(countries),
        positions=tuple(dict.fromkeys(part for part in (clean(each) for each in row["position"].split(";")) if part)),
        born=dates_in(row["birthDate"]) if kind is EntityType.PERSON else (),
        deceased=death_in(row["notes"]) if kind is EntityType.PERSON else None,
        identifiers=tuple(dict.fromkeys(_identifiers(row, kind))),
        listings=_listings(act_said, measures, first_date(row["startDate"])),
        note=eu.clipped(" ".join(reason.split())),
    )


@lru_cache(maxsize=256)
def _listings(act: str, measures: tuple[str, ...], since: str) -> tuple[Listing, ...]:
    """One value for all parties of an act that are listed alike."""
    return (Listing(authority="EU", reference=act, measures=measures, since=since, url=_ADDRESS + act),)


def _names(row: Row, kind: EntityType) -> Iterator[Name]:
    yield from names_in(Cell(text=row["name"], type=kind, quality=Quality.STRONG, kind=NameKind.PRIMARY, habits=eu.HABITS))
    for column, quality, what in _CELLS:
        if row[column]:
            yield from names_in(Cell(text=row[column], type=kind, quality=quality, kind=what, habits=eu.HABITS))


def _identifiers(row: Row, kind: EntityType) -> Iterator[tuple[str, str]]:
    own = "national-id" if kind is EntityType.PERSON else "company-number"
    imo = "imo" if kind is EntityType.VESSEL else "imo-company"
    for column, key in (("passportNumber", "passport"), ("idNumber", own), ("registrationNumber", "company-number"),
                        ("ogrnCode", "company-number"), ("taxNumber", "tax-id"), ("innCode", "tax-id"), ("imoNumber", imo),
                        ("mmsi", "mmsi")):
        yield from ((key, number) for number in eu.numbers_in(row[column]))
