"""config.yaml: every key, every default, every complaint."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.config import Config, HttpConfig, SlackConfig, StatusConfig, read_config
from monitor.errors import Faults
from monitor.model import ArticleMode, Feed, Rule, Scope, Severity, Tier, TripStatus

FEEDS = "feeds: [https://a.example/rss]\n"
EVERYTHING = """\
store: sqlite:///monitor.db
watchlists: [lists, more/travel.yaml]
feeds:
  - https://feeds.example.org/world/rss.xml
  - url: https://www.example.com/all.xml
    name: Example
    every: 2m
    language: en
    article: feed
rules:
  - name: On the move
    watchlists: [Travel bans]
    with: Travel
    within: sentence
    trip: [occurred, under-way, planned]
    to: [RU, sy, RU]
    not_to: IR
    measure: travel-ban
    at_least: strong
    severity: high
    channel: "#travel-bans"
    continue: true
  - name: Any mention
    watchlists: all
slack:
  channel: "#alerts"
  notices: C012345
  base_url: http://127.0.0.1:9000/api
  timeout: 5s
  grace: 0s
  rate: 0.5
http:
  user_agent: "desk (+https://example.org)"
  timeout: 7s
  max_feed_bytes: 1MiB
  max_page_bytes: 2MB
  per_host: 4
  spacing: 250ms
  allow_private_addresses: true
status:
  listen: "[::1]:0"
