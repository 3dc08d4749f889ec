"""The strict reader: positions, text that stays text, and what is refused."""

from __future__ import annotations

import pytest

from monitor.errors import Faults
from monitor.yaml import Kind, Node, parse_yaml, read_yaml


def complaints(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Faults) as caught:
        read_yaml(data, name="f.yaml")
    return [str(fault) for fault in caught.value.faults]


def values(text: str) -> list[str]:
    return [item.text for item in read_yaml(text.encode(), name="f.yaml").items]


def test_every_node_knows_its_line_and_column_from_one():
    root = read_yaml(b"name: A\nlist:\n  - x\n  - {k: v}\n", name="f.yaml")
    assert (root.kind, root.line, root.column) == (Kind.MAPPING, 1, 1)
    assert [(key.text, key.line, key.column) for key in root.keys] == [("name", 1, 1), ("list", 2, 1)]
    x, inner = root.items[1].items
    assert (x.text, x.line, x.column) == ("x", 3, 5)
    assert (inner.items[0].text, inner.items[0].line, inner.items[0].column) == ("v", 4, 9)


def test_columns_count_characters_not_bytes():
    root = read_yaml("{قاسم: سلیمانی}".encode(), name="f.yaml")
    assert root.items[0].column == 8


@pytest.mark.parametrize("word", "NO no on off yes y 012 0x1F 313 1e3 1:30 2020-01-03 null ~ true .inf = <<".split())
def test_text_stays_text_as_written(word):
    assert values(f"[{word}, '{word}', \"{word}\"]") == [word, word, word]


def test_a_quoted_and_an_unquoted_text_differ_only_in_plain():
    plain, quoted = read_yaml(b"[NO, 'NO']", name="f.yaml").items
    assert (plain.plain, quoted.plain) == (True, False)


def test_an_empty_value_stands_at_its_key():
    root = read_yaml(b"a:\n\n\nb: 1", name="f.yaml")
    assert root.items[0][:3] == (Kind.EMPTY, 1, 1)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a comment\n", b"---\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_one_empty_node(data):
    assert read_yaml(data, name="f.yaml").kind is Kind.EMPTY


def test_a_byte_order_mark_is_dropped_and_moves_no_column():
    root = read_yaml(b"\xef\xbb\xbfa: 1", name="f.yaml")
    assert (root.keys[0].text, root.keys[0].column) == ("a", 1)


def test_windows_line_ends_count_once():
    root = read_yaml(b"a: 1\r\nb: 2\r\n", name="f.yaml")
    assert root.keys[1].line == 2


def test_utf_16_is_refused_with_the_fix():
    assert complaints("a: 1".encode("utf-16")) == ["f.yaml:1:1: the file is UTF-16: save it as UTF-8"]


def test_a_byte_that_is_not_utf_8_is_shown_where_it_stands():
    [said] = complaints(b"a: 1\nname: Ren\xe9\n")
    assert said.startswith("f.yaml:2:10: byte 0xe9 is not UTF-8")


def test_every_control_character_is_shown():
    found = complaints("a: \x07\nb: \x00\n")
    assert [line.partition(": ")[0] for line in found] == ["f.yaml:1:4", "f.yaml:2:4"]
    assert "U+0007" in found[0]


def test_a_control_character_by_escape_is_refused_too():
    assert complaints('a: "x\\0y"')[0].startswith("f.yaml:1:4: this text holds a control character")


def test_duplicate_keys_are_faults_and_the_first_value_is_kept():
    node, faults = parse_yaml(b"a: 1\nb: 2\na: 3\n", name="f.yaml")
    assert [str(fault) for fault in faults] == ['f.yaml:3:1: duplicate key "a", first written on line 1']
    assert [item.text for item in node.items] == ["1", "2"]


def test_all_faults_of_a_file_come_together_in_reading_order():
    found = complaints("a: 1\na: 2\nb: !!str x\n? [k]\n: v\n---\nsecond: 1\n")
    assert [line.split(": ")[0] for line in found] == ["f.yaml:2:1", "f.yaml:3:4", "f.yaml:4:3", "f.yaml:6:1"]


@pytest.mark.parametrize("text", ["a: !!str x", "a: ! x", "a: !mine [x]", "!!map {a: b}", "a: !!python/object:os.system x"])
def test_tags_are_refused(text):
    assert "tag" in complaints(text)[0]


def test_a_second_document_is_refused_once():
    assert len(complaints("a: 1\n---\nb: 2\n---\nc: 3\n---\nd: 4")) == 3
    assert "one file holds one document" in complaints("a\n---\nb")[0]


def test_references_repeat_what_they_name():
    root = read_yaml(b"a: &x [p, q]\nb: *x", name="f.yaml")
    assert root.items[0] == root.items[1]


def test_an_unknown_reference_is_shown_with_the_fix():
    [said] = complaints("- *foo\n")
    assert said.startswith("f.yaml:1:3: ")
    assert "put quotes around" in said


def test_a_block_that_contains_itself_is_refused():
    assert complaints("a: &a [b, *a]") == ["f.yaml:1:11: *a stands inside the block it repeats"]


def test_a_billion_laughs_is_refused_quickly():
    lines = ["l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 40)]
    [said] = complaints("\n".join(lines))
    assert "would repeat more than" in said


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, "? " * 50_000, "[" * 50 + "]" * 50])
def test_deep_nesting_neither_crashes_nor_recurses(text):
    assert any("levels deep" in line for line in complaints(text))


@pytest.mark.parametrize(("text", "said"), [
    ("a:\n\t- b", "f.yaml:2:1: a tab cannot indent YAML: use spaces"),
    ("a: @b", "f.yaml:1:4: a text that begins with @ needs quotes"),
    ("a: %b", "f.yaml:1:4: a text that begins with % needs quotes"),
    ("a: `b`", "f.yaml:1:4: a text that begins with ` needs quotes"),
    ("a: [1, 2", "f.yaml:1:9: a list in [ ] is not closed, or lacks a comma"),
    ("a: {b: 1\n", "f.yaml:1:9: a mapping in { } is not closed, or lacks a comma"),
    ("a: Title: rest", "f.yaml:1:9: a colon with a space after it makes a key"),
    ("a: - b", "f.yaml:1:4: a list entry"),
    ('a: "b', "f.yaml:1:6: the file ends inside a quoted text"),
    ('a: "b\\q"', "f.yaml:1:6: unknown escape"),
    ("- a\nb: c", "f.yaml:2:1: this line does not continue the list above"),
    ("a: 1\nb\nc: 2", "f.yaml:3:1: expected "),
    ("[a]]", "f.yaml:1:4: something is left over here"),
])
def test_bad_syntax_is_said_in_plain_words(text, said):
    [found] = complaints(text)
    assert found.startswith(said)


def test_faults_before_an_error_of_syntax_are_not_lost():
    assert [line.partition(": ")[0] for line in complaints("a: 1\na: !x 2\nb: [")] == ["f.yaml:2:4", "f.yaml:3:5"]


def test_a_node_is_a_plain_value():
    assert read_yaml(b"x", name="f.yaml") == Node(Kind.TEXT, 1, 1, "x", True)
