"""Faithful quotations of the labelled set, edited: grave edits are seen, harmless ones are not."""

from __future__ import annotations

import pytest
from judging import GOLD, Row, court, is_clean, rows
from mutations import grave, harmless

pytestmark = pytest.mark.model

TRANSCRIPTS = GOLD / "transcripts.jsonl"
CLEAN = [row for row in rows(GOLD / "quotes.jsonl") if is_clean(row["verdict"])]
SAME_LANGUAGE = [row for row in CLEAN if not row["translated"]]
TRANSLATED = [row for row in CLEAN if row["translated"]]


def verdict(row: Row, text: str, **attributed: str) -> str:
    speaker = attributed.get("speaker", row["attributed_speaker"])
    hospital = attributed.get("hospital", row["attributed_hospital"])
    return court(TRANSCRIPTS).judge(text, speaker, hospital).verdict


@pytest.mark.parametrize("row", SAME_LANGUAGE, ids=lambda row: row["id"])
def test_no_grave_edit_is_called_clean(row: Row) -> None:
    edited = list(grave(row["quote"], row["report_lang"][:2]))
    assert not [(kind, text) for kind, text in edited if is_clean(verdict(row, text))]


def test_harmless_edits_stay_clean() -> None:
    tried = [
        (row["id"], kind, text, is_clean(verdict(row, text)))
        for row in SAME_LANGUAGE
        for kind, text in harmless(row["quote"], row["report_lang"][:2])
    ]
    alarms = [one for one in tried if not one[3]]
    assert len(tried) > 200
    assert len(alarms) <= 0.03 * len(tried), alarms


@pytest.mark.parametrize("row", CLEAN, ids=lambda row: row["id"])
def test_words_given_to_somebody_else_are_not_clean(row: Row) -> None:
    caller = row["true_role"] == ["caller"]
    zh = row["report_lang"] != "en"
    other_party = ("醫生" if zh else "doctor") if caller else ("调查员" if zh else "investigator")
    assert not is_clean(verdict(row, row["quote"], speaker=other_party))
    elsewhere = "禾丰县中医院" if zh else "Hefeng County Hospital of Chinese Medicine"
    assert not is_clean(verdict(row, row["quote"], hospital=elsewhere))


def test_changed_renderings_are_not_called_faithful() -> None:
    """Hedges apart: one may go where another stays."""
    tried = [
        (row["id"], kind, text, is_clean(verdict(row, text)))
        for row in TRANSLATED
        for kind, text in grave(row["quote"], "en")
        if kind != "hedge"
    ]
    assert len(tried) >= 40
    assert not [one for one in tried if one[3]]
