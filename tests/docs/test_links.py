"""What the guides point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import guides

PLACE = re.compile(r"(?:src|tests|docs|benchmarks)/[\w./-]+|(?:[a-z_]\w*/)*[a-z_]\w*\.(?:py|toml)")


@pytest.mark.parametrize("path", guides.GUIDES + guides.BESIDE, ids=guides.name_of)
def test_every_link_to_a_file_or_heading_leads_there(path: Path) -> None:
    for link in guides.links(path):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{link}: no such file"
        if anchor:
            assert anchor in guides.anchors(target), f"{link}: no such heading"


@pytest.fixture(scope="module")
def named() -> set[str]:
    """Every file and folder, by its path and by each end of it: ``layout/heads.py`` is enough where
    the guide has said in which room."""
    tops = ["src", "tests", "training", "docs", "benchmarks", "requirements"]
    found = [
        path.relative_to(guides.ROOT) for top in tops for path in guides.ROOT.glob(f"{top}/**/*")
    ]
    ends = ("/".join(path.parts[at:]) for path in found for at in range(len(path.parts)))
    return {*ends, *(path.name for path in guides.ROOT.iterdir())}


@pytest.mark.parametrize("path", guides.GUIDES, ids=guides.name_of)
def test_every_file_of_the_repository_that_is_named_exists(path: Path, named: set[str]) -> None:
    for span in filter(PLACE.fullmatch, guides.spans(path)):
        assert span.rstrip("/") in named, span
