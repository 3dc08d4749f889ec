"""Serves feeds made from stories, the pages behind them, and raw documents; remembers what it was asked for.

Feeds answer conditional requests with 304, as a good publisher's do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape
from types import TracebackType
from typing import Self

from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article: ``summary`` is what the feed carries, ``paragraphs`` what the page says. No ``paragraphs``: no page."""

    path: str
    title: str
    summary: str = ""
    paragraphs: tuple[str, ...] = ()
    published: datetime | None = None
    language: str = "en"
    publisher: str = "The Local Newsroom"


@dataclass(slots=True)
class _Document:
    body: bytes
    content_type: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Newsroom:
    """``async with Newsroom() as room``: then ``room.url`` is its address. ``port`` 0 picks a free one.

    ``watch``, where set, is called with the path of each request before it is answered.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host, self.port = host, port
        self.url = ""
        self.watch: Callable[[str], None] | None = None
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._documents: dict[str, _Document] = {}
        self._runner: web.AppRunner | None = None

    def publish(self, path: str, stories: list[Story], *, title: str = "The Local Newsroom", language: str = "en") -> str:
        """A feed at ``path`` with these stories, and their pages; its address."""
        items = "".join(self._item(story) for story in stories)
        feed = (f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{escape(title)}</title>'
                f"<link>{self.url}/</link><description>{escape(title)}</description><language>{language}</language>"
                f"{items}</channel></rss>")
        for story in stories:
            if story.paragraphs:
                self.serve(story.path, page_of(story).encode(), "text/html; charset=utf-8")
        return self.serve(path, feed.encode(), "application/rss+xml")

    def serve(self, path: str, body: bytes, content_type: str = "text/html", *, status: int = 200,
              headers: dict[str, str] | None = None) -> str:
        """Any document at ``path``; its address."""
        self._documents[path] = _Document(body, content_type, status, dict(headers or {}))
        return self.url + path

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of each request for ``path``, in order."""
        return [headers for asked, headers in self.requests if asked == path]

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()
        self.url = f"http://{self.host}:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.requests.append((request.path, dict(request.headers)))
        if self.watch is not None:
            self.watch(request.path)
        document = self._documents.get(request.path)
        if document is None:
            return web.Response(status=404, text="no such page")
        etag = f'"{hashlib.blake2b(document.body, digest_size=8).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        headers = {"Content-Type": document.content_type, "ETag": etag} | document.headers
        return web.Response(body=document.body, status=document.status, headers=headers)

    def _item(self, story: Story) -> str:
        date = f"<pubDate>{format_datetime(story.published)}</pubDate>" if story.published else ""
        return (f"<item><title>{escape(story.title)}</title><link>{self.url}{story.path}</link>"
                f'<guid isPermaLink="false">{escape(story.path)}</guid>{date}<description>{escape(story.summary)}</description></item>')


def page_of(story: Story) -> str:
    """A news page as publishers make them: metadata, a menu, the article, and what stands around it."""
    direction = "rtl" if story.language in ("ar", "fa", "he") else "ltr"
    date = story.published.isoformat() if story.published else ""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    return f"""<!doctype html><html lang="{story.language}" dir="{direction}"><head><meta charset="utf-8">
<title>{escape(story.title)} | {escape(story.publisher)}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{escape(story.title)}">
<meta property="og:description" content="{escape(story.summary)}"><meta property="article:published_time" content="{date}">
</head><body><header><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav></header>
<main><article><h1>{escape(story.title)}</h1><time datetime="{date}">{date}</time>{body}</article></main>
<aside><h2>Most read</h2><ul><li><a href="/weather">Rain expected at the weekend</a></li></ul></aside>
<footer>{escape(story.publisher)}. All rights reserved.</footer></body></html>"""
