"""What people put right in a transcript: events kept beside the machine's words, never over them.

The events of a call are kept in an append-only log (``log``), are found again in the transcript by
their anchors (``anchors``, ``draft``), and are made and folded over the machine's transcript in
one place (``fold``).  ``edited`` turns a file that a person edited into events; ``editor`` is the
door to all of it.
"""
