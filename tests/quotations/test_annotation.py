"""Web Annotations of an audit, held against the rules of the W3C's data model."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from calltools.quotations.annotation import CONTEXT, annotations, hash_uri
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.model import Audited, Location, Part
from calltools.quotations.report import report_of
from calltools.transcripts.model import HOSPITAL, Turn, Word

REPORT = "At Hill Hospital the nurse said: “Two weeks, no more.” See the film 《Ward》.\n"
SHA = "0" * 64
WORDS = (
    Word("Two", 2, 5, 12_340, 12_600),
    Word("weeks,", 6, 12, 12_600, 13_000),
    Word("no", 13, 15, 13_000, 13_200),
    Word("more.", 16, 21, 13_200, 13_905),
)
TURN = Turn("嗯 Two weeks, no more.", "nurse", HOSPITAL, words=WORDS)
_IRI = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?[^\s<>\"{}|\\^`]+")
_MOTIVATIONS = {"assessing", "classifying", "linking"}


def audit(text: str = REPORT, name: str = "my report.md") -> dict[str, Any]:
    report = report_of(text.encode(), name)
    corpus = Corpus(
        (Entry("c1", (TURN,), "en", "Hill Hospital", audio=Path("rec 1.wav"), audio_sha256=SHA),)
    )
    place = Location("c1", (Part(0, 18, 0, 2, 20),), 1.0)
    audited = [
        Audited(q, "verbatim", "The call says the same.", place)
        if q.is_quotation
        else Audited(q, "not_a_quotation", q.reason)
        for q in find_quotations(report)
    ]
    return annotations(report, audited, corpus)


def follow_the_model(found: dict[str, Any]) -> None:
    """Assert the MUSTs of sections 3 to 5 of the model that concern what is used here."""
    assert found["@context"] == CONTEXT
    assert found["type"] == "AnnotationCollection" and _IRI.fullmatch(found["id"])
    page = found["first"]
    assert page["type"] == "AnnotationPage" and _IRI.fullmatch(page["id"])
    assert page["partOf"] == found["id"]
    assert isinstance(page["startIndex"], int) and found["total"] == len(page["items"])
    names = [item["id"] for item in page["items"]]
    assert len(set(names)) == len(names)
    for item in page["items"]:
        assert _IRI.fullmatch(item["id"]) and item["type"] == "Annotation"
        assert item["motivation"] in _MOTIVATIONS
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        assert targets
        for resource in [*targets, *item["body"]]:
            _resource(resource)


def _resource(resource: dict[str, Any]) -> None:
    assert resource.get("purpose", "assessing") in _MOTIVATIONS
    if resource["type"] == "TextualBody":
        assert isinstance(resource["value"], str) and resource["value"]
        return
    assert resource["type"] == "SpecificResource"
    assert _IRI.fullmatch(resource["source"]["id"])
    selectors = resource["selector"]
    for selector in selectors if isinstance(selectors, list) else [selectors]:
        if selector["type"] == "TextPositionSelector":
            assert 0 <= selector["start"] <= selector["end"]
        elif selector["type"] == "TextQuoteSelector":
            assert all(isinstance(selector[key], str) for key in ("exact", "prefix", "suffix"))
        else:
            assert selector["type"] == "FragmentSelector"
            assert _IRI.fullmatch(selector["conformsTo"])
            assert re.fullmatch(r"t=\d+\.\d{3},\d+\.\d{3}", selector["value"])


def test_the_words_are_selected_in_the_report_the_transcript_and_the_recording() -> None:
    found = audit()
    follow_the_model(found)
    item, title = found["first"]["items"]
    report, sound = item["target"]
    words, place = report["selector"]
    assert words["exact"] == "Two weeks, no more"
    assert words["prefix"].endswith("the nurse said: “") and words["suffix"].startswith(".”")
    assert REPORT[place["start"] : place["end"]] == words["exact"]
    assert sound["source"]["id"] == "rec%201.wav"
    assert sound["selector"]["value"] == "t=12.340,13.905"
    verdict, why, said = item["body"]
    assert (verdict["value"], why["value"]) == ("verbatim", "The call says the same.")
    assert said["selector"]["exact"] == "Two weeks, no more"
    assert title["motivation"] == "classifying" and title["target"]["type"] == "SpecificResource"


def test_an_audit_is_json_and_named_alike_each_time() -> None:
    found = audit()
    assert json.loads(json.dumps(found)) == found == audit()
    assert found["id"] != audit(REPORT + "\nMore.")["id"]
    assert hash_uri(SHA) == "ni:///sha-256;" + "A" * 43


@given(st.text("a字“”「」 \n>,.。😀", min_size=1, max_size=60), st.text(min_size=1, max_size=8))
def test_any_report_of_any_name_follows_the_model(text: str, name: str) -> None:
    found = audit(f"x {text}", name.replace("/", "-") + ".md")
    follow_the_model(found)
    for item in found["first"]["items"]:
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        words, place = targets[0]["selector"]
        assert f"x {text}"[place["start"] : place["end"]] == words["exact"]
