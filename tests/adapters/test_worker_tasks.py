from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.adapters.process_workers import ProcessWorkers
from monitor.adapters.worker_tasks import TASKS
from monitor.errors import Faults, NotAFeed, OperatorFault
from monitor.model import Document, Entry, Page, ParsedFeed, Reading

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
BANS = b"""name: Travel bans
entities:
  - name: Ruslan Abaroa-Kuznetsov
    id: abaroa
"""
WORDS = b"""name: Travel
keywords: [land* in, arriv*]
"""
SOURCE = b"""name: Official
source: {format: un-xml, url: "https://un.example/list.xml"}
"""
SENTENCE = "General Ruslan Abaroa-Kuznetsov landed in Nairobi on Monday."
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title>
<item><guid>1</guid><title>Visit</title><link>https://news.example/1</link><description>{SENTENCE}</description></item>
</channel></rss>""".encode()
ENTRY = Entry(feed="https://news.example/feed", key="1", link="https://news.example/1", title="Visit", summary=SENTENCE)


@pytest.fixture
def root(tmp_path: Path) -> str:
    return str(tmp_path / "indexes")


@pytest.fixture
async def pool() -> AsyncIterator[ProcessWorkers]:
    workers = ProcessWorkers(1, deadline=timedelta(seconds=60))
    yield workers
    await workers.close(timedelta(seconds=5))


@pytest.mark.parametrize("task", ["parse_feed", "parse_feed_degraded"])
async def test_a_feed_is_read_in_a_worker(task: str, pool: ProcessWorkers) -> None:
    parsed = await pool.run(task, FEED, "https://news.example/feed", "application/rss+xml")
    assert isinstance(parsed, ParsedFeed)
    assert (parsed.title, [entry.title for entry in parsed.entries]) == ("The Wire", ["Visit"])
    assert (parsed.degraded is not None) is (task == "parse_feed_degraded")
    with pytest.raises(NotAFeed):
        await pool.run(task, b"<html><body>Just a moment...</body></html>", "https://news.example/feed", "text/html")


async def test_watchlists_are_compiled_and_then_screened_against(root: str, pool: ProcessWorkers) -> None:
    version, lists = await pool.run("compile", [("bans.yaml", BANS), ("travel.yaml", WORDS), ("un.yaml", SOURCE)], root)
    assert [(each["name"], each["file"], each["kind"], each["count"]) for each in lists] == [
        ("Travel bans", "bans.yaml", "names", 1), ("Travel", "travel.yaml", "keywords", 2), ("Official", "un.yaml", "source", 0)]
    text = Document(fields=(("text", SENTENCE),))
    (matches, near), (none, _) = await pool.run("screen", [text, Document(fields=(("text", "Nobody came."),))], root, version)
    assert [(match.entity, match.mentions[0].surface) for match in matches] == [("abaroa", "Ruslan Abaroa-Kuznetsov")]
    assert (none, near) == ((), ())
    page = Page(url=ENTRY.link, content_type="text/html; charset=utf-8",
                body=f"<html><head><title>Visit</title></head><body><article><p>{SENTENCE * 20}</p></article></body></html>".encode())
    for attempt in (page, None):
        reading = await pool.run("read", attempt, ENTRY, root, version, NOW)
        assert isinstance(reading, Reading)
        assert ([match.entity for match in reading.matches], reading.index_version) == (["abaroa"], version)
        assert reading.article.partial is (attempt is None)


async def test_an_edit_gives_a_new_version_and_the_old_one_still_answers(root: str, pool: ProcessWorkers) -> None:
    text = [Document(fields=(("text", SENTENCE),))]
    old, _ = await pool.run("compile", [("bans.yaml", BANS)], root)
    new, _ = await pool.run("compile", [("bans.yaml", BANS.replace(b"Ruslan Abaroa-Kuznetsov", b"Josaphat Mwembe Kalonda"))], root)
    found = [await pool.run("screen", text, root, version, False) for version in (old, new, old)]
    assert [len(matches) for (matches, _), in found] == [1, 0, 1]


async def test_a_list_file_is_imported_where_the_index_is_compiled(root: str, pool: ProcessWorkers) -> None:
    yaml = b"name: Official\nsource: {format: un-xml, url: list.xml}\n"
    entry = b"<INDIVIDUAL><FIRST_NAME>Ruslan Abaroa-Kuznetsov</FIRST_NAME><REFERENCE_NUMBER>ABi.1</REFERENCE_NUMBER></INDIVIDUAL>"
    files = [("lists/un.yaml", yaml), ("lists/list.xml", b"<CONSOLIDATED_LIST>" + entry + b"</CONSOLIDATED_LIST>")]
    version, lists = await pool.run("compile", files, root)
    assert [(each["name"], each["count"]) for each in lists] == [("Official", 1)]
    [(matches, _)] = await pool.run("screen", [Document(fields=(("text", SENTENCE),))], root, version)
    assert [match.entity for match in matches] == ["un-ABi.1"]
    with pytest.raises(Faults) as raised:
        await pool.run("compile", [files[0], ("lists/list.xml", b"<CONSOLIDATED_LIST>")], root)
    assert [(fault.file, fault.line) for fault in raised.value.faults] == [("lists/list.xml", 1)]


async def test_faults_come_back_with_every_position(root: str, pool: ProcessWorkers) -> None:
    with pytest.raises(Faults) as raised:
        await pool.run("compile", [("a.yaml", b"name: A\nentitties: []\n"), ("b.yaml", b"name: B\nentities: [{nam: x}]\n")], root)
    assert {fault.file for fault in raised.value.faults} == {"a.yaml", "b.yaml"}
    assert all(fault.line for fault in raised.value.faults if "unknown key" in fault.text)


async def test_a_version_that_is_gone_is_said(root: str, pool: ProcessWorkers) -> None:
    with pytest.raises(OperatorFault, match="is missing"):
        await pool.run("read", None, ENTRY, root, "0" * 16, NOW)


async def test_without_an_index_an_entry_is_read_and_not_screened(root: str, pool: ProcessWorkers) -> None:
    reading = await pool.run("read", None, ENTRY, root, "", NOW)
    assert (reading.matches, reading.index_version) == ((), "")


def test_every_task_can_be_called_by_its_name() -> None:
    assert sorted(TASKS) == ["compile", "compile_base", "parse_feed", "parse_feed_degraded", "plan_backwards", "read", "screen",
                             "screen_stored", "weigh_list"]
