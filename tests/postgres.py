"""A throw-away Postgres cluster, where its binaries are found. Imported by the conftest of each room that needs it."""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest


def _tool(name: str) -> str | None:
    found = shutil.which(name) or next(iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)), None)
    return found and os.path.realpath(found)


def _drop_root() -> tuple[list[str], int]:
    """The prefix that runs a command as an ordinary user: Postgres refuses to run as root."""
    if os.getuid() != 0:
        return [], os.getuid()
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if setpriv := shutil.which("setpriv"):
            return [setpriv, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"], user.pw_uid
    pytest.skip("Postgres will not run as root, and there is no setpriv and ordinary user to run it as")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """The socket folder of a Postgres cluster made for this run."""
    initdb, postgres = _tool("initdb"), _tool("postgres")
    if not initdb or not postgres:
        pytest.skip("no Postgres on this machine: the store is not tested against it")
    prefix, uid = _drop_root()
    folder = Path(tempfile.mkdtemp(prefix="mpg", dir="/tmp"))  # a socket's path may hold 107 bytes only
    os.chown(folder, uid, -1)
    subprocess.run([*prefix, initdb, "-D", str(folder / "data"), "-U", "monitor", "-A", "trust", "-E", "UTF8",
                    "--locale=C", "--no-sync"], check=True, capture_output=True, cwd=folder)
    log = (folder / "log").open("wb")
    server = subprocess.Popen([*prefix, postgres, "-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses=",
                               "-c", "fsync=off", "-c", "max_connections=60"], stdout=log, stderr=log, cwd=folder)
    try:
        _wait_for(server, folder)
        yield folder
    finally:
        server.terminate()
        server.wait(30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Returns once the server accepts connections, or fails with its log."""
    for _ in range(200):
        assert server.poll() is None, (folder / "log").read_text()
        try:
            psycopg.connect(host=str(folder), user="monitor", dbname="postgres").close()
        except psycopg.OperationalError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.05)
        else:
            return
    raise AssertionError((folder / "log").read_text())


@pytest.fixture
def database(cluster: Path) -> str:
    """The address of an empty Postgres database."""
    name = f"t{os.urandom(6).hex()}"
    with psycopg.connect(host=str(cluster), user="monitor", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://monitor@/{name}?host={cluster}"
