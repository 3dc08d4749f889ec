"""What the documents promise is held against the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.cli import COMMANDS
from monitor.config import read_config
from monitor.watchlists import read_watchlist

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md",
                    *(ROOT / "docs").rglob("*.md")])


def yaml_blocks() -> list[tuple[str, str]]:
    return [(f"{path.relative_to(ROOT)}#{number}", block)
            for path in DOCUMENTS for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", path.read_text("utf-8"), re.S))]


@pytest.mark.parametrize(("name", "block"), yaml_blocks())
def test_every_yaml_example_is_accepted(name: str, block: str) -> None:
    if re.search(r"^(entities|keywords|source):", block, re.M):
        read_watchlist(block.encode(), name=name)
    else:
        feeds = "" if re.search(r"^feeds:", block, re.M) else "feeds: [https://example.org/feed.xml]\n"
        read_config((feeds + block).encode(), name=name, environment={})


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= 550


def test_every_command_is_in_the_reference() -> None:
    reference = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"`monitor {name}" not in reference] == []


def test_local_links_lead_somewhere() -> None:
    broken = [f"{path.relative_to(ROOT)}: {link}" for path in DOCUMENTS
              for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
              if not (path.parent / link).exists()]
    assert broken == []
