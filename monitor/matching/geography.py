"""What countries are called, by Babel's locale data (Unicode CLDR)."""

from __future__ import annotations

from functools import cache

from babel import Locale

from monitor.matching.normalise import fold

_LOCALES = "en fr de es it pt pl cs sl hr ru uk bg tr ar fa".split()
_ADJECTIVES = {"FR": "french", "CN": "chinese", "GB": "british", "NL": "dutch", "PL": "polish", "CH": "swiss", "TR": "turkish",
               "ES": "spanish",
               "SE": "swedish", "DK": "danish", "TH": "thai", "PH": "filipino", "IE": "irish", "AF": "afghan", "LB": "lebanese",
               "DE": "german", "US": "american", "KP": "north korean", "KR": "south korean", "CD": "congolese", "GR": "greek",
               "PK": "pakistani"}


@cache
def country_names(code: str) -> tuple[str, ...]:
    """What a country is called in the languages of ``_LOCALES``, and its English adjective where it shares no stem."""
    names = [str(_territories(locale).get(code, "")) for locale in _LOCALES]
    return tuple(dict.fromkeys(name for name in (*names, _ADJECTIVES.get(code, "")) if name))


@cache
def _territories(locale: str) -> dict[str, str]:
    return dict(Locale.parse(locale).territories)


@cache
def country_beginnings() -> frozenset[str]:
    """The first four letters of every English country name, in small letters."""
    return frozenset(str(name)[:4].casefold() for name in _territories("en").values() if len(str(name)) >= 4)


@cache
def country_forms() -> frozenset[str]:
    """The phonetic forms of every country's one-word names in the languages of ``_LOCALES``."""
    return frozenset(form for locale in _LOCALES for name in _territories(locale).values() for form in fold(str(name)).forms
                     if " " not in str(name))
