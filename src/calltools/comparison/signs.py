"""What tells that two texts do not say the same: the signs that fitted models weigh.

Weights are keyed by the value of a sign (``quotations/judging/weights.toml``).  What a person reads
of it is its ``sentence``, which stands here and nowhere else.
"""

from __future__ import annotations

from enum import StrEnum

from calltools.messages import Message


class Sign(StrEnum):
    """A way in which a rendering may say something else than what was said."""

    sentence: Message

    def __new__(cls, value: str, sentence: Message) -> Sign:
        """The sign ``value`` with what a person reads of it."""
        sign = str.__new__(cls, value)
        sign._value_ = value
        sign.sentence = sentence
        return sign

    NUMBER_CHANGED = "number_changed", Message("A figure was changed")
    UNIT_CHANGED = "unit_changed", Message("A unit was changed")
    NEGATION_CHANGED = "negation_changed", Message("A negation was changed")
    HEDGE_DROPPED = "hedge_dropped", Message("The doubt was left out")
    NAME_CHANGED = "name_changed", Message("A name was changed")
    ORGAN_CHANGED = "organ_changed", Message("An organ was changed")
    OMISSION = "omission", Message("Something was left out")
    ADDITION = "addition", Message("Something was put in")
    FIGURE_LEFT_OUT = "figure_left_out", Message("A figure was left out")
    FIGURE_NOT_SAID = "figure_not_said", Message("A figure was put in")
    FIGURES_EXCHANGED = "figures_exchanged", Message("The figures changed places")
    CONTRARY = "contrary", Message("The contrary is said")
    PARTIES_EXCHANGED = "parties_exchanged", Message("Who or when was exchanged")
    GIVER_EXCHANGED = "giver_exchanged", Message("Who gives and who gets was exchanged")


UNWEIGHED = {
    Sign.FIGURE_NOT_SAID: "it may stand elsewhere in the turn: it bars 'faithful' and no more"
}
"""Signs for which a model of renderings has no weight, and why."""
