"""A quotation in another language than the transcript: is the sense kept?

The checks of alignment are made for translators and spare them false alarms.  Here a changed
figure or negation must not pass, and a rendering is faithful only on positive evidence: its words
must be accounted for by the words of the place, and what tells how many, how sure, when and who
must stand on both sides.  A person is asked where that is all there is against it.
"""

from __future__ import annotations

from calltools.quotations.judging.rendering.compare import (
    compare_rendering,
    is_all_rendered,
    mistranslations,
)

__all__ = ["compare_rendering", "is_all_rendered", "mistranslations"]
