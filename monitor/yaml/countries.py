"""Country codes of ISO 3166-1 alpha-2, and what people write instead of them."""

from __future__ import annotations

from functools import cache

from monitor.yaml import fields
from monitor.yaml.nodes import Kind, Node

# Checked in the tests against two published sets. XK (Kosovo) is user-assigned, and what lists and passports write.
CODES = frozenset("""
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG
CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM
GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ
OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC
TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
""".split())

_USUAL_SLIPS = {"UK": "GB", "EL": "GR", "SU": "RU", "YU": "RS", "TP": "TL", "BU": "MM"}
_NEAR = 0.75


def meant_country(written: str) -> str | None:
    """The code a person most likely meant by a slip or a country's English name, None when unclear."""
    slip = _USUAL_SLIPS.get(written.upper())
    if slip is not None:
        return slip
    if len(written) <= 3:
        return _alpha3().get(written.upper())
    import difflib

    names = _names()
    near = difflib.get_close_matches(written.casefold(), list(names), n=1, cutoff=_NEAR)
    return names[near[0]] if near else None


def read_countries(node: Node | None, complaints: fields.Complaints) -> dict[str, Node]:
    """The codes of a list, or of one text alone, each once and with the node that names it first; small letters will do.

    What is no code is complained about, with the one most likely meant.
    """
    found: dict[str, Node] = {}
    for item in fields.items(node, complaints):
        code = fields.text(item, complaints, what="a country").upper()
        if code in CODES:
            found.setdefault(code, item)
        elif item.kind is Kind.TEXT:
            meant = meant_country(item.text.strip())
            hint = f', did you mean "{meant}"?' if meant else ""
            complaints.add(item, f"{fields.shown(item)} is not a country code of two letters (ISO 3166-1 alpha-2){hint}")
    return found


@cache
def _names() -> dict[str, str]:
    from babel import Locale  # loaded only to explain a mistake: it takes longer than reading a watchlist

    territories = Locale("en").territories
    return {territories[code].casefold(): code for code in CODES if code in territories}


@cache
def _alpha3() -> dict[str, str]:
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {alias: codes[0] for alias, codes in aliases.items() if len(alias) == 3 and codes[0] in CODES}
