"""A word as written, folded to what it is compared by.

``fold`` gives the plain form (case, accents, apostrophes, invisible letters and look-alikes removed), the phonetic forms it may
have in Latin letters, and its consonant skeletons. Offsets never change here: a fold belongs to a token, the token to its place.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from monitor.matching.transliterate import ascii_letters, belarusian_as_russian, by_ear, latin_forms, vowelless_readings

_DROPPED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"  # invisible
                      "\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0591-\u05c7]")  # Arabic and Hebrew points
_APOSTROPHES = re.compile("['’‘ʼʻ`´′ʹ＇ʾʿ]")
_ENGLISH_GENITIVE = re.compile("['’ʼ＇][sS]?$")
_ARABIC = str.maketrans({"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ۀ": "ه", "ہ": "ه",
                         "ھ": "ه", "ؤ": "و", "ء": None})
_ARTICLE = re.compile("^(?:[وفبکل]?ال|لل)(?=..)")
_CLITIC = re.compile("^[وبلفک](?=...)")
_TO_CYRILLIC = str.maketrans("abcehikmoptxyĸABCEHIKMOPTXY", "авсенікмортхукАВСЕНІКМОРТХУ")
_TO_LATIN = str.maketrans("авсенікмортхуѕјАВСЕНІКМОРТХУЅЈ", "abcehikmoptxysjABCEHIKMOPTXYSJ")
_GREEK_TO_LATIN = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo")
_SCRIPTS = re.compile("(?P<latin>[A-Za-zÀ-ɏḀ-ỿ])|(?P<cyrillic>[Ѐ-ԯ])|(?P<arabic>[\u0600-\u06ff\u0750-\u077f])|(?P<hebrew>[א-ת])"
                      "|(?P<unspaced>[぀-ヿ㐀-鿿豈-﫿가-힯ก-๛ក-៿ກ-ໟက-႟])|(?P<greek>[Ͱ-Ͽἀ-῿])|(?P<caucasian>[Ա-֏Ⴀ-ჿ])")
_FIGURES = str.maketrans("0134579", "oieastg")
_DISGUISED = re.compile("[a-z]{2,}[0134579][a-z]+|[a-z][0134579][a-z]{2,}")
_SHORTEST_DISGUISED = 4
_SOUNDS = {"shch": "s", "tsch": "c", "sch": "s", "tch": "c", "dzh": "i", "chr": "kr", "dj": "i", "sh": "s", "sz": "s", "zh": "z",
           "cz": "c", "ch": "c", "kh": "k", "gh": "k", "ph": "f", "th": "t", "dh": "d", "ck": "k", "ou": "u", "oo": "u", "ee": "i",
           "ts": "c", "tz": "c", "ce": "ce", "ci": "ci", "cy": "ci", "x": "ks", "q": "k", "g": "k", "w": "v", "y": "i",
           "j": "i", "c": "k"}
_SOUND = re.compile("|".join(pattern for pattern in sorted(_SOUNDS, key=len, reverse=True)))
_DOUBLE = re.compile(r"(.)\1+")
_VOWEL_READINGS = {"a": "aeo", "i": "ie", "u": "uo"}
_ADJECTIVE = re.compile("(.{4,})(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ей|ых|их|ую|юю|ым|им|ыми|ими|ом|ем|ае|ага|ыя"
                        "|yy|yi|iy|ii|y|aya|oye|oe|ogo|yye|ye)")
_CLASSES = str.maketrans("czg", "ssk")
_CONSONANTS = _CLASSES | str.maketrans("", "", "aeiouh")
_ABD = re.compile(r"^abd(?:[aeiou]?l|[aeiou]?([rsdtzn])(?=\1)|[aeiou](?=[rsdtzn]))(?=[a-z]{4})")

# Case and possessive endings of Slavic nouns and adjectives, and of Georgian, as they stand in Latin letters (school grammars
# of ru, uk, bg, pl, cs, sk, sl, hr), longest first when compared.
_ENDINGS = """a e i o u y om em am im ym um oj ej aj oju eju ou iu ia ie ii iej iem iom iam ov ova ove ovi ovo ovu ovou ovoj ovym ovim
  ovih ovych oveh ovega ovemu ovem ev eva eve evi evo evu evem evim owi owa owe owie owym owej ego ogo iego ega oga emu omu iemu
  im imi ymi ami iami ah ach iah yh ih in ina ine ino ini inu inom inim inega ho eho eo hu ja je ju jem jom jevi jo jev jeva jevo m ov s"""


# Turkish case and possessive suffixes as they stand behind the apostrophe of a name (school grammars), and what buffers them.
_SUFFIXES = frozenset(buffer + suffix for buffer in ("", "y", "n", "s") for suffix in """ı i u ü a e ın in un ün da de ta te dan den tan ten
  la le ca ce ya ye lar ler ki daki deki nda nde ndan nden""".split())


class Folded(NamedTuple):
    """One word as compared. ``forms`` are phonetic, empty in vowelless script; ``skeletons`` consonants only.
    In vowelless script ``forms`` are spellings without article or clitic, ``readings`` consonants with the long vowels written.
    A tuple, since it is made for every new word and asked for in caches for every pair compared."""

    plain: str
    forms: tuple[str, ...]
    skeletons: tuple[str, ...]
    vowelless: bool = False
    readings: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def fold(surface: str, language: str = "") -> Folded:
    """Folds one token; ``language`` tells Cyrillic orthographies apart (ru, uk, bg …)."""
    if surface.isascii() and surface.isalnum():  # nothing to take out of it
        return _folded_latin(surface.lower() if surface.isalpha() else _without_figures(surface.lower()), "")
    word = unicodedata.normalize("NFKC", _DROPPED.sub("", surface))
    script = script_of(word)
    if script == "mixed":
        word, script = _unmixed(word)
    word = _ENGLISH_GENITIVE.sub("", word) or word
    bare = _APOSTROPHES.sub("", word).casefold()
    if word.isascii():
        bare = _without_figures("".join(filter(str.isalnum, bare)))
    if script in ("arabic", "hebrew"):
        return _folded_vowelless(bare.translate(_ARABIC))
    if script in ("other", "unspaced"):  # no table tells how it sounds: only equal spelling counts
        return Folded(bare, (), ())
    stem = _before_apostrophe(word).casefold()
    if script == "latin":
        return _folded_latin(bare, stem)
    spellings = latin_forms(bare, script, language) + (latin_forms(stem, script, language) if stem else ())
    return _folded(bare.replace("ё", "е") if script == "cyrillic" else ascii_letters(bare), spellings)


def _folded_latin(bare: str, stem: str) -> Folded:
    plain = ascii_letters(bare)
    spellings = latin_forms(bare, "latin", "") + (latin_forms(stem, "latin", "") if stem else ())
    if plain.isalpha():
        heard = by_ear(plain)
        spellings += (heard,) if heard != plain else ()
        spellings += belarusian_as_russian(plain)
        spellings += (plain.replace("ph", "p"),) if "ph" in plain else ()  # Thai, Khmer and Hindi p with a breath
        spellings += (plain.replace("dh", "z"),) if "dh" in plain else ()  # Arabic: Fadhil, Fazil
        spellings += (plain.replace("dje", "dye"),) if "dje" in plain[1:] else ()  # Slovene and Croatian: Medvedjev
    return _folded(plain, spellings)


def _folded(plain: str, spellings: tuple[str, ...]) -> Folded:
    forms = tuple(dict.fromkeys(form for spelling in spellings if (form := phonetic(spelling))))
    return Folded(plain, forms, tuple(dict.fromkeys(skeleton(form) for form in forms)))


@lru_cache(maxsize=131072)
def plain_form(surface: str) -> str:
    """``fold(surface).plain``, without the work for the rest: most words of a text are compared by nothing else."""
    if surface.isascii():
        if surface.isalpha():
            return surface.lower()
        plain = "".join(filter(str.isalnum, (_ENGLISH_GENITIVE.sub("", surface) or surface).lower()))
        return plain if plain.isalpha() else _without_figures(plain)
    return fold(surface).plain


def _without_figures(word: str) -> str:
    """A word with figures put for letters inside it, in letters: Selv1n; F16, Su35s and B2B stay as they are."""
    return word.translate(_FIGURES) if len(word) >= _SHORTEST_DISGUISED and _DISGUISED.fullmatch(word) else word


def script_of(word: str) -> str:
    """latin, cyrillic, arabic, hebrew, unspaced (Han, kana, Hangul, Thai …), greek, other; mixed where Latin, Cyrillic and
    Greek letters stand in one word."""
    if word.isascii():
        return "latin"
    found = {match.lastgroup for match in _SCRIPTS.finditer(word)}
    for script in ("unspaced", "arabic", "hebrew"):
        if script in found:
            return script
    if len(found) > 1:
        return "mixed"
    return next(iter(found)) or "other" if found else "other"


def phonetic(spelling: str) -> str:
    """A spelling in a-z by its sound: sh, sz, sch are s; kh, gh, q, g, ck, c are k; w is v; y, j are i; ch, cz, ts are c."""
    spelling = _ABD.sub("abd", spelling, count=1) if spelling.startswith("ab") else spelling
    sound = _SOUND.sub(_sounded, spelling)
    if spelling.endswith("ic"):
        sound = sound[:-1] + "c"
    return _DOUBLE.sub(r"\1", sound[:1] + sound[1:].replace("h", ""))


@lru_cache(maxsize=65536)
def skeleton(form: str) -> str:
    """The consonants of a phonetic form, c and z counted as s, doubles dropped."""
    return _DOUBLE.sub(r"\1", form.translate(_CONSONANTS))


def is_inflected(listed: str, written: str) -> bool:
    """Whether ``written`` is the phonetic form ``listed`` with a case ending: the same stem, its final vowel aside."""
    if listed[:3] != written[:3]:  # a stem has three letters at least
        return False
    return any(written.startswith(stem) and written[len(stem):] in ENDINGS for stem in stems(listed) if len(stem) >= 3)


@lru_cache(maxsize=8192)
def is_ending(letters: str) -> bool:
    """Whether letters, in any script, are a case ending."""
    return phonetic(ascii_letters(letters)) in ENDINGS


def stems(form: str) -> tuple[str, ...]:
    """What stays of a phonetic form when it is inflected: itself, without its final vowel, without a fleeting one."""
    found = [form]
    if form[-1:] in "aeiou":
        found.append(form.rstrip("aeiou"))
    elif len(form) >= 5 and form[-2] in "eo" and form[-3] not in "aeiou":
        found.append(form[:-2] + form[-1])
    return tuple(found)


def adjective_stem(plain: str) -> str:
    """What stays of a Russian or Ukrainian adjective, in its own letters or in Latin ones, without its ending; nothing of other words."""
    found = _ADJECTIVE.fullmatch(plain)
    return found.group(1) if found else ""


def uninflected(form: str) -> list[str]:
    """The stems a written phonetic form may have, for looking it up."""
    return [form[:-size] for size in range(1, min(6, len(form) - 2)) if form[-size:] in ENDINGS]


def _sounded(match: re.Match[str]) -> str:
    return _SOUNDS[match.group()]


def _folded_vowelless(word: str) -> Folded:
    spellings = [word]
    for pattern in (_ARTICLE, _CLITIC):
        if pattern.search(word):
            spellings.append(pattern.sub("", word, count=1))
    if word.startswith("عبدال"):
        spellings += ["عبد" + word[5:], "عبدل" + word[5:]]
    if word.endswith("الله") and len(word) > len("الله") + 1:
        spellings.append(word.removesuffix("الله") + "له")  # Nur Allah is Nurullah
    if word.endswith("الدین") and len(word) > len("الدین") + 1:
        spellings.append(word.removesuffix("الدین") + "دین")  # Jalal al-Din is Jalaluddin
    joins = _ARTICLE.search(word) or word.startswith(("عبدال", "و")) or word.endswith(("الله", "الدین"))
    bare = spellings if joins else [word]
    readings = tuple(dict.fromkeys(reading for spelling in bare for reading in vowelless_readings(spelling) if reading))
    return Folded(word, tuple(spellings), tuple(dict.fromkeys(skeleton(reading) for reading in readings)), True, readings)


def reads_as(reading: str, form: str) -> bool:
    """Whether the long vowels of a vowelless ``reading`` fit a phonetic form of the same consonants: slimani, soleimani."""
    place = 0
    letters = form.replace("h", "")
    for letter in reading:
        while place < len(letters) and not _same_letter(letter, letters[place]):
            if letters[place] not in "aeiou":
                return False
            place += 1
        if place == len(letters):
            return False
        place += 1
    return all(rest in "aeiou" for rest in letters[place:])


def _same_letter(written: str, heard: str) -> bool:
    return heard in _VOWEL_READINGS[written] if written in _VOWEL_READINGS else written == heard.translate(_CLASSES)


def _unmixed(word: str) -> tuple[str, str]:
    """A word of look-alike letters in the script of those that have no twin in the other; else in that of most."""
    scripts = [(match.group(), match.lastgroup) for match in _SCRIPTS.finditer(word)]
    own = {script for letter, script in scripts if ord(letter) not in _TO_CYRILLIC and ord(letter) not in _TO_LATIN}
    counts = {script: sum(other == script for _, other in scripts) for script in ("cyrillic", "latin")}
    if own == {"cyrillic"} or (own != {"latin"} and counts["cyrillic"] > counts["latin"]):
        return word.translate(_TO_CYRILLIC), "cyrillic"
    return word.translate(_TO_LATIN).translate(_GREEK_TO_LATIN), "latin"


def in_cyrillic(word: str) -> str:
    """A word of Latin letters that all look like Cyrillic ones in those (AO, TECT); any other as it is."""
    return word.translate(_TO_CYRILLIC) if all(ord(letter) in _TO_CYRILLIC for letter in word) else word


def _before_apostrophe(word: str) -> str:
    """The stem of a word whose suffix stands behind an apostrophe (Erdoğan'ın, Jeremy’ego), or nothing."""
    parts = _APOSTROPHES.split(word)
    suffix = len(parts) > 1 and (parts[-1].casefold() in _SUFFIXES or is_ending(parts[-1].casefold()))
    return "".join(parts[:-1]) if suffix and len("".join(parts[:-1])) >= 3 else ""


ENDINGS = frozenset(_DOUBLE.sub(r"\1", _SOUND.sub(_sounded, ending)) for ending in _ENDINGS.split()) | {
    ending.replace("g", "k").replace("j", "i").replace("y", "i").replace("w", "v").replace("ch", "h") for ending in _ENDINGS.split()} | {""}
