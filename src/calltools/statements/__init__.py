"""Statements: what the hospital side said, as records with exact spans, values and manner."""

from calltools.statements.extraction import extract
from calltools.statements.record import CATEGORIES, Cue, Statement

__all__ = ["CATEGORIES", "Cue", "Statement", "extract"]
