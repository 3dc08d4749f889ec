"""Texts of a config as paths and addresses."""

from __future__ import annotations

import pytest

from monitor.config import listen_address, resolve


@pytest.mark.parametrize(("path", "resolved"), [
    ("watchlists", "/etc/monitor/watchlists"),
    ("../lists/un.xml", "/etc/lists/un.xml"),
    ("/srv/lists", "/srv/lists"),
    ("sqlite:///monitor.db", "sqlite:////etc/monitor/monitor.db"),
    ("sqlite:///data/m.db?timeout=5", "sqlite:////etc/monitor/data/m.db?timeout=5"),
    ("sqlite:////var/lib/m.db", "sqlite:////var/lib/m.db"),
    ("sqlite://", "sqlite://"),
    ("sqlite:///:memory:", "sqlite:///:memory:"),
    ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
    ("https://a.example/un.xml", "https://a.example/un.xml"),
])
def test_paths_are_relative_to_the_file_and_addresses_stay(path, resolved):
    assert resolve(path, "/etc/monitor") == resolved


def test_a_relative_base_keeps_a_path_relative():
    assert resolve("watchlists", "") == "watchlists"
    assert resolve("sqlite:///monitor.db", "") == "sqlite:///monitor.db"


@pytest.mark.parametrize(("listen", "address"), [
    ("127.0.0.1:8080", ("127.0.0.1", 8080)), ("[::1]:0", ("::1", 0)), ("localhost:65535", ("localhost", 65535)),
])
def test_a_listen_address_is_host_and_port(listen, address):
    assert listen_address(listen) == address


@pytest.mark.parametrize("listen", [
    "", "8080", ":8080", "a:", "a:b", "a:65536", "::1:80", "[::1]", "[a]:1", "http://a:80", "a:٣",
])
def test_other_texts_are_none(listen):
    assert listen_address(listen) is None
