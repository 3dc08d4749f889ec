"""Words of one sentence with their offsets: what the grammar of a trip is read from."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"  # soft hyphens, zero-width spaces, direction marks
HAN = "\u3400-\u9fff"
# Han is written without spaces: each character is a token, and cues and places are sequences of them.
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670"  # accents and vowels written apart stay with their letter
_LETTERS = rf"(?:[^\W\d_{HAN}][{_MARKS}]*)+"
_TOKEN = re.compile(  # words before marks: most of a text is words
    rf"(?:[A-Z]\.){{2,}}|{_LETTERS}(?:\.(?=-)|(?:-{_LETTERS})*)|[{HAN}]|['’]s\b|\d+(?:[.,:]\d+)*|[^\w\s{INVISIBLE}]"
)
# Arabic letters with several code points, apostrophes, and Latin and Cyrillic letters that do not decompose.
_LEVELLED = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "إ": "ا", "آ": "ا", "ة": "ه", "ؤ": "و", "\u200c": None, "ـ": None}
    | {"’": "'", "ʼ": "'", "`": "'", "ł": "l", "ı": "i", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "đ": "d", "ø": "o", "ё": "е"}
)
_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u064b-\u065f\u1e00-\u1eff]")  # Cyrillic й and ї stay letters of their own


_ASIDE = 5  # tokens in brackets that may be passed over


class Token(NamedTuple):
    """A word or mark: ``fold`` is what tables are asked for, ``start``..``end`` its offsets in the field."""

    text: str
    fold: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        return self.text[0].isalpha()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Case, accents of Latin letters, Arabic letter variants, hyphens and full stops levelled; never empty, as no text is."""
    low = text.casefold()
    if not low.isascii():
        low = low.translate(_LEVELLED)
        if _ACCENTED.search(low):
            low = "".join(mark for mark in unicodedata.normalize("NFKD", low) if not unicodedata.combining(mark))
    return (low.replace("-", " ").replace(".", "") if len(low) > 1 else low) or text


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]``, offsets counted in ``text``."""
    new = tuple.__new__  # half the time of the generated constructor, and this is where the time of a reading goes
    return [
        new(Token, (word := match.group(), fold(word), match.start(), match.end())) for match in _TOKEN.finditer(text, start, end)
    ]


def without_asides(tokens: list[Token]) -> list[Token]:
    """The tokens without a date or a number of years in brackets, as in "after Monday's (5 May) meeting in Doha"."""
    opened = next((place for place, token in enumerate(tokens) if token.text == "("), None)
    if opened is None:
        return tokens
    closed = next((place for place in range(opened + 1, len(tokens)) if tokens[place].text == ")"), len(tokens))
    aside = tokens[opened + 1 : closed]
    rest = tokens[closed + 1 :]
    if closed == len(tokens) or len(aside) > _ASIDE or not any(token.text[0].isdigit() for token in aside):
        return [*tokens[: closed + 1], *without_asides(rest)]
    return [*tokens[:opened], *without_asides(rest)]
