"""Letters of other scripts as Latin ones, offline.

Cyrillic by language (ru, uk, bg as their road-sign systems have it: ru г=g х=kh, uk г=h и=y, bg ъ=a щ=sht); Latin letters
with háček and the like by sound (č=ch, š=sh), as well as bare; Arabic and Hebrew letters as the consonants they stand for;
everything else by anyascii.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўђјљњћџѓќѕ", """a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch
  _ y _ e yu ya i i ye g u dj j lj nj ch dzh g k dz""".split(), strict=True))
_CYRILLIC = {letter: "" if latin == "_" else latin for letter, latin in _CYRILLIC.items()}
_BY_LANGUAGE = {"uk": {"г": "h", "и": "y"}, "bg": {"ъ": "a", "щ": "sht", "х": "h"}, "be": {"г": "h"}, "sr": {"х": "h"}, "mk": {"х": "h"}}
_TABLES = {language: str.maketrans(_CYRILLIC | own) for language, own in _BY_LANGUAGE.items()} | {"ru": str.maketrans(_CYRILLIC)}
_BY_SOUND = str.maketrans({"č": "ch", "ć": "ch", "š": "sh", "ž": "zh", "ż": "zh", "ş": "sh", "ș": "sh", "ç": "ch", "đ": "dj",
                           "ť": "t", "ď": "d", "ř": "r", "ţ": "ts", "ț": "ts", "ğ": "", "ł": "l", "ö": "o", "ü": "u", "ä": "a"})
_UMLAUTS = str.maketrans({"ö": "oe", "ü": "ue", "ä": "ae", "å": "aa", "ø": "oe"})
_LETTERS = {  # each letter with what it may stand for; "_" is nothing
    "ب": "b", "پ": "p", "ت": "t", "ث": "t s", "ج": "i k", "چ": "s", "ح": "_", "خ": "k", "د": "d", "ذ": "d s", "ر": "r", "ز": "s",
    "ژ": "s", "س": "s", "ش": "s", "ص": "s", "ض": "d s", "ط": "t", "ظ": "s d", "غ": "k", "ف": "f", "ق": "k", "ک": "k", "گ": "k",
    "ل": "l", "م": "m", "ن": "n", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ڤ": "v", "و": "u v _", "ا": "a", "ی": "i",
    "ב": "b v", "ג": "k", "ד": "d", "ו": "u v", "י": "i", "א": "a", "ז": "s", "ח": "k _", "ט": "t", "כ": "k", "ך": "k", "ל": "l",
    "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "פ": "p f", "ף": "f p", "צ": "s", "ץ": "s", "ק": "k", "ר": "r", "ש": "s", "ת": "t",
}
_EAR = tuple((re.compile(pattern), sound) for pattern, sound in (
    ("eaux?$", "o"), ("dt$", "t"), ("igh", "ai"), ("ie(?=[bcdfgklmnpqrstvz]e?$)", "i"), ("ay|ai|ea(?=g|k)", "ei"),
    ("ea|ee", "i"), ("ow|oa", "ou"), ("a(?=[bcdfgklmnprstvz]e(?:r|s|$))", "ei"), ("i(?=[bcdfgklmnprstvz]e(?:r|s|$))", "ai"),
    ("o(?=[bcdfgklmnprstvz]e$)", "ou"),
    ("(?<=[bcdfgklmnprstvz])es?$", ""), ("ll$", "l")))
_SHORT_U = re.compile("(?<=[aeo])u(?=sk|$)")  # Belarusian where Russian has v: Shatrou, Buzouski
_SOFT_LATIN = re.compile("dz(?=[iey])|ts(?=[iey])")  # … d and t before a soft vowel: Lebedzeva, Valiantsina
_SOFT_CYRILLIC = str.maketrans({"ў": "в"})
_SOFT = re.compile("дз(?=[еёіюяь])|ц(?=[еёіюяь])")
_HARD = ("hr", "hl", "hn")  # g of other Slavic tongues: Hryb, Hleb
_SHORTEST_STEM = 6
_ANY_EAR = re.compile("|".join(pattern.pattern for pattern, _ in _EAR))
_MAX_READINGS = 8
_HARD_G = re.compile("[гх]")


def latin_forms(word: str, script: str, language: str) -> tuple[str, ...]:
    """The Latin spellings a case-folded ``word`` of a script with vowels may have, the likeliest first."""
    if script == "cyrillic":
        return _cyrillic_forms(word, language)
    if script == "latin":
        if word.isascii():
            return (ascii_letters(word),)
        bare = ascii_letters(word)
        forms = [ascii_letters(word.translate(_BY_SOUND)), bare]
        if any(letter in word for letter in "öüäåø"):
            forms.append(ascii_letters(word.translate(_UMLAUTS)))
        if "ch" in bare:  # Czech and Slovak write kh so: Chán
            forms.append(bare.replace("ch", "kh"))
        return tuple(dict.fromkeys(forms))
    return (ascii_letters(word),)


def by_ear(word: str) -> str:
    """An English or French spelling as other languages write it by ear: Baker = beiker, Gove = gouv, May = mei, Mike = maik."""
    if not _ANY_EAR.search(word):
        return word
    for pattern, sound in _EAR:
        word = pattern.sub(sound, word)
    return word


def belarusian_as_russian(word: str) -> tuple[str, ...]:
    """A Belarusian name in Latin letters by the sounds that Russian has instead, where it may be one: Buzouski is Buzovski, Lebedzeva
    Lebedeva. By the rules of both orthographies: short u for v and l, dz and ts for d and t before a soft vowel."""
    found = _SOFT_LATIN.sub(lambda soft: "d" if soft.group()[0] == "d" else "t", word)
    if word[:2] in _HARD:
        found = "g" + found[1:]
    if len(word) >= _SHORTEST_STEM:
        found = _SHORT_U.sub("v", found)
    if found == word:
        return ()
    return (found, found.replace("h", "g").replace("a", "o")) if found.endswith("av") else (found,)  # unstressed o is written a


def ascii_letters(word: str) -> str:
    """``word`` in lower-case a-z and digits."""
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = anyascii("".join(letter for letter in decomposed if not unicodedata.combining(letter))).lower()
    return word if word.isalnum() else "".join(filter(str.isalnum, word))


def vowelless_readings(word: str) -> tuple[str, ...]:
    """What a word in Arabic or Hebrew script may read as: its consonants (c and z as s) and the long vowels it writes (a, i, u)."""
    found = [""]
    for place, letter in enumerate(word):
        if place == 0 and letter in "اعא":
            continue
        if letter == "ی" and place and place == len(word) - 1:
            found = [start + choice for start in found for choice in "ia"][:_MAX_READINGS]
            continue
        choices = "v u".split() if letter in "וو" and place == 0 else _LETTERS.get(letter, "_").split()
        found = [start + ("" if choice == "_" else choice) for start in found for choice in choices][:_MAX_READINGS]
    return tuple(dict.fromkeys(reading.replace("aa", "a").replace("ii", "i").replace("uu", "u") for reading in found))


def cyrillic_language(text: str) -> str:
    """Which Cyrillic orthography ``text`` is written in, by its letters: ru, uk, be, bg, sr or mk."""
    counts = {letter: text.count(letter) for letter in "іїєґыэёўъћђјѓќщ"}
    if counts["ў"] and counts["і"]:
        return "be"
    if counts["і"] + counts["ї"] + counts["є"] > 2 * (counts["ы"] + counts["э"]):
        return "uk"
    if counts["ћ"] + counts["ђ"] or counts["ј"] > 2:
        return "mk" if counts["ѓ"] + counts["ќ"] else "sr"
    if counts["ъ"] > 2 * (counts["ы"] + counts["э"] + counts["ё"]):
        return "bg"
    return "ru"


def _cyrillic_forms(word: str, language: str) -> tuple[str, ...]:
    base = _cyrillic(word, language)
    forms = [base]
    if "дж" in word:
        forms.append(_cyrillic(word.replace("дж", "ј"), language))
        forms.reverse()
    if _HARD_G.search(word):  # Western h is written г or х, by ear
        forms.append(_cyrillic(_HARD_G.sub("h", word), language))
        if "г" in word:
            forms.append(_cyrillic(word.replace("г", "ґ"), language))
    if word[:1] == "у" and word[1:2] in "аеиоэі":
        forms.append("w" + _cyrillic(word[1:], language))
    if "кс" in word:
        forms.append(base.replace("ks", "x"))
    if "ў" in word or "дз" in word or language == "be":
        forms.append(_cyrillic(_SOFT.sub(lambda soft: "д" if soft.group()[0] == "д" else "т", word).translate(_SOFT_CYRILLIC), language))
    return tuple(dict.fromkeys(form for form in forms if form))


def _cyrillic(word: str, language: str) -> str:
    return ascii_letters(word.translate(_TABLES.get(language, _TABLES["ru"])))
