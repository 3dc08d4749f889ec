"""Countries and nationalities as lists write them, as ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from monitor.yaml.countries import CODES

# Adjectives, former and official names: what Unicode's own English names lack.
_ALSO = """AE emirati;uae;united arab emirates|AF afghan;afghani|AL albanian|DZ algerian|AM armenian|AO angolan
AR argentine;argentinian|AT austrian|AU australian|AZ azerbaijani|BA bosnian;bosnia-herzegovina;bosnia and herzegovina
BD bangladeshi|BE belgian|BF burkinabe|BG bulgarian|BH bahraini|BI burundian|BO bolivian;bolivia (plurinational state of)
BR brazilian|BY belarusian;belarussian;republic of belarus|CA canadian
CD congolese;drc;dr congo;democratic republic of the congo;congo, democratic republic of the;the democratic republic of the congo
CF central african;car;central african republic|CG republic of the congo|CH swiss
CI ivorian;côte d'ivoire;cote d'ivoire;cote d ivoire|CM cameroonian|CN chinese;people's republic of china;prc|CO colombian
CR costa rican|CU cuban|CY cypriot|CZ czech;czech republic|DE german;federal republic of germany|DJ djiboutian|DK danish
DO dominican|EC ecuadorian|EE estonian|EG egyptian|ER eritrean|ES spanish|ET ethiopian|FI finnish|FR french
GB british;uk;united kingdom of great britain and northern ireland;great britain;england|GE georgian|GH ghanaian
GM gambian;the gambia;gambia, the|GN guinean|GQ equatorial guinean|GR greek|GT guatemalan|GW bissau-guinean;guinea-bissau
GY guyanese|HK hong kong|HN honduran|HR croatian|HT haitian|HU hungarian|ID indonesian|IE irish|IL israeli|IN indian
IQ iraqi|IR iranian;iran (islamic republic of);islamic republic of iran;iran, islamic republic of|IS icelandic|IT italian
JM jamaican|JO jordanian|JP japanese|KE kenyan|KG kyrgyz;kyrgyz republic|KH cambodian|KM comorian
KP dprk;north korean;north korea;democratic people's republic of korea;korea, north
KR south korean;republic of korea;south korea;korea, south|KW kuwaiti|KZ kazakh;kazakhstani
LA lao;laotian;lao people's democratic republic|LB lebanese|LK sri lankan|LR liberian|LT lithuanian|LV latvian
LY libyan;state of libya|MA moroccan|MD moldovan;republic of moldova;moldova, republic of|ME montenegrin|MG malagasy
MK macedonian;north macedonia|ML malian|MM myanmar;burma;burmese;myanmar/burma|MN mongolian|MR mauritanian|MT maltese
MV maldivian|MW malawian|MX mexican|MY malaysian|MZ mozambican|NA namibian|NE nigerien|NG nigerian|NI nicaraguan
NL dutch;the netherlands|NO norwegian|NP nepalese|NZ new zealander|OM omani|PA panamanian|PE peruvian
PH filipino;philippine;the philippines|PK pakistani|PL polish
PS palestinian;palestine;state of palestine;occupied palestinian territory|PT portuguese|PY paraguayan|QA qatari|RO romanian
RS serbian|RU russian;russian federation;the russian federation|RW rwandan|SA saudi;saudi arabian;saudi arabia
SC seychellois|SD sudanese;the sudan|SE swedish|SG singaporean|SI slovenian|SK slovak;slovak republic|SL sierra leonean
SN senegalese|SO somali;somalian|SS south sudanese|SV salvadoran|SY syrian;syrian arab republic|SZ swazi|TD chadian
TG togolese|TH thai|TJ tajik|TM turkmen|TN tunisian|TR turkish;turkey;türkiye|TT trinidadian
TW taiwanese;taiwan, province of china|TZ tanzanian;united republic of tanzania;tanzania, united republic of|UA ukrainian
UG ugandan|US american;usa;us;united states of america|UY uruguayan|UZ uzbek|VA vatican city
VE venezuelan;venezuela (bolivarian republic of);venezuela, bolivarian republic of|VN vietnamese;viet nam|XK kosovo
YE yemeni;republic of yemen|ZA south african;republic of south africa|ZM zambian|ZW zimbabwean"""

_PIECES = re.compile(r"[,;/]|\band\b|\bor\b|\([a-z]\)|(?<!\w)[a-z]\)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def country(text: str) -> str | None:
    """The code of one country or nationality, None where it is not known for certain."""
    plain = " ".join(text.replace("’", "'").split()).strip(" .").casefold()
    if plain.upper() in CODES:
        return plain.upper()
    names = _names()
    return names.get(plain) or names.get(plain.partition(" (")[0])


@lru_cache(maxsize=4096)
def countries_in(text: str) -> tuple[str, ...]:
    """The codes in a cell of one or several countries: ``Russian and Belarusian``, ``(a) Jordanian (b) American``."""
    whole = country(text)
    if whole:
        return (whole,)
    found = (country(piece) for piece in _PIECES.split(text) if piece and piece.strip())
    return tuple(dict.fromkeys(code for code in found if code))


@cache
def _names() -> dict[str, str]:
    from babel import Locale  # only where something is imported: it takes longer than reading a watchlist

    territories = Locale("en").territories
    found = {territories[code].casefold().replace("’", "'"): code for code in CODES if code in territories}
    for row in re.split(r"[|\n]", _ALSO):
        code, _, names = row.partition(" ")
        found.update((name, code) for name in names.split(";"))
    return found
