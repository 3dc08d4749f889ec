"""What countries are called, by Babel's locale data (Unicode CLDR)."""

from __future__ import annotations

from functools import cache, lru_cache

from babel import Locale

from monitor.matching.normalise import Folded, fold, uninflected

_LOCALES = "en fr de es it pt pl cs sl hr ru uk bg tr ar fa".split()
_ADJECTIVES = {"FR": "french", "CN": "chinese", "GB": "british", "NL": "dutch", "PL": "polish", "CH": "swiss", "TR": "turkish",
               "ES": "spanish",
               "SE": "swedish", "DK": "danish", "TH": "thai", "PH": "filipino", "IE": "irish", "AF": "afghan", "LB": "lebanese",
               "DE": "german", "US": "american", "KP": "north korean", "KR": "south korean", "CD": "congolese", "GR": "greek",
               "PK": "pakistani"}

_SHORTEST_STEM, _LONGEST_ADJECTIVE_ENDING = 4, 4
_SHORTEST_FORM_STEM = 3
_VOWELS = "aeiou"


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


def is_country(written: Folded) -> bool:
    """Whether a word is a country's one-word name in a language of ``_LOCALES``, in whatever case: України, Iranem."""
    return any(stem.rstrip(_VOWELS) in _form_stems() for form in written.forms for stem in (form, *uninflected(form)))


@cache
def _form_stems() -> frozenset[str]:
    return frozenset(stem for form in country_forms() if len(stem := form.rstrip(_VOWELS)) >= _SHORTEST_FORM_STEM)


@lru_cache(maxsize=16384)
def is_nationality(plain: str) -> bool:
    """Whether an English word in small letters is a country's adjective, or its people: Chinese, Russian, Yemeni."""
    return plain in _ADJECTIVES.values() or (plain.endswith(("n", "i", "ese", "ish")) and any(
        plain.startswith(stem) for stem in _country_stems() if len(plain) - len(stem) <= _LONGEST_ADJECTIVE_ENDING))


@cache
def _country_stems() -> frozenset[str]:
    names = (str(name).casefold() for name in _territories("en").values())
    return frozenset(stem for name in names if len(stem := name.rstrip("aeiouy")) >= _SHORTEST_STEM and " " not in name)
