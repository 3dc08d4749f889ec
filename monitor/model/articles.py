"""Page bytes, clean text in labelled zones, and what is screened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes behind an entry's link, as fetched; ``url`` is the final address."""

    url: str
    body: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Clean text in labelled zones. ``partial``: only what the feed carried, or a paywalled page.

    ``rest`` holds text of the page outside the article in which something was found; empty otherwise.
    ``published_by`` names the rung the date came from, ``extracted_by`` the one of the text.
    """

    url: str
    title: str = ""
    standfirst: str = ""
    text: str = ""
    captions: tuple[str, ...] = ()
    rest: str = ""
    published: datetime | None = None
    published_by: str = ""
    language: str | None = None
    extracted_by: str = ""
    partial: bool = False

    def fields(self) -> tuple[tuple[str, str], ...]:
        """The zones in reading order as (field, text); captions are one field, separated by blank lines."""
        zones = (("title", self.title), ("standfirst", self.standfirst), ("text", self.text),
                 ("captions", "\n\n".join(self.captions)), ("rest", self.rest))
        return tuple((name, text) for name, text in zones if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is screened: texts by field name, in reading order."""

    fields: tuple[tuple[str, str], ...]
    language: str | None = None
    published: datetime | None = None
