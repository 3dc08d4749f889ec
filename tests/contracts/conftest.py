"""One suite every Store passes: a SQLite file, SQLite in memory, and Postgres on a throw-away cluster where there is one."""

import contextlib
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
from store_values import Wire

from monitor.adapters.sql_store import SqlStore


def _tool(name):
    found = shutil.which(name) or next(iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)), None)
    return found and os.path.realpath(found)


def _drop_root():
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
def cluster():
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


def _wait_for(server, folder):
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
def database(cluster):
    """The address of an empty Postgres database."""
    name = f"t{os.urandom(6).hex()}"
    with psycopg.connect(host=str(cluster), user="monitor", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://monitor@/{name}?host={cluster}"


@pytest.fixture(params=["sqlite file", "sqlite memory", "postgres"])
def url(request, tmp_path):
    if request.param == "postgres":
        return request.getfixturevalue("database")
    return "sqlite://" if request.param == "sqlite memory" else f"sqlite:///{tmp_path}/monitor.db"


@pytest.fixture
async def store(url):
    store = await SqlStore.open(url)
    yield store
    await store.close()


@pytest.fixture(params=["sqlite file", "postgres"])
async def two(request, tmp_path):
    """Two stores on one database, as of two processes."""
    url = request.getfixturevalue("database") if request.param == "postgres" else f"sqlite:///{tmp_path}/monitor.db"
    first, second = await SqlStore.open(url), await SqlStore.open(url)
    yield first, second
    await first.close()
    await second.close()


@pytest.fixture
def wire(store):
    """The store with the steps that come before the one under test."""
    return Wire(store)
