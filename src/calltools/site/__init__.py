"""The review application: the workspace in a browser, with the means to decide.

* ``routes``: the one table of what is served, and who may ask for it.
* ``access``: who somebody is: one person on this machine, or the people of a team.
* ``guard``: what every request passes: host, origin, session, size; and what every answer carries.
* ``pages``, ``bilingual``, ``agreed``, ``audited``, ``cards``, ``actions``, ``sound``: what is
  answered; ``templates``: how a page is made.
* ``server``: the program that serves it.
"""
