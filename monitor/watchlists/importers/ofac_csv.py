"""OFAC's CSV files: ``sdn.csv`` with ``alt.csv``, ``add.csv`` and ``sdn_comments.csv``, and the ``cons_*`` of the non-SDN list.

No header, columns by position (https://ofac.treasury.gov/media/29976/download, "dat_spec"); null is ``-0- ``; the last byte is 0x1A.
The files must be of one day: rows that belong to no entry are counted and said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from monitor.model import EntityType, ListSource
from monitor.watchlists.importers import ofac
from monitor.watchlists.importers.files import refuse, rows
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported
from monitor.watchlists.importers.places import country
from monitor.watchlists.importers.text_file import Content, TextFile

_NULL = "-0-"
_LIMIT = 1000  # characters: where the remarks of the main file stop; the comments file has the rest
_COLUMNS = {"url": 12, "aliases": 5, "addresses": 6, "comments": 2}
_DAYS = "the files seem to be of different days"
_KINDS = {"aka": NameKind.AKA, "nka": NameKind.AKA, "fka": NameKind.FORMER}

Rows = dict[str, list[list[str]]]


def import_ofac_csv(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Every entry by its number, with the aliases, countries and overflowing remarks of the further files. Raises Faults."""
    paths = {"url": source.url, **dict(source.files)}
    main = list(_cells(files["url"], _COLUMNS["url"], paths["url"]))
    numbers = {cells[0] for cells in main}
    beside = {key: _by_number(files[key], key, paths.get(key, key)) if key in files else {} for key in _COLUMNS if key != "url"}
    remarks = [text for key, found in beside.items() for text in _orphans(key, found, numbers)]
    cut: list[str] = []
    parties = [_party(cells, beside, cut, source.url) for cells in main]
    uncut = [number for number in beside["comments"] if number in numbers and number not in _overflowing(main)]
    if uncut:
        remarks.append(f"comments: {len(uncut)} rows belong to remarks that are not cut off: left out, {_DAYS}")
    if cut:
        remarks.append(f"{len(cut)} entries end inside a quoted name ({', '.join(cut[:5])}): the comments file is missing or old")
    return imported(parties, remarks=remarks)


def _cells(data: Content, columns: int, file: str) -> Iterator[list[str]]:
    for line, row in rows(TextFile(data, file=file, fallback="cp1252")):
        if len(row) != columns or not row[0].strip().isdigit():
            refuse(file, f"a row of {len(row)} cells beginning with {row[0][:20]!r}: {columns} cells were expected, the first a number",
                   line=line, column=1)
        yield ["" if cell.strip() == _NULL else cell.strip() for cell in row]


def _by_number(data: Content, key: str, file: str) -> Rows:
    found: Rows = defaultdict(list)
    for cells in _cells(data, _COLUMNS[key], file):
        found[cells[0]].append(cells)
    return dict(found)


def _orphans(key: str, found: Rows, numbers: set[str]) -> Iterator[str]:
    without = {number: len(group) for number, group in found.items() if number not in numbers}
    if without:
        yield (f"{key}: {sum(without.values())} rows belong to no entry of the list ({', '.join(list(without)[:5])} …): "
               f"{_DAYS}")


def _overflowing(main: Sequence[list[str]]) -> frozenset[str]:
    return frozenset(cells[0] for cells in main if len(cells[11]) >= _LIMIT)


def _party(cells: list[str], beside: Mapping[str, Rows], cut: list[str], file: str) -> Party:
    number, name, kind_text, programme, title, call_sign, _, _, _, flag, owner, text = cells
    kind = ofac.TYPES.get(kind_text.lower(), EntityType.ORGANISATION)
    if len(text) >= _LIMIT:
        text += "".join(row[1] for row in beside["comments"].get(number, ()))
    remarks = ofac.read_remarks(text, kind)
    if remarks.cut:
        cut.append(number)
    under = ofac.programmes(programme)
    names = tuple(_names(name, kind, beside["aliases"].get(number, ()))) + remarks.names
    if not names:
        refuse(file, f"entry {number} has no name")
    return Party(
        id=f"ofac-{number}", type=kind, names=names, positions=(title,) if title else (), born=remarks.born,
        countries=tuple(dict.fromkeys((*ofac.flag(flag), *remarks.countries, *_based_in(kind, beside["addresses"].get(number, ()))))),
        identifiers=(*remarks.identifiers, *((("call-sign", call_sign),) if call_sign else ())), deceased=remarks.deceased,
        context=tuple(dict.fromkeys((*remarks.linked, *((owner,) if owner else ())))), listings=(ofac.listing(number, under, text),),
        note=ofac.noted(under, text),
    )


def _names(name: str, kind: EntityType, aliases: Sequence[list[str]]) -> Iterator[Name]:
    yield from ofac.names(name, kind, Quality.STRONG, NameKind.PRIMARY)
    for _, _, how, alias, _ in aliases:
        yield from ofac.names(alias, kind, Quality.STRONG, _KINDS.get(how.lower(), NameKind.AKA))


def _based_in(kind: EntityType, addresses: Sequence[list[str]]) -> Iterator[str]:
    """The countries of an organisation's addresses. A person's are where somebody lives or hides, not a home country."""
    if kind is EntityType.ORGANISATION:
        for row in addresses:
            code = country(row[4]) if row[4] else None
            if code:
                yield code
