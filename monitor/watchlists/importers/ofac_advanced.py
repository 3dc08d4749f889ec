"""OFAC's advanced file (``sdn_advanced.xml``, the only one with names in their own script and a flag on weak ones).

Values are numbers that point into reference sets at the head of the file; documents stand before the parties and sanctions behind
them (https://ofac.treasury.gov/media/16266/download, "Advanced Sanctions Data Model"). Checked against parties of the real file that
public tests quote, not against a whole file (docs/list-formats.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from monitor.model import EntityType, ListSource
from monitor.watchlists.importers import ofac
from monitor.watchlists.importers.cells import clean
from monitor.watchlists.importers.files import children, local, records, text_of, texts
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported
from monitor.watchlists.importers.places import country
from monitor.watchlists.importers.scripts import script_of
from monitor.watchlists.importers.text_file import Content

ROOT = "Sanctions"
_ORDER = ("First Name", "Middle Name", "Patronymic", "Last Name", "Matronymic", "Maiden Name", "Entity Name", "Vessel Name",
          "Aircraft Name", "Nickname")
_EASTERN = ("Last Name", "First Name", "Middle Name")
_NATIONALITY = ("nationality", "citizenship")


@dataclass(slots=True, kw_only=True)
class _Seen:
    """What stands outside the parties, by the numbers that point to it."""

    values: dict[tuple[str, str], str] = field(default_factory=dict)
    party_types: dict[str, str] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    documents: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    programmes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    since: dict[str, str] = field(default_factory=dict)
    dated: str | None = None

    def value(self, kind: str, number: str | None) -> str:
        """The word a reference stands for, or empty."""
        return self.values.get((kind, number or ""), "")


def import_advanced(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Every party by its fixed reference, which is its number in the other files. Raises Faults."""
    seen = _Seen()
    parties: list[Party] = []
    wanted = ("DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry")
    for element in records(files["url"], wanted, file=source.url, root=(ROOT,)):
        name = local(element)
        if name == "DistinctParty":
            parties += _parties(element, seen)
        elif name != ROOT:
            _NOTED[name](element, seen)
    nameless = sum(not party.names for party in parties)
    listed = (_listed(party, seen) for party in parties if party.names)
    return imported(listed, dated=seen.dated, remarks=[f"{nameless} parties without a name are left out"] if nameless else [])


def _listed(party: Party, seen: _Seen) -> Party:
    number = party.id.removeprefix("ofac-")
    under = tuple(dict.fromkeys(seen.programmes.get(number, ())))
    listing = replace(ofac.listing(number, under, party.note), since=seen.since.get(number, ""))
    return replace(party, listings=(listing,), note=ofac.noted(under, party.note))


# ------------------------------------------------------------------ around the parties
def _note_date(element: etree._Element, seen: _Seen) -> None:
    seen.dated = _date(element) or None


def _note_values(element: etree._Element, seen: _Seen) -> None:
    for group in element:
        for value in group:
            number = str(value.get("ID", ""))
            seen.values[local(value), number] = clean(value.text or "")
            if local(value) == "Country" and value.get("ISO2"):
                seen.values["ISO2", number] = str(value.get("ISO2"))
            if local(value) == "PartySubType":
                seen.party_types[number] = str(value.get("PartyTypeID", ""))


def _note_location(element: etree._Element, seen: _Seen) -> None:
    for place in children(element, "LocationCountry"):
        number = str(place.get("CountryID", ""))
        code = seen.values.get(("ISO2", number)) or country(seen.value("Country", number))
        if code:
            seen.locations[str(element.get("ID", ""))] = code


def _note_document(element: etree._Element, seen: _Seen) -> None:
    kind, number = seen.value("IDRegDocType", str(element.get("IDRegDocTypeID", ""))), text_of(element, "IDRegistrationNo")
    known = ofac.identifier(f"{kind} {number}")
    if known:
        seen.documents[str(element.get("IdentityID", ""))].append(known)


def _note_entry(element: etree._Element, seen: _Seen) -> None:
    profile = str(element.get("ProfileID", ""))
    dates = sorted(date for date in map(_date, children(element, "EntryEvent", "Date")) if date)
    if dates:
        seen.since[profile] = dates[0]
    for measure in children(element, "SanctionsMeasure"):
        comment = text_of(measure, "Comment")
        kind = seen.value("SanctionsType", str(measure.get("SanctionsTypeID", "")))
        if comment and kind in ("Program", ""):
            seen.programmes[profile].append(comment)


_NOTED = {"DateOfIssue": _note_date, "ReferenceValueSets": _note_values, "Location": _note_location, "IDRegDocument": _note_document,
          "SanctionsEntry": _note_entry}


def _date(element: etree._Element) -> str:
    parts = [text_of(element, part) for part in ("Year", "Month", "Day")]
    if not parts[0]:
        return ""
    return "-".join([parts[0], *(f"{int(part):02}" for part in parts[1:] if part.isdigit() and int(part))])


