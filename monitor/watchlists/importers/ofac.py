"""What the files of OFAC (US Treasury) have in common, CSV and XML: types, name order, programmes, and the remarks.

The remarks are one text of ``Key value`` pieces, and in the CSV files the only place of weak names, each in quotation
marks: ``DOB 1955; Passport 008827 (Iran); a.k.a. 'ABU-'UMAR'; Linked To: X.``
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.model import EntityType, Listing
from monitor.watchlists.importers.cells import Cell, Habits, Slash, clean, names_in
from monitor.watchlists.importers.commas import flipped
from monitor.watchlists.importers.party import Name, NameKind, Quality
from monitor.watchlists.importers.places import countries_in, country
from monitor.watchlists.importers.regimes import ASSET_FREEZE
from monitor.watchlists.importers.scripts import script_of
from monitor.watchlists.importers.when import dates_in

TYPES = {"individual": EntityType.PERSON, "vessel": EntityType.VESSEL, "aircraft": EntityType.AIRCRAFT}
_HABITS = Habits(slash=Slash.WORDS)
# No property is blocked under these: Palestinian legislators, securities of Chinese military companies, correspondent accounts.
_NOT_BLOCKED = frozenset(("NS-PLC", "CMIC-EO13959", "561-Related", "561LIST"))
_WEAK = re.compile(r"\b([afn])\.k\.a\. '(.+?)'(?=;|\.?\s*$)")
_CUT = re.compile(r"\b([afn])\.k\.a\. '[^;]*$")
_KEYS = (
    (re.compile(r"(?:alt\. )?Passport (?:No\. )?#?([A-Z0-9][\w./ -]*?)\s*(?:\(|$|issued|expires)"), "passport"),
    (re.compile(r"(?:Vessel Registration Identification|Identification Number) IMO (\d{7})"), "imo"),
    (re.compile(r"MMSI (\d{9})"), "mmsi"),
    (re.compile(r"(?:alt\. )?(?:National ID|Identification Card|Cedula|D\.N\.I\.|C\.U\.R\.P\.|Personal ID Card|Identification Number|"
                r"SSN|National Foreign ID Number|Residency Number|Birth Certificate Number)(?: No\.| Number)? ?#?"
                r"([A-Z0-9][\w./ -]*?)\s*(?:\(|$|issued|expires)"), "national-id"),
    (re.compile(r"(?:alt\. )?(?:Tax ID No\.|RUC #|R\.F\.C\.|RFC|NIT #|RIF #|V\.A\.T\. Number) ?#?([A-Z0-9][\w./-]*?)\s*(?:\(|$)"),
     "tax-id"),
    (re.compile(r"(?:alt\. )?(?:Registration (?:Number|ID)|Business Registration Number|Company Number|Commercial Registry Number|"
                r"C\.R\. No\.|Trade License No\.|Government Gazette Number|Unified Social Credit Code(?: \(USCC\))?|Legal Entity Number|"
                r"Folio Mercantil No\.|Matricula Mercantil No\.?|Chamber of Commerce Number|Economic Register Number(?: \(CBLS\))?) ?#?"
                r"([A-Z0-9][\w./ -]*?)\s*(?:\(|$)"), "company-number"),
    (re.compile(r"Aircraft Construction Number [^;]*?([\w-]+)$"), "construction-number"),
    (re.compile(r"Aircraft Tail Number ([\w-]+)"), "registration"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What the remarks of an entry say. ``cut``: they end inside a quoted name, whose rest is in no file."""

    names: tuple[Name, ...] = ()
    born: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    linked: tuple[str, ...] = ()
    deceased: str | None = None
    cut: bool = False


def programmes(cell: str) -> tuple[str, ...]:
    """``SDGT] [SYRIA] [NPWMD`` → its programmes."""
    return tuple(part.strip(" []") for part in cell.split("] [") if part.strip(" []"))


