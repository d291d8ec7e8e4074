"""What people decide of what the machine proposes: events of the log, and the states they make.

Everything goes through a :class:`calltools.review.desk.Review` of a workspace
(``pip install 'calltools[review]'``)::

    review = Review(workspace)
    call = review.call("a01", viewer="ann")         # Reviewed; review.report(NAME) for an audit
    state = call.by_key[key]                        # or call.of_kind("statement"), call.whole
    review.decide("a01", key, "amend", "ann", value={"wait_max_days": 60}, reason=None,
                  seen=state.item.sha256, after=state.heads)
    review.add_statement("a01", turn, "2-4", {"category": "wait_time"}, "ann")
    review.correct("a01", "ann", lambda editor: editor.text(editor.words(3, "2"), "六天"))
    review.undo(event.id, "ann")
    review.everything("ann")                        # all calls and reports, what is known kept
    seq, news = review.changed_since(seq, "ann")    # for whoever waits for news

``decide`` takes every action of ``event.DECIDE`` for the item's kind, and ``comment``
(``{"text"}``), ``read``, ``assign`` (``{"people", "blind", "hide_machine", "kinds", "due"}``) and
``adjudicate`` (``{"action", "value"}``) for any.  ``seen`` and ``after`` are what the person had
before them: where another decided or the item changed since, ConflictError is raised and nothing is
kept.  Whoever reads gives ``viewer``: what a blind review hides from them is in no state, history,
count or news; without it everything is seen.

* ``event``: a decision itself; ``decisions``: those in the log, corrections among them; ``order``:
  one order of decisions for all, what of them stands.
* ``item``: what is decided of, and how it is known again; ``call_items``, ``quotation_items``,
  ``check_items``: what lies in the workspace; ``words``: the words that an item rests on.
* ``fold``: the state of an item (``status``, ``value``, ``by``, ``stale``, ``gone``, ``conflict``,
  ``heads``, ``assigned``, ``rounds``, ``comments``, ``read_by``, ``history``); ``blind``: what each
  may see.
* ``links``: the links of an alignment with the turns that people moved (``Review.move_turn``).
* ``rules``: which role may do what (``may``, ``require``); whoever serves people calls ``require``
  before ``decide``, and gives ``of_others`` to ``undo`` for a lead alone.
* ``accounts``: ``Accounts``, each a ``Colleague``; ``sessions`` that end; ``log_ins`` that slow
  down, by ``passwords`` and a ``second_factor``; ``account_tables``: where they are kept.
  ``openings``: who opened which call; ``reach``: who may.
* ``progress``: what somebody can still do, and how far people and calls are.
* ``amending``: what is put right of a statement, checked; ``lots``: many items in one go, and what
  somebody did last.
* ``agreement``: how far two agree who decided blind; ``signed``: the statements as people left
  them; ``labels``: what was decided, to teach the reader.
* ``exchange``: decisions to another office, and back.
* ``desk``: all of these together.
"""

from __future__ import annotations

from calltools.errors import require


def require_packages() -> None:
    """Raise MissingPartError where the packages of the review are missing."""
    require("review", "argon2", "pyotp", "segno", "sqlalchemy", "zxcvbn")
