"""List files on disk: a version is whole or not there, and what a list was read as is trusted only while it fits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from un_list import people, un_list

from monitor.adapters.list_folder import KeptFile, ListFolder, ListRecord, Meta, lists_beside
from monitor.adapters.list_import import kept_import, memory, weigh
from monitor.errors import OperatorFault
from monitor.model import ListSource, Watchlist

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCE = ListSource(format="un-xml", url="https://lists.example/un.xml")
UN = Watchlist(name="UN Security Council", source=SOURCE)


def staged(folder: ListFolder, body: bytes, source: ListSource = SOURCE) -> str:
    folder.path.mkdir(parents=True, exist_ok=True)
    kept = KeptFile(key="url", address=source.url, sha256=hashlib.sha256(body).hexdigest(), size=len(body), fetched=NOW)
    meta: Meta = folder.stage(source, {"url": (kept, body)})
    return meta.version


@pytest.fixture
def root(tmp_path: Path) -> str:
    return lists_beside(str(tmp_path / ".monitor" / "index"))


def in_force(root: str, body: bytes, today: str = "2026-03-01") -> ListFolder:
    """The list put in force as the daemon does."""
    folder = ListFolder(root, UN.name)
    old, version = folder.record(), staged(folder, body)
    assert weigh(root, UN.name, version, True, today)["replaces"]
    folder.put(ListRecord(watchlist=UN.name, current=version, previous=old.current))
    return folder


def names(root: str) -> list[str]:
    found = kept_import(root, UN)
    return [entity.name for entity in found.entities] if found else []


def test_a_list_that_was_never_fetched_is_not_there(root: str) -> None:
    assert kept_import(root, UN) is None
    assert ListFolder(root, UN.name).record() == ListRecord(watchlist=UN.name)


def test_a_name_from_a_user_never_leaves_the_folder(root: str) -> None:
    paths = {ListFolder(root, name).path for name in ("../../etc", "a/b", "Ä ö", "Ä-ö", "同", "." * 300)}
    assert len(paths) == 6
    assert {path.parent for path in paths} == {Path(root)}


def test_what_is_in_force_is_read_as_it_was(root: str) -> None:
    in_force(root, un_list(people(3)))
    assert names(root) == [name for _, name in people(3)]


def test_a_staged_version_is_not_in_force_and_goes_when_none_names_it(root: str) -> None:
    folder = in_force(root, un_list(people(3)))
    version = staged(folder, un_list(people(2)))
    assert len(names(root)) == 3
    folder.put(folder.record())
    assert folder.meta(version) is None


def test_the_version_before_stays_and_the_one_before_that_goes(root: str) -> None:
    folder = in_force(root, un_list(people(3)))
    first = folder.record().current
    in_force(root, un_list(people(4)))
    assert folder.meta(first) is not None
    in_force(root, un_list(people(5)))
    assert folder.meta(first) is None


def cut(folder: ListFolder, version: str) -> None:
    path = folder.folder(version) / "url.raw"
    path.write_bytes(path.read_bytes()[:-1])


def without_meta(folder: ListFolder, version: str) -> None:
    (folder.folder(version) / "meta.json").write_bytes(b'{"version": ')


@pytest.mark.parametrize("spoil", [cut, without_meta])
def test_a_version_that_is_not_whole_is_not_there(root: str, spoil: Callable[[ListFolder, str], None]) -> None:
    folder = in_force(root, un_list(people(3)))
    spoil(folder, folder.record().current)
    assert kept_import(root, UN) is None


def test_a_record_that_cannot_be_read_is_a_fresh_one(root: str) -> None:
    folder = in_force(root, un_list(people(3)))
    (folder.path / "record.json").write_bytes(b"\x00\x00")
    assert folder.record() == ListRecord(watchlist=UN.name)


def as_read(folder: ListFolder) -> Path:
    found, = folder.folder(folder.record().current).glob("entities-*.bin")
    return found


def test_what_was_read_by_other_code_is_read_anew_from_the_list(root: str) -> None:
    folder = in_force(root, un_list(people(3)))
    kept = as_read(folder)
    before = kept.read_bytes()
    kept.rename(kept.with_name("entities-0000.bin"))
    assert len(names(root)) == 3
    assert kept.read_bytes() == before


def test_what_was_read_and_is_half_written_is_read_anew(root: str) -> None:
    folder = in_force(root, un_list(people(3)))
    as_read(folder).write_bytes(as_read(folder).read_bytes()[:100])
    assert len(names(root)) == 3


def test_a_list_that_newer_code_refuses_stays_as_it_was_read(root: str) -> None:
    folder = in_force(root, un_list(people(3)))
    as_read(folder).rename(as_read(folder).with_name("entities-0000.bin"))
    raw = folder.folder(folder.record().current) / "url.raw"
    raw.write_bytes(raw.read_bytes().replace(b"</CONSOLIDATED_LIST>", b"</CONSOLIDATED_LISp>"))
    assert len(names(root)) == 3
    as_read(folder).write_bytes(b"")
    assert kept_import(root, UN) is None


def test_a_malformed_list_is_refused_with_its_place(root: str) -> None:
    folder = in_force(root, un_list(people(3)))
    weighed = weigh(root, UN.name, staged(folder, un_list(people(3)).replace(b"Leocadia", b"Leo\x19cadia")), False, "2026-03-02")
    assert (weighed["kind"], weighed["replaces"], weighed["entities"]) == ("failed", False, 3)
    assert "https://lists.example/un.xml:4:" in weighed["sentence"]
    assert weighed["sentence"].endswith("the old list of 3 entries stays in force")


@pytest.mark.shared
def test_the_malformed_un_file_is_refused_where_it_breaks_and_the_old_list_stays(root: str, shared: Path) -> None:
    lists = shared / "lists" / "un"
    folder = in_force(root, (lists / "un_consolidated_2025-04-19.xml").read_bytes())
    weighed = weigh(root, UN.name, staged(folder, (lists / "un_consolidated_2025-08-16.xml").read_bytes()), False, "2025-08-16")
    assert (weighed["kind"], weighed["entities"]) == ("failed", 877)
    assert "un.xml:53:11: not well-formed" in weighed["sentence"]


def test_a_former_name_is_found_again_after_a_restart_and_an_ended_entity_is_remembered(root: str) -> None:
    in_force(root, un_list(people(3)))
    in_force(root, un_list([("XXi.000", "Godfrey Umberleigh"), *people(3)[1:]]))
    folder = in_force(root, un_list([("XXi.000", "Godfrey Umberleigh"), *people(2)[1:]]), "2026-03-09")
    first = kept_import(root, UN)
    assert first is not None
    assert [alias.text for alias in first.entities[0].aliases] == [people(1)[0][1]]
    assert memory(folder).ended == {"un-XXi.002": (people(3)[2][1], "2026-03-09")}
    assert memory(in_force(root, un_list(people(3)))).ended == {}


def test_a_list_of_several_files_is_read_from_the_disk_whole(root: str) -> None:
    main = b'36,"ANGLO LINE","-0- ","CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a'
    aliases = b'36,12,"aka","ANGLO-CARIB",-0- \r\n\x1a'
    source = ListSource(format="ofac-csv", url="https://lists.example/sdn.csv", files=(("aliases", "https://lists.example/alt.csv"),))
    folder = ListFolder(root, "OFAC")
    folder.path.mkdir(parents=True)
    files = {key: (KeptFile(key=key, address=key, sha256=hashlib.sha256(body).hexdigest(), size=len(body), fetched=NOW), body)
             for key, body in (("url", main), ("aliases", aliases))}
    version = folder.stage(source, files).version
    assert weigh(root, "OFAC", version, False, "2026-03-01")["names"] == 2
    folder.put(ListRecord(watchlist="OFAC", current=version))
    found = kept_import(root, Watchlist(name="OFAC", source=source))
    assert found is not None
    assert [alias.text for alias in found.entities[0].aliases] == ["ANGLO-CARIB"]


def test_only_one_at_a_time_refreshes_a_list(root: str) -> None:
    folder = ListFolder(root, UN.name)
    with folder.locked(), pytest.raises(BlockingIOError), ListFolder(root, UN.name).locked():
        pytest.fail("two held it")


def test_a_folder_that_cannot_be_written_is_the_operators(tmp_path: Path) -> None:
    (tmp_path / "lists").write_bytes(b"")
    with pytest.raises(OperatorFault, match="list files can't be written"), ListFolder(str(tmp_path / "lists"), "UN").locked():
        pytest.fail("it was written")
