"""Which measures a regime carries, where a list does not say it entry by entry.

UN: from the Security Council's resolutions, as summed up on the committees' own pages
(https://main.un.org/securitycouncil/en/sanctions/information). A travel ban binds persons only. Libya says it per entry, in the comments.
EU: the regulations these files transcribe freeze assets; travel bans stand in the CFSP decisions beside them. The table names
the regimes whose decision bans the entry of every listed person (https://www.sanctionsmap.eu). Regimes that are not in it, and
OFAC and Canada, which publish no such field, stay without the measure: that means *not known*, never *no*.
"""

from __future__ import annotations

import re

from monitor.model import EntityType

TRAVEL_BAN, ASSET_FREEZE, ARMS_EMBARGO = "travel-ban", "asset-freeze", "arms-embargo"
_BOTH = (TRAVEL_BAN, ASSET_FREEZE)

UN = {
    "Al-Qaida": _BOTH,  # res. 1267 (1999), 1989 (2011), 2253 (2015), 2368 (2017) para. 1
    "Taliban": _BOTH,  # res. 1988 (2011) para. 1, 2255 (2015)
    "DPRK": _BOTH,  # res. 1718 (2006) para. 8 (d), (e)
    "Iran": _BOTH,  # res. 1737 (2006), 1747 (2007), 1803 (2008), 1929 (2010), back in force since 28 September 2025 (res. 2231 para. 11)
    "DRC": _BOTH,  # res. 1596 (2005) paras. 13, 15; 2293 (2016)
    "Somalia": _BOTH,  # res. 1844 (2008) paras. 1, 3
    "CAR": _BOTH,  # res. 2127 (2013), 2134 (2014) paras. 30, 32
    "Haiti": _BOTH,  # res. 2653 (2022) paras. 3, 6
    "Yemen": _BOTH,  # res. 2140 (2014) paras. 11, 15
    "Sudan": _BOTH,  # res. 1591 (2005) para. 3 (d), (e)
    "SouthSudan": _BOTH,  # res. 2206 (2015) paras. 9, 12
    "Iraq": (ASSET_FREEZE,),  # res. 1483 (2003) para. 23: funds only
    "GB": (TRAVEL_BAN,),  # Guinea-Bissau, res. 2048 (2012) para. 4: travel only
}

EU = frozenset((
    "EU-AFG", "EU-BLR", "EU-CAF", "EU-CHEM", "EU-COD", "EU-CYB", "EU-GIN", "EU-GTM", "EU-HAM", "EU-HR", "EU-HTI", "EU-IRN", "EU-MDA",
    "EU-MLI", "EU-MMR", "EU-NIC", "EU-PRK", "EU-RUS", "EU-RUSDA", "EU-SDN", "EU-SDNZ", "EU-SOM", "EU-SSD", "EU-SYR", "EU-TAQA-EUAQ",
    "EU-UKR", "EU-VEN", "EU-YEM",
))
"""Programmes whose CFSP decision bans entry for the persons it freezes; of EU-RUS only 2024/1485 freezes. Not among them: the terrorist
list of 2001/931 (EU-TERR), Iraq and Tunisia, which freeze only, and Libya (EU-LBY), where it differs from person to person."""

_EU_FREEZE_ONLY = frozenset(("32014R0208",))  # misappropriation in Ukraine: Decision 2014/119/CFSP bans no travel, EU-UKR's other act does

_LIBYA = re.compile(r"travel ban", re.IGNORECASE), re.compile(r"asset(?:s)? freeze", re.IGNORECASE)


def un_measures(regime: str, kind: EntityType, comments: str) -> tuple[str, ...]:
    """The measures on an entry of the UN list; empty where they are not known."""
    if regime == "Libya":
        found = tuple(measure for measure, said in zip(_BOTH, _LIBYA, strict=True) if said.search(comments))
    else:
        found = UN.get(regime, ())
    return found if kind is EntityType.PERSON else tuple(measure for measure in found if measure != TRAVEL_BAN)


def eu_measures(programme: str, measure: str, kind: EntityType, *, act: str = "", notes: str = "") -> tuple[str, ...]:
    """The measures on an entry of an EU act (its CELEX number): the one its row names, and the travel ban by programme, or by the
    notes for Libya, which quote the UN's listing."""
    named = "-".join(re.findall(r"[a-z]+", measure.lower()))
    by_programme = programme in EU and named == ASSET_FREEZE and act not in _EU_FREEZE_ONLY
    bans = kind is EntityType.PERSON and (by_programme or (programme == "EU-LBY" and bool(_LIBYA[0].search(notes))))
    return tuple(part for part in (TRAVEL_BAN if bans else "", named) if part)
