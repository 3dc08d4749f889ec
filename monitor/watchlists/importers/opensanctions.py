"""Lists of OpenSanctions: ``targets.simple.csv`` and FollowTheMoney entities as JSON lines, told apart by their first character.

Layouts: https://www.opensanctions.org/docs/bulk/csv/ and https://followthemoney.tech/explorer/. Their licence is CC BY-NC 4.0.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from sys import intern
from typing import Any

from monitor.model import EntityType, Listing, ListSource
from monitor.watchlists.dates import is_partial_date
from monitor.watchlists.importers.cells import clean
from monitor.watchlists.importers.commas import flipped
from monitor.watchlists.importers.files import Row, refuse, table
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported
from monitor.watchlists.importers.places import country
from monitor.watchlists.importers.regimes import ARMS_EMBARGO, ASSET_FREEZE, TRAVEL_BAN, slug_of
from monitor.watchlists.importers.scripts import COMMON, script_of
from monitor.watchlists.importers.text_file import Content, TextFile

_TYPES = {"Person": EntityType.PERSON, "Vessel": EntityType.VESSEL, "Airplane": EntityType.AIRCRAFT} | dict.fromkeys(
    ("Organization", "Company", "LegalEntity", "PublicBody"), EntityType.ORGANISATION)
_NAMES = (("name", Quality.STRONG, NameKind.AKA), ("alias", Quality.UNKNOWN, NameKind.AKA),
          ("previousName", Quality.UNKNOWN, NameKind.FORMER), ("abbreviation", Quality.UNKNOWN, NameKind.ACRONYM),
          ("weakAlias", Quality.WEAK, NameKind.AKA))
_IDENTIFIERS = {"passportNumber": "passport", "idNumber": "national-id", "socialSecurityNumber": "national-id", "imoNumber": "imo",
                "mmsi": "mmsi", "callSign": "call-sign", "taxNumber": "tax-id", "innCode": "tax-id", "ogrnCode": "company-number"}
_MEASURES = frozenset((TRAVEL_BAN, ASSET_FREEZE, ARMS_EMBARGO))  # `provisions` holds programmes and sentences as well
_COUNTRIES = ("nationality", "citizenship", "country", "flag", "jurisdiction")


def import_opensanctions(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Persons, organisations, vessels and aircraft by their id there. Raises Faults."""
    text = TextFile(files["url"], file=source.url)
    left: dict[str, int] = defaultdict(int)
    beginning = next((line for line in text.lines() if line.strip()), "")
    found = imported(_from_lines(text, left) if beginning.lstrip().startswith("{") else _from_rows(text, left))
    if not left:
        return found
    listed = ", ".join(f"{number} {schema or 'without schema'}" for schema, number in sorted(left.items()))
    return replace(found, remarks=(f"left out, being no party that news could name: {listed}",))


def _from_rows(text: TextFile, left: dict[str, int]) -> Iterator[Party]:
    for row in table(text, ("id", "schema", "name", "aliases")):
        if row["schema"] not in _TYPES:
            left[row["schema"]] += 1
        elif clean(row["name"]):
            yield _from_row(row)


def _from_row(row: Row) -> Party:
    kind = _TYPES[row["schema"]]
    names = [_name(row["name"], kind, Quality.STRONG, NameKind.PRIMARY)]
    names += [_name(text, kind, Quality.UNKNOWN, NameKind.AKA) for text in row["aliases"].split(";")]
    imo = [part.strip().upper().removeprefix("IMO") for part in row["identifiers"].split(";")]
    return Party(
        id=f"os-{row['id']}", type=kind, names=tuple(name for name in names if name.text), countries=_codes(row["countries"].split(";")),
        born=tuple(date for date in row["birth_date"].split(";") if is_partial_date(date)) if kind is EntityType.PERSON else (),
        identifiers=tuple(("imo", part) for part in imo if len(part) == 7 and part.isdigit()) if kind is EntityType.VESSEL else (),
        listings=(Listing(authority="OpenSanctions", reference=row["id"], since=intern(row["first_seen"][:10])),),
        note=intern(row["sanctions"]),  # the programmes' names: a few hundred texts for all parties
    )


def _name(text: str, kind: EntityType, quality: Quality, what: NameKind) -> Name:
    """One name, which these files keep apart already; of a person, the family name may stand before a comma."""
    text = clean(text)
    if kind is EntityType.PERSON and text.count(",") == 1:
        family, given = (part.strip() for part in text.split(","))
        text = flipped(family, given)
    script = script_of(text)
    native = what is NameKind.AKA and script not in ("Latn", COMMON)
    return Name(text=text, quality=quality, kind=NameKind.NATIVE if native else what, script=script)


