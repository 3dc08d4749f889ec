"""Markup to plain text, and the characters that must not stand inside a name.

Block elements end a line, inline ones vanish without a gap (``<b>Sole</b>imani`` is one word), so that a name is never
torn apart and never formed across two cells.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5

INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp ruby s samp small span
    strike strong sub sup time tt u var wbr""".split()
)
_HIDDEN = frozenset("script style template svg noscript iframe object math".split())
_KNOWN = INLINE | _HIDDEN | frozenset(
    """address article aside audio blockquote body br button caption center col colgroup dd details div dl dt embed
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html img input legend li link main meta nav ol
    option p param picture pre rt section select source summary table tbody td textarea tfoot th thead title tr ul video
    """.split()
)
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9:_-]*)")
_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_REPAIR = re.compile(r"(?<=\w)&([A-Za-z][A-Za-z0-9]{0,9});")  # what feedparser makes of `AT&T`
_LONGEST_TAG = 10_000  # characters; keeps hostile markup linear
_BREAKS = re.compile(r"[\r\n\x85\u2028\u2029]+")
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # all but a blank alone
_LINE_ENDS = re.compile(r" ?\n[ \n]*")
# Dropped without leaving a gap: control characters, soft hyphen, zero-width signs, marks of direction, byte order marks,
# interlinear and tag characters. ZWNJ and ZWJ (200C, 200D) are looked at in their place.
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
_JOINERS = re.compile("[\u200c\u200d]+")
_JOINED_SCRIPT = re.compile("[\u0600-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufefe]")  # Arabic, Syriac, Indic: spelling
_SURROGATES = re.compile("[\ud800-\udfff]")
_ODD = re.compile("[^\x20-\x7e\n]|  | \n|\n |\n\n")


def clean(text: str) -> str:
    """``text`` in NFC, without invisible characters, one blank between words; paragraphs stand on lines of their own."""
    if not _ODD.search(text):
        return text.strip()
    text = _SURROGATES.sub("\ufffd", text)
    text = _joiners_cleaned(_DROPPED.sub("", text))
    text = _LINE_ENDS.sub("\n", _SPACES.sub(" ", _BREAKS.sub("\n", text)))
    return unicodedata.normalize("NFC", text).strip()


def plain_text(fragment: str) -> str:
    """The text of an HTML fragment, or of text that may hold markup: unescaped, without tags, cleaned.

    Text that is escaped twice (``&amp;lt;b&amp;gt;``), as many feeds have it, is read a second time. Alternative texts of
    images that are more than one word become lines of their own: names stand in them.
    """
    if "<" not in fragment and "&" not in fragment:
        return clean(_folded(fragment))
    once = _unescaped(_without_tags(fragment))
    if "<" in once and _has_known_tag(once):
        once = _unescaped(_without_tags(once))
    return clean(once)


def _folded(text: str) -> str:
    """Lines of hard-wrapped text joined: only an empty line ends a paragraph."""
    if "\n" not in text and "\r" not in text:
        return text
    return "\n".join(" ".join(part.split()) for part in re.split(r"(?:\r?\n[ \t]*){2,}", text))


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    for _ in range(2):
        text = html.unescape(text)
    return _REPAIR.sub(_repaired, text)


def _repaired(match: re.Match[str]) -> str:
    return match.group() if f"{match.group(1)};" in html5 else f"&{match.group(1)}"


def _has_known_tag(text: str) -> bool:
    return any(name.group(1).lower() in _KNOWN for name in re.finditer(r"</?([A-Za-z][A-Za-z0-9]*)[^<>]*>", text))


def _without_tags(text: str) -> str:
    """Text with its tags replaced by nothing or a line break. Linear in the length whatever the input."""
    if "<" not in text:
        return _folded(text)
    parts: list[str] = []
    place, length = 0, len(text)
    while place < length:
        opening = text.find("<", place)
        if opening < 0:
            break
        parts.append(_BREAKS.sub(" ", text[place:opening]))
        gap, place = _tag(text, opening)
        parts.append(gap)
        if place == length + 1:  # no further `>`: what follows is text
            place = opening + 1
            break
    parts.append(_BREAKS.sub(" ", text[place:]))
    return "".join(parts)


def _tag(text: str, opening: int) -> tuple[str, int]:
    """What stands for the tag at ``opening``, and where the text goes on (len + 1: nowhere is a closing ``>``)."""
    if text.startswith("<!--", opening):
        end = text.find("-->", opening + 4)
        return "", len(text) if end < 0 else end + 3
    if text.startswith("<![CDATA[", opening):
        return "", opening + 9
    if text.startswith(("<!", "<?"), opening):
        end = text.find(">", opening)
        return "", len(text) if end < 0 else end + 1
    name = _NAME.match(text, opening + 1)
    if name is None:
        return "<", opening + 1
    end = _tag_end(text, name.end())
    if end == 0:
        return "<", len(text) + 1
    if end < 0:  # another tag opens before this one closes: a `<` of the text
        return "<", opening + 1
    word = name.group(1).lower()
    if word in _HIDDEN and text[opening + 1] != "/" and text[end - 2] != "/":
        close = re.compile(f"</{word}[^>]*>", re.IGNORECASE).search(text, end)
        return "\n", close.end() if close else len(text)
    return _gap(word, text[opening:end]), end


def _tag_end(text: str, start: int) -> int:
    """After the ``>`` that closes a tag; 0 where no more ``>`` comes, -1 where a ``<`` outside quotes does first."""
    limit = start + _LONGEST_TAG
    end = text.find(">", start, limit)
    if end < 0:
        return 0 if text.rfind(">") < start else -1
    for _ in range(8):  # a `>` inside a quoted value is rare, and never far
        if text.count('"', start, end) % 2 == 0:
            break
        further = text.find(">", end + 1, limit)
        if further < 0:
            break
        end = further
    inner = text.find("<", start, end)
    return -1 if inner >= 0 and text.count('"', start, inner) % 2 == 0 else end + 1


def _gap(word: str, tag: str) -> str:
    if word in INLINE or ":" in word:
        return ""
    if word == "img":
        alt = _ALT.search(tag)
        words = (alt.group(1) or alt.group(2) or "").strip() if alt else ""
        return f"\n{words}\n" if " " in words else " "
    return "\n"


def _joiners_cleaned(text: str) -> str:
    if "\u200c" not in text and "\u200d" not in text:
        return text

    def kept(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1:match.start()], text[match.end():match.end() + 1]
        return match.group()[0] if _JOINED_SCRIPT.match(before) and _JOINED_SCRIPT.match(after) else ""

    return _JOINERS.sub(kept, text)
