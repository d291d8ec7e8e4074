"""Findings of the checks between calls, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calltools.checks.finding import CallFinding, FindingKind, Weight
from calltools.language.plain_text import counted, visible

KIND_NAMES: dict[FindingKind, tuple[str, str]] = {
    "one_call": ("One call, several recordings", "一次通话多份录音"),
    "area_code": ("Area code", "区号"),
    "one_number_two_hospitals": ("One number, two hospitals", "一号两院"),
    "one_hospital_two_names": ("One hospital, two names", "一院两名"),
    "weekday": ("Day of the week", "星期"),
    "recording_order": ("Order of recordings", "录音编号次序"),
    "duration_measured": ("Length printed", "发表时长"),
    "duration_words": ("Length and words", "时长与字数"),
    "pretexts": ("Pretexts", "说辞"),
    "same_respondent": ("Same respondent", "同一受访人"),
    "same_voice": ("Same voice", "同一声音"),
    "investigator_voice": ("Investigator's voice", "调查员的声音"),
    "published_otherwise": ("Published otherwise", "发表不符"),
    "published_without_call": ("Published, not registered", "有发表无登记"),
    "quoted_without_call": ("Quoted, not registered", "有引用无登记"),
    "unpublished": ("Not published", "未发表"),
    "outlier": ("Figure far off", "数字离群"),
}
"""Names of the kinds in English and Chinese, in the order in which they are listed."""

WEIGHT_NAMES: dict[Weight, str] = {
    "contradiction": "does not fit",
    "proposal": "proposal",
    "gap": "missing",
}

HEADINGS = ("Kind", "Calls", "Finding")
_SHOWN = 4


def finding_rows(findings: Iterable[CallFinding]) -> list[tuple[str, str, str]]:
    """Rows for a table on the terminal, under ``HEADINGS``; invisible characters are shown."""
    return [
        (
            KIND_NAMES[finding.kind][0],
            visible(calls_of(finding)),
            visible(f"{finding.english}\n{finding.chinese}"),
        )
        for finding in findings
    ]


def calls_of(finding: CallFinding) -> str:
    """The calls that a finding is about, the first of them where they are many."""
    more = len(finding.calls) - _SHOWN
    return ", ".join(finding.calls[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def findings_summary(findings: Sequence[CallFinding], calls: int, publications: int) -> str:
    """What was looked at and what was found, in a line."""
    copied = sum(len(finding.calls) - 1 for finding in findings if finding.kind == "one_call")
    looked = counted(calls - copied, "call")
    looked += f" ({counted(calls, 'recording')})" if copied else ""
    if publications:
        looked += f" and {counted(publications, 'publication')} of calls"
    return f"{counted(len(findings), 'finding')} in {looked}."