def _codes(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in map(country, filter(None, texts)) if code))


# ------------------------------------------------------------------ FollowTheMoney
def _from_lines(text: TextFile, left: dict[str, int]) -> Iterator[Party]:
    sanctions = _sanctions(text)
    for number, line in _lines(text):
        schema, properties, id_, target = _entity(line, number, text.file)
        if schema in _TYPES and target:
            party = _from_entity(id_, _TYPES[schema], properties)
            if party.names:
                yield replace(party, listings=tuple(sanctions.get(id_, party.listings)))
        elif schema != "Sanction":
            left[schema if target else f"{schema} beside the listed ones"] += 1


def _sanctions(text: TextFile) -> Mapping[str, Sequence[Listing]]:
    """The listings by the id of their party: they are entities of their own, in front of it or behind."""
    found: dict[str, list[Listing]] = defaultdict(list)
    for number, line in _lines(text):
        if '"Sanction"' in line:
            schema, properties, _, _ = _entity(line, number, text.file)
            for owner in properties.get("entity", ()) if schema == "Sanction" else ():
                found[_id_of(owner)].append(_listing(properties))
    return found


def _lines(text: TextFile) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.lines("\n"), 1) if line.strip())


def _entity(line: str, number: int, file: str) -> tuple[str, dict[str, list[Any]], str, bool]:
    try:
        found = json.loads(line)
    except ValueError as error:
        refuse(file, f"not a JSON line: {error}", line=number, column=getattr(error, "colno", 1))
    except RecursionError:
        refuse(file, "not a JSON line that can be read: its brackets are nested too deeply", line=number, column=1)
    if not isinstance(found, dict) or not isinstance(found.get("properties"), dict) or not isinstance(found.get("id"), str):
        refuse(file, "no FollowTheMoney entity: it needs id, schema and properties", line=number, column=1)
    return str(found.get("schema", "")), _lists(found["properties"]), found["id"], found.get("target") is not False


def _lists(properties: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The properties that are lists, as they all should be."""
    return {key: values for key, values in properties.items() if isinstance(values, list)}


def _id_of(value: Any) -> str:
    return str(value.get("id", "")) if isinstance(value, dict) else str(value)


def _from_entity(id_: str, kind: EntityType, properties: Mapping[str, list[Any]]) -> Party:
    def of(*keys: str) -> list[str]:
        return [clean(value) for key in keys for value in properties.get(key, ()) if isinstance(value, str) and value.strip()]

    person = kind is EntityType.PERSON
    names = [_name(text, kind, quality, what) for key, quality, what in _NAMES for text in of(key)]
    registration = "registration" if kind is EntityType.AIRCRAFT else "company-number"
    identifiers = [(name, value) for key, name in (*_IDENTIFIERS.items(), ("registrationNumber", registration)) for value in of(key)]
    nested = [_listing(_lists(each["properties"])) for each in properties.get("sanctions", ())
              if isinstance(each, dict) and isinstance(each.get("properties"), dict)]
    default = Listing(authority="OpenSanctions", reference=id_)
    return Party(
        id=f"os-{id_}", type=kind, names=_called(names), countries=_codes(of(*_COUNTRIES)), positions=tuple(dict.fromkeys(of("position"))),
        born=tuple(date for date in of("birthDate") if is_partial_date(date)) if person else (),
        deceased=next(iter(of("deathDate")), None) if person else None,
        identifiers=tuple((key, value.upper().removeprefix("IMO") if key == "imo" else value) for key, value in identifiers),
        listings=tuple(nested) or (default,), note=" ".join(of("notes"))[:600],
    )


def _called(names: list[Name]) -> tuple[Name, ...]:
    """The first Latin name is what the party is called, among those not weak."""
    fit = [name for name in names if name.text]
    first = next((name for name in fit if name.script == "Latn" and name.quality is not Quality.WEAK), None) or next(iter(fit), None)
    return () if first is None else (replace(first, kind=NameKind.PRIMARY), *(name for name in fit if name is not first))


def _listing(properties: Mapping[str, Any]) -> Listing:
    def one(key: str) -> str:
        return next((value for value in properties.get(key, ()) if isinstance(value, str)), "")

    since, url = one("startDate") or one("listingDate"), one("sourceUrl")
    provisions = (slug_of(value) for value in properties.get("provisions", ()) if isinstance(value, str))
    return Listing(authority=one("authority") or "OpenSanctions", reference=one("authorityId") or one("unscId") or one("program"),
                   measures=tuple(dict.fromkeys(measure for measure in provisions if measure in _MEASURES)),
                   since=since[:10] if is_partial_date(since[:10]) else "", url=url if url.startswith("http") else "")
