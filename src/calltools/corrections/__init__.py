"""What people put right in a transcript: events kept beside the machine's words, never over them.

A correction is an event (``events``); the events of a call are kept in an append-only log
(``log``), are found again in the transcript by their anchors (``draft``), and are folded over
the machine's transcript to the corrected one (``fold``).  ``edited`` turns a file that a person
edited into events.
"""
