"""The formats of what is published, with the endings of their files; the first is what they get."""

from calltools.alignment.model import FORMATS
from calltools.errors import is_installed

TABLE_FORMATS: dict[str, tuple[str, ...]] = {
    "csv": (".csv",),
    "jsonl": (".jsonl",),
    "parquet": (".parquet",),
    "xlsx": (".xlsx",),
    "sqlite": (".sqlite", ".db"),
    "svg": (".svg",),
}


def writable_formats() -> list[str]:
    """Those of tables that this installation can write: Parquet needs a package of its own."""
    return [name for name in TABLE_FORMATS if name != "parquet" or is_installed("pyarrow")]


BINARY_FORMATS = frozenset(("parquet", "xlsx", "sqlite"))
"""Those of tables that no terminal can show."""

ALIGNMENT_FORMATS = FORMATS | {"html": (".html", ".htm")}

AUDIT_FORMATS: dict[str, tuple[str, ...]] = {
    "jsonl": (".jsonl",),
    "csv": (".csv",),
    "html": (".html", ".htm"),
}
