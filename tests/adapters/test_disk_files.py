"""The Files and Clock ports on a real disk and a real clock."""

from __future__ import annotations

import os
from datetime import UTC
from time import time  # noqa: TID251  # the clock is what is tested

import pytest

from monitor.adapters.disk_files import DiskFiles
from monitor.adapters.system_clock import SystemClock

YAML = (".yaml", ".yml")


def test_a_listing_is_sorted_goes_below_and_leaves_hidden_and_other_files_out(tmp_path):
    for name in ("b.yaml", "a.yml", "C.YAML", "x.txt", "x.yaml~", ".hidden.yaml", "sub/d.yaml", ".git/e.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = DiskFiles().listing(str(tmp_path), YAML)
    assert [os.path.relpath(path, tmp_path) for path in found] == ["C.YAML", "a.yml", "b.yaml", os.path.join("sub", "d.yaml")]


def test_a_config_map_with_links_into_a_hidden_folder_lists_each_file_once(tmp_path):
    (tmp_path / "..2026").mkdir()
    (tmp_path / "..2026" / "list.yaml").write_bytes(b"name: A")
    (tmp_path / "..data").symlink_to("..2026")
    (tmp_path / "list.yaml").symlink_to(os.path.join("..data", "list.yaml"))
    files = DiskFiles()
    [path] = files.listing(str(tmp_path), YAML)
    assert files.read(path) == b"name: A"


def test_a_folder_that_links_to_itself_ends(tmp_path):
    (tmp_path / "a.yaml").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert len(DiskFiles().listing(str(tmp_path), YAML)) == 1


def test_a_link_that_leads_nowhere_is_listed_so_that_reading_says_so(tmp_path):
    (tmp_path / "gone.yaml").symlink_to("nowhere")
    files = DiskFiles()
    [path] = files.listing(str(tmp_path), YAML)
    with pytest.raises(FileNotFoundError):
        files.read(path)


def test_a_missing_folder_is_the_systems_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        DiskFiles().listing(str(tmp_path / "none"), YAML)


def test_the_clock_is_aware_and_utc():
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.timestamp() == pytest.approx(time(), abs=5)
