"""Commands that only read files must start without the network's and the extractor's libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"trafilatura", "aiohttp", "slack_sdk", "apscheduler", "sqlalchemy", "feedparser"}


@pytest.mark.parametrize("arguments", [["--help"], ["check"], ["run", "--help"], ["screen", "--help"]])
def test_a_light_command_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (f"import sys; sys.argv = ['monitor', *{arguments!r}]\n"
            "from monitor.cli import main\n"
            "try:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code\n"
            f"print('heavy:', sorted({HEAVY!r} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("heavy: []")
