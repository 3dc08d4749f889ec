"""The quoted window of the article, cut into stretches by what is marked in them."""

from __future__ import annotations

from monitor.alerts.render.text import border, cleaned
from monitor.model import Snippet

KINDS = ("name", "cue", "place")


def stretches(snippet: Snippet, limit: int) -> list[tuple[str, str]]:
    """The snippet as (text, kind), kind empty between marks; together at most ``limit`` code points.

    Marks that lie outside the text or are of an unknown kind are left out; a name inside a cue stays a name. A snippet longer
    than the limit is cut so that its first mark stays.
    """
    text = snippet.text
    marks = _marks(snippet)
    start, end = _window(text, marks, limit)
    found: list[tuple[str, str]] = []
    place = start
    for first, last, kind in marks:
        if first < start or last > end:
            continue
        found.append((text[place:first], ""))
        found.append((text[first:last], kind))
        place = last
    found.append((text[place:end], ""))
    parts = [(shown, kind) for part, kind in found if (shown := cleaned(part))]
    if not any(part.strip() for part, _ in parts):
        return []
    return _with_dots(parts, start > 0, end < len(text))


def _marks(snippet: Snippet) -> list[tuple[int, int, str]]:
    """Marks apart from each other, in order: names come first, and what a name leaves of a cue or a place is marked as such."""
    found: list[tuple[int, int, str]] = []
    known = [mark for mark in sorted(snippet.marks) if 0 <= mark[0] < mark[1] <= len(snippet.text) and mark[2] in KINDS]
    for start, end, kind in sorted(known, key=lambda mark: KINDS.index(mark[2])):
        place = start
        for first, last, _ in [*sorted(mark for mark in found if mark[0] < end and start < mark[1]), (end, end, kind)]:
            if place < first and snippet.text[place:first].strip():
                found.append((place, first, kind))
            place = max(place, last)
    return sorted(found)


def _window(text: str, marks: list[tuple[int, int, str]], limit: int) -> tuple[int, int]:
    if len(text) <= limit:
        return 0, len(text)
    room = limit - 2
    first = marks[0][0] if marks else 0
    start = 0 if first < room * 2 // 3 else _after_space(text, border(text, first - room // 3), first)
    end = min(start + room, len(text))
    return start, end if end == len(text) else _before_space(text, border(text, end), start + room * 2 // 3)


def _after_space(text: str, start: int, latest: int) -> int:
    """A word begins at or soon after ``start``, where it can."""
    space = text.find(" ", max(start - 1, 0), latest)
    return space + 1 if space >= 0 else start


def _before_space(text: str, end: int, earliest: int) -> int:
    space = text.rfind(" ", earliest, end + 1)
    return space if space > 0 else end


def _with_dots(parts: list[tuple[str, str]], before: bool, after: bool) -> list[tuple[str, str]]:
    return [*([("…", "")] if before else []), *parts, *([("…", "")] if after else [])]
