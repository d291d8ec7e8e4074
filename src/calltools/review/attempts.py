"""Failed log-ins: each makes the next wait twice as long, by name and by address, or by device."""

from __future__ import annotations

import ipaddress

from sqlalchemy import Connection, delete, insert, select, update

from calltools.review.account_tables import ATTEMPTS

_FREE_FAILURES = 4  # failures without a wait
_LONGEST_WAIT_S = 900  # guesses are then fewer than 100 a day
_FORGET_S = 24 * 3600


def keys_of(name: str, address: str) -> list[str]:
    """Under what failures are counted.  Anybody who has one IPv6 address has its network."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # of no client that is known
        network = address[:100]
    else:
        bits = 64 if found.version == 6 else 32
        network = str(ipaddress.ip_network(f"{found}/{bits}", strict=False))
    return [f"name {name}", f"address {network}"]


def wait_s(connection: Connection, key: str, now: int) -> int:
    """How many seconds ``key`` has to wait."""
    row = connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.key == key)).first()
    return max(0, row.until - now) if row else 0


def count_failure(connection: Connection, key: str, now: int) -> None:
    """Count a log-in as failed; it is forgotten when it succeeds."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.until < now - _FORGET_S))
    row = connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.key == key)).first()
    failures = (row.failures if row else 0) + 1
    wait = (
        min(2 ** (failures - _FREE_FAILURES), _LONGEST_WAIT_S) if failures > _FREE_FAILURES else 0
    )
    values = {"failures": failures, "until": now + wait}
    if row is None:
        connection.execute(insert(ATTEMPTS).values(key=key, **values))
    else:
        connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.key == key).values(values))
