"""Any CSV with a header row, by the watchlist's own mapping of fields to columns.

A field may be read from several columns: of a name they are joined by blanks, of anything else each gives values of its own.
A cell may hold several values separated by ``;`` or ``|``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from monitor.model import EntityType, Listing, ListSource
from monitor.watchlists.ids import unique_slug
from monitor.watchlists.importers.cells import Cell, clean, names_in
from monitor.watchlists.importers.files import Row, refuse, table
from monitor.watchlists.importers.party import Imported, Name, NameKind, Party, Quality, imported, named
from monitor.watchlists.importers.places import countries_in
from monitor.watchlists.importers.regimes import slug_of
from monitor.watchlists.importers.text_file import Content, TextFile
from monitor.watchlists.importers.when import dates_in, first_date

_TYPES = {word: kind for kind, words in {
    EntityType.PERSON: "person individual p natural-person man woman",
    EntityType.ORGANISATION: "organisation organization entity company enterprise legalentity e group o",
    EntityType.VESSEL: "vessel ship v boat", EntityType.AIRCRAFT: "aircraft airplane plane a"}.items() for word in words.split()}
_SEVERAL = re.compile(r"[;|]")
_DELIMITERS = ",;\t|"


def import_mapped(source: ListSource, files: Mapping[str, Content]) -> Imported:
    """Every row with a name. Raises Faults also for a mapped column that the header does not have."""
    text = TextFile(files["url"], file=source.url, fallback="cp1252")
    columns: dict[str, list[str]] = defaultdict(list)
    for field, column in source.mapping:
        columns[field].append(column)
    if not columns["name"]:
        refuse(source.url, "the mapping does not say which column holds the name")
    delimiter = max(_DELIMITERS, key=text.first_line().count)
    taken: set[str] = set()
    remarks: list[str] = []
    read = table(text, [column for _, column in source.mapping], delimiter=delimiter)
    return imported(named(read, lambda row: _party(row, columns, taken), remarks), remarks=remarks)


def _party(row: Row, columns: Mapping[str, list[str]], taken: set[str]) -> Party | None:
    def every(field: str) -> list[str]:
        values = (clean(part) for column in columns.get(field, ()) for part in _SEVERAL.split(row[column]))
        return list(dict.fromkeys(value for value in values if value))

    def one(field: str) -> str:
        return next(iter(every(field)), "")

    kind = _TYPES.get(one("type").lower(), EntityType.PERSON)
    names = tuple(_names(row, columns, kind))
    if not names:
        return None
    id_ = re.sub(r"\s+", "-", one("id")) or unique_slug(names[0].text, taken)
    taken.add(id_)
    authority, reference, url = one("authority"), one("reference"), one("url")
    measures = tuple(map(slug_of, every("measures")))
    listings = (Listing(authority=authority, reference=reference, measures=tuple(filter(None, measures)), since=first_date(one("since")),
                        url=url if url.startswith(("http://", "https://")) else ""),) if authority or reference or measures else ()
    return Party(
        id=id_, type=kind, names=names, countries=tuple(dict.fromkeys(code for text in every("countries") for code in countries_in(text))),
        positions=tuple(every("positions")), born=tuple(dict.fromkeys(date for text in every("born") for date in dates_in(text))),
        deceased=first_date(one("deceased")) or one("deceased") or None, context=tuple(every("context")), listings=listings,
        identifiers=tuple((field.removeprefix("identifiers."), value) for field in columns if field.startswith("identifiers.")
                          for value in every(field)),
        note=" ".join(every("note")),
    )


def _names(row: Row, columns: Mapping[str, list[str]], kind: EntityType) -> Iterator[Name]:
    whole = " ".join(row[column] for column in columns["name"] if row[column])
    yield from names_in(Cell(text=whole, type=kind, quality=Quality.STRONG, kind=NameKind.PRIMARY))
    for field, quality in (("aliases", Quality.UNKNOWN), ("weak_aliases", Quality.WEAK)):
        for column in columns.get(field, ()):
            yield from names_in(Cell(text=row[column].replace("|", ";"), type=kind, quality=quality))
