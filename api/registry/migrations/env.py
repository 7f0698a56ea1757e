"""Alembic's entry: migrations run on the connection that `api.registry.engine.migrate` hands over."""

from alembic import context

from api.registry.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
