"""A translator's day without pages: findings added, the English put right, states chosen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import aligned_call
from calltools.alignment.exchange import to_json as alignment_json
from calltools.alignment.model import AlignedCall
from calltools.errors import ConflictError, SettingsError
from calltools.provenance import Step
from calltools.review.desk import Review
from calltools.review.event import AddedFinding, SelectedWords
from calltools.review.item_state import State
from calltools.review.links import LinkRow, link_rows
from calltools.review.reviewed_alignment import reviewed_alignments
from calltools.review.translating import add_finding, choose_state, translator
from calltools.store.call_folder import ALIGNMENT
from made_reviews import made_workspace, sent

MISSED = AddedFinding(
    "hedge_dropped",
    "“I can't say for sure” is gone",
    SelectedWords(1, 7, 13, "我也说不准。"),
    SelectedWords(1, 0, 11, "Two months."),
)


def align(review: Review, call: AlignedCall) -> None:
    review.workspace.folder("a01").commit(Step("align"), {ALIGNMENT: alignment_json([call])})


@pytest.fixture
def review(aligned: Review) -> Review:
    return aligned


def finding(review: Review, label: str) -> State:
    (found,) = [one for one in review.call("a01").of_kind("finding") if one.label == label]
    return found


def labels(review: Review) -> set[str]:
    return {one.label for one in review.call("a01").of_kind("finding") if one.item}


def rows(review: Review) -> list[LinkRow]:
    return link_rows(review.call("a01").states)


def write(review: Review, turn: int, text: str, who: str = "ann", side: str = "en") -> str:
    desk = translator(review, "a01", who)
    desk.write((side, turn), text)  # type: ignore[arg-type]
    return desk.keep()[0].id


def test_a_finding_that_the_machine_missed_is_an_item_like_others(review: Review) -> None:
    event = add_finding(review, "a01", MISSED, "ann")
    added = finding(review, "hedge_dropped")
    assert (added.status, added.by, added.stale) == ("added", "ann", False)
    assert added.item is not None
    assert [text for _, text in added.item.words] == ["我也说不准。", "Two months."]
    review.decide("a01", added.key, "disagree", "bob", reason="it stands there", seen=event.seen)
    assert finding(review, "hedge_dropped").status == "disagreed"
    (call,) = reviewed_alignments(review, "a01")
    told = call.alignment.findings[-1]
    assert (told.type, told.note, told.answers[0].status) == (
        "hedge_dropped", MISSED.note, "disagreed"
    )  # fmt: skip
    review.undo(finding(review, "hedge_dropped").event, "bob")
    review.undo(event.id, "ann")
    assert "hedge_dropped" not in labels(review)
    one_sided = AddedFinding("omission", "left out", SelectedWords(4, 0, 3, "好的，"))
    add_finding(review, "a01", one_sided, "ann")
    assert sum(one.label == "omission" for one in review.call("a01").of_kind("finding")) == 2
    not_there = AddedFinding("omission", "", SelectedWords(4, 0, 2, "谢谢"))
    with pytest.raises(ConflictError, match="the words there have changed"):
        add_finding(review, "a01", not_there, "ann")
    with pytest.raises(SettingsError, match="Chinese, of the English"):
        add_finding(review, "a01", AddedFinding("omission"), "ann")


def test_an_added_finding_survives_another_alignment_and_is_stale_where_its_words_went(
    review: Review,
) -> None:
    add_finding(review, "a01", MISSED, "ann")
    call = aligned_call.call()
    first, *rest = call.zh.turns
    greeting = replace(first, text="喂？", start_ms=0, end_ms=100)
    shifted = replace(call.zh, turns=(first, greeting, *rest))
    links = tuple(
        replace(link, zh=tuple(n + (n > 0) for n in link.zh)) for link in call.alignment.links
    )
    of = replace(call.alignment, links=links, zh_sentences=(), sentence_links=(), findings=())
    align(review, replace(call, zh=shifted, alignment=of))
    added = finding(review, "hedge_dropped")
    assert added.item is not None
    assert (added.status, added.stale) == ("added", False)
    assert added.item.row["zh_span"]["turn"] == 2
    write(review, 1, "About a month.")
    assert finding(review, "hedge_dropped").stale


def test_the_english_put_right_settles_the_figure_and_the_rest_asks_for_another_look(
    review: Review,
) -> None:
    review.decide("a01", finding(review, "negation_changed").key, "agree", "ann")
    link = rows(review)[1].state.key
    choose_state(review, "a01", link, "final", "ann")
    assert rows(review)[1].unit_state == "final"
    event = write(review, 1, "About a month. I can't say for sure.")
    assert "number_changed" not in labels(review)
    assert [one.type for one in review.call("a01").aligned[0].settled] == ["number_changed"]
    row = rows(review)[1]
    assert row.en[0].text == "About a month. I can't say for sure."
    assert (row.unit_state, row.state.stale, row.state.key) == ("translated", True, link)
    then = review.decisions.log.of(review.call("a01").recording, "translated")[-1].time
    write(review, 4, "Six hundred thousand, the liver not included.")
    assert finding(review, "negation_changed").stale
    (past,) = reviewed_alignments(review, "a01", until=then)
    assert [past.en.turns[n].text[:12] for n in (1, 4)] == ["About a mont", "Six hundred "]
    assert "not included" not in past.en.turns[4].text
    review.undo(event, "ann")
    assert rows(review)[1].unit_state == "final"
    assert "number_changed" in labels(review)


def test_a_confirmed_row_keeps_the_turns_that_people_put_there(review: Review) -> None:
    keys = [row.state.key for row in rows(review)]
    review.move_turn("a01", "en", 2, keys[5], keys[1], "ann")
    choose_state(review, "a01", keys[1], "reviewed", "ann")
    assert [turn.number for turn in rows(review)[1].en] == [1, 2]
    (call,) = reviewed_alignments(review, "a01")
    assert call.alignment.links[1].state == "reviewed"
    review.move_turn("a01", "en", 2, keys[1], keys[5], "bob")
    assert rows(review)[1].unit_state == "translated"


def test_corrections_of_the_translation_are_news_and_go_to_another_office(
    review: Review, tmp_path: Path
) -> None:
    before = review.decisions.last()
    write(review, 1, "About a month.")
    _, news = review.changed_since(before, "bob")
    assert [(one.action, one.label, one.actor) for one in news] == [
        ("correct", "translation", "ann")
    ]
    other = Review(made_workspace(tmp_path / "other"))
    align(other, aligned_call.call())
    write(other, 1, "One month.", "cem")
    told = sent(review, other)
    assert told.added == 1
    assert told.to_decide()[0][:2] == ("a01", "correction")
    assert rows(other)[1].en[0].text == "One month."
    assert not sent(review, other).added
    assert json.loads(alignment_json(reviewed_alignments(other, "a01")))
