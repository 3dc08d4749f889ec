"""Texts of a Config as paths and addresses. Pure: a path in, a path out."""

from __future__ import annotations

import posixpath

_SQLITE = "sqlite:///"


def resolve(path: str, base: str) -> str:
    """``path``, relative to the folder ``base``: for watchlists and sources, and for the store.

    A store address keeps its form (``sqlite:///monitor.db`` in ``/etc/monitor`` is ``sqlite:////etc/monitor/monitor.db``);
    ``sqlite://``, ``:memory:`` and addresses of other kinds stay as they are.
    """
    if path.startswith(_SQLITE):
        file, question, options = path.removeprefix(_SQLITE).partition("?")
        if not file or file == ":memory:" or file.startswith("file:"):
            return path
        return _SQLITE + resolve(file, base) + question + options
    if "://" in path:
        return path
    return posixpath.normpath(posixpath.join(base, path))


def listen_address(listen: str) -> tuple[str, int] | None:
    """``127.0.0.1:8080`` or ``[::1]:0`` as host and port; None when it is neither."""
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or len(port) > 5 or int(port) > 65535:
        return None
    bracketed = host.startswith("[") and host.endswith("]")
    if bracketed:
        host = host[1:-1]
    if not host or (":" in host) != bracketed or any(c.isspace() or c in "[]/@" for c in host):
        return None
    return host, int(port)
