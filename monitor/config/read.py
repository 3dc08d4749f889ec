"""config.yaml as a whole: the top level and its small sections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from monitor.config.daily import read_summary
from monitor.config.environment import substitute
from monitor.config.feeds import read_feeds
from monitor.config.paths import listen_address
from monitor.config.rules import read_rules
from monitor.config.settings import Config, HttpConfig, SlackConfig, StatusConfig, rules_version
from monitor.errors import Faults
from monitor.model import Blind
from monitor.yaml import Complaints, Kind, Node, fields, parse_yaml

_KEYS = frozenset({"store", "watchlists", "feeds", "rules", "slack", "http", "status", "summary", "backfill",
                   "retention"})
_SLACK_KEYS = frozenset({"channel", "notices", "base_url", "timeout", "grace", "rate", "workspace_rate", "ambiguous"})
_HTTP_KEYS = frozenset({"user_agent", "timeout", "max_feed_bytes", "max_page_bytes", "per_host", "spacing",
                        "allow_private_addresses"})
_TOKEN_KEYS = ("token", "bot_token", "app_token", "api_token", "slack_token", "slack_bot_token", "slack_app_token",
               "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
_KEEP_OUT = ("a Slack token never stands in this file: put it into the environment as SLACK_BOT_TOKEN (SLACK_APP_TOKEN for "
             "buttons) and remove this")
_TOKEN_HINTS = dict.fromkeys(_TOKEN_KEYS, _KEEP_OUT)
# Every kind of token Slack hands out begins so.
_TOKEN = re.compile(r"\b(xox[a-z](\.xox[a-z])?-|xapp-)[A-Za-z0-9-]{6,}")
_STORE_SCHEMES = ("sqlite", "postgresql+psycopg")


def read_config(data: bytes, *, name: str, environment: Mapping[str, str]) -> Config:
    """Reads config.yaml. ``name`` is the file as complaints show it, ``environment`` what ``${NAME}`` is replaced from.

    Raises Faults with every complaint there is, in reading order.
    """
    root, faults = parse_yaml(data, name=name)
    complaints = Complaints(name, faults)
    root = substitute(root, environment, complaints)
    _refuse_tokens(root, complaints, set())
    keys = fields.mapping(root, _KEYS, complaints, what="the file", hints=_TOKEN_HINTS)
    rules, places = read_rules(keys.get("rules"), complaints)
    slack = _read_slack(keys.get("slack"), complaints)
    config = Config(
        file=name,
        store=_read_store(keys.get("store"), complaints),
        watchlists=_read_watchlists(keys.get("watchlists"), complaints),
        feeds=read_feeds(keys.get("feeds"), root, complaints),
        rules=rules,
        slack=slack,
        http=_read_http(keys.get("http"), complaints),
        status=_read_status(keys.get("status"), complaints),
        summary=read_summary(keys.get("summary"), complaints),
        backfill=_read_backfill(keys.get("backfill"), complaints),
        retention=fields.duration(keys.get("retention"), complaints, Config().retention, what="retention"),
        version=rules_version(rules, slack.channel),
        places=places,
    )
    found = complaints.sorted()
    if found:
        raise Faults(found)
    return config


def _refuse_tokens(node: Node, complaints: Complaints, seen: set[int]) -> None:
    """A token anywhere in the file, or brought into it from the environment, would end up in logs and backups."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if node.kind is Kind.TEXT and _TOKEN.search(node.text):
        complaints.add(node, _KEEP_OUT)
    for child in (*node.keys, *node.items):
        _refuse_tokens(child, complaints, seen)


def _read_store(node: Node | None, complaints: Complaints) -> str:
    default = Config().store
    if node is None or fields.is_absent(node):
        return default
    value = fields.text(node, complaints, default, what="store")
    scheme, separator, _ = value.partition("://")
    if not separator or scheme not in _STORE_SCHEMES:
        meant = ' ("postgresql+psycopg://" is the form for Postgres)' if scheme.startswith("postgres") else ""
        complaints.add(node, "store must be an address such as sqlite:///monitor.db or "
                             f"postgresql+psycopg://user@host/name{meant}")
        return default
    if scheme == "sqlite" and not value.startswith("sqlite:///") and value != "sqlite://":
        complaints.add(node, "a file of SQLite takes three slashes: sqlite:///monitor.db, and four for a path from the root")
    return value


