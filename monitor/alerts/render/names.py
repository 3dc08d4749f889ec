"""Names of countries and languages in English, and a Latin reading of any script: the loader of this room's package data."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _english() -> Any:
    # Babel costs 60 ms to import: only a process that renders pays for it.
    from babel import Locale
    return Locale("en")


def country_name(code: str | None) -> str:
    """``RU`` → ``Russia``; a code that is none comes back as it is, None as nothing."""
    if not code:
        return ""
    territories: Mapping[str, str] = _english().territories
    return territories.get(code.upper(), code)


def language_name(tag: str | None) -> str:
    """``fa-IR`` → ``Persian``; what is no language tag comes back as it is."""
    if not tag:
        return ""
    languages: Mapping[str, str] = _english().languages
    return languages.get(tag.replace("_", "-").split("-")[0].lower(), tag)


@lru_cache(maxsize=4096)
def latin(text: str) -> str:
    """A reading of ``text`` in Latin letters; empty where it is written in them already, or in a script without vowels,
    whose letters alone (``qsm slymny``) help nobody."""
    scripts = {unicodedata.name(character, "").split(" ")[0] for character in text if character.isalpha()}
    if not scripts or scripts & {"LATIN", "ARABIC", "HEBREW", "SYRIAC"}:
        return ""
    from anyascii import anyascii
    return str(anyascii(text)).strip()
