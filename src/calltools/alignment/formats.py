"""The formats of aligned calls, with the endings of their files; the first is what they get."""

FORMATS: dict[str, tuple[str, ...]] = {
    "json": (".json",),
    "csv": (".csv",),
    "tmx": (".tmx",),
    "xliff": (".xliff", ".xlf"),
}
