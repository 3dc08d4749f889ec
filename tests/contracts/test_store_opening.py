"""Opening: the schema is made or brought up to date once, whoever comes first."""

import asyncio

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from store_values import NOW, Wire, delivery, entry

from monitor.adapters.packing import pack
from monitor.adapters.sql_store import SqlStore
from monitor.adapters.sql_store.migrating import FOLDER, HEAD
from monitor.adapters.sql_store.schema import metadata
from monitor.errors import StoreFault, UserFault


@pytest.fixture(params=["sqlite file", "postgres"])
def url(request, tmp_path):
    return request.getfixturevalue("database") if request.param == "postgres" else f"sqlite:///{tmp_path}/monitor.db"


def _described(engine):
    """Tables, columns, keys and indexes as the database knows them."""
    seen = sa.inspect(engine)
    return {table: (
        [(one["name"], str(one["type"]), one["nullable"], one["default"]) for one in seen.get_columns(table)],
        seen.get_pk_constraint(table), sorted(map(str, seen.get_foreign_keys(table))),
        sorted(map(str, seen.get_unique_constraints(table))), sorted(map(_index, seen.get_indexes(table))))
        for table in seen.get_table_names() if table != "alembic_version"}


def _index(index):
    where = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str((index["name"], index["column_names"], index["unique"], where))


def _made_afresh(engine):
    """The same of the schema as the code has it, which takes the place of what is there."""
    with engine.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    return _described(engine)


async def test_a_fresh_schema_is_all_migrations_applied(url):
    await (await SqlStore.open(url)).close()
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []
    assert _described(engine) == _made_afresh(engine)
    engine.dispose()


def test_the_head_is_the_last_migration():
    assert ScriptDirectory(str(FOLDER)).get_current_head() == HEAD


async def test_a_store_of_the_first_version_is_brought_up_to_date_and_goes_on(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(sa.text("INSERT INTO channel (sink, name, next_at) VALUES ('slack', '#old', 5)"))
        connection.execute(sa.text(
            "INSERT INTO delivery (id, sink, channel, kind, severity, state, plain, due, created, payload)"
            " VALUES ('d1', 'slack', '#old', 'alert', 'high', 'pending', :plain, 5, 5, :payload)"),
            {"plain": False, "payload": pack(delivery(channel="#old").message)})
    store = await SqlStore.open(url)
    claimed = await Wire(store).deliveries()
    assert [(one.id, one.channel) for one in claimed] == [("d1", "#old")]
    await store.close()
    assert _described(engine) == _made_afresh(engine)
    engine.dispose()


async def test_stores_that_open_together_take_turns(url):
    stores = await asyncio.gather(*(SqlStore.open(url) for _ in range(4)))
    assert (await Wire(stores[0]).poll(entry())).new == 1
    for store in stores:
        assert len(await store.feed_rows()) == 1
        await store.close()


async def test_what_was_written_is_there_after_opening_again(url):
    store = await SqlStore.open(url)
    await Wire(store).poll(entry())
    await store.close()
    again = await SqlStore.open(url)
    assert [leased.entry.key for leased in await Wire(again).claim_entries()] == ["k1"]
    await again.close()


async def test_a_store_of_a_newer_version_is_left_alone(url):
    await (await SqlStore.open(url)).close()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreFault, match="schema is 9999") as caught:
        await SqlStore.open(url)
    assert not caught.value.transient


async def test_a_closed_store_says_so(url):
    store = await SqlStore.open(url)
    await store.close()
    await store.close()
    for call in (store.put_note("a", b""), store.get_note("a"), store.sync_feeds([], {}, now=NOW)):
        with pytest.raises(StoreFault, match="closed"):
            await call


@pytest.mark.parametrize("address", ["mysql://root@localhost/monitor", "monitor.db", "mongodb://x", ""])
async def test_an_address_of_another_kind_is_the_users_fault(address):
    with pytest.raises(UserFault, match=r"write sqlite:///monitor\.db or postgresql"):
        await SqlStore.open(address)


async def test_a_server_that_is_not_there_is_a_transient_fault(tmp_path):
    with pytest.raises(StoreFault, match="cannot be reached") as caught:
        await SqlStore.open(f"postgresql+psycopg://monitor:secret@/monitor?host={tmp_path}")
    assert caught.value.transient
    assert "secret" not in str(caught.value)
