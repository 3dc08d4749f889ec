"""Canada's consolidated list under the Special Economic Measures Act (SEMA) and the Magnitsky law (XML,
https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/consolidated-consolide.aspx).

Entries have no number: schedule and item are renumbered when one is repealed, so the key is the regulation and a hash of the name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from monitor.model import EntityType, Listing, ListSource
from monitor.watchlists.ids import slug
from monitor.watchlists.importers.cells import Cell, Habits, Slash, clean, names_in
from monitor.watchlists.importers.commas import Commas
from monitor.watchlists.importers.files import line_of, local, records, refuse, text_of
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported
from monitor.watchlists.importers.regimes import ASSET_FREEZE
from monitor.watchlists.importers.text_file import Content
from monitor.watchlists.importers.when import dates_in, first_date

_ROOT = "data-set"
_SHIP = re.compile(r"\b(?:ship|tanker|vessel|carrier|cargo|tug)\b", re.IGNORECASE)
_HABITS = Habits(slash=Slash.SPACED, commas=Commas.SEPARATE)
_KNOWN_AS = re.compile(r"\(also known as ([^()]+)\)", re.IGNORECASE)


def import_ca(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Every record. ``Country`` is the regulation it stands under, not a nationality. Raises Faults."""
    parties = (_party(element, source.url) for element in records(files["url"], ("record",), file=source.url, root=(_ROOT,))
               if local(element) == "record")
    return imported(parties, by_name=True)


def _party(element: etree._Element, file: str) -> Party:
    family, given, other = (text_of(element, tag) for tag in ("LastName", "GivenName", "EntityOrShip"))
    imo, title = text_of(element, "ShipIMONumber"), text_of(element, "TitleOrShip")
    whole = clean(f"{given} {family}") if family or given else clean(other)
    if not whole:
        refuse(file, "a record without a name", line=line_of(element), column=1)
    ship = bool(imo) or (not family and bool(_SHIP.search(title)))
    kind = EntityType.PERSON if family or given else EntityType.VESSEL if ship else EntityType.ORGANISATION
    regulation = text_of(element, "Country").split(" / ")[0].split(" (JVCFOR)")[0].strip()
    schedule, item = text_of(element, "Schedule"), text_of(element, "Item")
    names = tuple(_names(whole, text_of(element, "Aliases"), kind))
    digest = hashlib.sha256(f"{regulation}\x1f{whole}".encode()).hexdigest()[:8]
    return Party(
        id=f"ca-{slug(regulation)[:24].rstrip('-')}-{digest}", type=kind, names=names,
        positions=(title,) if title and kind is EntityType.PERSON else (),
        born=dates_in(text_of(element, "DateOfBirthOrShipBuildDate")) if kind is EntityType.PERSON else (),  # of a ship: when it was built
        identifiers=tuple(("imo", number) for number in re.findall(r"\d{7}", imo)),
        listings=(Listing(authority="Canada", reference=", ".join(part for part in (regulation, f"Schedule {schedule}" if schedule else "",
                                                                                   f"item {item}" if item else "") if part),
                          measures=_measures(regulation, schedule), since=first_date(text_of(element, "DateOfListing"))),),
    )


def _measures(regulation: str, schedule: str) -> tuple[str, ...]:
    """Dealings with the property of listed parties are prohibited; the second and third schedule on Russia restrict new debt and
    equity only. Whether entry is refused follows from immigration law and is not known here."""
    return () if regulation == "Russia" and schedule[:1] in ("2", "3") else (ASSET_FREEZE,)


def _names(whole: str, aliases: str, kind: EntityType) -> Iterator[Name]:
    known_as = _KNOWN_AS.findall(whole)
    primary = _KNOWN_AS.sub("", whole)
    yield from names_in(Cell(text=primary, type=kind, quality=Quality.STRONG, kind=NameKind.PRIMARY))
    for text in (*known_as, aliases):
        yield from names_in(Cell(text=text, type=kind, habits=_HABITS))
