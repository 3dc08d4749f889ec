"""The decode ladder: which charset a document really has, whatever it says.

One invalid byte in a UTF-8 page must not turn the whole page into mojibake, and a label is believed only where the
bytes agree with it. Labels are read as their supersets, as browsers do (WHATWG Encoding Standard).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_SUPERSETS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-9": "cp1254",
    "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs", "tis-620": "cp874", "iso8859-11": "cp874",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
         (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{1,400}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{1,200}?encoding\s*=\s*["']([\w.:-]+)""",
                   re.IGNORECASE)
_HTTP = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_TAGS = re.compile(rb"<[^<>]*>")
_NON_ASCII = re.compile(rb"[^\n<>]*[\x80-\xff][^\n<>]*")
_MOSTLY = 0.8       # share of the non-ASCII characters that must be valid for "UTF-8 with faults"
_SAMPLE = 20_000    # bytes the detector sees


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, the charset used, the rung of the ladder that chose it, and how many characters had to be replaced."""

    text: str
    charset: str
    rung: str
    replaced: int = 0


def decode(body: bytes, *, content_type: str = "") -> Decoded:
    """Text of a document whose labels may be missing or wrong. Never raises: the last rung takes any bytes."""
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return _decoded(body[len(bom):], charset, "byte order mark")
    http, meta = _http_charset(content_type), _meta_charset(body)
    labelled = http or meta
    if body[:4].count(0) == 2 and body[:1] + body[1:2] in (b"<\0", b"\0<"):
        return _decoded(body, "utf-16-le" if body[0] else "utf-16-be", "zero bytes")
    if labelled and labelled.startswith("iso2022"):
        return _decoded(body, labelled, "label")
    return _utf8(body) or _by_label(body, http, meta) or _detected(body) or _decoded(body, "cp1252", "last resort")


def known_charset(label: str) -> str | None:
    """The codec for a label, read as its superset; None for a label nobody knows."""
    try:
        info = codecs.lookup(label.strip().lower().removeprefix("x-"))
    except (LookupError, ValueError):
        return None
    name = info.name
    return _SUPERSETS.get(name, name) if info._is_text_encoding else None


def mostly_utf8(body: bytes) -> str | None:
    """The text of a body that is UTF-8 but for a few bytes, with U+FFFD in their place; None for another charset."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    good = len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")
    return text if good >= _MOSTLY * (good + bad) and good else None


def _decoded(body: bytes, charset: str, rung: str) -> Decoded:
    text = body.decode(charset, "replace")
    return Decoded(text=text, charset=charset, rung=rung, replaced=text.count("\ufffd"))


def _utf8(body: bytes) -> Decoded | None:
    try:
        return Decoded(text=body.decode("utf-8"), charset="utf-8", rung="utf-8")
    except UnicodeDecodeError:
        text = mostly_utf8(body)
    if text is None:
        return None
    return Decoded(text=text, charset="utf-8", rung="utf-8 with faults", replaced=text.count("\ufffd"))


def _http_charset(content_type: str) -> str | None:
    match = _HTTP.search(content_type)
    return known_charset(match.group(1)) if match else None


def _meta_charset(body: bytes) -> str | None:
    match = _META.search(body, 0, 4096) or _META.search(body)
    return known_charset((match.group(1) or match.group(2)).decode("ascii", "replace")) if match else None


def _by_label(body: bytes, http: str | None, meta: str | None) -> Decoded | None:
    """HTTP's label before the page's own, except for the Western default that servers add without looking."""
    labels = [("HTTP label", http), ("page's label", meta)]
    if http == "cp1252" and meta not in (None, "utf-8"):
        labels.reverse()
    for rung, charset in labels:
        if charset is None or charset.startswith("utf-8"):
            continue
        found = _decoded(body, charset, rung)
        if found.replaced <= max(3, len(found.text) / 2000):
            return found
    return None


def _detected(body: bytes) -> Decoded | None:
    """A guess from the non-ASCII stretches alone: long ASCII menus mislead every detector."""
    from charset_normalizer import from_bytes  # 40 ms to import, and hardly ever needed

    sample = b"\n".join(_NON_ASCII.findall(_TAGS.sub(b"\n", _without_scripts(body))))[:_SAMPLE]
    best = from_bytes(sample).best() if sample else None
    charset = known_charset(best.encoding) if best is not None else None
    if charset is None:
        return None
    found = _decoded(body, charset, "detected")
    return found if found.replaced <= max(3, len(found.text) / 2000) else None


def _without_scripts(body: bytes) -> bytes:
    parts = body.split(b"<script")
    return b"\n".join((parts[0], *(part.partition(b"</script")[2] for part in parts[1:])))
