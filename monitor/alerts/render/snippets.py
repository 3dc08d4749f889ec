"""The quoted window of the article, cut into stretches by what is marked in them."""

from __future__ import annotations

from monitor.alerts.render.text import border, cleaned
from monitor.model import Snippet

KINDS = ("name", "cue", "place")


def stretches(snippet: Snippet, limit: int) -> list[tuple[str, str]]:
    """The snippet as (text, kind), kind empty between marks; together at most ``limit`` code points.

    Marks that overlap, lie outside the text or are of an unknown kind are left out. A snippet longer than the limit is cut
    so that its first mark stays.
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
    found: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(snippet.marks):
        if 0 <= start < end <= len(snippet.text) and kind in KINDS and (not found or start >= found[-1][1]):
            found.append((start, end, kind))
    return found


def _window(text: str, marks: list[tuple[int, int, str]], limit: int) -> tuple[int, int]:
    room = limit - 2
    if len(text) <= limit:
        return 0, len(text)
    first = marks[0][0] if marks else 0
    start = 0 if first < room * 2 // 3 else border(text, first - room // 3)
    return start, border(text, min(start + room, len(text)))


def _with_dots(parts: list[tuple[str, str]], before: bool, after: bool) -> list[tuple[str, str]]:
    return [*([("…", "")] if before else []), *parts, *([("…", "")] if after else [])]
