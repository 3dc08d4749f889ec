"""Invented sanctions lists of any size in the shape of the published ones: seeded, so that two runs compare.

Names, comments, documents and aliases come about as often, and are about as long, as in the files of the UN and of OFAC.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from names import word

_SENTENCE = "Reported to have directed the acquisition of equipment and to have travelled abroad on behalf of the network. "


def un(entries: int, *, dated: str, gone: int = 0) -> Iterator[str]:
    """The UN's consolidated list of ``entries`` individuals, of which the first ``gone`` are left out."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<CONSOLIDATED_LIST dateGenerated="{dated}T00:00:00"><INDIVIDUALS>\n'
    rng = random.Random(7)
    for number in range(entries):
        record = _individual(number, rng)
        if number >= gone:
            yield record
    yield "</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>\n"


def _individual(number: int, rng: random.Random) -> str:
    first, second, third, fourth = (word(rng) for _ in range(4))
    aliases = "".join(f"<INDIVIDUAL_ALIAS>\n<QUALITY>{rng.choice(('Good', 'Good', 'Low'))}</QUALITY>\n"
                      f"<ALIAS_NAME>{word(rng)} {rng.choice((second, third))} {word(rng)}</ALIAS_NAME>\n</INDIVIDUAL_ALIAS>\n"
                      for _ in range(rng.choice((1, 2, 3, 5))))
    return f"""<INDIVIDUAL>
      <DATAID>{6900000 + number}</DATAID>
      <VERSIONNUM>1</VERSIONNUM>
      <FIRST_NAME>{first.upper()}</FIRST_NAME>
      <SECOND_NAME>{second.upper()}</SECOND_NAME>
      <THIRD_NAME>{third.upper()}</THIRD_NAME>
      <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
      <REFERENCE_NUMBER>QDi.{number:06}</REFERENCE_NUMBER>
      <LISTED_ON>2017-06-{1 + number % 28:02}</LISTED_ON>
      <COMMENTS1>{_SENTENCE * rng.choice((1, 2, 4, 7))}Father's name is {fourth}. Entry {number}.</COMMENTS1>
      <DESIGNATION>
        <VALUE>Member of the {word(rng)} council of {word(rng)}</VALUE>
      </DESIGNATION>
      <NATIONALITY>
        <VALUE>{rng.choice(('Afghanistan', 'Iraq', 'Tunisia', 'Yemen'))}</VALUE>
      </NATIONALITY>
      <LIST_TYPE>
        <VALUE>UN List</VALUE>
      </LIST_TYPE>
      <LAST_DAY_UPDATED>
        <VALUE>2022-07-26</VALUE>
        <VALUE>2023-08-16</VALUE>
      </LAST_DAY_UPDATED>
      {aliases}<INDIVIDUAL_ADDRESS>
        <COUNTRY>Pakistan</COUNTRY>
      </INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH>
        <TYPE_OF_DATE>EXACT</TYPE_OF_DATE>
        <DATE>19{40 + number % 60}-01-25</DATE>
      </INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH>
        <COUNTRY/>
      </INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT>
        <TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT>
        <NUMBER>AB{number:07}</NUMBER>
      </INDIVIDUAL_DOCUMENT>
      <SORT_KEY/>
      <SORT_KEY_LAST_MOD/>
    </INDIVIDUAL>
"""


def ofac(entries: int, *, dated: str, gone: int = 0) -> Iterator[str]:
    """OFAC's sdn.xml of ``entries`` individuals, of which the first ``gone`` are left out."""
    year, month, day = dated.split("-")
    yield ('<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/'
           f'PublicationPreview/exports/XML">\n<publshInformation><Publish_Date>{month}/{day}/{year}</Publish_Date>'
           f"<Record_Count>{entries - gone}</Record_Count></publshInformation>\n")
    rng = random.Random(9)
    for number in range(entries):
        record = _entry(number, rng)
        if number >= gone:
            yield record
    yield "</sdnList>\n"


def _entry(number: int, rng: random.Random) -> str:
    family = word(rng).upper()
    aliases = "".join(f"      <aka>\n        <uid>{number * 10 + place}</uid>\n        <type>a.k.a.</type>\n"
                      f"        <category>{rng.choice(('strong', 'strong', 'weak'))}</category>\n"
                      f"        <lastName>{word(rng).upper()}</lastName>\n        <firstName>{word(rng)} {word(rng)}</firstName>\n"
                      "      </aka>\n" for place in range(rng.choice((1, 2, 3, 4))))
    ids = "".join(f"      <id>\n        <uid>{number * 10 + place}</uid>\n        <idType>{kind}</idType>\n"
                  f"        <idNumber>{value}</idNumber>\n      </id>\n" for place, (kind, value) in enumerate((
                      ("Passport", f"AB{number:07}"), ("Gender", "Male"), ("Tax ID No.", f"{7700000000 + number}"),
                      ("Secondary sanctions risk:", "Ukraine-/Russia-Related Sanctions Regulations, 31 CFR 589.201 and/or 589.209"),
                      ("Additional Sanctions Information -", "Subject to Secondary Sanctions"))))
    return f"""  <sdnEntry>
    <uid>{number + 1}</uid>
    <firstName>{word(rng)} {word(rng)}</firstName>
    <lastName>{family}</lastName>
    <title>Director of the {word(rng)} {word(rng)} Company</title>
    <sdnType>Individual</sdnType>
    <remarks>(Linked To: {word(rng).upper()} {word(rng).upper()} TRADING COMPANY)</remarks>
    <programList>
      <program>RUSSIA-EO14024</program>
    </programList>
    <idList>
{ids}    </idList>
    <akaList>
{aliases}    </akaList>
    <addressList>
      <address>
        <uid>{number}</uid>
        <city>Moscow</city>
        <country>Russia</country>
      </address>
    </addressList>
    <nationalityList>
      <nationality>
        <uid>{number}</uid>
        <country>Russia</country>
        <mainEntry>true</mainEntry>
      </nationality>
    </nationalityList>
    <dateOfBirthList>
      <dateOfBirthItem>
        <uid>{number}</uid>
        <dateOfBirth>{1 + number % 28:02} Jun 19{40 + number % 60}</dateOfBirth>
        <mainEntry>true</mainEntry>
      </dateOfBirthItem>
    </dateOfBirthList>
  </sdnEntry>
"""


SHAPES: dict[str, tuple[str, Callable[..., Iterator[str]]]] = {"UN": ("un-xml", un), "OFAC": ("ofac-xml", ofac)}


def write(path: Path, shape: str, megabytes: float, *, dated: str, gone: int = 0) -> int:
    """Writes a list of about so many megabytes; how many bytes it has. ``gone`` entries fewer make it the list of another day."""
    _, records = SHAPES[shape]
    sample = "".join(records(200, dated=dated))
    entries = round(megabytes * 1_000_000 / len(sample.encode()) * 200)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(records(entries, dated=dated, gone=gone))
    return path.stat().st_size
