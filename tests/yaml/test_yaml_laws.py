"""Whatever is in a file, reading it gives a tree or Faults with places inside the file, never another error."""

from __future__ import annotations

import contextlib
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.config import read_config
from monitor.errors import Faults
from monitor.watchlists import read_watchlist
from monitor.yaml import Kind, Node, read_yaml

_FRAGMENTS = [
    "a", "name", "feeds", "rules", "slack", "entities", "keywords", "source", "watchlists", "http", "trip", "every", "listings",
    ": ", ":", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "&x ", "*x", "!t ", "'", '"', "|", ">", "#", " #", "\t",
    "%", "@", "---", "...", "? ", "<<", "${A}", "${A:-b}", "${", "\\", "é", "قاسم", "\u2028", "\x85", "\r", "\r\n", "\ufeff",
    "\x00", "1", "https://a.b", "true", "null", "~", "5m", "all", "name: X\n", "entities:\n  - name: A\n",
]
yaml_like = st.lists(st.sampled_from(_FRAGMENTS), max_size=60).map("".join)
anything = st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
                     yaml_like.map(str.encode))


def line_lengths(data: bytes) -> list[int]:
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return [len(line) for line in re.split("\r\n|[\n\r\x85\u2028\u2029]", text)]


def assert_inside(faults: Faults, data: bytes) -> None:
    lengths = line_lengths(data)
    assert faults.faults
    for fault in faults.faults:
        assert fault.file == "f.yaml"
        assert 1 <= fault.line <= len(lengths), fault
        assert 1 <= fault.column <= lengths[fault.line - 1] + 1, (fault, lengths)
        assert fault.text


def nodes(node: Node):
    yield node
    for child in (*node.keys, *node.items):
        yield from nodes(child)


@given(anything)
@example(b"\xff\xfe")
@example(b"%YAML 1.3\n---\na")
@example(b"!<%ff> b")
@example(b"a: &a\n  - *a\n")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: b")
@settings(max_examples=400, deadline=None)
def test_reading_raises_nothing_but_faults_inside_the_file(data):
    try:
        root = read_yaml(data, name="f.yaml")
    except Faults as faults:
        assert_inside(faults, data)
        return
    lengths = line_lengths(data)
    for node in nodes(root):
        assert 1 <= node.line <= len(lengths)
        assert node.kind is not Kind.MAPPING or len(node.keys) == len(node.items)


@given(anything)
@settings(max_examples=300, deadline=None)
def test_a_config_raises_nothing_but_faults_inside_the_file(data):
    try:
        config = read_config(data, name="f.yaml", environment={"A": "x"})
    except Faults as faults:
        assert_inside(faults, data)
    else:
        assert config.feeds


@given(anything)
@example(b"name: X\nentities: [{name: [a]}, {name: }, {id: q}, {name: {a: b}}]")
@settings(max_examples=300, deadline=None)
def test_a_watchlist_raises_nothing_but_faults_inside_the_file(data):
    try:
        watchlist = read_watchlist(data, name="f.yaml")
    except Faults as faults:
        assert_inside(faults, data)
    else:
        assert watchlist.name
        assert len({entity.id for entity in watchlist.entities}) == len(watchlist.entities)


_KEYS = st.sampled_from(
    "name feeds url every entities aliases weak countries born mute until source format mapping keywords term language rules "
    "trip with slack channel listen status http spacing store backfill examples match listings identifiers x".split())
_SCALARS = st.sampled_from(
    ["''", "a", "12", "5m", "true", "~", "https://a.b/c", "1957-03", "'a: b'", "NO", "all", "${A}", "csv"])
flow = st.recursive(_SCALARS, lambda inner: st.one_of(
    st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
    st.dictionaries(_KEYS, inner, max_size=4).map(lambda pairs: "{" + ", ".join(f"{k}: {v}" for k, v in pairs.items()) + "}"),
), max_leaves=20)


@given(st.dictionaries(_KEYS, flow, max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_shape_of_values_gives_a_value_or_faults_inside_the_file(top):
    data = "\n".join(f"{key}: {value}" for key, value in top.items()).encode()
    for read in (lambda: read_watchlist(data, name="f.yaml"), lambda: read_config(data, name="f.yaml", environment={})):
        with contextlib.suppress(Faults):
            try:
                read()
            except Faults as faults:
                assert_inside(faults, data)
                raise


GOOD = {
    "config": """\
store: sqlite:///m.db
watchlists: [a, b]
feeds: [https://a.example, {url: https://b.example, name: B, every: 2m, language: en, article: feed}]
rules: [{name: R, watchlists: [L], with: K, within: sentence, trip: [planned], at_least: strong, continue: true}]
slack: {channel: "#a", notices: "#b", base_url: http://c.example, timeout: 5s, grace: 1m, rate: 0.5}
http: {user_agent: d, timeout: 5s, max_feed_bytes: 1MiB, per_host: 2, spacing: 1s, allow_private_addresses: true}
status: {listen: 127.0.0.1:0}
backfill: all
""",
    "names": """\
name: L
severity: low
source: {format: csv, url: l.csv, every: 1h, mapping: {name: N, identifiers.imo: [I, J]}}
entities: [{name: A, id: i, type: vessel, aliases: [B, {name: C, weak: true}], countries: [IR], positions: [p], born: [1957]},
  {name: D, deceased: 2020-01-03, identifiers: {imo: [1, 2]}, context: [c], not: [n], note: o, mute: {until: 2027-01-01, by: b},
   listings: [{authority: UN, reference: r, measures: [m], since: 2007, url: https://u.example}], examples: {match: [x]}}]
""",
    "keywords": "name: K\nkeywords: [a, {term: b, language: ru}]\n",
}
READERS = {"config": lambda data: read_config(data, name="f.yaml", environment={}),
           "names": lambda data: read_watchlist(data, name="f.yaml"),
           "keywords": lambda data: read_watchlist(data, name="f.yaml")}
_VALUE = re.compile(r"(?<=[:\[,] )[^\s,{}\[\]]+|(?<=: )(?:\[[^\[\]]*\]|\{[^{}]*\})")


def test_the_good_files_are_good():
    for kind, text in GOOD.items():
        assert READERS[kind](text.encode())


@given(st.sampled_from(sorted(GOOD)), st.data())
@settings(max_examples=400, deadline=None)
def test_any_value_of_a_good_file_may_become_any_other(kind, data):
    text = GOOD[kind]
    place = data.draw(st.sampled_from(list(_VALUE.finditer(text))))
    broken = (text[: place.start()] + data.draw(flow) + text[place.end() :]).encode()
    with contextlib.suppress(Faults):
        try:
            READERS[kind](broken)
        except Faults as faults:
            assert_inside(faults, broken)
            raise
