"""The tables of the review database, as the migrations leave them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

METADATA = MetaData()

EVENTS = Table(
    "events",
    METADATA,
    # SQLite numbers rows only where the key is its own INTEGER.
    Column(
        "seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
    Column("id", Text, nullable=False, unique=True),
    Column("time", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("call", Text, nullable=False),
    Column("recording", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("undoes", Text),
    Column("row", Text, nullable=False),
    Index("events_of_item", "item"),
    Index("events_of_call", "call"),
    Index("events_of_recording", "recording"),
    sqlite_autoincrement=True,
)
"""Every decision; ``row`` is the event as JSON, the other columns are what is asked by."""

PEOPLE = Table(
    "people",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("duty", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("password", Text, nullable=False),
    Column("chosen", Integer, nullable=False),
)
"""Accounts; ``password`` is its argon2id hash, and ``chosen`` whether its owner chose it."""

ACCOUNT_ACTS = Table(
    "account_acts",
    METADATA,
    Column(
        "seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    ),
    Column("time", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("person", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What was done with accounts, by whom, and with whose: only ever added."""

DEVICES = Table(
    "devices",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("seen", BigInteger, nullable=False),
)
"""Browsers in which somebody logged in before; ``token`` is the sha256 of theirs."""

ORIGINS = Table(
    "origins",
    METADATA,
    Column("event", Text, primary_key=True),
    Column("signer", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("time", Text, nullable=False),
)
"""Of decisions that were imported: the fingerprint of the key that signed their file (empty for
none), and who took it in."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
)
"""Who is logged in; ``token`` is the sha256 of theirs, times are seconds."""

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("until", BigInteger, nullable=False),
)
"""Failed log-ins, by name and by address, and until when the next must wait."""
