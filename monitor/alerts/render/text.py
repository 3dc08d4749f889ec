"""Text that strangers wrote, made fit to be shown: cleaned, cut where a reader would cut, escaped for Slack's ``text``."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_MARKS_KEPT = 6  # more combining marks on one letter are an attack on the lines above and below, no orthography
_HIDDEN = frozenset("\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u2060\ufeff"
                    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f")
_JOINER = "\u200d"
_ELLIPSIS = "…"
_LONGEST = 5_000  # nothing that is shown is longer; a title of megabytes must not cost time


def clean(text: str) -> str:
    """One line: white space folded, no control characters, no direction overrides, no tower of combining marks.

    Lone surrogates, which no JSON can carry, become U+FFFD.
    """
    return cleaned(text).strip()


def cleaned(text: str) -> str:
    """As :func:`clean`, with the white space at both ends kept: for a part of a line."""
    folded = _SPACES.sub(" ", text[:_LONGEST])
    if folded.isascii() and folded.isprintable():
        return folded
    kept: list[str] = []
    marks = 0
    for character in folded:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > _MARKS_KEPT or category == "Cc" or character in _HIDDEN:
            continue
        kept.append("\ufffd" if category == "Cs" else character)
    return "".join(kept)


def clip(text: str, limit: int) -> str:
    """At most ``limit`` code points: cut between words where one ends in the last third, else between graphemes."""
    if len(text) <= limit:
        return text
    if limit < 2:
        return text[:limit] if limit > 0 and not _joins(text, limit) else ""
    room = limit - 1
    space = text.rfind(" ", room * 2 // 3, room + 1)
    end = space if space > 0 else border(text, room)
    return text[:end].rstrip() + _ELLIPSIS


def border(text: str, offset: int) -> int:
    """The nearest offset at or before ``offset`` that does not part a letter from its marks or an emoji from its parts."""
    while 0 < offset < len(text) and _joins(text, offset):
        offset -= 1
    return offset


def escape(text: str) -> str:
    """Slack's three escapes, the ampersand first (else ``<`` would become ``&amp;lt;``)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The way back."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def inert(text: str) -> str:
    """For a message's ``text``: escaped, and addresses in it broken so that no client links them."""
    return escape(text.replace("://", ":\u2060//"))


def _joins(text: str, offset: int) -> bool:
    """Whether the character at ``offset`` belongs to the one before it."""
    character, before = text[offset], text[offset - 1]
    if _JOINER in (character, before) or "\ufe00" <= character <= "\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    if _is_flag(character) and _is_flag(before):
        start = offset
        while start > 0 and _is_flag(text[start - 1]):
            start -= 1
        return (offset - start) % 2 == 1
    return unicodedata.category(character) in ("Mn", "Me", "Mc")


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
