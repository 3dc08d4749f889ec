"""`monitor screen` on input that is damaged: the line or file is named, and the others are screened all the same."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from command_line import Answer
from desk import SOLEIMANI, Desk

GOOD = b'{"id": "good", "text": "General Qasem Soleimani landed in Moscow."}\n'


def screened(monitor: Callable[..., Answer], desk: Desk, name: str, content: bytes) -> Answer:
    desk.lists.mkdir()
    (desk.lists / "people.yaml").write_text(SOLEIMANI, "utf-8")
    (desk.folder / name).write_bytes(content)
    return monitor("screen", "-w", desk.lists, "--json", desk.folder / name)


def test_a_line_nested_too_deep_is_an_error_of_that_line(monitor: Callable[..., Answer], desk: Desk) -> None:
    answer = screened(monitor, desk, "deep.jsonl", b'{"text": ' + b"[" * 100_000 + b"\n" + GOOD)
    assert answer.status == 1
    assert [row["id"] for row in answer.rows] == [1, "good"]
    assert answer.rows[0]["error"] == "line 1: nested too deep"


def test_a_byte_order_mark_is_no_part_of_the_first_line(monitor: Callable[..., Answer], desk: Desk) -> None:
    answer = screened(monitor, desk, "marked.jsonl", b"\xef\xbb\xbf" + GOOD)
    assert answer.status == 0
    assert answer.rows[0]["matches"]


def test_a_damaged_gzip_file_is_named(monitor: Callable[..., Answer], desk: Desk) -> None:
    packed = bytearray(gzip.compress(GOOD * 50))
    packed[12:20] = b"\xff" * 8
    answer = screened(monitor, desk, "damaged.jsonl.gz", bytes(packed))
    assert answer.status == 1
    assert "damaged.jsonl.gz: cannot be read" in answer.rows[-1]["error"]


def test_a_terminal_is_shown_no_control_character_of_the_text(monitor: Callable[..., Answer], desk: Desk) -> None:
    desk.lists.mkdir()
    (desk.lists / "people.yaml").write_text(SOLEIMANI, "utf-8")
    (desk.folder / "text.txt").write_bytes(b"General Qasem Soleimani landed \x1b]0;owned\x07in Moscow.\xc2\x9b31m")
    answer = monitor("screen", "-w", desk.lists, desk.folder / "text.txt")
    assert "[Qasem Soleimani]" in answer.out
    assert not any(sign in answer.out for sign in "\x1b\x07\x9b")
