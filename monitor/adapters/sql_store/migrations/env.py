"""Alembic's way in: runs the migrations on the connection the store hands over."""

from alembic import context

from monitor.adapters.sql_store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True,
                  transactional_ddl=True, transaction_per_migration=False)
context.run_migrations()
