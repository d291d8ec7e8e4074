"""The review application: the workspace in a browser, with the means to decide.

* ``routes``: the one table of what is served, and who may ask for it.
* ``access``: who somebody is: one person on this machine, or the people of a team.
* ``guard``: what every request passes: host, origin, session, size; and what every answer carries.
* ``pages``, ``reports``, ``bilingual``, ``agreed``, ``history``, ``actions``, ``sound``: what is
  answered; ``shown``: how a page is made.
* ``cards``: an item with what is around it (``call_context``) and the means to decide;
  ``worklist``, ``listed``: those of a page that a filter takes, in order; ``deciding``: what was
  sent, kept, refused.
* ``jobs``: the work that people ask for, each in a process (``job_process``) that does one of
  ``works``; ``queue``: as people see it.
* ``uploads``: forms with files; ``aside``: what was sent and is not kept yet, and what was made to
  be taken away (``outgoing``).
* ``recording_pages``, ``recording_acts``, ``recording_facts``: recordings, from the file that is
  sent to the run.
* ``server``: the program that serves it.
"""
