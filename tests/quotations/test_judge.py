"""Verdicts on invented quotations, all kinds, both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from judging import DATA, GOLD, call, court, court_of, is_clean, rows

from calltools.quotations.corpus import Corpus
from calltools.quotations.symbols import is_chinese

pytestmark = pytest.mark.model

GOLD_CALLS = GOLD / "transcripts.jsonl"
LEFT_TO_A_PERSON = ("translated_unfaithful", "elided_meaning_changed")
# Calls, quotations of them, the share of verdicts that are right, and what is grave and passes.
SETS = [
    (DATA / "calls.jsonl", "cases", 0.93, set[str]()),
    (DATA / "more_calls.jsonl", "more_cases", 0.95, set[str]()),
    # A caller's question in translation (e043) passes for the answer before it.
    (GOLD_CALLS, "last_cases", 0.9, {"e043"}),
    # Voices that are only lettered (f120): a person is asked.
    (GOLD_CALLS, "further_cases", 0.93, {"f120"}),
    # 没有一个 for "not all", every month for the year's end: what a reader of pairs misses.
    (GOLD_CALLS, "rendered_cases", 0.8, {"g019", "g035"}),
    (GOLD_CALLS, "own_language_cases", 0.9, set[str]()),
    # A bound within a range, "all" for many, a third of for a third less, "must" for "best",
    # a question for "not high": the reader of pairs misses these.
    (GOLD_CALLS, "one_sided_cases", 0.75, {"h021", "h027", "h029", "h030", "h039"}),
    # Kidneys exchanged with livers in two clauses, and rates turned round.
    (GOLD_CALLS, "other_sided_cases", 0.75, {"h121", "h126", "h136"}),
]


def is_right(verdict: str, labelled: str) -> bool:
    """Where only a reader can tell, a change may be left to a person; what is faithful never."""
    return verdict == labelled or (verdict == "unclear" and labelled in LEFT_TO_A_PERSON)


@pytest.mark.parametrize(("calls", "cases", "least", "unsafe"), SETS)
def test_most_verdicts_are_right_and_nothing_grave_is_clean(
    calls: Path, cases: str, least: float, unsafe: set[str]
) -> None:
    labelled, tried = rows(DATA / f"{cases}.jsonl"), court(calls)
    if "sided" in cases:  # only the language that is not quoted is at hand
        kept = {row["transcript"] for row in labelled}
        tried = court_of(Corpus(tuple(e for e in tried.corpus.entries if e.id in kept)))
    verdicts = {
        row["id"]: tried.judge(row["quote"], row["speaker"], row["hospital"]).verdict
        for row in labelled
    }
    right = sum(is_right(verdicts[row["id"]], row["verdict"]) for row in labelled)
    assert right / len(labelled) >= least
    clean = {row["id"] for row in labelled if is_clean(row["verdict"])}
    called_clean = {id_ for id_, verdict in verdicts.items() if is_clean(verdict)}
    assert called_clean - clean == unsafe
    assert len(clean - called_clean) <= 0.3 * len(clean)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_nobody_said_is_never_a_faithful_translation(language: str) -> None:
    """The inventions of the labelled reports, where only the other language is at hand."""
    entries = court(GOLD_CALLS).corpus.entries
    tried = court_of(Corpus(tuple(e for e in entries if e.language[:2] == language)))
    invented = [
        row
        for row in rows(GOLD / "quotes.jsonl")
        if row["verdict"] == "not_found" and is_chinese(row["quote"]) == (language == "en")
    ]
    assert len(invented) >= 3
    for row in invented:
        found = tried.judge(row["quote"], row["attributed_speaker"], row["attributed_hospital"])
        assert not is_clean(found.verdict), (row["quote"], found.why)


def test_a_new_translation_is_found_where_another_one_is_at_hand_too() -> None:
    """b05 is there in both languages; its own English has this turn otherwise."""
    tried = court(GOLD_CALLS)
    quote = "Don't send it to any individual, it all goes into the hospital's account"
    found = tried.judge(quote, "Director Pei", "Heting Hongye Hospital")
    assert found.verdict == "translated_faithful"
    assert found.location is not None and found.location.transcript == "b05-zh"


ENGLISH = call(
    "How many did you do last year, and how long is the wait?",
    "We did 400 last year. You do not have to wait long. The wait is two weeks at the most.",
)
CHINESE = call(
    "去年做了多少例，要等多久？",
    "我们去年做了四百例，没有那么多肝，要等两个星期，那个，不用先交钱。",
)


def test_the_same_voice_may_be_quoted_over_two_turns() -> None:
    corpus = call("Well?", "If it matches, we operate.", "x", "If it does not, you wait.")
    entry = corpus.entries[0]
    joined = replace(entry, turns=(entry.turns[0], entry.turns[1], entry.turns[3]))
    tried = court_of(Corpus((joined,)))
    assert is_clean(tried.judge("If it matches, we operate. If it does not, you wait").verdict)
    apart = court_of(corpus).judge("If it matches, we operate. If it does not, you wait")
    assert apart.verdict == "stitched"


def test_words_of_nobody_in_particular_that_the_caller_spoke_need_a_person() -> None:
    tried = court_of(call("Do you use prisoners?", "Never."))
    assert tried.judge("you use prisoners").needs_person
    assert tried.judge("you use prisoners", "Caller").verdict == "verbatim"
    assert tried.judge("you use prisoners", "doctor").verdict == "callers_words"


def test_a_question_quoted_as_none_needs_a_person() -> None:
    tried = court_of(call("Ten days?", "Ten days? Who told you that?"))
    assert tried.judge("Ten days", "doctor").needs_person
    assert not tried.judge("Ten days?", "doctor").needs_person


def test_why_quotes_both_readings_and_the_place() -> None:
    judged = court_of(ENGLISH).judge("We did 4000 last year", "doctor")
    assert "“400”" in judged.why
    assert "“4000”" in judged.why
    assert "turn 1 of call" in judged.why
    assert [(edit.op, edit.source, edit.quoted) for edit in judged.edits] == [
        ("replace", "400", "4000")
    ]


def test_words_that_another_hospital_only_has_like_them_are_no_wrong_call() -> None:
    entries = (
        replace(ENGLISH.entries[0], hospital="Hefeng No. 1 Hospital"),
        replace(CHINESE.entries[0], id="other", hospital="泥湾市胸科医院"),
    )
    tried = court_of(Corpus(entries))
    exact, changed = "You do not have to wait long.", "You would not have to wait too long."
    assert tried.judge(exact, "doctor", "泥湾市胸科医院").verdict == "wrong_call"
    assert tried.judge(changed, "doctor", "泥湾市胸科医院").verdict == "unclear"


@pytest.mark.parametrize(
    ("said", "quote", "verdict"),
    [
        ("都找着了，最慢的也没出一个月。", "见得多了", "not_found"),
        ("还有啊，病人莫一来就往病房头闯，先到门诊挂我的号。", "院长那份我先垫到", "not_found"),
        ("呃，这个我说不清，我只管手术。", "这些我讲不明白，开刀以外的事我不过问", "paraphrase"),
        (
            "I don't discuss that over the telephone. We'll talk when you are here.",
            "I won't talk about it on the phone, come and see me first",
            "paraphrase",
        ),
    ],
)
def test_a_few_words_in_common_are_no_paraphrase_where_the_sense_is_another(
    said: str, quote: str, verdict: str
) -> None:
    tried = court_of(call("And?", said, hospital="Hill Hospital"))
    assert tried.judge(quote, None, "Hill Hospital").verdict == verdict
