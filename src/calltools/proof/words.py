"""What a check found, in sentences that a terminal and a page share."""

from __future__ import annotations

from collections.abc import Iterator

from calltools.proof.faults import Verification
from calltools.publish.plain_text import counted


def outcome(found: Verification) -> str:
    """The whole in a sentence."""
    broken, doubtful = len(found.of("broken")), len(found.of("doubtful"))
    if broken:
        return f"{found.kind} broken: {counted(broken, 'thing')} not as recorded"
    if doubtful:
        return f"{found.kind} doubtful: {counted(doubtful, 'thing')} for a person to look at"
    return f"{found.kind} whole: everything is as it was recorded"


def vouched(found: Verification) -> Iterator[str]:
    """Who signed and who stamped, and what of that whoever reads must compare by themselves."""
    signers = {one.signer: one.named for one in found.signatures}
    for signer, named in signers.items():
        last = max(one.time for one in found.signatures if one.signer == signer)
        when = f", last at {last}," if last else ""
        compare = "" if named else "; compare that with what the office told you by another way"
        yield f"signed{when} by the key {signer}{compare}"
    if found.kept_entries and not found.of("broken"):
        yield f"goes on the head that you keep, of {found.kept_entries} entries"
    if not signers:
        yield "signed by nobody: whoever could write here could have written anything"
    for stamp in found.stamps:
        yield f"head {stamp.head} was there at {stamp.time} by the clock of {stamp.authority}"
    for root in sorted({stamp.root for stamp in found.stamps}):
        if not found.named_authorities:
            yield f"the authority's root certificate is {root}; compare that with what it publishes"
    if signers and not found.stamps:
        yield "stamped by nobody: the times are those of the office's own clock"
