"""The formats of what is published, with the endings of their files; the first is what they get."""

from calltools.alignment import formats

TABLE_FORMATS: dict[str, tuple[str, ...]] = {
    "csv": (".csv",),
    "jsonl": (".jsonl",),
    "parquet": (".parquet",),
    "xlsx": (".xlsx",),
    "sqlite": (".sqlite", ".db"),
    "svg": (".svg",),
}
BINARY_FORMATS = frozenset(("parquet", "xlsx", "sqlite"))
"""Those of tables that no terminal can show."""

ALIGNMENT_FORMATS = formats.FORMATS | {"html": (".html", ".htm")}

AUDIT_FORMATS: dict[str, tuple[str, ...]] = {
    "jsonl": (".jsonl",),
    "csv": (".csv",),
    "html": (".html", ".htm"),
    "jsonld": (".jsonld", ".json"),
}
