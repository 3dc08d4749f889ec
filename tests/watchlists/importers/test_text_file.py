"""List files read line by line: their encodings, the place of a byte that is none, and rows of one party that stand apart."""

from __future__ import annotations

import io

import pytest
from list_support import Import, names

from monitor.errors import Faults
from monitor.watchlists.importers.text_file import TextFile

MIB = 1 << 20


def text(data: bytes, fallback: str = "") -> list[str]:
    return list(TextFile(data, file="list", fallback=fallback).lines())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_utf_8_and_utf_16_are_told_by_their_beginning(encoding: str) -> None:
    assert text("Солвани\r\nb".encode(encoding)) == ["Солвани\r\n", "b"]


def test_a_fallback_is_taken_where_the_bytes_are_no_utf_8_at_all() -> None:
    assert text("Müller\n".encode("cp1252"), fallback="cp1252") == ["Müller\n"]
    with pytest.raises(Faults, match="list:1:2: byte 0xFC is no UTF-8 text"):
        text("Müller\n".encode("cp1252"))


@pytest.mark.parametrize("before", [0, MIB - 1, MIB, 2 * MIB + 3])
def test_a_bad_byte_has_its_line_and_column_wherever_it_stands(before: int) -> None:
    with pytest.raises(Faults, match=f"list:3:{before + 3}: byte 0xFF"):
        text(b"a\nb\n" + b"x" * before + "д".encode() + b"\xff\n")


def test_a_character_cut_off_at_the_end_is_no_text_and_one_across_two_pieces_is() -> None:
    whole = b"x" * (MIB - 1) + "д".encode()
    assert text(whole) == [whole.decode()]
    with pytest.raises(Faults, match=f"list:1:{MIB}: byte 0xD0"):
        text(whole[:-1])
    with pytest.raises(Faults, match="UTF-16"):
        text("ab".encode("utf-16")[:-1])


def test_a_stream_is_read_again_from_its_beginning_and_stays_open() -> None:
    with io.BytesIO("\ufeffa\nb\n".encode()) as stream:
        file = TextFile(stream, file="list")
        assert file.first_line() == "a"
        assert next(file.lines()) == "a\n"
        assert list(file.lines()) == ["a\n", "b\n"]


def test_rows_of_a_british_party_that_stand_apart_are_one_party(read: Import) -> None:
    header = "Unique ID,Name 6,Name 1,Name type,Designation Type\n"
    rows = ["RUS1,SOLVANI,Karem,Primary Name,Individual\n", "RUS2,BELLO,Bob,Primary Name,Individual\n",
            "RUS1,SOLWANI,Karim,Alias,Individual\n"]
    together, apart = (read("uk-csv", header + "".join(order)) for order in ([rows[0], rows[2], rows[1]], rows))
    assert {entity.id: names(entity) for entity in apart.entities} == {entity.id: names(entity) for entity in together.entities} == {
        "uk-RUS1": ["Karem SOLVANI", "Karim SOLWANI"], "uk-RUS2": ["Bob BELLO"]}


def test_a_sanction_counts_in_front_of_its_party_and_behind(read: Import) -> None:
    person = '{"id": "a", "schema": "Person", "properties": {"name": ["Karem Solvani"]}}'
    sanction = '{"id": "s", "schema": "Sanction", "properties": {"entity": ["a"], "authority": ["Council"], "provisions": ["Travel ban"]}}'
    for lines in (f"{person}\n{sanction}\n", f"\n{sanction}\n{person}"):
        [entity] = read("opensanctions", lines).entities
        assert [(one.authority, one.measures) for one in entity.listings] == [("Council", ("travel-ban",))]
