"""Which language table reads a text: its script, then letters only one language has, then its commonest words."""

from __future__ import annotations

import re

from monitor.matching.trips.lexicon import LANGUAGES

_TELLING = 200  # characters from which a text is surer of its language than its feed
_SAMPLE = 600  # characters of a text that are looked at
_SCRIPT = 200  # of those, the ones that tell its script
_WORD = re.compile(r"[^\W\d_]+")
# Function words that tell a language from the others of its script, and letters that do; a letter weighs like a word.
_WORDS = {
    "en": "the of and to in that is was for with his he has said by at from on as an it not be who will after",
    "fr": "le les des du et est dans une pour qui au aux sur par pas avec il elle ce cette son sa ont été plus se ne que lors",
    "de": "der die und das den mit von nicht ist im in zu auf für ein eine einen nach bei wird hat am dem des sich auch aus",
    "es": "el los las del y en una por con que para se al su como más ha fue es lo según un la tras",
    "tr": "ve bir bu için ile olarak da de olan göre daha çok sonra kadar gibi etti dedi günü gitti geldi oldu",
    "pl": "w na z się nie do że jest oraz i po o przez dla od jak za przed podczas który która jego tym to",
    "cs": "se na že je v za pro podle také by s z do k po při jako který která jeho ve byl byla to během které",
    "sw": "ya wa na kwa katika ni za la kuwa hiyo huyo baada siku mwaka pia lakini kwamba rais nchini alisema hadi kutoka wakati",
    "ha": "ya ta da na a ba ne ce su an wanda yana cewa kuma sun domin wani wata shugaban amma daga cikin zuwa kan",
    "so": "ayaa iyo ka ku oo uu in ay la waa soo si wuxuu waxay ee kale sheegay dalka magaalada wax loo badan isaga laakiin",
    "ru": "что это из его как для при или также который был была после к о об во со ее их он она не и в на с по до за у",
    "bg": "е са се че от със във да ще който която които като след му им си този тази беше бе не и в на с по до за",
}
_LETTERS = {
    "fr": "çœêèàâîûù",
    "de": "ßäöü",
    "es": "ñ¿¡óúí",
    "tr": "ğışüö",
    "pl": "ąęłżźśńćó",
    "cs": "ěščřžůťďňýíáé",
    "ha": "ɓɗƙƴ",
    "ru": "ыэё",
    "bg": "ъ",
}
_LATIN = ("en", "fr", "de", "es", "tr", "pl", "cs", "sw", "ha", "so")
_TOLD_BY: dict[str, tuple[str, ...]] = {}  # word -> the languages that have it
for _code, _words in _WORDS.items():
    for _word in _words.split():
        _TOLD_BY[_word] = (*_TOLD_BY.get(_word, ()), _code)


def language_of(text: str, hint: str | None = None) -> str:
    """The code of the table to read ``text`` with.

    A short text is read in the language of ``hint`` where that suits its script; a long one says for itself, since feeds
    often claim a language their articles are not in.
    """
    sample = text[:_SAMPLE]
    hinted = (hint or "").split("-")[0].lower()
    script = _script(sample[:_SCRIPT])
    if len(sample) < _TELLING and hinted in LANGUAGES and _suits(hinted, script):
        return hinted
    if script == "cyrillic":
        return _cyrillic(sample)
    if script == "arabic":
        return "fa" if re.search("[پچژگک]|ی", sample) else "ar"
    if script == "han":
        return "zh"
    return _likeliest(sample, _LATIN)


def _likeliest(sample: str, codes: tuple[str, ...]) -> str:
    """The language with most of its words and letters in the sample; the first of equals."""
    low = sample.casefold()
    scores = dict.fromkeys(_WORDS, 0)
    for word in _WORD.findall(low):
        for code in _TOLD_BY.get(word, ()):
            scores[code] += 1
    for code in codes if not low.isascii() else ():
        scores[code] += sum(map(low.count, _LETTERS.get(code, "")))
    return max(codes, key=lambda code: scores[code])


def _script(sample: str) -> str:
    if sample.isascii():
        return "latin"
    counts = {  # Latin first: it is the answer where nothing is counted
        "latin": len(re.findall("[A-Za-z]", sample)),
        "cyrillic": len(re.findall("[\u0400-\u052f]", sample)),
        "arabic": len(re.findall("[\u0600-\u077f]", sample)),
        "han": 3 * len(re.findall("[\u3400-\u9fff]", sample)),
    }
    return max(counts, key=lambda script: counts[script])


def _suits(code: str, script: str) -> bool:
    return {"ru": "cyrillic", "uk": "cyrillic", "bg": "cyrillic", "ar": "arabic", "fa": "arabic", "zh": "han"}.get(
        code, "latin"
    ) == script


def _cyrillic(sample: str) -> str:
    if re.search("[іїєґІЇЄҐ]", sample):
        return "uk"
    return _likeliest(sample, ("ru", "bg"))
