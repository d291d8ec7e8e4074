"""Checks of aligned calls: what a translator should look at.

``findings`` takes whole calls and their links; ``differences`` compares one text with its
rendering, as the audit of quotations does.
"""

from __future__ import annotations

from calltools.alignment.checks.calls import findings
from calltools.alignment.checks.comparison import differences
from calltools.alignment.checks.model import Difference, DifferenceType

__all__ = ["Difference", "DifferenceType", "differences", "findings"]
