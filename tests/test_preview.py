"""`monitor preview` as a user runs it: real files, a real server, real workers."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

FEED = """<rss version="2.0"><channel><title>World</title><language>en</language><item><guid>1</guid><title>Envoy lands</title>
<link>/news/1</link><description>He came.</description><pubDate>Thu, 28 Jul 2022 10:00:00 GMT</pubDate></item></channel></rss>"""
ARTICLE = """<html lang="en"><head><meta property="og:title" content="Envoy lands"><meta name="pubdate" content="2024-03-04T22:15:00-05:00">
</head><body><article><p>The envoy landed in the capital on Monday evening and was met at the airport by officials.</p>
</article></body></html>"""


def preview(*arguments: str, status: int) -> str:
    run = subprocess.run([sys.executable, "-m", "monitor", "preview", *arguments], capture_output=True, timeout=100,
                         cwd=Path(__file__).resolve().parents[1])
    assert run.returncode == status, run.stderr.decode()
    return run.stdout.decode()


def rows(*arguments: str, status: int = 0) -> list[dict[str, Any]]:
    return [json.loads(line) for line in preview("--json", *arguments, status=status).splitlines()]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "feed.txt").write_text(FEED)
    (tmp_path / "article.xml").write_text(ARTICLE)
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n")
    return tmp_path


def test_files_are_told_apart_by_what_they_hold_and_answered_in_order(files: Path) -> None:
    feed, picture, missing, article = rows(*(str(files / name) for name in ("feed.txt", "picture.html", "none", "article.xml")), status=1)
    assert feed == {"kind": "feed", "source": str(files / "feed.txt"), "title": "World", "language": "en", "entries": [
        {"id": "1", "link": "/news/1", "title": "Envoy lands", "summary": "He came.", "published": "2022-07-28T10:00:00+00:00",
         "updated": None, "authors": []}]}
    assert picture.keys() == missing.keys() == {"source", "error"}
    assert "an image" in picture["error"]
    assert "No such file" in missing["error"]
    assert list(article) == ["kind", "source", "url", "title", "standfirst", "text", "captions", "published", "language", "extracted_by",
                             "partial"]
    assert (article["kind"], article["title"], article["partial"]) == ("article", "Envoy lands", False)
    assert article["published"] == "2024-03-04T22:15:00-05:00"
    assert datetime.fromisoformat(article["published"]).tzinfo is not None


def test_a_file_that_keeps_a_worker_busy_is_read_by_the_plain_reader_and_harms_no_other(files: Path) -> None:
    hostile = files / "hostile.xml"
    hostile.write_text('<rss version="2.0"><channel>' + "<item><title>a</title>" * 300_000)
    first, second = rows(str(hostile), str(files / "feed.txt"))
    assert (first["kind"], first["degraded"]) == ("feed", "lenient XML reader")
    assert len(first["entries"]) == 2000
    assert second["entries"][0]["id"] == "1"


def test_people_get_lines_they_can_read(files: Path) -> None:
    text = preview(str(files / "feed.txt"), str(files / "article.xml"), status=0)
    assert "World\n  feed, 1 entry, language en" in text
    assert "2022-07-28 10:00  Envoy lands" in text
    assert "The envoy landed in the capital" in text


async def test_addresses_are_fetched_and_relative_links_made_absolute(files: Path) -> None:
    async def feed(_: web.Request) -> web.Response:
        return web.Response(body=FEED, content_type="text/xml")

    app = web.Application()
    app.router.add_get("/rss", feed)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    (files / "config.yaml").write_text("feeds: [https://example.org/rss]\nhttp: {allow_private_addresses: true}\n")
    try:
        found, gone = await asyncio.to_thread(rows, "-c", str(files / "config.yaml"), f"{base}/rss", f"{base}/gone", status=1)
        (refused,) = await asyncio.to_thread(rows, f"{base}/rss", status=1)
    finally:
        await runner.cleanup()
    assert found["entries"][0]["link"] == f"{base}/news/1"
    assert "404" in gone["error"]
    assert "error" in refused
