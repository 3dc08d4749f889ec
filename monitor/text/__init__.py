"""Bytes to text: charsets, markup, dates, canonical addresses: what feeds and articles share."""

from monitor.text.addresses import canonical_url, resolved
from monitor.text.charset import Decoded, decode
from monitor.text.counted import counted
from monitor.text.dates import parse_date, parse_local_date
from monitor.text.languages import language_tag
from monitor.text.markup import clean, plain_text

__all__ = [
    "Decoded", "canonical_url", "clean", "counted", "decode", "language_tag", "parse_date", "parse_local_date", "plain_text", "resolved",
]
