"""One suite every Store passes: a SQLite file, SQLite in memory, and Postgres on a throw-away cluster where there is one."""

import psycopg
import pytest
from postgres import cluster, database
from store_values import Wire

from monitor.adapters.sql_store import SqlStore

__all__ = ["cluster", "database"]


@pytest.fixture
def operator(cluster, database):
    """Runs a command of the server's operator; ``{db}`` is the store's database."""
    name = database.split("@/")[1].split("?")[0]

    def run(command):
        with psycopg.connect(host=str(cluster), user="monitor", dbname="postgres", autocommit=True) as connection:
            connection.execute(command.format(db=name))

    return run


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
