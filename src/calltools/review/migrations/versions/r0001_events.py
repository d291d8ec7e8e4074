"""Decisions: one table, to which rows are only ever added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None

_REFUSE_SQLITE = """
CREATE TRIGGER events_no_{what} BEFORE {what} ON events
BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END
"""
_REFUSE_POSTGRESQL = (
    """
CREATE FUNCTION events_only_added() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION 'decisions are only ever added'; END$$
""",
    """
CREATE TRIGGER events_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION events_only_added()
""",
)


def upgrade() -> None:
    """Make the table, and let the database itself refuse to change a row."""
    op.create_table(
        "events",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Text()),
        sa.Column("row", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("events_of_item", "events", ["item"])
    op.create_index("events_of_call", "events", ["call"])
    op.create_index("events_of_recording", "events", ["recording"])
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(_REFUSE_SQLITE.format(what=what))
    else:
        for command in _REFUSE_POSTGRESQL:
            op.execute(command)
