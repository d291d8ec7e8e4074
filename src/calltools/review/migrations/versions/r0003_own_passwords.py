"""Passwords that their owners chose, devices that logged in before, what was done with accounts,
how decisions from elsewhere came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"

_REFUSE_SQLITE = """
CREATE TRIGGER {table}_no_{what} BEFORE {what} ON {table}
BEGIN SELECT RAISE(ABORT, 'what was done is only ever added'); END
"""
_REFUSE_POSTGRESQL = """
CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION events_only_added()
"""


def upgrade() -> None:
    """Add the column and the tables.  Whoever had an account chooses a password anew: of none is it
    known who set it."""
    op.add_column(
        "people", sa.Column("chosen", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.create_table(
        "devices",
        sa.Column("token", sa.Text(), primary_key=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "account_acts",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "origins",
        sa.Column("event", sa.Text(), primary_key=True),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
    )
    for table in ("account_acts", "origins"):
        if op.get_bind().dialect.name == "sqlite":
            for what in ("UPDATE", "DELETE"):
                op.execute(_REFUSE_SQLITE.format(table=table, what=what))
        else:
            op.execute(_REFUSE_POSTGRESQL.format(table=table))
