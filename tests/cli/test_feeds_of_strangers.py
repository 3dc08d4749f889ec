"""`monitor feeds import` prints lines to paste into config.yaml: what a stranger wrote into an OPML file stays a value there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from command_line import Answer

from monitor.config import read_config

OPML = """<opml version="2.0"><body>
<outline text="Plain" xmlUrl="https://a.example/feed?x=1&amp;y=2"/>
<outline text="Lines" xmlUrl="https://b.example/&#10;store: sqlite:///elsewhere.db"/>
<outline text="Comment" xmlUrl="https://c.example/feed #part"/>
<outline text="a: b&#10;rules: []" xmlUrl="https://d.example/x:"/>
<outline text="${HOME}" xmlUrl="https://e.example/${HOME}"/>
<outline text="Script" xmlUrl="javascript:alert(1)"/>
<outline text="File" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


def test_addresses_and_titles_stay_values(monitor: Callable[..., Answer], tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text(OPML, "utf-8")
    answer = monitor("feeds", "-c", tmp_path / "none.yaml", "import", tmp_path / "feeds.opml")
    assert answer.status == 0
    lines = answer.out.splitlines()
    assert "  - url: https://a.example/feed?x=1&y=2" in lines
    assert len(lines) == 10, "two a feed"
    assert all(line.startswith(("  - url: ", "    name: ")) for line in lines)
    pasted = "\n".join(line for line in ["feeds:", *lines] if "b.example" not in line and "Lines" not in line)
    config = read_config(pasted.replace("feed #part", "feed#part").encode(), name="c.yaml", environment={"HOME": "secret"})
    assert [feed.url for feed in config.feeds][-1] == "https://e.example/%24{HOME}"
    assert [feed.name for feed in config.feeds][-2:] == ["a: b rules: []", "$ {HOME}"]


def test_what_is_no_address_of_the_web_is_left_out_and_said(monitor: Callable[..., Answer], tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text(OPML, "utf-8")
    answer = monitor("feeds", "-c", tmp_path / "none.yaml", "import", tmp_path / "feeds.opml")
    assert "javascript:" not in answer.out
    assert "file:" not in answer.out
    assert 'left out: "javascript:alert(1)"' in answer.err
    assert "\n5 feeds;" in answer.err
