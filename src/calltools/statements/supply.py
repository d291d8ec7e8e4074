"""Claims about the supply of organs that have no figure."""

from __future__ import annotations

from calltools.language.lexicon import phrase
from calltools.statements.acts import Question
from calltools.statements.draft import Claim
from calltools.statements.negation import negations
from calltools.statements.record import Category
from calltools.statements.view import Clause

FOREIGN = frozenset(
    "surgery_duration hospital_stay recovery drug_schedule ischaemia_time device_support travel "
    "hold_time callback_time follow_up clinic_day opening_hours staff_count bed_count phone_number "
    "room_number dialysis training dose document_deadline".split()
)


def read_supply(
    clause: Clause, asked: Category | None, question: Question | None, first: bool
) -> Claim | None:
    """What ``clause`` says of the supply, or None; ``first`` as for ``read_claim``."""
    cues = clause.cues.keys()
    counted = any(q.kind != "date" for q in clause.quantities) and "idiom" not in clause.manner
    about = asked == "organ_availability" and (first or "supply" in cues or not counted)
    says_lack = cues & {"supply", "none_left"}
    if question is not None and clause.lexicon.language == "en" and not says_lack:
        about = about and not (question.goes_on or question.strays)
    subject = "supply" in cues or "batch" in cues or bool(phrase("we_have").search(clause.text))
    subject = subject or bool(phrase("surely_supply").search(clause.text))
    subject = subject or bool("none_left" in cues and phrase("in_hand").search(clause.text))
    subject = subject or ("none_left" in cues and "other_place" in clause.manner)
    if asked in ("transplant_volume", "price", "scheduling") and "supply" in cues:
        subject = bool(phrase("supply_named").search(clause.text))
    if (
        not subject
        and (
            asked in (None, "wait_time", "organ_source", "scheduling") or _goes_on(question, clause)
        )
        and cues & {"plenty", "scarce", "none_left"}
    ):
        subject = len(clause.text) <= _short(clause) and not clause.other.keys() & FOREIGN
        subject = subject and bool(
            clause.manner.keys() & {"other_place", "now", "historic", "blood"}
        )
    foreign = clause.other.keys() & FOREIGN
    if foreign and not subject:
        return None
    if not (subject or about):
        return None
    if (
        subject
        and not about
        and clause.other.keys() & {"test_turnaround", "other_fee", "ischaemia_time"}
    ):
        return None
    if not about and cues & {"schedule"} and phrase("call_up_words").search(clause.text):
        return None
    if "quantity_wait" in cues or _counts_people(clause):
        return None
    english = clause.lexicon.language == "en"
    if english and about and is_put(question) and phrase("contradicts").search(clause.text):
        values = {"availability": "available"}
        return Claim("organ_availability", "supply contradicted", values, "denied", True)
    found = None
    if "none_left" in cues and not phrase("not_none").search(clause.text):
        found = "unavailable"
        if first and about and phrase("not_ended").match(clause.text):
            return Claim(
                "organ_availability", "lack denied", {"availability": found}, "denied", True
            )
    if "scarce" in cues and found is None:
        found = "scarce"
    if "plenty" in cues and (found is None or phrase("not_short").search(clause.text)):
        found = "available"
    people = phrase("has_people").search(clause.text) and not clause.organs
    if found is None and "has" in cues and not people and (about or _organ_as_object(clause)):
        found = "available"
    if (
        found is None
        and ("batch" in cues or "arrive" in cues)
        and (about or "batch" in cues or _organ_as_object(clause))
    ):
        found = "available"
    if found is None:
        return None
    only_has = not cues & {"plenty", "scarce", "none_left", "supply", "batch", "arrive"}
    if only_has and "if_like" in clause.manner and clause.lexicon.language == "zh":
        return None  # 如果有批示
    if found == "available" and _negated_supply(clause):
        put = asked == "organ_availability" and is_put(question)
        denied = ("denied", True) if put else (None, False)
        found = "available" if put else "scarce"
        return Claim("organ_availability", "supply negated", {"availability": found}, *denied)
    if "hypothetical" in clause.manner and asked == "organ_availability":
        return Claim("organ_availability", "supply in an invented case")
    if found == "available" and phrase("contradicts").search(clause.text):
        return Claim(
            "organ_availability", "supply contradicted", {"availability": found}, "denied", True
        )
    return Claim("organ_availability", f"supply: {found}", {"availability": found})


def _goes_on(question: Question | None, clause: Clause) -> bool:
    """Whether the caller raised nothing new and the clause speaks of a lack."""
    return (
        question is not None
        and question.carried
        and "scarce" in clause.cues
        and bool(phrase("short_supply").search(clause.text))
    )


def _negated_supply(clause: Clause) -> bool:
    """Whether words of plenty are denied: "I wouldn't say plenty"."""
    if clause.lexicon.language != "en" or phrase("not_short").search(clause.text):
        return False
    return negations(clause.text) % 2 == 1 and "plenty" in clause.cues


def _counts_people(clause: Clause) -> bool:
    """Whether those who wait are many, and nothing is said of organs: 等的人多."""
    both = clause.lexicon.language == "zh" and "scarce" in clause.cues and bool(clause.organs)
    return bool(phrase("not_organs").match(clause.text)) and not both


def _organ_as_object(clause: Clause) -> bool:
    return bool(phrase("organ_comes").search(clause.text))


def is_put(question: Question | None) -> bool:
    """Whether the caller put something that can be denied."""
    return question is not None and question.is_proposition


def _short(clause: Clause) -> int:
    """How long a clause may be that says little more than "fewer this year"."""
    return 10 if clause.lexicon.language == "zh" else 48