def _read_watchlists(node: Node | None, complaints: Complaints) -> tuple[str, ...]:
    if node is not None and node.kind is Kind.LIST and not node.items:
        complaints.add(node, "watchlists is empty: name files or folders, or leave the key out for the folder `watchlists`")
    return fields.texts(node, complaints, what="watchlists") or Config().watchlists


def _read_slack(node: Node | None, complaints: Complaints) -> SlackConfig:
    default = SlackConfig()
    keys = fields.mapping(node, _SLACK_KEYS, complaints, what="slack", hints=_TOKEN_HINTS)
    channel = fields.channel(keys.get("channel"), complaints, default.channel) or default.channel
    rate = fields.number(keys.get("rate"), complaints, default.rate, what="rate")
    return SlackConfig(
        channel=channel,
        notices=fields.channel(keys.get("notices"), complaints, channel) or channel,
        base_url=_read_base_url(keys.get("base_url"), complaints, default.base_url),
        timeout=fields.duration(keys.get("timeout"), complaints, default.timeout, what="timeout"),
        grace=fields.duration(keys.get("grace"), complaints, default.grace, what="grace", zero=True),
        rate=rate,
        # who raises the one means the other as well
        workspace_rate=fields.number(keys.get("workspace_rate"), complaints, max(rate, default.workspace_rate), what="workspace_rate"),
        ambiguous=fields.choice(keys.get("ambiguous"), complaints, Blind, default.ambiguous, what="ambiguous"),
    )


def _read_base_url(node: Node | None, complaints: Complaints, default: str) -> str:
    if node is None or fields.is_absent(node):
        return default
    value = fields.web_address(node, complaints, what="base_url") or default
    return value if value.endswith("/") else value + "/"  # methods are appended to it


def _read_http(node: Node | None, complaints: Complaints) -> HttpConfig:
    default = HttpConfig()
    keys = fields.mapping(node, _HTTP_KEYS, complaints, what="http")
    agent_node = keys.get("user_agent")
    agent = fields.text(agent_node, complaints, what="user_agent") or default.user_agent
    if agent_node is not None and not (agent.isascii() and agent.isprintable()):
        complaints.add(agent_node, "user_agent must be one line of plain ASCII: it is sent as a header")
    return HttpConfig(
        user_agent=agent,
        timeout=fields.duration(keys.get("timeout"), complaints, default.timeout, what="timeout"),
        max_feed_bytes=fields.size(keys.get("max_feed_bytes"), complaints, default.max_feed_bytes, what="max_feed_bytes"),
        max_page_bytes=fields.size(keys.get("max_page_bytes"), complaints, default.max_page_bytes, what="max_page_bytes"),
        per_host=fields.whole(keys.get("per_host"), complaints, default.per_host, what="per_host", least=1),
        spacing=fields.duration(keys.get("spacing"), complaints, default.spacing, what="spacing", zero=True),
        allow_private_addresses=fields.flag(keys.get("allow_private_addresses"), complaints, False,
                                            what="allow_private_addresses"),
    )


def _read_status(node: Node | None, complaints: Complaints) -> StatusConfig:
    default = StatusConfig()
    listen = fields.mapping(node, frozenset({"listen"}), complaints, what="status").get("listen")
    if listen is None or fields.is_absent(listen):
        return default
    value = fields.text(listen, complaints, what="listen")
    if value == "off":
        return StatusConfig(listen=None)
    if listen.kind is Kind.TEXT and listen_address(value) is None:
        complaints.add(listen, f"listen must be host:port such as 127.0.0.1:8080, or off, not {fields.shown(listen)}")
        return default
    return StatusConfig(listen=value or default.listen)


def _read_backfill(node: Node | None, complaints: Complaints) -> timedelta | None:
    if node is not None and node.kind is Kind.TEXT and node.text == "all":
        return None
    return fields.duration(node, complaints, timedelta(days=2), what="backfill (or all)", zero=True)
