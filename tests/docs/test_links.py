"""What the guides point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import guides

PLACE = re.compile(r"(?:src|tests|docs|benchmarks)/[\w./-]+")


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


@pytest.mark.parametrize("path", guides.GUIDES, ids=guides.name_of)
def test_every_file_of_the_repository_that_is_named_exists(path: Path) -> None:
    for span in filter(PLACE.fullmatch, guides.spans(path)):
        assert (guides.ROOT / span).exists(), span
