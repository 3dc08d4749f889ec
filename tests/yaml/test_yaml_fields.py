"""Values out of nodes, the units people write, and the words a complaint suggests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model import Severity
from monitor.yaml import Complaints, Node, fields, read_yaml
from monitor.yaml.units import parse_duration, parse_size


def node(text: str) -> Node:
    return read_yaml(text.encode(), name="f.yaml")


@pytest.mark.parametrize(("text", "duration"), [
    ("30s", timedelta(seconds=30)), ("5m", timedelta(minutes=5)), ("2h", timedelta(hours=2)), ("1d", timedelta(days=1)),
    ("500ms", timedelta(milliseconds=500)), ("0s", timedelta(0)), ("36500d", timedelta(days=36500)),
])
def test_durations_are_a_number_and_a_unit(text, duration):
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["", "5", "m", "5 m", "-5m", "5M", "1.5h", "1h30m", "5min", "36501d", "999999999999d", "٥m"])
def test_other_durations_are_none(text):
    assert parse_duration(text) is None


@pytest.mark.parametrize(("text", "size"), [
    ("10MiB", 10 << 20), ("5 MiB", 5 << 20), ("500KiB", 500 << 10), ("10MB", 10_000_000), ("4096", 4096), ("1GiB", 1 << 30),
    ("7B", 7), ("2kB", 2000),
])
def test_sizes_are_a_number_and_a_unit(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "MiB", "5 megs", "-1", "1.5MiB", "10mb", "999999GiB", "٣"])
def test_other_sizes_are_none(text):
    assert parse_size(text) is None


@pytest.mark.parametrize(("written", "meant"), [
    ("treshold", "threshold"), ("every_", "every"), ("Feed", "feeds"), ("base-url", "base_url"), ("zzz", None),
])
def test_the_nearest_key_is_found_despite_case_and_hyphens(written, meant):
    assert fields.nearest(written, ["threshold", "every", "feeds", "base_url"]) == meant


def test_an_unknown_key_names_the_nearest_valid_one():
    complaints = Complaints("f.yaml")
    fields.mapping(node("treshold: 3"), frozenset({"threshold", "name"}), complaints, what="a rule")
    assert [str(fault) for fault in complaints.sorted()] == ['f.yaml:1:1: unknown key "treshold", did you mean "threshold"?']


def test_an_unknown_key_with_nothing_near_lists_what_is_valid():
    complaints = Complaints("f.yaml")
    fields.mapping(node("zzz: 3\n<<: 1"), frozenset({"threshold", "name"}), complaints, what="a rule")
    first, second = complaints.sorted()
    assert first.text == 'unknown key "zzz"; valid here: name, threshold'
    assert "merging" in second.text


def test_one_text_is_a_list_of_one_and_an_empty_entry_is_explained():
    complaints = Complaints("f.yaml")
    assert fields.texts(node("all"), complaints, what="x") == ("all",)
    assert fields.texts(node("- a\n- #b\n- 'c'"), complaints, what="x") == ("a", "c")
    [fault] = complaints.sorted()
    assert (fault.line, "comment" in fault.text) == (2, True)


@pytest.mark.parametrize("word", ["yes", "on", "1", "'no'", "[true]"])
def test_only_true_and_false_are_flags(word):
    complaints = Complaints("f.yaml")
    assert fields.flag(node(f"[{word}]").items[0], complaints, True, what="weak") is True
    assert complaints.sorted()


def test_words_for_nothing_give_the_default_but_are_text_in_a_name():
    complaints = Complaints("f.yaml")
    null = node("[null]").items[0]
    assert fields.duration(null, complaints, timedelta(1), what="every") == timedelta(1)
    assert fields.text(null, complaints) == "null"
    assert not complaints.sorted()


def test_a_wrong_word_names_all_and_the_nearest():
    complaints = Complaints("f.yaml")
    assert fields.choice(node("hgih"), complaints, Severity, Severity.LOW, what="severity") is Severity.LOW
    assert complaints.sorted()[0].text == 'severity must be one of low, medium, high, not "hgih", did you mean "high"?'


@pytest.mark.parametrize("text", ["0", "-1", "x", "1e3", "1.2.3", ".", "nan", "inf"])
def test_a_number_is_above_nothing(text):
    complaints = Complaints("f.yaml")
    assert fields.number(node(text), complaints, 1.0, what="rate") == 1.0
    assert complaints.sorted()


def test_a_number_may_have_a_fraction():
    assert fields.number(node("0.5"), Complaints("f.yaml"), 1.0, what="rate") == 0.5


@pytest.mark.parametrize("url", ["ftp://a", "a.b", "https://", "https://a:0/", "https://a:99999/", "https://a b/", "https://[::1/",
                                 "file:///etc/passwd", "https://a/\u0085"])
def test_addresses_that_cannot_be_asked_say_why(url):
    assert fields.web_address_problem(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/feed", "https://user:word@host/x?y=1", "https://bücher.example/rss",
                                 "http://[::1]:80/"])
def test_addresses_that_can(url):
    assert fields.web_address_problem(url) is None


def test_a_value_from_the_environment_is_not_shown():
    assert fields.shown(node("x")._replace(text="hush", source="${SECRET}")) == '"${SECRET}" (from the environment)'


def test_a_block_repeated_by_reference_complains_once():
    complaints = Complaints("f.yaml")
    root = node("- &a {x: 1}\n- *a")
    for item in root.items:
        fields.mapping(item, frozenset({"y"}), complaints, what="it")
    assert len(complaints.sorted()) == 1
