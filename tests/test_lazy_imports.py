"""Commands that only read files must start without the network's, the store's and the extractor's libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"trafilatura", "aiohttp", "slack_sdk", "apscheduler", "sqlalchemy", "feedparser"}
WATCHLIST = """\
name: Mine
entities:
  - name: Qasem Soleimani
    examples: {match: ["General Qasem Soleimani landed in Moscow."]}
"""


@pytest.mark.parametrize("arguments", [["--help"], ["check"], ["run", "--help"], ["screen", "text.txt"], ["slack", "manifest"]],
                         ids=" ".join)
def test_a_light_command_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "watchlists" / "mine.yaml").write_text(WATCHLIST, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("feeds: [https://news.example/feed.xml]\n", encoding="utf-8")
    (tmp_path / "text.txt").write_text("General Qasem Soleimani landed in Moscow.", encoding="utf-8")
    code = (f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['monitor', *{arguments!r}]\n"
            "from monitor.cli import main\n"
            "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
            f"print('heavy:', sorted({HEAVY!r} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("heavy: []")
