"""What a command compiles is kept for the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.adapters.index_folder import open_index_folder
from monitor.cli.compiled import compiled
from monitor.model import Entity, Watchlist

LISTS = [Watchlist(name="Mine", file="mine.yaml", version="1", entities=(Entity(id="a", name="Qasem Soleimani"),))]


def test_the_same_lists_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    seen = []
    for _ in range(2):
        with compiled(LISTS) as (folder, version):
            seen.append({path.name: path.stat().st_ino for path in Path(folder, f"index-{version}").iterdir()})
            assert open_index_folder(folder, version).watchlists == ("Mine",)
    assert seen[0] == seen[1]
    assert Path(folder).is_relative_to(tmp_path)


def test_where_nothing_can_be_kept_a_command_compiles_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with compiled(LISTS) as (folder, version):
        assert open_index_folder(folder, version).watchlists == ("Mine",)
    assert not Path(folder).exists()
