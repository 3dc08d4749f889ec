"""An invented list in the UN's format, as bytes: imported by the tests of lists that come over http."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

NAMES = ("Bartholomew Okonjo-Vance", "Leocadia Thistlewood", "Ignatius Perrault-Ndong", "Wilhelmina Strandqvist", "Casimir Obuya",
         "Philippa Montgarde", "Evander Lacroix-Bello", "Rosalind Achterberg", "Thaddeus Mwangale", "Seraphina Dolgorov")


def people(count: int) -> list[tuple[str, str]]:
    """References and names, all different."""
    return [(f"XXi.{number:03}", NAMES[number] if number < len(NAMES) else f"{NAMES[number % 10].split()[0]} Family{number:03}")
            for number in range(count)]


def un_list(listed: Iterable[tuple[str, str]], *, dated: str = "2026-03-01", aliases: dict[str, Sequence[str]] | None = None) -> bytes:
    """The list as the UN would publish it on that day, of individuals by reference and name."""
    individuals = "".join(_individual(reference, name, (aliases or {}).get(reference, ())) for reference, name in listed)
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<CONSOLIDATED_LIST dateGenerated="{dated}T00:00:00">\n'
            f"<INDIVIDUALS>{individuals}</INDIVIDUALS>\n<ENTITIES></ENTITIES>\n</CONSOLIDATED_LIST>\n").encode()


def _individual(reference: str, name: str, aliases: Sequence[str]) -> str:
    first, _, rest = name.partition(" ")
    more = "".join(f"<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>{escape(alias)}</ALIAS_NAME></INDIVIDUAL_ALIAS>"
                   for alias in aliases)
    return (f"<INDIVIDUAL><DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>{escape(first)}</FIRST_NAME>"
            f"<SECOND_NAME>{escape(rest)}</SECOND_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>"
            f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER><LISTED_ON>2026-01-15</LISTED_ON>{more}</INDIVIDUAL>\n")
