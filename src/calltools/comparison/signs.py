"""What may tell that two texts do not say the same: the signs that fitted models weigh.

Weights are keyed by the value of a sign (``quotations/judging/weights.toml``).  What a person reads
of it is its ``sentence``, which stands here and nowhere else.
"""

from __future__ import annotations

from enum import StrEnum


class Sign(StrEnum):
    """A way in which a rendering may say something else than what was said.

    The first eight are what the checks for translators find; the others are
    looked for in quotations only, where silence would pass for "faithful".
    """

    sentence: str

    def __new__(cls, value: str, sentence: str = "") -> Sign:
        """The sign ``value`` with what a person reads of it."""
        sign = str.__new__(cls, value)
        sign._value_ = value
        sign.sentence = sentence
        return sign

    NUMBER_CHANGED = "number_changed", "A figure was changed"
    UNIT_CHANGED = "unit_changed", "A unit was changed"
    NEGATION_CHANGED = "negation_changed", "A negation was changed"
    HEDGE_DROPPED = "hedge_dropped", "The doubt was left out"
    NAME_CHANGED = "name_changed", "A name was changed"
    ORGAN_CHANGED = "organ_changed", "An organ was changed"
    OMISSION = "omission", "What qualifies the rest was left out"
    ADDITION = "addition", "Something was put in"

    FIGURE_NOT_SAID = "figure_not_said", "A figure was changed"
    FIGURE_LEFT_OUT = "figure_left_out", "A figure was left out"
    FIGURES_EXCHANGED = "figures_exchanged", "The figures changed places"
    CONTRARY = "contrary", "The contrary is said"
    NEGATIONS_DIFFER = "negations_differ", "The negations differ"
    NEGATION_MOVED = "negation_moved", "The negation stands elsewhere"
    NEGATION_REACH = "negation_reach", "What the negation reaches was changed"
    DOUBT_CUT_OFF = "doubt_cut_off", "The doubt was left out"
    HOW_MANY = "how_many", "Of how many it holds was changed"
    HOW_SURELY = "how_surely", "What must or may be was changed"
    HOW_OFTEN = "how_often", "How often was changed"
    CONDITION = "condition", "A condition was changed"
    COMPARISON = "comparison", "A comparison was changed"
    WHEN = "when", "When it holds was changed"
    PARTIES_EXCHANGED = "parties_exchanged", "Who or when was exchanged"
    GIVER_EXCHANGED = "giver_exchanged", "Who gives and who gets was exchanged"
    WORDS_NOT_SAID = "words_not_said", "Nothing that was said stands for some words"
    CLAUSE_NOT_SAID = "clause_not_said", "Hardly anything said stands for this"
    STITCHED = "stitched", "Words of separate places are joined"


UNWEIGHED = {
    Sign.STITCHED: "no labelled translation has it alone: what it proves, a person must tell",
}
"""Signs that a model of renderings has no weight for, and why."""
