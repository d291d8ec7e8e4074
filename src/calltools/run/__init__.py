"""The stages of ``run``: what each needs, and what it makes of a recording."""