# ------------------------------------------------------------------ parties
def _parties(element: etree._Element, seen: _Seen) -> Iterator[Party]:
    note = text_of(element, "Comment")
    for profile in children(element, "Profile"):
        kind = _type(str(profile.get("PartySubTypeID", "")), seen)
        names: list[Name] = []
        identifiers: list[tuple[str, str]] = []
        for identity in children(profile, "Identity"):
            names += _names(identity, kind, seen)
            identifiers += seen.documents.get(str(identity.get("ID", "")), [])
        found = _features(profile, kind, seen)
        identifiers += [(key, value) for key in ("call-sign", "registration") for value in found[key]]
        yield Party(
            id=f"ofac-{profile.get('ID', '')}", type=kind, names=tuple(sorted(names, key=lambda name: name.kind is not NameKind.PRIMARY)),
            identifiers=tuple(identifiers), born=tuple(found["born"]), positions=tuple(found["position"]),
            countries=tuple(dict.fromkeys(found["country"])), context=tuple(found["owner"]), note=note)


def _type(number: str, seen: _Seen) -> EntityType:
    sub_type = seen.value("PartySubType", number).lower()
    whole = seen.value("PartyType", seen.party_types.get(number)).lower()
    return ofac.TYPES.get(sub_type) or ofac.TYPES.get(whole) or EntityType.ORGANISATION


def _names(identity: etree._Element, kind: EntityType, seen: _Seen) -> Iterator[Name]:
    groups = {str(group.get("ID", "")): seen.value("NamePartType", str(group.get("NamePartTypeID", "")))
              for group in children(identity, "NamePartGroups", "MasterNamePartGroup", "NamePartGroup")}
    for alias in children(identity, "Alias"):
        quality = Quality.WEAK if alias.get("LowQuality") == "true" else Quality.STRONG
        former = seen.value("AliasType", str(alias.get("AliasTypeID", ""))).upper().startswith("F")
        primary = alias.get("Primary") == "true"
        for number, documented in enumerate(children(alias, "DocumentedName")):
            text = _whole(documented, groups)
            what = NameKind.FORMER if former else NameKind.AKA
            if script_of(text) not in ("Latn", "Zyyy"):
                what = NameKind.NATIVE
            elif primary and not number:
                what = NameKind.PRIMARY
            yield from ofac.names(text, kind, quality, what) if what is not NameKind.NATIVE else _native(text, quality)


def _native(text: str, quality: Quality) -> Iterator[Name]:
    if text:
        yield Name(text=text, quality=quality, kind=NameKind.NATIVE, script=script_of(text))


def _whole(documented: etree._Element, groups: Mapping[str, str]) -> str:
    """The parts of a name in reading order: given names first, in East Asian scripts the family name and no blank."""
    parts = [(groups.get(str(value.get("NamePartGroupID", "")), ""), clean(value.text or ""))
             for value in children(documented, "DocumentedNamePart", "NamePartValue")]
    eastern = script_of("".join(text for _, text in parts)) in ("Hani", "Hang")
    order = _EASTERN if eastern else _ORDER
    parts.sort(key=lambda part: order.index(part[0]) if part[0] in order else len(order))
    return ("" if eastern else " ").join(text for _, text in parts if text)


def _features(profile: etree._Element, kind_of_party: EntityType, seen: _Seen) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    # a person's location is where somebody lives or hides, no home country
    homes = (*_NATIONALITY, "location") if kind_of_party is EntityType.ORGANISATION else _NATIONALITY
    for feature in children(profile, "Feature"):
        kind = seen.value("FeatureType", str(feature.get("FeatureTypeID", ""))).lower()
        details = texts(feature, "FeatureVersion", "VersionDetail")
        if kind == "birthdate":
            found["born"] += [date for period in children(feature, "FeatureVersion", "DatePeriod") for date in _period(period)]
        elif kind.startswith(homes):
            places = (str(place.get("LocationID", "")) for place in children(feature, "FeatureVersion", "VersionLocation"))
            found["country"] += [seen.locations[place] for place in places if place in seen.locations]
        elif kind == "vessel flag":
            found["country"] += [code for text in details for code in ofac.flag(text)]
        elif kind == "title":
            found["position"] += details
        elif kind.endswith("call sign"):
            found["call-sign"] += details
        elif kind == "aircraft tail number":
            found["registration"] += details
        elif kind == "vessel owner":
            found["owner"] += details
    return found


def _period(period: etree._Element) -> list[str]:
    """A day, month or year where the period is one; its first and last year where it is wider."""
    ends = [date for path in (("Start", "From"), ("End", "To")) for date in map(_date, children(period, *path)) if date]
    first, last = ends[0] if ends else "", ends[-1] if ends else ""
    if first == last:
        return [first] if first else []
    if first[:4] == last[:4]:
        same_month = first[:7] == last[:7] and len(first) > 7
        return [first[:7] if same_month else first[:4]]
    return [first[:4], last[:4]]
