"""Where sentences and paragraphs begin and end: offsets into the text as given.

A sentence never crosses a line break. A full stop does not end one after an initial, a title or a known abbreviation,
nor before a lower-case letter or a digit.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_PARAGRAPH = re.compile(r"[^\n]+")
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？؟۔।]+[\"'”’»」』）)\]]*|[.!?]+[\"”’»)\]]*(?=[A-ZА-ЯЁЇІЄҐ][a-zа-яёїієґ])")
_MARK = re.compile("[.!?…。！？؟۔।]")
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof st gen lt col maj capt sgt brig adm cmdr rev hon sen rep gov pres amb jr sr vs etc inc ltd co corp no
    jan feb mar apr jun jul aug sep sept oct nov dec mt ft approx dept est al eg ie u.s u.k u.n e.u
    г гг им ул т тов св проф акад ген полк др пр тыс млн млрд руб см стр
    hr bzw z.b mme mlle m ing mgr sra dña ud uds""".split()
)
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_BEYOND = 1 << 62  # larger than any offset
_REACH = 20  # letters in front of a mark among which its word is looked for
_LAST_WORD = re.compile(r"([^\W\d_][\w.]*)$")


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """The stretches between line breaks that hold anything, as (start, end)."""
    return [match.span() for match in _PARAGRAPH.finditer(text) if match.group().strip()]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of ``text`` as (start, end), in order, without the white space around them."""
    spans = []
    for first, last in paragraph_spans(text):
        start = read = first
        for mark in _MARK.finditer(text, first, last):  # looking for one letter is quick
            end = _END.match(text, mark.start(), last) if mark.start() >= read else None
            if end is not None:
                read = end.end()
                if _ends_here(text, start, end):
                    spans.append((start, read))
                    start = read
        spans.append((start, last))
    return [trimmed for span in spans if (trimmed := _trimmed(text, *span)) is not None]


def span_at(spans: list[tuple[int, int]], offset: int) -> tuple[int, int] | None:
    """The span that holds ``offset``, or None between two."""
    place = bisect_right(spans, (offset, _BEYOND)) - 1
    return spans[place] if place >= 0 and spans[place][0] <= offset < spans[place][1] else None




def _ends_here(text: str, start: int, end: re.Match[str]) -> bool:
    mark = end.group()
    if mark != "." and (mark[0] != "." or len(mark.rstrip("\"'”’»)]")) > 1):
        return True
    first, last = end.span()
    rest = text[last:last + 3].lstrip()
    if rest and (rest[0].islower() or (rest[0].isdigit() and not text[first - 1:first].isalpha())):
        return False
    if first - start > _LONGEST_ABBREVIATION and text[first - _LONGEST_ABBREVIATION - 1:first].isalpha():
        return True
    since = max(start, first - _REACH)
    bare = text[text.rfind(" ", since, first) + 1 or since:first]
    if not bare.isalpha():
        word = _LAST_WORD.search(text, since, first)
        if word is None:
            return True
        bare = word.group(1)
    return not (all(len(part) == 1 and part.isupper() for part in bare.split(".")) or bare.casefold() in _ABBREVIATIONS)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return start, end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
