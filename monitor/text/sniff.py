"""What a body looks like, told from its first bytes: the file's ending and the server's label are not asked."""

from __future__ import annotations

import re
from enum import StrEnum

_PROLOGUE = re.compile(rb"(?:\s+|<\?[^>]*>|<!--.*?-->|<!doctype\s+(?!html)[^>\[]*(?:\[.*?\]\s*)?>)+", re.I | re.S)
_HTML = re.compile(rb"<!doctype\s+html|<(?:html|head|body|script|meta|title|div|p|h1|table|center)[\s>]", re.I)
_FEED_ROOT = re.compile(rb"<(?:[\w-]+:)?(?:rss|feed|rdf|channel|item|entry)[\s>:/]", re.I)
_SITEMAP_ROOT = re.compile(rb"<(?:[\w-]+:)?(?:urlset|sitemapindex)[\s>]", re.I)
_BINARY = {
    b"%PDF": "a PDF document", b"\x89PNG": "an image", b"GIF8": "an image", b"\xff\xd8\xff": "an image", b"RIFF": "an image",
    b"PK\x03\x04": "a ZIP archive", b"\x1f\x8b": "compressed data", b"\x00\x00\x00": "a video", b"ID3": "a sound file",
    b"OggS": "a sound file", b"\x7fELF": "a program", b"MZ": "a program", b"BZh": "compressed data", b"\x28\xb5\x2f\xfd":
    "compressed data", b"wOF": "a font",
}
# Pages that guard a site: https://developers.cloudflare.com/cloudflare-challenges/ and what others say in its place
_CHALLENGE = re.compile(
    r"just a moment\.\.\.|checking (?:if the site connection is secure|your browser)|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"attention required! \| cloudflare|please enable js and disable any ad blocker|enable javascript and cookies to continue|"
    r"access to this page has been denied|are you a robot\?|pardon our interruption|request unsuccessful\. incapsula|"
    r"ddos protection by|_cf_chl_opt|px-captcha|captcha-delivery\.com",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What a body is taken for. UNKNOWN text may still be a feed: only a parser can tell."""

    EMPTY = "empty"
    XML_FEED = "XML feed"
    SITEMAP = "sitemap"
    JSON = "JSON"
    HTML = "HTML"
    BINARY = "binary"
    UNKNOWN = "unknown"


def kind_of(body: bytes) -> Kind:
    """What ``body`` is by its beginning; markers of the outermost element decide."""
    if not body.strip(b"\x00\t\r\n \xef\xbb\xbf\xfe\xff"):
        return Kind.EMPTY
    if binary_name(body):
        return Kind.BINARY
    head = body[:8192]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or 0 in head[:4]:
        head = head.replace(b"\0", b"")
    head = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    if head[:1] in (b"{", b"["):
        return Kind.JSON
    prologue = _PROLOGUE.match(head)
    root = head[prologue.end() if prologue else 0:]
    for pattern, kind in ((_FEED_ROOT, Kind.XML_FEED), (_SITEMAP_ROOT, Kind.SITEMAP), (_HTML, Kind.HTML)):
        if pattern.match(root):
            return kind
    return Kind.UNKNOWN


def binary_name(body: bytes) -> str:
    """What a binary body is, in words; empty for text."""
    for magic, name in _BINARY.items():
        if body.startswith(magic) and not body.startswith((b"\x00\x00\x00<", b"\x00\x00\x00{")):
            return name
    head = body[:1024]
    control = sum(head.count(bytes([code])) for code in (1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18, 19, 20))
    is_wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or max(head[1::2].count(0), head[::2].count(0)) > len(head) // 3
    return "binary data" if control > len(head) // 50 + 2 and not is_wide else ""


def is_challenge(text: str) -> bool:
    """Whether a page's text is a bot check instead of what was asked for."""
    return bool(_CHALLENGE.search(text))