def listing(number: str, under: Iterable[str], remarks: str) -> Listing:
    """The listing of an entry. OFAC publishes no travel ban: entry is suspended by proclamations programme by programme,
    so the measure is not known."""
    blocked = bool(set(under) - _NOT_BLOCKED) and "Directive Determination" not in remarks
    return Listing(authority="OFAC", reference=number, measures=(ASSET_FREEZE,) if blocked else ())


def noted(under: Iterable[str], remarks: str) -> str:
    """The note of an entity: its programmes and the remarks."""
    listed = ", ".join(under)
    return " ".join(part for part in (f"Programmes: {listed}." if listed else "", remarks) if part)


def names(text: str, kind: EntityType, quality: Quality, what: NameKind) -> Iterator[Name]:
    """The names in a cell. Only persons have the family name before the comma; the second comma sets off a suffix."""
    text = clean(text)
    if kind is EntityType.PERSON:
        yield from names_in(Cell(text=in_order(text), type=kind, quality=quality, kind=what, habits=_HABITS))
    elif kind is EntityType.ORGANISATION:
        yield from names_in(Cell(text=text, type=kind, quality=quality, kind=what, habits=_HABITS))
    elif text:
        yield Name(text=text, quality=quality, kind=what, script=script_of(text))


def in_order(text: str) -> str:
    """``DELOS REYES, Feliciano Semborio, Jr.`` → ``Feliciano Semborio DELOS REYES Jr.``; ``MEZA, JR., Arturo`` likewise."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    suffixes = [part for part in parts[1:] if re.fullmatch(r"(?:jr|sr|ii|iii|iv)\.?", part, re.IGNORECASE)]
    rest = [part for part in parts if part not in suffixes]
    if len(rest) < 2:
        return " ".join([*rest, *suffixes])
    return " ".join([flipped(rest[0], " ".join(rest[1:])), *suffixes])


def read_remarks(text: str, kind: EntityType) -> Remarks:
    """The remarks of an entry, whole: the rest of a text cut at 1,000 characters must be joined to it before."""
    text = clean(text)
    found: dict[str, list[str]] = {"born": [], "countries": [], "linked": []}
    identifiers: list[tuple[str, str]] = []
    told = [name for match in _WEAK.finditer(text) for name in names(
        match[2], kind, Quality.WEAK, NameKind.AKA if match[1] == "a" else NameKind.FORMER if match[1] == "f" else NameKind.AKA)]
    rest = _WEAK.sub("", text)
    for piece in rest.split(";"):
        piece = piece.strip().rstrip(".").strip()
        _sort(piece, found, identifiers)
    dead = re.search(r"\bdeceased\b(?P<when>[^;]*)", rest, re.IGNORECASE)
    return Remarks(
        names=tuple(told), born=tuple(dict.fromkeys(found["born"])), countries=tuple(dict.fromkeys(found["countries"])),
        identifiers=tuple(dict.fromkeys(identifiers)), linked=tuple(dict.fromkeys(found["linked"])),
        deceased=(next(iter(dates_in(dead["when"])), "date unknown") if dead and kind is EntityType.PERSON else None),
        cut=_CUT.search(rest) is not None,
    )


def _sort(piece: str, found: dict[str, list[str]], identifiers: list[tuple[str, str]]) -> None:
    head = piece.removeprefix("alt. ")
    if head.startswith("DOB "):
        found["born"] += dates_in(head)
    elif head.startswith(("nationality ", "citizen ")):
        found["countries"] += countries_in(head.split(" ", 1)[1])
    elif head.startswith("Linked To: "):
        found["linked"].append(head.removeprefix("Linked To: "))
    elif any(map(str.isdigit, head)) or head.startswith("Aircraft"):
        known = identifier(piece)
        identifiers += [known] if known else []


def identifier(text: str) -> tuple[str, str] | None:
    """``Passport 008827 (Iran)`` as (passport, 008827); None for what is no number of a document, ship or company."""
    for pattern, key in _KEYS:
        match = pattern.match(text)
        if match:
            return key, match[1].strip(" -.")
    return None


def flag(text: str) -> tuple[str, ...]:
    """The country of a vessel's flag."""
    code = country(text)
    return (code,) if code else ()
