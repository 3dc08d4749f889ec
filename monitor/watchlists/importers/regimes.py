"""Which measures a regime carries, where a list does not say it entry by entry; docs/travel-bans.md names the source of every row.

A travel ban binds persons only. The UN's list has no field for measures: the rows give the paragraphs of the Security Council's
resolutions. Libya says it per entry, in the comments. The EU's regulations freeze assets; travel bans stand in the CFSP decisions
beside them. A regime that is not in the tables, and OFAC and Canada, which publish no such field, stay without the measure: that
means *not known*, never *no*.
"""

from __future__ import annotations

import re

from monitor.model import EntityType

TRAVEL_BAN, ASSET_FREEZE, ARMS_EMBARGO = "travel-ban", "asset-freeze", "arms-embargo"
_BOTH = (TRAVEL_BAN, ASSET_FREEZE)

UN = {
    "Al-Qaida": _BOTH,  # res. 2734 (2024), before it 2610 (2021), para. 1 (a) freeze, (b) travel
    "Taliban": _BOTH,  # res. 2255 (2015) para. 1 (a), (b), before it 1988 (2011) para. 1
    "DPRK": _BOTH,  # res. 1718 (2006) para. 8 (d) freeze, (e) travel
    "Iran": _BOTH,  # res. 1737 (2006) para. 12 freeze, 1929 (2010) para. 10 travel; again since 28 September 2025 (2231 (2015) para. 11)
    "DRC": _BOTH,  # res. 1807 (2008) para. 9 travel, 11 freeze, before it 1596 (2005) paras. 13, 15
    "Somalia": _BOTH,  # res. 1844 (2008) para. 1 travel, 3 freeze
    "CAR": _BOTH,  # res. 2134 (2014) para. 30 travel, 32 freeze; renewed, last seen in 2745 (2024)
    "Haiti": _BOTH,  # res. 2653 (2022) para. 3 travel, 6 freeze
    "Yemen": _BOTH,  # res. 2140 (2014) para. 11 freeze, 15 travel
    "Sudan": _BOTH,  # res. 1591 (2005) para. 3 (d) travel, (e) freeze
    "SouthSudan": _BOTH,  # res. 2206 (2015) para. 9 travel, 12 freeze
    "Iraq": (ASSET_FREEZE,),  # res. 1483 (2003) para. 23: funds only
    "GB": (TRAVEL_BAN,),  # Guinea-Bissau, res. 2048 (2012) para. 4: travel only
}
"""By UN_LIST_TYPE."""

EU = {
    "EU-AFG": "2011/486/CFSP", "EU-BLR": "2012/642/CFSP", "EU-CAF": "2013/798/CFSP", "EU-CHEM": "(CFSP) 2018/1544",
    "EU-COD": "2010/788/CFSP", "EU-CYB": "(CFSP) 2019/797", "EU-GIN": "2010/638/CFSP", "EU-GTM": "(CFSP) 2024/254",
    "EU-HAM": "(CFSP) 2024/385", "EU-HR": "(CFSP) 2020/1999", "EU-HTI": "(CFSP) 2022/2319",
    "EU-IRN": "2010/413/CFSP, 2011/235/CFSP and (CFSP) 2023/1532", "EU-MDA": "(CFSP) 2023/891", "EU-MLI": "(CFSP) 2017/1775",
    "EU-MMR": "2013/184/CFSP", "EU-NIC": "(CFSP) 2019/1720", "EU-PRK": "(CFSP) 2016/849", "EU-RUS": "(CFSP) 2024/1484",
    "EU-RUSDA": "(CFSP) 2024/2643", "EU-SDN": "2014/450/CFSP", "EU-SDNZ": "(CFSP) 2023/2135", "EU-SOM": "2010/231/CFSP",
    "EU-SSD": "(CFSP) 2015/740", "EU-SYR": "2013/255/CFSP", "EU-TAQA-EUAQ": "(CFSP) 2016/1693", "EU-UKR": "2014/145/CFSP",
    "EU-VEN": "(CFSP) 2017/2074", "EU-YEM": "2014/932/CFSP",
}
"""Programmes whose persons are banned from entry, and the decision that does it. Of EU-RUS only 2024/1485 freezes persons. Not among
them: the terrorist list of 2001/931 (EU-TERR), Iraq and Tunisia, which freeze only, and Libya (EU-LBY), where it differs from person
to person."""

_EU_FREEZE_ONLY = frozenset(("32014R0208",))  # misappropriation in Ukraine: Decision 2014/119/CFSP bans no travel, EU-UKR's other act does

_LIBYA = re.compile(r"travel ban", re.IGNORECASE), re.compile(r"asset(?:s)? freeze", re.IGNORECASE)


def un_measures(regime: str, kind: EntityType, comments: str) -> tuple[str, ...]:
    """The measures on an entry of the UN list; empty where they are not known."""
    if regime == "Libya":  # res. 1970 (2011) para. 15 travel, 17 freeze; the annexes name some persons under one of them alone
        found = tuple(measure for measure, said in zip(_BOTH, _LIBYA, strict=True) if said.search(comments))
    else:
        found = UN.get(regime, ())
    return found if kind is EntityType.PERSON else tuple(measure for measure in found if measure != TRAVEL_BAN)


def eu_measures(programme: str, measure: str, kind: EntityType, *, act: str = "", notes: str = "") -> tuple[str, ...]:
    """The measures on an entry of an EU act (its CELEX number): the one its row names, and the travel ban by programme, or by the
    notes for Libya, which quote the UN's listing."""
    named = slug_of(measure)
    by_programme = programme in EU and named == ASSET_FREEZE and act not in _EU_FREEZE_ONLY
    bans = kind is EntityType.PERSON and (by_programme or (programme == "EU-LBY" and bool(_LIBYA[0].search(notes))))
    return tuple(part for part in (TRAVEL_BAN if bans else "", named) if part)


def slug_of(measure: str) -> str:
    """A measure as rules name it: ``Travel Ban`` → ``travel-ban``, ``Shipping sanctions: (see 'Other information')`` →
    ``shipping-sanctions``."""
    return "-".join(re.findall(r"[a-z]+", re.split(r"[:(]", measure.lower())[0]))
