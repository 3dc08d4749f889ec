from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.adapters.index_folder import (
    LEAST_BASE,
    has_grown,
    index_version,
    open_index_folder,
    remove_old,
    write_base,
    write_index,
)
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
    assert folders(root) == [f"base-{version}", f"index-{version}"]


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
    (folder / "base.bin").unlink()


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
    assert folders(root) == [f"base-{version}", f"index-{version}"]


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
    assert folders(root) == [f"base-{new}", f"index-{new}", "notes.txt"]
    assert [match.entity for match in screen(TEXT, index)] == ["abaroa"]
    assert remove_old(root, {new}) == []


def test_writers_at_the_same_time_leave_one_whole_index(root: str) -> None:
    lists = [NAMES, WORDS]
    threads = [threading.Thread(target=write_index, args=(root, lists)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert folders(root) == [f"{kind}-{index_version(lists)}" for kind in ("base", "index")]
    assert found(root, index_version(lists)) == ["abaroa"]


def many(version: str, *more: Entity) -> Watchlist:
    """A list large enough that an edit of it is compiled by itself."""
    names = (Entity(id=f"e{number}", name=f"Name{number} Family{number % 97}") for number in range(LEAST_BASE))
    return Watchlist(name="Many", file="many.yaml", version=version, entities=(*names, *more))


def test_an_edit_of_a_large_list_shares_the_base_and_answers_as_a_whole_compile(root: str, tmp_path: Path) -> None:
    before, after = [many("1"), WORDS], [many("2", *NAMES.entities), WORDS]
    write_index(root, before)
    version = write_index(root, after)
    [base] = Path(root).glob("base-*")
    linked = Path(root, f"index-{version}", "base.bin")
    assert linked.stat().st_ino == (base / "base.bin").stat().st_ino
    whole = str(tmp_path / "whole")
    assert write_index(whole, after) == version
    edited, compiled = open_index_folder(root, version), open_index_folder(whole, version)
    assert screen(TEXT, edited) == screen(TEXT, compiled) != ()
    assert [edited.name_text(name) for name in range(len(edited.name_entity))] == [
        compiled.name_text(name) for name in range(len(compiled.name_entity))]


def test_an_edit_is_screened_against_after_the_base_is_gone(root: str) -> None:
    write_index(root, [many("1")])
    version = write_index(root, [many("2", *NAMES.entities)])
    shutil.rmtree(next(Path(root).glob("base-*")))
    assert found(root, version) == ["abaroa"]
    third = write_index(root, [many("3", NAMES.entities[0])])
    assert found(root, third) == ["abaroa"]


def test_a_base_is_due_when_much_has_changed_and_the_next_edit_builds_on_it(root: str) -> None:
    lists = [many("2", *(Entity(id=f"more{number}", name=f"Given Further{number}") for number in range(LEAST_BASE // 10)))]
    first = write_index(root, [many("1")])
    second = write_index(root, lists)
    assert (has_grown(root, first), has_grown(root, second)) == (False, True)
    write_base(root, lists)
    third = write_index(root, [replace(lists[0], version="3", entities=(*lists[0].entities, *NAMES.entities))])
    assert not has_grown(root, third)
    assert found(root, third) == ["abaroa"]
    remove_old(root, {third})
    assert sorted(name.partition("-")[0] for name in folders(root)) == ["base", "index"]
    assert found(root, third) == ["abaroa"]


def _write_often(root: str) -> None:
    for number in range(10_000):
        write_index(root, [replace(NAMES, version=str(number))])


def _edit_often(root: str) -> None:
    for number in range(10_000):
        edited = [many(str(number), *NAMES.entities, *(Entity(id=f"x{one}", name=f"Further{one} Given") for one in range(number % 7)))]
        write_index(root, edited)
        if number % 3 == 1:
            write_base(root, edited)
            remove_old(root, {index_version(edited)})


@pytest.mark.parametrize("write", [_write_often, _edit_often], ids=["whole", "edits"])
def test_a_writer_killed_outright_leaves_only_whole_indexes(write: Callable[[str], None], root: str) -> None:
    writer = multiprocessing.get_context("forkserver").Process(target=write, args=(root,))
    writer.start()
    while not os.path.isdir(root) or len(folders(root)) < 4:
        writer.join(0.01)
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    for name in folders(root):
        if name.startswith("index-"):
            assert found(root, name.removeprefix("index-")) == ["abaroa"]
    remove_old(root, set())
    assert all(name.startswith("base-") for name in folders(root))
    assert len(folders(root)) <= 1
    assert found(root, write_index(root, [NAMES])) == ["abaroa"]
