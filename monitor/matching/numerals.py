"""Numbers as figures, however a name writes them: Forty-Four and 44, First and 1st."""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
  sixteenth seventeenth eighteenth nineteenth"""
_VALUES = {word: value for words in (_UNITS, _ORDINALS) for value, word in enumerate(words.split())}
_VALUES |= {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
_VALUES |= {word[:-1] + "ieth": 10 * value for value, word in enumerate(_TENS.split(), 2)}
_MISSPELT = {"fourty": 40, "fourtieth": 40, "ninty": 90, "nineth": 9, "twelth": 12, "eigth": 8, "eigthteen": 18}  # as English often is
_VALUES |= _MISSPELT
_LONGEST = 9  # figures of a number that a name has
_ORDINAL_FIGURES = re.compile(r"(\d+)(?:st|nd|rd|th)", re.IGNORECASE)


def in_figures(words: Sequence[str]) -> list[str]:
    """``words`` with English numbers up to ninety-nine, cardinal or ordinal, in figures."""
    found: list[str] = []
    open_tens = False
    for word in words:
        value = _value(word)
        if value is None:
            found.append(word)
        elif open_tens and 0 < value < 10:
            found[-1] = str(int(found[-1]) + value)
        else:
            found.append(str(value))
        open_tens = value is not None and not word.isdigit() and value >= 20 and value % 10 == 0
    return found


def _value(word: str) -> int | None:
    """The number a word stands for, or None."""
    figures = _ORDINAL_FIGURES.fullmatch(word)
    if figures or (word.isascii() and word.isdigit()):
        number = figures.group(1) if figures else word
        return int(number) if len(number) <= _LONGEST else None
    return _VALUES.get(word.lower())