backfill: all
retention: 30d
"""


def read(text: str, **environment: str) -> Config:
    return read_config(text.encode(), name="config.yaml", environment=environment)


def complaints(text: str, **environment: str) -> list[str]:
    with pytest.raises(Faults) as caught:
        read(text, **environment)
    return [str(fault) for fault in caught.value.faults]


def test_every_key_is_read():
    config = read(EVERYTHING)
    assert config.store == "sqlite:///monitor.db"
    assert config.watchlists == ("lists", "more/travel.yaml")
    assert config.feeds == (
        Feed(url="https://feeds.example.org/world/rss.xml", name="feeds.example.org"),
        Feed(url="https://www.example.com/all.xml", name="Example", every=timedelta(minutes=2), language="en",
             article=ArticleMode.FEED),
    )
    assert config.rules == (
        Rule(name="On the move", watchlists=("Travel bans",), keywords="Travel", within=Scope.SENTENCE,
             trip=(TripStatus.OCCURRED, TripStatus.UNDER_WAY, TripStatus.PLANNED), to=("RU", "SY"), not_to=("IR",),
             measures=("travel-ban",), at_least=Tier.STRONG, severity=Severity.HIGH, channel="#travel-bans", goes_on=True),
        Rule(name="Any mention"),
    )
    assert config.slack == SlackConfig(channel="#alerts", notices="C012345", base_url="http://127.0.0.1:9000/api/",
                                       timeout=timedelta(seconds=5), grace=timedelta(0), rate=0.5)
    assert config.http == HttpConfig(user_agent="desk (+https://example.org)", timeout=timedelta(seconds=7),
                                     max_feed_bytes=1 << 20, max_page_bytes=2_000_000, per_host=4,
                                     spacing=timedelta(milliseconds=250), allow_private_addresses=True)
    assert config.status == StatusConfig(listen="[::1]:0")
    assert (config.backfill, config.retention) == (None, timedelta(days=30))


def test_every_key_has_a_default_except_feeds():
    config = read(FEEDS + "store:\nwatchlists:\nrules:\nslack:\nhttp:\nstatus:\nbackfill:\nretention:\n")
    assert config == read(FEEDS)
    assert config.store == "sqlite:///monitor.db"
    assert config.watchlists == ("watchlists",)
    assert config.rules == (Rule(name="Any mention", severity=Severity.LOW),)
    assert config.slack == SlackConfig(channel="#monitor", notices="#monitor")
    assert config.http == HttpConfig(user_agent="news-monitor (+https://example.org/contact)", timeout=timedelta(seconds=20),
                                     max_feed_bytes=10 << 20, max_page_bytes=5 << 20, per_host=2, spacing=timedelta(seconds=1),
                                     allow_private_addresses=False)
    assert config.status.listen == "127.0.0.1:8080"
    assert (config.backfill, config.retention) == (timedelta(days=2), timedelta(days=90))
    assert config.feeds[0].every == timedelta(minutes=5)


def test_notices_go_to_the_channel_unless_they_have_one():
    assert read(FEEDS + 'slack: {channel: "#a"}').slack.notices == "#a"


@pytest.mark.parametrize("text", ["", "# nothing\n", "feeds:\n", "feeds: []\n", "store: sqlite:///x.db\n", "feeds: ~"])
def test_missing_feeds_are_a_fault(text):
    [said] = complaints(text)
    assert said.startswith("config.yaml:1:")
    assert "feeds is missing" in said


@pytest.mark.parametrize(("line", "said"), [
    ("stor: x", '2:1: unknown key "stor", did you mean "store"?'),
    ("http: {timout: 3s}", '2:8: unknown key "timout", did you mean "timeout"?'),
    ("slack: []", "2:8: slack must be a mapping"),
    ("status: off", '2:9: status must be a mapping (key: value), not "off"'),
    ("retention: 90 days", '2:12: retention must be a duration above 0 such as 30s, 5m, 2h or 1d, not "90 days"'),
    ("backfill: everything", '2:11: backfill (or all) must be a duration'),
    ("store: monitor.db", "2:8: store must be an address such as sqlite:///monitor.db"),
    ("store: postgresql://h/d", "2:8: store must be an address"),
    ("store: sqlite://monitor.db", "2:8: a file of SQLite takes three slashes"),
    ("status: {listen: 8080}", '2:18: listen must be host:port such as 127.0.0.1:8080, or off, not "8080"'),
    ("http: {per_host: 0}", '2:18: per_host must be a whole number of 1 or more, not "0"'),
    ("http: {max_page_bytes: 5 megs}", '2:24: max_page_bytes must be a size such as 5MiB'),
    ("http: {allow_private_addresses: yes}", '2:33: allow_private_addresses must be true or false, not "yes"'),
    ('http: {user_agent: "déjà vu"}', "2:20: user_agent must be one line of plain ASCII"),
    ("slack: {rate: 0}", '2:15: rate must be a number above 0, not "0"'),
    ("slack: {base_url: slack.com}", '2:19: "slack.com" is not an address'),
    ("slack: {channel: #monitor\n}", "2:9: the channel is empty; a # after a space starts a comment"),
    ("slack: {notices: 'a b'}", '2:18: "a b" is not a channel'),
    ("rules: [{severity: hgih}]", '2:20: severity must be one of low, medium, high, not "hgih", did you mean "high"?'),
    ("rules: [{trip: ocurred}]", "2:16: trip must be one of occurred, under-way"),
    ("rules: [{trip: []}]", "2:16: trip is empty"),
    ("rules: [{to: [RU, Syria]}]", '2:19: "Syria" is not a country code of two letters (ISO 3166-1 alpha-2), did you mean "SY"?'),
    ("rules: [{not_to: UK}]", '2:18: "UK" is not a country code of two letters (ISO 3166-1 alpha-2), did you mean "GB"?'),
    ("rules: [{to: []}]", "2:14: to is empty: name countries such as [RU, SY], or leave the key out"),
    ("rules: [{not_to: []}]", "2:18: not_to is empty"),
    ("rules: [{to: [RU, SY], not_to: [IR, SY]}]", "2:37: SY stands in both to and not_to"),
    ("rules: [{to: {RU: SY}}]", "2:14: a list is meant here, not keys: begin each entry with `- `"),
    ("rules: [{destination: RU}]", '2:10: unknown key "destination", did you mean "to"?'),
    ("rules: [{measure: []}]", "2:19: measure is empty"),
    ("rules: [{measure: Travel Ban}]", '2:19: a measure is written in small letters and hyphens such as travel-ban, not "Travel Ban", '
                                       'did you mean "travel-ban"?'),
    ("rules: [{measure: [asset-freeze, {a: b}]}]", "2:34: a measure must be text"),
    ("rules: [{measures: travel-ban}]", '2:10: unknown key "measures", did you mean "measure"?'),
    ("watchlists: []", "2:13: watchlists is empty: name files or folders"),
    ("rules: [{watchlists: []}]", "2:22: watchlists is empty"),
    ("rules: [{watchlists: ['']}]", "2:23: an empty name in watchlists"),
    ("rules: [{with: [a]}]", "2:16: with must be text, not a list"),
    ("rules: [{continue: 1}]", '2:20: continue must be true or false, not "1"'),
    ("rules: [{keywords: Travel}]", '2:10: unknown key "keywords", did you mean "with"?'),
    ("rules: [{watchlists: [[a]]}]", "2:23: the name of a watchlist must be text, not a list"),
    ("rules: [{trip: [[planned]]}]", "2:17: trip must be one of occurred, under-way"),
    ("slack: {channel: [a]}", "2:18: a channel must be text, not a list"),
    ("watchlists: [a, '']", "2:17: an empty text in watchlists"),
    ("rules: [Any]", "2:9: a rule must be a mapping"),
    ("watchlists: {a: b}", "2:13: a list is meant here, not keys: begin each entry with `- `"),
    ("rules: {name: Any}", "2:8: a list is meant here, not keys: begin each entry with `- `"),
    ("retention: 1d\nretention: 2d", '3:1: duplicate key "retention", first written on line 2'),
])
def test_a_complaint_says_where_what_and_the_fix(line, said):
    assert any(found.startswith("config.yaml:" + said) for found in complaints(FEEDS + line)), complaints(FEEDS + line)


@pytest.mark.parametrize(("feed", "said"), [
    ("ftp://a.example", 'must begin with http:// or https://'),
    ("a.example/rss", 'must begin with http:// or https://'),
    ("https:///rss", "names no host"),
    ("{name: A}", "this feed has no url"),
    ("{url: [https://a.example]}", "a feed must be text, not a list"),
    ("{url: }", "this feed has no url"),
    ("{url: https://a.example, every: 0s}", "every must be a duration above 0"),
    ("{url: https://a.example, evry: 5m}", 'unknown key "evry", did you mean "every"?'),
    ("{url: https://a.example, language: english}", "is not a language"),
    ("{url: https://a.example, article: fetsh}", 'did you mean "fetch"?'),
    ("[https://a.example]", "a feed must be a mapping"),
])
def test_a_bad_feed_is_explained(feed, said):
    [found] = complaints(f"feeds:\n  - {feed}\n")
    assert found.startswith("config.yaml:2:")
    assert said in found


def test_two_feeds_with_one_address_are_a_fault_however_it_is_spelt():
    found = complaints("feeds:\n - https://a.example/x\n - url: HTTPS://A.example:443/x#top\n - https://a.example/y\n")
    assert found == ["config.yaml:3:4: this feed is listed twice, first on line 2"]


def test_all_complaints_come_together_in_reading_order():
    found = complaints("stor: x\nfeeds: [nope]\nrules: [{severity: x}]\nbackfill: 1\nbackfill: 2d\n")
    assert [line.split(":")[1] for line in found] == ["1", "2", "3", "4", "5"]


def test_names_stay_text_and_one_name_may_stand_for_a_list():
    rule = read(FEEDS + "rules: [{name: NO, watchlists: 012, trip: planned, with: on}]").rules[0]
    assert (rule.name, rule.watchlists, rule.trip, rule.keywords) == ("NO", ("012",), (TripStatus.PLANNED,), "on")


@pytest.mark.parametrize("written", ["all", "[all]", "~", ""])
def test_all_watchlists_are_an_empty_tuple(written):
    assert read(FEEDS + f"rules:\n  - watchlists: {written}\n    name: R\n").rules[0].watchlists == ()


def test_a_rule_without_a_name_is_called_by_its_position():
    assert [rule.name for rule in read(FEEDS + "rules: [{severity: low}, {name: B}]").rules] == ["Rule 1", "B"]


def test_a_token_that_is_repeated_by_reference_is_complained_about_once():
    found = complaints(FEEDS + "rules: [&r {name: xoxb-1234567890-abcdefgh}, *r]")
    assert len(found) == 1


def test_an_empty_list_of_rules_is_taken_at_its_word():
    assert read(FEEDS + "rules: []").rules == ()


def test_the_status_address_can_be_off():
    assert read(FEEDS + "status: {listen: off}").status.listen is None


def test_the_version_follows_rules_and_channel_only():
    base = read(FEEDS + "rules: [{name: A}]")
    assert base.version == read(FEEDS + "# a remark\nretention: 1d\nrules:\n  - {name: A}").version
    assert base.version != read(FEEDS + "rules: [{name: A, severity: high}]").version
    assert base.version != read(FEEDS + 'rules: [{name: A}]\nslack: {channel: "#x"}').version
    assert len(base.version) == 12


# ------------------------------------------------------------------ environment
def test_references_are_replaced_from_the_environment_in_any_value():
    config = read("feeds: ['https://${HOST}/${PATH_:-rss}']\nhttp: {allow_private_addresses: '${PRIVATE}'}\n"
                  "backfill: ${B:-all}\n"
                  "slack: {channel: '#${TEAM:-desk}'}", HOST="a.example", PRIVATE="true", TEAM="")
    assert config.feeds[0].url == "https://a.example/rss"
    assert config.http.allow_private_addresses
    assert config.backfill is None
    assert config.slack.channel == "#desk"


def test_an_unset_variable_without_a_default_is_a_fault_at_its_value():
    assert complaints("feeds:\n  - url: https://${HOST}/x\n") == [
        "config.yaml:2:10: ${HOST} is not set in the environment: set it, or write ${HOST:-default}"]


def test_an_unset_variable_is_complained_about_once_wherever_it_stands():
    for text in ("feeds: ${X}", "feeds: ['${X}', https://a.example]", FEEDS + "slack: {channel: '${X}'}",
                 FEEDS + "store: ${X}"):
        [said] = complaints(text)
        assert "${X} is not set" in said


def test_a_broken_reference_is_a_fault():
    [said] = complaints(FEEDS + 'store: "${1x}"')
    assert said.startswith("config.yaml:2:8: ${ begins a reference")


def test_what_comes_from_the_environment_is_not_replaced_again_and_not_shown():
    assert read(FEEDS + "rules: [{name: '${A}'}]", A="${B}").rules[0].name == "${B}"
    [said] = complaints(FEEDS + "http: {timeout: '${T}'}", T="hush-hush")
    assert "hush" not in said
    assert "${T}" in said
    [said] = complaints(FEEDS + "store: ${S}", S="mysql://u:hush@h")
    assert "hush" not in said


@pytest.mark.parametrize("line", [
    "slack: {token: abc}", "slack: {bot_token: '${T}'}", "slack: {channel: xoxb-1234567890-abcdefgh}", "token: x",
    "SLACK_BOT_TOKEN: x", "rules: [{name: 'xapp-1-A123-456-abc'}]", "slack: {xoxp-1234567890: 1}", "http: {user_agent: '${T}'}",
])
def test_a_slack_token_is_a_fault_that_never_shows_it(line):
    found = complaints(FEEDS + line, T="xoxb-1234567890-abcdefgh")
    assert any("put it into the environment as SLACK_BOT_TOKEN" in said for said in found)
    assert not any("1234567890" in said and "unknown key" not in said for said in found)


def test_a_feed_is_polled_no_faster_than_the_tick() -> None:
    said = complaints("feeds: [{url: 'https://a.example/f', every: 5ms}]\n")
    assert said == ["config.yaml:1:45: every must be 1s or longer: minutes are what publishers bear"]
