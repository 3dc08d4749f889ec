"""Which language table reads a text: its script, then letters only one language has, then its commonest words."""

from __future__ import annotations

import re

from monitor.matching.trips.lexicon import LANGUAGES

_SAMPLE = 2000
_WORD = re.compile(r"[^\W\d_]+")
# The commonest function words that no other of these languages writes alike.
_COMMON = {
    "en": "the of and to in that is was for with",
    "fr": "le les des du et est dans une pour qui au",
    "de": "der die und das den mit von nicht ist",
    "es": "el los las del y en una por con que para",
    "tr": "ve bir bu için ile olarak da de",
    "pl": "w na z się nie do że jest oraz i",
    "cs": "se na že je v za pro podle také by",
}
_SETS = {code: frozenset(words.split()) for code, words in _COMMON.items()}


def language_of(text: str, hint: str | None = None) -> str:
    """The code of the table to read ``text`` with; ``hint`` decides where it suits the script."""
    sample = text[:_SAMPLE]
    hinted = (hint or "").split("-")[0].lower()
    script = _script(sample)
    if hinted in LANGUAGES and _suits(hinted, script):
        return hinted
    if script == "cyrillic":
        return _cyrillic(sample)
    if script == "arabic":
        return "fa" if re.search("[پچژگک]|ی", sample) else "ar"
    if script == "han":
        return "zh"
    words = [word.casefold() for word in _WORD.findall(sample)]
    counts = {code: sum(word in common for word in words) for code, common in _SETS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts["en"] else "en"


def _script(sample: str) -> str:
    counts = {
        "cyrillic": len(re.findall("[\u0400-\u052f]", sample)),
        "arabic": len(re.findall("[\u0600-\u077f]", sample)),
        "han": 3 * len(re.findall("[\u3400-\u9fff]", sample)),
        "latin": len(re.findall("[A-Za-z]", sample)),
    }
    return max(counts, key=lambda script: counts[script])


def _suits(code: str, script: str) -> bool:
    return {"ru": "cyrillic", "uk": "cyrillic", "bg": "cyrillic", "ar": "arabic", "fa": "arabic", "zh": "han"}.get(
        code, "latin"
    ) == script


def _cyrillic(sample: str) -> str:
    if re.search("[іїєґІЇЄҐ]", sample):
        return "uk"
    low = sample.lower()
    if "ы" in low or "э" in low:
        return "ru"
    return "bg" if "ъ" in low and re.search(r"\b(на|за|от|се|да|че)\b", low) and re.search(r"(ът|ата|ето|ите)\b", low) else "ru"
