"""What Alembic runs for each command: on the connection it is handed, inside the transaction that is open there."""

from alembic import context

given = context.config.attributes
context.configure(
    connection=given["connection"],
    render_as_batch=True,  # SQLite changes a column only by building the table anew
    # The rest is handed in to write or compare a revision, never to run one.
    target_metadata=given.get("metadata"),
    include_object=given.get("include_object"),
    render_item=given.get("render_item"),
)
with context.begin_transaction():
    context.run_migrations()
