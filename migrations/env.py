"""Runs the migrations on the connection it is handed; never imports the app."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], target_metadata=None)
context.run_migrations()
