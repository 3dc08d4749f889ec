"""From what a reader found in a document to entries: texts cleaned, dates read, keys that stay.

A key is the guid, else the canonical link, else a hash of title and date. A guid that stands on several entries of one
document identifies none of them: there the link, and where that is shared too the hash, becomes part of the key.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.model import Entry
from monitor.text import canonical_url, clean, language_tag, parse_date, plain_text, resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """An entry as a reader found it: markup and escapes still inside. ``published`` and ``updated`` where it read them
    itself; the raw texts are tried otherwise."""

    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    contents: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    published_raw: str = ""
    updated_raw: str = ""
    authors: tuple[str, ...] = ()
    language: str | None = None


def entries_from(raws: Sequence[RawEntry], *, feed: str, base: str = "", language: str | None = None) -> tuple[Entry, ...]:
    """The entries of one document, in its order. ``base`` makes relative links absolute; ``language`` is the feed's own."""
    entries = [_entry(raw, feed=feed, base=base, language=language) for raw in raws]
    keys = _keys(entries)
    return tuple(_with_key(entry, key) for entry, key in zip(entries, keys, strict=True))


def _entry(raw: RawEntry, *, feed: str, base: str, language: str | None) -> Entry:
    own = language_tag(raw.language) or language
    title, summary = plain_text(raw.title), plain_text(raw.summary)
    contents = tuple(dict.fromkeys(text for part in raw.contents if (text := plain_text(part)) and text != summary))
    published = raw.published or parse_date(raw.published_raw, language=own)
    updated = raw.updated or parse_date(raw.updated_raw, language=own)
    return Entry(
        feed=feed, key="", id=clean(raw.id), link=resolved(base, clean(raw.link)), title=title.replace("\n", " "),
        summary=summary, contents=contents, published=published, updated=updated, published_raw=clean(raw.published_raw),
        authors=tuple(dict.fromkeys(name for author in raw.authors if (name := plain_text(author)))), language=own,
        content_hash=_hash(title, summary, *contents),
    )


def _keys(entries: Sequence[Entry]) -> list[str]:
    keys = [entry.id or canonical_url(entry.link) or _title_hash(entry) for entry in entries]
    for further in (lambda entry: canonical_url(entry.link), _title_hash, lambda entry: entry.content_hash):
        seen = Counter(keys)
        keys = [f"{key} {extra}" if seen[key] > 1 and (extra := further(entry)) and extra != key else key
                for key, entry in zip(keys, entries, strict=True)]
    return keys


def _title_hash(entry: Entry) -> str:
    return _hash(entry.title or entry.summary, entry.published.isoformat() if entry.published else entry.published_raw)


def _with_key(entry: Entry, key: str) -> Entry:
    return Entry(
        feed=entry.feed, key=key, id=entry.id, link=entry.link, title=entry.title, summary=entry.summary,
        contents=entry.contents, published=entry.published, updated=entry.updated, published_raw=entry.published_raw,
        authors=entry.authors, language=entry.language, content_hash=entry.content_hash,
    )


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
