from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.adapters.index_folder import index_version, open_index_folder, remove_old, write_index
from monitor.errors import OperatorFault
from monitor.matching import screen
from monitor.model import Document, Entity, Keyword, Watchlist

NAMES = Watchlist(name="Travel bans", file="bans.yaml", version="1", entities=(
    Entity(id="abaroa", name="Ruslan Abaroa-Kuznetsov", countries=("RU",)), Entity(id="mwembe", name="Josaphat Mwembe Kalonda")))
WORDS = Watchlist(name="Travel", file="travel.yaml", version="1", keywords=(Keyword(term="land* in"),))
TEXT = Document(fields=(("text", "General Ruslan Abaroa-Kuznetsov landed in Nairobi."),))


@pytest.fixture
def root(tmp_path: Path) -> str:
    return str(tmp_path / "indexes")


def folders(root: str) -> list[str]:
    return sorted(name for name in os.listdir(root) if not name.startswith("."))


def found(root: str, version: str) -> list[str]:
    return [match.entity for match in screen(TEXT, open_index_folder(root, version))]


def test_what_is_written_is_what_is_opened(root: str) -> None:
    version = write_index(root, [NAMES, WORDS])
    index = open_index_folder(root, version)
    assert (index.version, "Travel bans" in index.watchlists, index.keyword_lists) == (version, True, ("Travel",))
    assert found(root, version) == ["abaroa"]
    assert folders(root) == [f"index-{version}"]


def test_an_index_of_nothing_can_be_opened(root: str) -> None:
    assert found(root, write_index(root, [])) == []


def test_the_version_follows_the_lists_and_their_order() -> None:
    versions = [index_version(lists) for lists in (
        [NAMES, WORDS], [WORDS, NAMES], [NAMES], [replace(NAMES, version="2"), WORDS], [replace(NAMES, name="Other"), WORDS], [])]
    assert len(set(versions)) == len(versions)
    assert index_version([NAMES, WORDS]) == versions[0]


def test_an_index_that_is_there_is_not_written_again(root: str) -> None:
    version = write_index(root, [NAMES])
    before = {path.name: path.stat().st_ino for path in Path(root, f"index-{version}").iterdir()}
    assert write_index(root, [NAMES]) == version
    assert {path.name: path.stat().st_ino for path in Path(root, f"index-{version}").iterdir()} == before


def cut(folder: Path) -> None:
    biggest = max((path for path in folder.iterdir() if path.name != "manifest.json"), key=lambda path: path.stat().st_size)
    os.truncate(biggest, biggest.stat().st_size - 1)


def lose(folder: Path) -> None:
    (folder / "meta.json").unlink()


def forget(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def garble(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b'{"layout": 1, "files"')


def misname(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"[]")


def age(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "layout": 0}))


def swap(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "version": "0" * 16}))


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


@pytest.mark.parametrize("harm", [cut, lose, forget, garble, misname, age, swap, empty], ids=lambda harm: harm.__name__)
def test_an_index_that_is_not_whole_is_refused_and_made_anew(harm: object, root: str) -> None:
    version = write_index(root, [NAMES])
    assert callable(harm)
    harm(Path(root, f"index-{version}"))
    with pytest.raises(OperatorFault, match="compiling the watchlists again makes it anew"):
        open_index_folder(root, version)
    assert write_index(root, [NAMES]) == version
    assert found(root, version) == ["abaroa"]
    assert folders(root) == [f"index-{version}"]


@pytest.mark.parametrize("version", ["0123456789abcdef", "", "../../etc", "x"])
def test_a_version_that_is_not_there_is_refused(version: str, root: str) -> None:
    with pytest.raises(OperatorFault):
        open_index_folder(root, version)


def test_a_folder_that_cannot_be_written_is_the_operators_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OperatorFault, match="the index can't be written there"):
        write_index(str(tmp_path / "file" / "below"), [NAMES])


def test_old_indexes_go_and_a_mapped_one_goes_on(root: str) -> None:
    old, new = write_index(root, [NAMES]), write_index(root, [NAMES, WORDS])
    index = open_index_folder(root, old)
    Path(root, "unfinished-left").mkdir()
    Path(root, "notes.txt").write_text("not ours")
    assert remove_old(root, {new}) == [old]
    assert folders(root) == [f"index-{new}", "notes.txt"]
    assert [match.entity for match in screen(TEXT, index)] == ["abaroa"]
    assert remove_old(root, {new}) == []


def test_writers_at_the_same_time_leave_one_whole_index(root: str) -> None:
    lists = [NAMES, WORDS]
    threads = [threading.Thread(target=write_index, args=(root, lists)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert folders(root) == [f"index-{index_version(lists)}"]
    assert found(root, index_version(lists)) == ["abaroa"]


def _write_often(root: str) -> None:
    for number in range(10_000):
        write_index(root, [replace(NAMES, version=str(number))])


def test_a_writer_killed_outright_leaves_only_whole_indexes(root: str) -> None:
    writer = multiprocessing.get_context("forkserver").Process(target=_write_often, args=(root,))
    writer.start()
    while not os.path.isdir(root) or len(folders(root)) < 4:
        writer.join(0.01)
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    for name in folders(root):
        if name.startswith("index-"):
            assert found(root, name.removeprefix("index-")) == ["abaroa"]
    remove_old(root, set())
    assert folders(root) == []
    assert found(root, write_index(root, [NAMES])) == ["abaroa"]
