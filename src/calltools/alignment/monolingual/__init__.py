"""A publication held against what was heard of the same call: times for its turns, differences.

Both sides are in one language.  Characters are aligned by how they sound, so that a recogniser's
spelling costs little; every turn that was heard gets the time of its words, none gets a time that
was not.
"""

from calltools.alignment.monolingual.comparison import compare

__all__ = ["compare"]
